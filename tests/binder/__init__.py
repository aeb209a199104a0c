"""What Binder does with this repository."""
