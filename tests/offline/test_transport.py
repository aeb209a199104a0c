"""The in-process transport: truly streamed, paced, interruptible, for blocking and async clients."""

import asyncio
import json
import time
from collections.abc import Mapping

import httpx
import pytest

from genai_magics.offline import OfflineApp, OfflineTransport
from genai_magics.offline.app import Answer
from genai_magics.offline.bodies import Body
from genai_magics.offline.transport import pace_from

from .asking import GENERATE, STREAM, offline_client, user

BODY = {"contents": [user("Explain closures")]}
EVENTS = f"{STREAM}?alt=sse"


class CountingApp(OfflineApp):
    """The offline app, counting how many pieces of a body have been made, and whether the body was closed early."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0
        self.finished = False
        self.closed_early = False

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes, *, pace: float = 0) -> Answer:
        answer = super().answer(method, target, headers, body, pace=pace)
        return Answer(answer.status, answer.headers, self._counted(answer.body), answer.delay)

    def _counted(self, body: Body) -> Body:
        try:
            for piece in body:
                self.made += isinstance(piece, bytes)
                yield piece
            self.finished = True
        except GeneratorExit:
            self.closed_early = True
            raise


def test_a_blocking_stream_arrives_as_it_is_made() -> None:
    """When the first bytes are read, later ones have not been made yet."""
    app = CountingApp()
    with offline_client(app) as client, client.stream("POST", EVENTS, json=BODY) as response:
        pieces = response.iter_bytes()
        assert next(pieces).startswith(b"data: ")
        assert (app.made, app.finished) == (1, False)
        assert sum(1 for _ in pieces) > 10
        assert app.finished


async def _async_stream(app: CountingApp) -> int:
    client = httpx.AsyncClient(transport=OfflineTransport(app, pace=0), base_url="http://offline.test")
    async with client, client.stream("POST", EVENTS, json=BODY) as response:
        pieces = response.aiter_bytes()
        assert (await anext(pieces)).startswith(b"data: ")
        assert (app.made, app.finished) == (1, False)
        return len([piece async for piece in pieces])


def test_an_async_stream_arrives_as_it_is_made() -> None:
    """The same holds for an async client."""
    app = CountingApp()
    assert asyncio.run(_async_stream(app)) > 10
    assert app.finished


def test_a_stream_that_is_left_makes_nothing_more() -> None:
    """Closing a response early closes the body; what was not read is never made."""
    app = CountingApp()
    with offline_client(app) as client, client.stream("POST", EVENTS, json=BODY) as response:
        next(response.iter_raw())
    assert (app.made, app.closed_early) == (1, True)


def test_an_async_reply_can_be_cancelled_while_it_waits() -> None:
    """A task that waits for a slow reply is cancelled at once, and the body is closed."""
    app = CountingApp()

    async def stopped() -> None:
        async with httpx.AsyncClient(transport=OfflineTransport(app, pace=0), base_url="http://offline.test") as client:
            body = {"contents": [user("[demo: stall] Explain closures")]}
            async with asyncio.timeout(0.5), client.stream("POST", EVENTS, json=body, timeout=None) as response:
                async for _ in response.aiter_bytes():
                    pass

    with pytest.raises(TimeoutError):
        asyncio.run(stopped())
    assert app.closed_early


def test_the_pace_is_kept() -> None:
    """A paced reply waits before its first byte and takes its characters' time."""
    short = {"contents": [user("17*23")], "generationConfig": {"maxOutputTokens": 25}}
    began = time.perf_counter()
    with offline_client(pace=1000) as client:
        client.post(EVENTS, json=short)
    assert time.perf_counter() - began > 0.3 + 0.05


@pytest.mark.parametrize("path", [GENERATE, EVENTS], ids=["whole", "stream"])
def test_pace_zero_never_waits(path: str) -> None:
    """At pace 0 there is no delay and no pause in the body."""
    answer = OfflineApp().answer("POST", path, {}, json.dumps(BODY).encode(), pace=0)
    assert answer.delay == 0
    assert all(isinstance(piece, bytes) for piece in answer.body)


def test_slow_is_slow_at_any_pace() -> None:
    """ "[demo: slow]" waits between the pieces even when the transport does not."""
    body = {"contents": [user("[demo: slow] Explain closures")]}
    with offline_client() as client, client.stream("POST", EVENTS, json=body) as response:
        pieces = response.iter_bytes()
        began = time.perf_counter()
        next(pieces)
        next(pieces)
        assert time.perf_counter() - began > 0.2


@pytest.mark.parametrize("path", [GENERATE, EVENTS], ids=["whole", "stream"])
def test_the_clients_read_timeout_is_kept(path: str) -> None:
    """A reply slower than the client's read timeout is a ReadTimeout, before or in the body."""
    with offline_client(pace=400, timeout=0.01) as client, pytest.raises(httpx.ReadTimeout):
        client.post(path, json=BODY)


@pytest.mark.parametrize(
    ("environment", "pace"),
    [({}, 400.0), ({"GENAI_MAGICS_OFFLINE_PACE": "0"}, 0.0), ({"GENAI_MAGICS_OFFLINE_PACE": "-1"}, 0.0)],
    ids=["unset", "zero", "negative"],
)
def test_the_pace_comes_from_the_environment(environment: dict[str, str], pace: float) -> None:
    """Without a pace of its own the transport takes the environment's, or 400 characters a second."""
    assert pace_from(environment) == pace


def test_a_pace_that_is_no_number_is_refused() -> None:
    """The message names the variable and what it held."""
    with pytest.raises(ValueError, match="GENAI_MAGICS_OFFLINE_PACE must be a number"):
        pace_from({"GENAI_MAGICS_OFFLINE_PACE": "fast"})


def test_reprs_say_that_it_is_the_demo() -> None:
    """The transport and the app show themselves as the offline demo."""
    transport = OfflineTransport(pace=0)
    assert "offline demo" in repr(transport)
    assert "offline demo" in repr(transport.app)
