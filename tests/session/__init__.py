"""What one kernel shares."""
