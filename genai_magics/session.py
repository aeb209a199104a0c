"""Holds what one kernel shares: a client, the named chats on it, and the defaults they start with.

A cell, a panel and plain Python meet here, so that they talk to the same `Chat`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .errors import InputError

if TYPE_CHECKING:
    from .client.chats import Chat
    from .client.client import Client
    from .content.config import GenerateContentConfig
    from .transport.flow import Blocking

__all__ = ["DEFAULT_MODEL", "Session", "current", "session"]

DEFAULT_MODEL = "gemini-3.8-flash"


class Session:
    """One client and the chats that share it; the kernel has one of these, `genai_magics.session`.

    Nothing is built until it is asked for: making a session reads one environment variable and no more.
    """

    model: str
    """The model new chats start with: `GENAI_MAGICS_MODEL`, or the library's default."""

    config: GenerateContentConfig | None
    """The settings new chats start with; None leaves everything to the model."""

    current: str
    """The name of the chat that cells without `--chat` talk to, `"default"` at first."""

    def __init__(self, client: Client | None = None, *, environ: Mapping[str, str] = os.environ) -> None:
        self.model = environ.get("GENAI_MAGICS_MODEL") or DEFAULT_MODEL
        self.config = None
        self.current = "default"
        self._client = client
        self._own_client: Client | None = None
        self._chats: dict[str, Chat[Blocking]] = {}
        self._lock = threading.RLock()

    @property
    def client(self) -> Client:
        """The client all chats use, made from the environment when first needed."""
        with self._lock:
            if self._client is None:
                from .client.client import Client

                self._client = self._own_client = Client()
            return self._client

    @property
    def chats(self) -> Mapping[str, Chat[Blocking]]:
        """The chats made so far by name, oldest first; a live view that cannot be written to."""
        return MappingProxyType(self._chats)

    def chat(self, name: str = "default") -> Chat[Blocking]:
        """The chat called *name*, made with the session's defaults when there is none yet.

        Raises `InputError` for a name that is empty or not text.
        """
        if not isinstance(name, str) or not name.strip():
            raise InputError(f"A chat is called by a name, not by {name!r}. Try session.chat('draft').")
        with self._lock:
            if name not in self._chats:
                chat = self.client.chats.create(model=self.model, config=self.config)
                chat.name = name
                self._chats[name] = chat
            return self._chats[name]

    def configure(
        self,
        client: Client | None = None,
        *,
        model: str | None = None,
        config: GenerateContentConfig | Mapping[str, Any] | None = None,
        **client_arguments: Any,
    ) -> None:
        """Change the client, the model or the settings of the session and of every chat in it; turns are kept.

        *client* is used as it is; *client_arguments* (`api_key=`, `gateway=`, `http_options=`, ...) make a new
        `Client`. What is not given stays. A client this session made itself is closed when it is replaced and
        no reply is on its way. Raises `InputError`, and changes nothing, for what cannot be used: a word that nobody
        knows, or a client and arguments for one.
        """
        if client is not None and client_arguments:
            raise InputError(f"Got a client and also {', '.join(client_arguments)}. Pass the one or the others.")
        settings = _settings(config)
        if client_arguments:
            made = _made(client_arguments)
            self._move(made)
            self._own_client = made
        elif client is not None:
            self._move(_checked(client))
        with self._lock:
            self.model, self.config = model or self.model, settings or self.config
            for chat in self._chats.values():
                chat.model, chat.config = model or chat.model, settings or chat.config

    def _move(self, client: Client) -> None:
        with self._lock:
            for chat in self._chats.values():
                chat.use(client)
            self._client, replaced, self._own_client = client, self._own_client, None
            busy = any(chat.running for chat in self._chats.values())
        if replaced is not None and replaced is not client and not busy:
            replaced.close()

    def __repr__(self) -> str:
        names = ", ".join(self._chats) or "no chats yet"
        return f"Session({self._client or 'client not made yet'}, {self.model!r}, {names})"


def _settings(config: GenerateContentConfig | Mapping[str, Any] | None) -> GenerateContentConfig | None:
    if config is None:
        return None
    from .content.config import GenerateContentConfig

    return GenerateContentConfig.of(config)


def _checked(client: Any) -> Client:
    from .client.client import Client

    if not isinstance(client, Client):
        raise InputError(
            f"client is to be a Client, not {type(client).__name__}. "
            "For a key, a gateway or an address use api_key=, gateway= or http_options=."
        )
    return client


def _made(arguments: Mapping[str, Any]) -> Client:
    from difflib import get_close_matches
    from inspect import signature

    from .client.client import Client

    known = [*signature(Client).parameters, "client", "model", "config"]
    for word in arguments:
        if word not in known:
            near = get_close_matches(word, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"It takes {', '.join(known)}."
            raise InputError(f"configure has no argument {word!r}. {hint}")
    return Client(**arguments)


session = Session()


def current() -> Session:
    """The kernel's one session."""
    return session
