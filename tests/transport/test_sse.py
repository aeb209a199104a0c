"""The event-stream decoder against every vector, however the bytes are cut."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from genai_magics.errors import InvalidReply
from genai_magics.transport.sse import EventDecoder
from tests.corpora import corpus

Cut = Callable[[dict[str, Any], bytes], Iterable[bytes]]


def pieces(size: int) -> Cut:
    return lambda case, data: (data[at : at + size] for at in range(0, len(data), size))


def as_given(case: dict[str, Any], data: bytes) -> Iterable[bytes]:
    if not case["chunks"]:
        return [data]
    if isinstance(case["chunks"][0], str):
        return [base64.b64decode(chunk) for chunk in case["chunks"]]
    ends = [sum(case["chunks"][: n + 1]) for n in range(len(case["chunks"]))]
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)], strict=True)]


def at_random(case: dict[str, Any], data: bytes) -> Iterable[bytes]:
    chance = random.Random(len(data))
    at = 0
    while at < len(data):
        step = chance.randint(0, 7)
        yield data[at : at + step]
        at += step


CUTS: dict[str, Cut] = {"given": as_given, "1": pieces(1), "2": pieces(2), "3": pieces(3), "random": at_random}


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in corpus("sse/sse_vectors.json")])
def test_dispatches_what_the_standard_says(case: dict[str, Any], cut: str) -> None:
    """Every vector gives its events, wherever its bytes are cut."""
    decoder = EventDecoder()
    events = [event for piece in CUTS[cut](case, base64.b64decode(case["b64"])) for event in decoder.feed(piece)]
    found = [{"data": e.data.decode("utf-8", "replace"), "type": e.type, "id": e.id} for e in events]
    assert found == case["events"]


def test_the_event_at_a_torn_end_is_told_apart() -> None:
    """What was begun and not closed by a blank line is given by `end`, not before."""
    decoder = EventDecoder()
    assert decoder.feed(b"data: {}\n") == []
    unclosed = decoder.end()
    assert unclosed is not None
    assert unclosed.data == b"{}"
    assert decoder.end() is None


def test_lines_of_no_field_are_kept_aside() -> None:
    """A server that writes its error between the events is heard."""
    decoder = EventDecoder()
    decoder.feed(b'data: 1\n\n{\n "error": {}\n}\n\n')
    assert bytes(decoder.stray) == b'{\n "error": {}\n}\n'


def test_an_event_without_end_is_refused() -> None:
    """An event over the cap is refused when it passes the cap, without waiting for its end."""
    decoder = EventDecoder(largest=2**20)
    for _ in range(15):
        assert decoder.feed(b"data: " + b"x" * 2**16) == []
    with pytest.raises(InvalidReply, match="1 MiB"):
        decoder.feed(b"data: " + b"x" * 2**16)


def test_endless_comments_are_refused() -> None:
    """A stream that only keeps itself alive is given up after 32 MiB."""
    decoder = EventDecoder()
    comment = b": " + b"x" * 2**20 + b"\n\n"
    assert [decoder.feed(comment) for _ in range(31)] == [[]] * 31
    with pytest.raises(InvalidReply, match="comments"):
        decoder.feed(comment)


def test_one_large_event_costs_what_it_weighs() -> None:
    """An event of 16 MiB in small pieces is decoded without looking at its beginning again and again."""
    decoder = EventDecoder()
    for _ in range(2**12):
        assert decoder.feed(b"x" * 2**12) == []
    assert decoder.feed(b"\n\n") == []
    assert decoder.feed(b"data: 1\n\n")[0].data == b"1"
