"""An httpx transport that answers from the offline app inside this process, truly streamed and at a settable pace."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator, Mapping

import httpx

from .app import Answer, OfflineApp
from .bodies import Body, Dropped, Pause

PACE_VARIABLE = "GENAI_MAGICS_OFFLINE_PACE"
USUAL_PACE = 400.0


def pace_from(environment: Mapping[str, str]) -> float:
    """Characters a second from ``GENAI_MAGICS_OFFLINE_PACE``: default 400, 0 (or less) for everything at once."""
    given = environment.get(PACE_VARIABLE, "").strip()
    try:
        return max(0.0, float(given)) if given else USUAL_PACE
    except ValueError:
        raise ValueError(f"{PACE_VARIABLE} must be a number of characters a second, not {given!r}.") from None


class OfflineTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Carries requests of a blocking or an async httpx client to an offline app; nothing leaves this process.

    *app* is a new OfflineApp by default; *pace* is in characters a second, by default what the environment variable
    GENAI_MAGICS_OFFLINE_PACE says, else 400; 0 means at once. The client's read timeout is kept, as on a network.
    """

    def __init__(self, app: OfflineApp | None = None, pace: float | None = None) -> None:
        self.app = app or OfflineApp()
        self.pace = pace_from(os.environ) if pace is None else pace

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of a blocking client."""
        answer = self._answer(request, request.read())
        for pause in _patient(_delay(answer), request):
            _wait(pause)
        return _response(request, answer)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of an async client."""
        answer = self._answer(request, await request.aread())
        for pause in _patient(_delay(answer), request):
            await _wait_async(pause)
        return _response(request, answer)

    def _answer(self, request: httpx.Request, body: bytes) -> Answer:
        target = request.url.raw_path.decode("ascii")
        return self.app.answer(request.method, target, dict(request.headers), body, pace=self.pace)

    def __repr__(self) -> str:
        return "OfflineTransport(the genai_magics offline demo: nothing leaves this process)"


class PacedStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an offline response: each piece is made only when it is asked for, after the pause before it."""

    def __init__(self, body: Body, request: httpx.Request) -> None:
        self._body = body
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        for step in _patient(self._body, self._request):
            if isinstance(step, bytes):
                yield step
            else:
                _wait(step)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for step in _patient(self._body, self._request):
            if isinstance(step, bytes):
                yield step
            else:
                await _wait_async(step)

    def close(self) -> None:
        """Make nothing more of the body."""
        self._body.close()

    async def aclose(self) -> None:
        """Make nothing more of the body."""
        self._body.close()


def _patient(body: Body, request: httpx.Request) -> Iterator[bytes | Pause]:
    """The steps of *body*, with a broken connection and a pause beyond the read timeout as the errors httpx raises."""
    limit = request.extensions.get("timeout", {}).get("read")
    try:
        for step in body:
            if isinstance(step, Pause) and limit is not None and step.seconds > limit:
                yield Pause(limit)
                raise httpx.ReadTimeout(f"nothing was read for {limit:g} s", request=request)
            yield step
    except Dropped:
        problem = "peer closed connection without sending complete message body (incomplete chunked read)"
        raise httpx.RemoteProtocolError(problem, request=request) from None


def _delay(answer: Answer) -> Body:
    yield Pause(answer.delay)


def _wait(pause: bytes | Pause) -> None:
    if isinstance(pause, Pause) and pause.seconds > 0:
        time.sleep(pause.seconds)


async def _wait_async(pause: bytes | Pause) -> None:
    await asyncio.sleep(pause.seconds if isinstance(pause, Pause) else 0)


def _response(request: httpx.Request, answer: Answer) -> httpx.Response:
    return httpx.Response(
        answer.status, headers=answer.headers, stream=PacedStream(answer.body, request), request=request
    )
