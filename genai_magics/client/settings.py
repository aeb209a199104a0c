"""Decides which service a client talks to, from what it was given and what the environment says."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from ..content.http_options import HttpOptions
from ..errors import InputError
from ..transport.auth import Secret
from ..transport.backend import GOOGLE, Backend, Gateway, Gemini

__all__ = ["Service", "chosen_service"]

_VERSION = "v1"
_BETA = "v1beta"
_logger = logging.getLogger("genai_magics")


@dataclass(frozen=True)
class Service:
    """The service chosen; ``offline`` when it is the demo model inside this process."""

    backend: Backend
    offline: bool = False


def chosen_service(
    environ: Mapping[str, str],
    *,
    api_key: Secret | None = None,
    options: HttpOptions | None = None,
    gateway: Gateway | None = None,
    offline: bool | None = None,
    vertexai: bool | None = None,
) -> Service:
    """The gateway if given, else the Gemini API with a key or an address, else the offline demo.

    ``GOOGLE_API_KEY`` comes before ``GEMINI_API_KEY``, ``GOOGLE_GEMINI_BASE_URL`` and ``GOOGLE_GENAI_API_VERSION``
    after *options*. ``GENAI_MAGICS_OFFLINE=1`` forces the demo. Raises `InputError` for what does not go together.
    """
    if offline or (offline is None and _says_yes(environ, "GENAI_MAGICS_OFFLINE")):
        return Service(
            Gemini(base_url="http://offline.localhost", api_version=_version(environ, options)), offline=True
        )
    if vertexai or (vertexai is None and gateway is None and _wants_vertex(environ)):
        raise InputError("Vertex AI is not supported yet. Use an API key of the Gemini API, or a gateway.")
    if gateway is not None:
        _refuse_another(gateway)
        if api_key is not None:
            raise InputError("Got a gateway and an api_key. A gateway has its own token: Gateway(base_url, token).")
        return Service(gateway)
    secret = api_key or _key(environ)
    base_url = (options and options.base_url) or environ.get("GOOGLE_GEMINI_BASE_URL")
    own_client = options is not None and bool(options.httpx_client or options.httpx_async_client)
    if secret is None and not base_url and not own_client:
        if offline is None:
            return chosen_service(environ, options=options, offline=True)
        raise InputError("No API key was given. Pass api_key=..., or set GOOGLE_API_KEY or GEMINI_API_KEY.")
    return Service(Gemini(base_url=base_url or GOOGLE, api_version=_version(environ, options), secret=secret))


def _refuse_another(gateway: object) -> None:
    if not isinstance(gateway, Gateway):
        seen = type(gateway).__name__
        raise InputError(f"gateway is to be a Gateway, not {seen}. Pass Gateway(base_url=..., token=...).")


def _key(environ: Mapping[str, str]) -> Secret | None:
    if environ.get("GOOGLE_API_KEY") and environ.get("GEMINI_API_KEY"):
        _logger.warning("GOOGLE_API_KEY and GEMINI_API_KEY are both set; GOOGLE_API_KEY is used.")
    return Secret.of(environ.get("GOOGLE_API_KEY")) or Secret.of(environ.get("GEMINI_API_KEY"))


def _version(environ: Mapping[str, str], options: HttpOptions | None) -> str:
    if options is not None and options.api_version is not None:
        return options.api_version
    named = environ.get("GOOGLE_GENAI_API_VERSION") or _VERSION
    return _BETA if named == "beta" else named


def _wants_vertex(environ: Mapping[str, str]) -> bool:
    for name in ("GOOGLE_GENAI_USE_ENTERPRISE", "GOOGLE_GENAI_USE_VERTEXAI"):
        if environ.get(name):
            return environ[name].lower() in {"true", "1"}
    return False


def _says_yes(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").strip().lower() not in {"", "0", "false", "no", "off"}
