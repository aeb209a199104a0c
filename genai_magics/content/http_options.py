"""How requests travel, as far as a caller may choose: address, headers, time allowed, retries."""

from typing import Any

from .enums import ResourceScope
from .record import Open, Record


class HttpRetryOptions(Record):
    """How failed requests are sent again.

    ``attempts`` counts the first request too (0 or 1: no retry; default 5). The wait before retry *n* is
    ``initial_delay * exp_base ** (n - 1)`` plus up to ``jitter``, at most ``max_delay``, in seconds (1, 2, 1 and 60).
    ``http_status_codes`` are the answers worth another try (408, 429, 500, 502, 503, 504).
    """

    attempts: int | None = None
    initial_delay: float | None = None
    max_delay: float | None = None
    exp_base: float | None = None
    jitter: float | None = None
    http_status_codes: list[int] | None = None


class HttpOptions(Record):
    """Settings of a client, or of one request.

    ``timeout`` is in milliseconds. ``extra_body`` is merged into the JSON of the request last. ``headers`` are added to
    each request. ``client_args``, ``async_client_args`` and the ready-made clients count for a whole client only.
    """

    base_url: str | None = None
    base_url_resource_scope: Open[ResourceScope] | None = None
    api_version: str | None = None
    headers: dict[str, str] | None = None
    timeout: int | None = None
    client_args: dict[str, Any] | None = None
    async_client_args: dict[str, Any] | None = None
    extra_body: dict[str, Any] | None = None
    retry_options: HttpRetryOptions | None = None
    httpx_client: Any = None
    httpx_async_client: Any = None
    aiohttp_client: Any = None
