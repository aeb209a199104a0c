"""Knows the addresses, the model names and the kind of key of each service we can talk to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from ..errors import InputError
from .auth import Secret, Signature, is_loopback

__all__ = ["Backend", "Gateway", "Gemini"]

GOOGLE = "https://generativelanguage.googleapis.com"


@dataclass(frozen=True, kw_only=True)
class Backend:
    """A service that speaks the Gemini protocol: where it is, which version, and how its key is sent."""

    base_url: str
    api_version: str
    secret: Secret | None = None
    header: ClassVar[str]
    prefix: ClassVar[str] = ""

    def __post_init__(self) -> None:
        parts = _split(self.base_url)
        if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InputError("base_url must begin with https:// (or http://) and name a host, and a port if need be.")
        if parts.query or parts.fragment or parts.username or parts.password:
            raise InputError("base_url must hold no user, password, query or fragment; pass the key as api_key.")
        if self.secret and parts.scheme == "http" and not is_loopback(self.base_url):
            raise InputError(f"A key is not sent unencrypted to {parts.hostname}. Use https://.")

    def url(self, path: str, query: dict[str, Any] | None = None) -> str:
        """The address of *path*, which is already quoted, under this service and version."""
        pieces = [self.base_url.rstrip("/"), self.api_version.strip("/"), path]
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        return "/".join(piece for piece in pieces if piece) + (f"?{urlencode(asked)}" if asked else "")

    def signature(self) -> Signature | None:
        """What puts the key on requests to this service, or None when there is no key."""
        return Signature(self.secret, self.header, self.base_url, prefix=self.prefix) if self.secret else None

    def model(self, name: str) -> str:
        """The quoted path of a model: ``models/`` goes before a bare name."""
        if not isinstance(name, str) or not name.strip():
            raise InputError("A model is needed, such as model='gemini-3.8-flash'.")
        name = name.strip()
        if ".." in name or any(mark in name for mark in "?&#\\") or not name.isprintable():
            raise InputError(f"{name!r} is not a model name. It looks like 'gemini-3.8-flash'.")
        return quote(name if name.startswith(("models/", "tunedModels/")) else f"models/{name}", safe="/:@")


def _split(url: str) -> SplitResult | None:
    """The pieces of *url*, or None when its host or its port is malformed."""
    try:
        parts = urlsplit(url)
        return parts if parts.port is None or parts.port else None
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True)
class Gemini(Backend):
    """The Gemini API, or anything that speaks it and takes its key in ``x-goog-api-key``."""

    base_url: str = GOOGLE
    api_version: str = "v1"
    header: ClassVar[str] = "x-goog-api-key"


@dataclass(frozen=True, init=False)
class Gateway(Backend):
    """A service that speaks the Gemini protocol and wants ``Authorization: Bearer`` with a token of its own.

    *base_url* is everything before the version, *api_version* is left out of addresses when empty. No key of Google's
    is ever sent there. Raises `InputError` for an address that is not plain http(s), or a token over plain http.
    """

    header: ClassVar[str] = "Authorization"
    prefix: ClassVar[str] = "Bearer "

    def __init__(self, base_url: str, token: Secret | str | None = None, *, api_version: str = "v1beta") -> None:
        token = Secret.of(token)
        object.__setattr__(self, "base_url", base_url)
        object.__setattr__(self, "api_version", api_version)
        object.__setattr__(self, "secret", token)
        self.__post_init__()
