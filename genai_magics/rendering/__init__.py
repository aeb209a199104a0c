"""Turns what a model said into what a person sees: safe HTML, plain text, and displays that grow while it streams."""
