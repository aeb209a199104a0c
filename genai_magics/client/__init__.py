"""What you can ask a service for: the client, its models and its chats."""

from .chats import Chat, Chats
from .client import AsyncClient, Client, Gateway
from .history import ChatEvent, History, Turn
from .models import Models

__all__ = ["AsyncClient", "Chat", "ChatEvent", "Chats", "Client", "Gateway", "History", "Models", "Turn"]
