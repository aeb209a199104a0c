"""Asks google-genai, whose habits users know, what it would send, and brings bodies to one canonical form."""

import binascii
import os
from collections.abc import Callable
from functools import cache
from typing import Any

import httpx

_PREFIXES = ("GOOGLE_", "GEMINI_")
_USER_DATA = frozenset(
    {
        "args",
        "response",
        "labels",
        "metadata",
        "partMetadata",
        "responseJsonSchema",
        "parametersJsonSchema",
        "customConfigs",
    }
)
_BYTES = frozenset({"data", "thoughtSignature", "continuationToken", "voiceSampleAudio", "consentAudio"})
_TIMES = frozenset({"startTime", "endTime", "createTime", "retirementTime"})

Handler = Callable[[httpx.Request], httpx.Response]


def canonical(body: Any, name: str = "") -> Any:
    """*body* in the one form in which two right bodies are equal.

    Names in camelCase except where they are the user's own data, base64 in the standard alphabet with padding,
    ``+00:00`` as ``Z``, no None, no empty ``generationConfig``. 1 and 1.0 are equal in Python anyway.
    """
    if name in _USER_DATA and name != "response":
        return body
    if isinstance(body, dict):
        return _canonical_object(body, name)
    if isinstance(body, list):
        return [canonical(item, name) for item in body]
    if isinstance(body, str):
        return _canonical_text(body, name)
    return body


def _canonical_object(body: dict[str, Any], name: str) -> dict[str, Any]:
    named = {key if name == "properties" else camel(key): value for key, value in body.items()}
    if name == "functionResponse":
        return {key: value if key == "response" else canonical(value, key) for key, value in named.items()}
    done = {key: canonical(value, key) for key, value in named.items() if value is not None}
    if done.get("title") == "Placeholder":
        del done["title"]
    return {key: value for key, value in done.items() if not (key == "generationConfig" and value == {})}


def _canonical_text(text: str, name: str) -> str:
    if name in _BYTES:
        standard = text.translate(str.maketrans("-_", "+/")).rstrip("=")
        return binascii.b2a_base64(binascii.a2b_base64(standard + "=" * (-len(standard) % 4)), newline=False).decode()
    return text.replace("+00:00", "Z") if name in _TIMES else text


def camel(name: str) -> str:
    """``snake_case`` as ``camelCase``."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


class _Switch(httpx.BaseTransport):
    """A transport that asks whichever handler is at work."""

    def __init__(self) -> None:
        self.handler: Handler = _short_reply

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return self.handler(request)


@cache
def _google(backend: str) -> tuple[Any, _Switch]:
    """One google-genai client a back end for all tests, as building one takes a tenth of a second."""
    from google import genai
    from google.oauth2.credentials import Credentials

    switch = _Switch()
    place = {"vertexai": True, "project": "p", "location": "us-central1"}
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(_PREFIXES)}
    try:
        engine = httpx.Client(transport=switch)
        options = genai.types.HttpOptions(httpx_client=engine)
        who: dict[str, Any] = {"api_key": "K"} if backend == "gemini" else place | {"credentials": Credentials("T")}  # type: ignore[no-untyped-call]
        return genai.Client(http_options=options, **who), switch
    finally:
        os.environ.update(hidden)


def google_requests(
    ask: Callable[[Any], object], answer: Handler | None = None, *, backend: str = "gemini"
) -> list[httpx.Request]:
    """The requests google-genai makes when *ask* uses its client; it hears *answer*, or a short reply.

    No network and no settings of the environment take part.
    """
    client, switch = _google(backend)
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return (answer or _short_reply)(request)

    switch.handler = handler
    ask(client)
    return seen


def _short_reply(_request: httpx.Request) -> httpx.Response:
    content = {"role": "model", "parts": [{"text": "ok"}]}
    return httpx.Response(200, json={"candidates": [{"content": content, "finishReason": "STOP", "index": 0}]})
