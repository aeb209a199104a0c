"""Promises of rendering: what a person sees of a reply is safe, readable and bounded."""
