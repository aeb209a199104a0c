"""The chat panel: one conversation to look at, write to, stop and clear."""

from .chat_panel import ChatPanel

__all__ = ["ChatPanel"]
