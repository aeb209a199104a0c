"""What the offline model remembers: the models it lists, ids it has given, failures shown once, the last requests."""

import base64
import hashlib
import itertools
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_GENERATE = ("generateContent", "streamGenerateContent", "countTokens")
_SECRETS = frozenset({"authorization", "proxy-authorization", "x-goog-api-key", "cookie"})
_CHAT_MODELS = (
    ("gemini-3.8-flash", "Gemini 3.8 Flash"),
    ("gemini-3.8-pro", "Gemini 3.8 Pro"),
    ("gemini-3.5-flash", "Gemini 3.5 Flash"),
    ("gemini-3.1-pro", "Gemini 3.1 Pro"),
    ("gemini-3.1-flash-lite", "Gemini 3.1 Flash-Lite"),
    ("gemini-2.5-pro", "Gemini 2.5 Pro"),
    ("gemini-2.5-flash", "Gemini 2.5 Flash"),
)


@dataclass(frozen=True)
class Model:
    """One model of the list: its id, the name people read, and the methods it answers to."""

    name: str
    title: str
    methods: tuple[str, ...] = _GENERATE

    def wire(self) -> dict[str, Any]:
        """The model as the API describes it."""
        return {
            "name": f"models/{self.name}",
            "version": "offline",
            "displayName": f"{self.title} (offline demo)",
            "description": "Answered by the offline demo of genai_magics, not by Gemini.",
            "inputTokenLimit": 1_048_576,
            "outputTokenLimit": 65_536,
            "supportedGenerationMethods": list(self.methods),
            "temperature": 1,
            "maxTemperature": 2,
            "topP": 1,
        }


MODELS = (
    *(Model(name, title) for name, title in _CHAT_MODELS),
    Model("gemini-embedding-001", "Gemini Embedding 001", ("embedContent", "batchEmbedContents", "countTokens")),
)


@dataclass(frozen=True)
class SeenRequest:
    """One request as it arrived: method, path (with query), headers without secrets, and the body, parsed from JSON."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass
class Store:
    """The memory of one offline app."""

    requests: deque[SeenRequest] = field(default_factory=lambda: deque(maxlen=100))
    _failed: set[bytes] = field(default_factory=set)
    _ids: "itertools.count[int]" = field(default_factory=itertools.count)

    def remember(self, method: str, path: str, headers: Mapping[str, str], body: Any) -> None:
        """Keep a request in the bounded log, its secret headers left out."""
        kept = {name.lower(): value for name, value in headers.items() if name.lower() not in _SECRETS}
        self.requests.append(SeenRequest(method, path, kept, body))

    def response_id(self, model: str) -> str:
        """An id not given before by this store; the same in the same place of every run."""
        digest = hashlib.sha256(f"{model} {next(self._ids)}".encode()).digest()
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")

    def fails_now(self, body: bytes) -> bool:
        """Whether a request that should fail *once* fails this time: yes when first seen, no the next time."""
        mark = hashlib.sha256(body).digest()
        if mark in self._failed:
            self._failed.discard(mark)
            return False
        self._failed.add(mark)
        return True
