"""Cells: flags, variables in prompts, streaming, stopping, errors."""
