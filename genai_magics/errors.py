"""What can go wrong, as a tree by what the reader can do next.

::

    GenaiError
      InputError            change what you passed
        PromptError         change the prompt
      APIError              the service refused or failed
        ClientError         change the request, the key or the model (4xx)
        ServerError         try again later (5xx)
      TransportError        the request or the reply did not travel
        ConnectionFailed    check the network or the address
        RequestTimeout      try again, or allow more time
        ReplyInterrupted    the reply broke off in the middle
        InvalidReply        what came back is not what this protocol says
      ChatBusy              wait for the other message
      ReplyBlocked          rephrase, or change the safety settings

Every message says what happened, what was seen and what to try. No message holds a key or a query string.
"""

# ruff: noqa: N818 - these names say what happened; "Error" would add nothing.

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

__all__ = [
    "APIError",
    "ChatBusy",
    "ClientError",
    "ConnectionFailed",
    "GenaiError",
    "InputError",
    "InvalidReply",
    "PromptError",
    "ReplyBlocked",
    "ReplyInterrupted",
    "RequestTimeout",
    "ServerError",
    "TransportError",
    "delay_in",
    "error_object",
]


class GenaiError(Exception):
    """Anything this package raises on purpose; a notebook shows it as a sentence, without a stack."""

    def _render_traceback_(self) -> list[str]:
        return f"{type(self).__name__}: {self}".splitlines()


class InputError(GenaiError, ValueError):
    """Something a person passed cannot be used: the message says what was seen and what to try."""


class PromptError(InputError):
    """A prompt cannot be sent as it is written."""


class TransportError(GenaiError):
    """The request did not reach the service, or the reply did not come back whole."""


class ConnectionFailed(TransportError):
    """No connection could be made, or it was refused."""


class RequestTimeout(TransportError, TimeoutError):
    """Nothing came within the time allowed."""


class ReplyInterrupted(TransportError):
    """The connection ended in the middle of a reply."""


class InvalidReply(TransportError):
    """What came back is not JSON, not an event stream, too large, or not shaped as this protocol says."""


class ChatBusy(GenaiError):
    """A second message was sent on a chat while the first is still being answered."""


class ReplyBlocked(GenaiError):
    """The service withheld the reply, or refused the prompt.

    ``reason`` is the service's own word (``SAFETY``...), ``category`` and ``probability`` name the harm when the
    service says so, ``response`` is the reply record as far as it came.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: str | None = None,
        category: str | None = None,
        probability: str | None = None,
        response: Any = None,
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.category = category
        self.probability = probability
        self.response = response


class APIError(GenaiError):
    """The service answered with an error.

    ``code``
        the HTTP status, or the code the error object gives when the HTTP status was a success.
    ``status``, ``message``
        the service's own word (``RESOURCE_EXHAUSTED``) and sentence, or None.
    ``details``
        the parsed body; a list of one element is that element.
    ``response``
        the HTTP response object when there was one; not kept by pickling.
    ``request_id``
        the service's name for this request, from its headers or its body.
    ``retry_delay``
        seconds the service asked to wait (``google.rpc.RetryInfo``, else ``Retry-After``), or None.
    ``reason``, ``quota_id``, ``field_violations``
        what ``google.rpc.ErrorInfo``, ``QuotaFailure`` and ``BadRequest`` say, or None, None and ``()``.
    """

    def __init__(self, code: int, response_json: Any, response: Any = None, *, url: str | None = None) -> None:
        self.code = code
        self.details = _single(response_json)
        self.response = response
        self.url = _without_query(url)
        error = error_object(self.details) or {}
        self.status: str | None = _text(error.get("status")) or _status_word(error.get("code"))
        self.message: str | None = _text(error.get("message"))
        found = list(_rpc_details(error))
        told = _seconds(_first(found, "RetryInfo").get("retryDelay"))
        self.retry_delay: float | None = delay_in(_header(response, "retry-after")) if told is None else told
        self.reason: str | None = _text(_first(found, "ErrorInfo").get("reason"))
        self.quota_id: str | None = _quota_id(_first(found, "QuotaFailure"))
        self.field_violations: tuple[str, ...] = _violations(_first(found, "BadRequest"))
        self.request_id: str | None = _header_id(response) or _text(_first(found, "RequestInfo").get("requestId"))
        super().__init__(self._sentence())

    @classmethod
    def from_body(cls, status_code: int, body: Any, response: Any = None, *, url: str | None = None) -> APIError:
        """The `ClientError`, `ServerError` or plain `APIError` that this answer means.

        *body* is what came: bytes, text or parsed JSON; anything that is not JSON becomes the message. An error object
        inside a successful reply is judged by its own code, then by its status word, and counts as 500 without either.
        """
        details = _parsed(body)
        error = error_object(details) or {}
        code = status_code if status_code >= 300 else _code_of(error)
        if 400 <= code < 500:
            return ClientError(code, details, response, url=url)
        if 500 <= code < 600:
            return ServerError(code, details, response, url=url)
        return APIError(code, details, response, url=url)

    def _sentence(self) -> str:
        head = " ".join(_plain(str(word)) for word in (self.code, self.status) if word)
        seen = _plain(self.message or "The service gave no message.")
        where = f" ({self.url})" if self.url else ""
        untold = [violation for violation in self.field_violations if violation.partition(": ")[2] not in seen]
        fields = "".join(f" {_plain(violation)}." for violation in untold)
        return f"{head}. {_ended(seen)}{fields}{where} {self._remedy()}"

    def _remedy(self) -> str:
        if self.retry_delay is not None:
            quota = f" The quota is {_plain(self.quota_id)}." if self.quota_id else ""
            return f"Wait {self.retry_delay:g} s, then send again.{quota}"
        if self.reason == "API_KEY_INVALID":
            return "Check the API key."
        return _REMEDIES.get(self.code) or ("Send again in a moment." if self.code >= 500 else "Check the request.")

    def __reduce__(self) -> tuple[Any, ...]:
        told = {"args": self.args, "request_id": self.request_id, "retry_delay": self.retry_delay}
        return _restored, (type(self), self.code, self.details, self.url), told


class ClientError(APIError):
    """The service refused the request (4xx): change the request, the key or the model."""


class ServerError(APIError):
    """The service failed (5xx): the same request may work later."""


def error_object(reply: Any) -> Mapping[str, Any] | None:
    """The error object inside a parsed reply, or None: under ``error``, inside a JSON array, or the object itself."""
    if isinstance(reply, list):
        return next((found for item in reply if (found := error_object(item)) is not None), None)
    if not isinstance(reply, Mapping):
        return None
    error = reply.get("error")
    if isinstance(error, Mapping):
        return error
    if isinstance(error, str) and error:
        return {"message": error}
    return reply if "message" in reply and ("code" in reply or "status" in reply) else None


_CODES = {
    "CANCELLED": 499,
    "UNKNOWN": 500,
    "INVALID_ARGUMENT": 400,
    "DEADLINE_EXCEEDED": 504,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
    "PERMISSION_DENIED": 403,
    "RESOURCE_EXHAUSTED": 429,
    "FAILED_PRECONDITION": 400,
    "ABORTED": 409,
    "OUT_OF_RANGE": 400,
    "UNIMPLEMENTED": 501,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "DATA_LOSS": 500,
    "UNAUTHENTICATED": 401,
}

_REMEDIES = {
    400: "Check the values of the request against this message.",
    401: "Check the key or the token.",
    402: "Check the account's credit.",
    403: "Check that the key or the token may use this model.",
    404: "Check the model name and the address.",
    408: "Send again, or ask for less at once.",
    413: "Send less: shorten the prompt or attach smaller files.",
    429: "Wait a little, then send again.",
    499: "The request was cancelled; send again.",
    504: "Send again, or ask for less at once.",
}

_LONGEST_MESSAGE = 2_000
_LONGEST_DATE = 60.0
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)s\s*\Z")


def _parsed(body: Any) -> Any:
    if not isinstance(body, (bytes, bytearray, str)):
        return body
    text = body if isinstance(body, str) else bytes(body).decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {"message": text.strip()[:_LONGEST_MESSAGE] or None, "status": None}


def _single(body: Any) -> Any:
    return body[0] if isinstance(body, list) and len(body) == 1 else body


def _code_of(error: Mapping[str, Any]) -> int:
    code = error.get("code")
    if isinstance(code, int) and not isinstance(code, bool) and 100 <= code <= 599:
        return code
    return _CODES.get(_text(error.get("status")) or _status_word(code) or "", 500)


def _status_word(code: Any) -> str | None:
    return code.upper() if isinstance(code, str) and code else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _rpc_details(error: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    details = error.get("details")
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, Mapping):
            yield str(detail.get("@type", "")).rpartition(".")[2], detail


def _first(details: list[tuple[str, Mapping[str, Any]]], kind: str) -> Mapping[str, Any]:
    return next((detail for name, detail in details if name == kind), {})


def _seconds(duration: Any) -> float | None:
    if isinstance(duration, Mapping):
        duration = f"{duration.get('seconds', 0)}.{duration.get('nanos', 0):0>9}s"
    matched = _DURATION.match(duration) if isinstance(duration, str) else None
    return float(matched[1]) if matched else None


def delay_in(written: str, *, now: Callable[[], float] = time.time) -> float | None:
    """The seconds that a ``Retry-After`` header asks for, as a number or as a date; None when it says neither."""
    if not written or written.isdecimal():
        return float(written) if written else None
    from email.utils import parsedate_to_datetime

    try:
        # A clock that is wrong on one side must not make us wait for years, or count as "do not retry".
        return min(max(0.0, parsedate_to_datetime(written).timestamp() - now()), _LONGEST_DATE)
    except (ValueError, OverflowError):
        return None


def _quota_id(failure: Mapping[str, Any]) -> str | None:
    violations = failure.get("violations")
    listed = violations if isinstance(violations, list) else []
    named = [name for item in listed if isinstance(item, Mapping) and (name := _text(item.get("quotaId")))]
    # The quota of a day says more than the one of a minute: waiting a little is no use.
    return next((name for name in named if "perday" in name.lower()), named[0] if named else None)


def _violations(bad_request: Mapping[str, Any]) -> tuple[str, ...]:
    listed = bad_request.get("fieldViolations")
    named = [item for item in listed if isinstance(item, Mapping)] if isinstance(listed, list) else []
    return tuple(f"{item.get('field', '?')}: {item.get('description', '')}".rstrip(": .") for item in named)


def _header_id(response: Any) -> str | None:
    return _header(response, "x-request-id") or _header(response, "x-goog-request-id") or None


def _header(response: Any, name: str) -> str:
    headers = getattr(response, "headers", None)
    return str(headers.get(name, "")).strip() if isinstance(headers, Mapping) else ""


def _without_query(url: str | None) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _plain(text: str) -> str:
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)[:_LONGEST_MESSAGE].strip()


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _restored(kind: type[APIError], code: int, details: Any, url: str | None) -> APIError:
    return kind(code, details, url=url)
