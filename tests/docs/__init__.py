"""Promises of the documentation."""
