"""Cells that talk to a model: `%%genai`, `%genai` and `%genai_chat`."""

from .extension import load, unload

__all__ = ["load", "unload"]
