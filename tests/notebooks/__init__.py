"""Promises of the demo notebooks."""
