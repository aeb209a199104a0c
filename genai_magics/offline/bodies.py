"""The bodies of answers: replies as events or as a growing JSON array, with their pauses and their ways to break."""

import json
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .conversation import Ask
from .refusals import demonstrated

STALLED = 24 * 3600.0


@dataclass(frozen=True)
class Pause:
    """Time that passes before the next bytes of a body, in seconds."""

    seconds: float


class Dropped(Exception):  # noqa: N818 (an event of the demonstration, not a fault)
    """The connection breaks here, mid-reply."""


Json = dict[str, Any]
Body = Generator[bytes | Pause, None, None]


def one_body(whole: bytes, ask: Ask | None = None) -> Body:
    """*whole* at once, unless the switches of *ask* stall or drop it."""
    if ask and ask.switches.stall:
        yield Pause(STALLED)
    if ask and ask.switches.drop:
        yield whole[: len(whole) // 2]
        raise Dropped
    yield whole


def as_events(steps: Iterator[Json | Pause]) -> Body:
    """Each chunk as one server-sent event."""
    for step in steps:
        yield step if isinstance(step, Pause) else b"data: " + _compact(step) + b"\r\n\r\n"


def as_array(steps: Iterator[Json | Pause]) -> Body:
    """The chunks as the elements of one JSON array."""
    joint = b"["
    for step in steps:
        if isinstance(step, Pause):
            yield step
        else:
            yield joint + pretty(step)
            joint = b",\r\n"
    yield b"]"


def paced(chunks: Iterator[tuple[Json, int]], ask: Ask, pace: float) -> Iterator[Json | Pause]:
    """The chunks, each after the time its characters take; the switches stall, drop or fail them in the middle."""
    switches = ask.switches
    breaks = switches.drop or switches.stall or switches.error_in_reply
    written = list(chunks) if breaks else chunks
    middle = len(written) // 2 if isinstance(written, list) else None
    for position, (chunk, characters) in enumerate(written):
        if position == middle and (yield from _broken(ask, pace)):
            return
        if pace and position:
            yield Pause(characters / pace)
        yield chunk


def retry_after(pace: float) -> float:
    """How long a demonstrated error asks to wait, in seconds: hardly at all where nothing is paced."""
    return 1.0 if pace else 0.05


def pretty(value: Mapping[str, Any]) -> bytes:
    """*value* as indented UTF-8 JSON, the way the API writes it; lone surrogates become question marks."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _compact(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _broken(ask: Ask, pace: float) -> Generator[Json | Pause, None, bool]:
    """Break as the switches say; True when the stream is over."""
    if ask.switches.drop:
        raise Dropped
    if ask.switches.stall:
        yield Pause(STALLED)
    if ask.switches.error:
        yield demonstrated(ask.switches.error, retry_after=retry_after(pace)).error()
        return True
    return False
