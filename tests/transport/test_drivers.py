"""The two drivers over real connections: every step, caps, and what is left behind."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from typing import Any

import pytest

from genai_magics.errors import ConnectionFailed, InvalidReply
from genai_magics.transport.backend import Gemini
from genai_magics.transport.connection import Connection
from genai_magics.transport.exchange import fetch
from genai_magics.transport.faults import explain
from genai_magics.transport.flow import Emit, Flow, Invoke, Request, Sleep, StreamFlow
from genai_magics.transport.retry import Policy
from tests.servers import Action, ScriptedServer, json_reply

ONCE = Policy(attempts=1)


def connection(url: str = "http://127.0.0.1:1") -> Connection:
    return Connection(Gemini(base_url=url))


def carried_out(flow: Any, mode: str, place: Connection) -> Any:
    """What *flow* returns when the driver of *mode* carries it out."""
    if mode == "blocking":
        return place.blocking.run(flow).complete()

    async def whole() -> Any:
        try:
            return await place.awaiting.run(flow).whole()
        finally:
            await place.awaiting.close()

    return asyncio.run(whole())


@pytest.mark.parametrize("mode", ["blocking", "awaiting"])
def test_functions_are_called_and_waits_are_waited(mode: str) -> None:
    """Invoke gives back what the function returns, Sleep waits, and what a function raises reaches the flow."""

    def flow() -> Flow[list[Any]]:
        began = time.monotonic()
        yield Sleep(0.05)
        results = [time.monotonic() - began >= 0.05, (yield Invoke(max, 1, 2))]
        try:
            yield Invoke(int, "x")
        except ValueError:
            results.append("refused")
        return results

    assert carried_out(flow(), mode, connection()) == [True, 2, "refused"]


def test_an_awaiting_driver_awaits_coroutines_and_keeps_functions_off_its_loop() -> None:
    """A coroutine function is awaited in the loop; a plain one runs in another thread."""

    async def where() -> int:
        return threading.get_ident()

    def flow() -> Flow[tuple[int, int]]:
        return (yield Invoke(where)), (yield Invoke(threading.get_ident))

    inside, outside = carried_out(flow(), "awaiting", connection())
    assert inside == threading.get_ident()
    assert outside != inside


@pytest.mark.parametrize("mode", ["blocking", "awaiting"])
def test_a_packed_bomb_is_refused_within_its_cap(mode: str) -> None:
    """A small reply that unpacks to half a gigabyte is refused at the cap."""
    bomb = gzip.compress(bytes(2**29), compresslevel=1)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    with ScriptedServer([[{"send": head + bomb}]]) as server:
        place = connection(server.url)
        with pytest.raises(InvalidReply, match="128 MiB"):
            carried_out(fetch(place, Request("GET", server.url), ONCE), mode, place)


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd"])
def test_other_packings_are_refused(encoding: str) -> None:
    """A packing that was not asked for, or packed twice, is refused by name."""
    script: list[Action] = json_reply({}, 200, Content_Encoding=encoding)
    with ScriptedServer([script]) as server:
        place = connection(server.url)
        with pytest.raises(InvalidReply, match=encoding):
            carried_out(fetch(place, Request("GET", server.url), ONCE), "blocking", place)


def test_one_connection_serves_one_call_after_another() -> None:
    """Replies read to their end give their connection back."""
    with ScriptedServer([json_reply({})]) as server:
        place = connection(server.url)
        before = set(threading.enumerate())
        for _ in range(5):
            carried_out(fetch(place, Request("GET", server.url), ONCE), "blocking", place)
        # The server starts a thread for each connection.
        assert len(set(threading.enumerate()) - before) == 1
        place.blocking.close_now()


def test_emitted_items_come_one_by_one_and_the_result_last() -> None:
    """A run gives each emitted item as it comes and keeps what the flow returns."""

    def flow() -> StreamFlow[int, str]:
        yield Emit(1)
        yield Emit(2)
        return "done"

    run = connection().blocking.run(flow())
    assert [(emitted and emitted.item) for emitted in (run.proceed(), run.proceed(), run.proceed())] == [1, 2, None]
    assert run.result == "done"


def test_a_connection_of_an_ended_loop_may_be_tried_anew() -> None:
    """An asynchronous client of one's own may keep connections of a loop that is closed: that is no connection."""
    failure = explain(RuntimeError("Event loop is closed"), "https://x.example", answered=False)
    assert isinstance(failure, ConnectionFailed)
