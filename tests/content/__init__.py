"""What is said, and what can go wrong."""
