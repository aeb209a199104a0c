"""Promises of genai_magics, room by room."""
