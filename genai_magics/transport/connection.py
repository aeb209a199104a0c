"""What all calls of one client share: the service, the options, the two drivers, and the wish to hear of waits."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from .auth import Headers
from .backend import Backend
from .drivers import AwaitingDriver, BlockingDriver, Wiring
from .flow import Request
from .retry import BUDGET, Budget, Policy, Wait

if TYPE_CHECKING:
    from ..content.http_options import HttpOptions

__all__ = ["Connection"]


class Connection:
    """A way to one service; it opens nothing until the first request.

    ``on_wait`` is called with a `Wait` before each wait for a retry; ``budget`` is what retries may still be made from,
    one for the whole process.
    """

    def __init__(
        self,
        backend: Backend,
        options: HttpOptions | None = None,
        *,
        transport: Any = None,
        on_wait: Callable[[Wait], Any] | None = None,
        budget: Budget = BUDGET,
    ) -> None:
        self.backend = backend
        self.options = options
        self.on_wait = on_wait
        self.budget = budget
        sign = backend.signature()
        self.blocking = BlockingDriver(
            Wiring(sign, _of(options, "httpx_client"), transport, _arguments(options, "client_args"))
        )
        self.awaiting = AwaitingDriver(
            Wiring(sign, _of(options, "httpx_async_client"), transport, _arguments(options, "async_client_args"))
        )

    def request(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: dict[str, Any] | None = None,
        options: HttpOptions | None = None,
        streamed: bool = False,
    ) -> Request:
        """A request to *path* of the service; *options* of this one call go over those of the client."""
        extra = _of(options, "extra_body") or _of(self.options, "extra_body")
        timeout = self._option(options, "timeout")
        if timeout is not None and timeout < 0:
            raise InputError(f"A timeout is a number of milliseconds from 0 up, not {timeout}.")
        headers = Headers(
            _identity(),
            {"Accept-Encoding": "identity"} if streamed else {"Accept-Encoding": "gzip"},
            {"X-Server-Timeout": str(math.ceil(timeout / 1000))} if timeout else None,
            _of(self.options, "headers"),
            _of(options, "headers"),
        )
        content = None
        if body is not None:
            headers.add([("Content-Type", "application/json")])
            content = _as_json(merged(body, extra) if extra else body)
        url = self._backend(options).url(path, query)
        return Request(method, url, headers, content, timeout / 1000 if timeout else None)

    def policy(self, options: HttpOptions | None = None) -> Policy:
        """How often to send again, from the options of this call or of the client."""
        wished = self._option(options, "retry_options")
        if wished is None:
            return Policy()
        named = {
            "attempts": max(1, 5 if wished.attempts is None else wished.attempts),
            "initial": wished.initial_delay,
            "cap": wished.max_delay,
            "base": wished.exp_base,
            "jitter": wished.jitter,
            "codes": wished.http_status_codes,
        }
        return replace(_OFFICIAL, **{name: value for name, value in named.items() if value is not None})

    def _option(self, options: HttpOptions | None, name: str) -> Any:
        own = _of(options, name)
        return _of(self.options, name) if own is None else own

    def _backend(self, options: HttpOptions | None) -> Backend:
        base_url, version = _of(options, "base_url"), _of(options, "api_version")
        if base_url is None and version is None:
            return self.backend
        backend = replace(self.backend, **_given(base_url=base_url, api_version=version))
        sign = self.backend.signature()
        if sign is not None and not sign.fits(backend.base_url):
            raise InputError(
                "This call's base_url is not where the client's key belongs. Make a Client for that address."
            )
        return backend


# What the official client does once it is asked to retry at all.
_OFFICIAL = Policy(attempts=5, cap=60.0, jitter=1.0)


def merged(body: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """*body* with *extra* laid over it: objects merge, everything else is replaced."""
    result = dict(body)
    for name, value in extra.items():
        kept = result.get(name)
        result[name] = merged(kept, value) if isinstance(kept, Mapping) and isinstance(value, Mapping) else value
    return result


def _as_json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _of(options: HttpOptions | None, name: str) -> Any:
    return None if options is None else getattr(options, name)


def _arguments(options: HttpOptions | None, name: str) -> dict[str, Any]:
    arguments = dict(_of(options, name) or {})
    if arguments.get("verify") is False:
        raise InputError(f"{name} must not switch off verification. Pass an ssl.SSLContext that trusts your server.")
    return arguments


@lru_cache(maxsize=1)
def _identity() -> dict[str, str]:
    from .. import __version__

    product = f"genai-magics/{__version__} python/{platform.python_version()}"
    return {"User-Agent": product, "x-goog-api-client": product}
