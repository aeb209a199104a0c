"""Promises of the offline model."""
