"""One exchange with a service as flows: send, judge the status, read a whole body or the events of a stream."""

from __future__ import annotations

import json
import zlib
from collections.abc import Generator
from typing import Any, TypeVar

from ..errors import APIError, InvalidReply, ReplyInterrupted, error_object
from .connection import Connection
from .flow import Flow, Read, Reply, Request, Send, Step
from .retry import Policy, retrying
from .sse import EventDecoder

__all__ = ["EventReader", "fetch", "open_events"]

LARGEST_REPLY = 256 * 2**20
MOST_EVENTS = 200_000
_OTHER_THAN_EVENTS = ("application/json", "text/html", "application/xhtml+xml")

T = TypeVar("T")


def fetch(connection: Connection, request: Request, policy: Policy) -> Flow[Reply]:
    """Send *request* and read the whole reply; raises `APIError` for a refusal. Retried as *policy* says."""
    return (yield from retrying(lambda: _whole(request), policy, on_wait=connection.on_wait, budget=connection.budget))


def open_events(connection: Connection, request: Request, policy: Policy) -> Flow[EventReader]:
    """Send *request* and read up to the first events of the reply. Retried, until then, as *policy* says."""
    return (
        yield from retrying(
            lambda: _first_events(request), policy, on_wait=connection.on_wait, budget=connection.budget
        )
    )


class EventReader:
    """The events of one streamed reply: ``ready`` holds those that have come, `read_on` brings the next.

    Events are bytes of JSON. An error object among them is raised as `APIError`; too many or too large ones, or
    bytes that are no event stream, as `InvalidReply`; a torn end as `ReplyInterrupted`.
    """

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.ready: list[bytes] = []
        self.ended = False
        self._decoder = EventDecoder()
        self._unpacked = _Unpacked(reply)
        self._count = 0
        self._head = b""

    def read_on(self) -> Generator[Step, bytes, bool]:
        """Read until more events are ready; False at the end of the stream, when none are left."""
        self.ready = []
        while not self.ready and not self.ended:
            data = yield Read(self.reply)
            self.ready = self._decoded(data) if data else self._last()
        return bool(self.ready)

    def _decoded(self, data: bytes) -> list[bytes]:
        data = self._unpacked.add(data)
        if not self._count and len(self._head) < _SHOWN:
            self._head += data[:_SHOWN]
        events = [event.data for event in self._decoder.feed(data)]
        self._count += len(events)
        if self._count > MOST_EVENTS:
            raise InvalidReply(f"The reply has more than {MOST_EVENTS:,} events. Ask for less.")
        for event in events:
            if b'"error"' in event or len(event) < 16:
                return self._judged(events)
        return events

    def _judged(self, events: list[bytes]) -> list[bytes]:
        kept = []
        for event in events:
            if event.strip() in {b"[DONE]", b""}:
                continue
            if b'"error"' in event:
                _raise_error_in(event, self.reply)
            kept.append(event)
        return kept

    def _last(self) -> list[bytes]:
        self.ended = True
        self._unpacked.end()
        unclosed = self._decoder.end()
        _raise_error_in(bytes(self._decoder.stray), self.reply)
        if unclosed is not None and unclosed.data.strip() not in {b"[DONE]", b""}:
            if not _is_json(unclosed.data):
                raise ReplyInterrupted(f"{self.reply.url} broke off within an event. What came is kept; send again.")
            self._count += 1
            return self._judged([unclosed.data])
        if not self._count:
            raise InvalidReply(_not_events(self.reply, self._head))
        return []


def _whole(request: Request) -> Flow[Reply]:
    reply: Reply = yield Send(request)
    reply.body = yield from _body(reply)
    _raise_refusal(reply)
    return reply


def _first_events(request: Request) -> Flow[EventReader]:
    reply: Reply = yield Send(request)
    if not 200 <= reply.status < 300 or reply.headers.get("content-type", "").startswith(_OTHER_THAN_EVENTS):
        reply.body = yield from _body(reply)
        _raise_refusal(reply)
        raise InvalidReply(_not_events(reply, reply.body))
    reader = EventReader(reply)
    yield from reader.read_on()
    return reader


def _body(reply: Reply) -> Flow[bytes]:
    unpacked = _Unpacked(reply)
    pieces = []
    while data := (yield Read(reply)):
        pieces.append(unpacked.add(data))
    unpacked.end()
    return b"".join(pieces)


def _raise_refusal(reply: Reply) -> None:
    if 300 <= reply.status < 400:
        raise APIError(reply.status, {"message": _redirect(reply)}, reply, url=reply.url)
    if not 200 <= reply.status < 300:
        raise APIError.from_body(reply.status, reply.body, reply, url=reply.url)
    _raise_error_in(reply.body, reply)


def _raise_error_in(data: bytes, reply: Reply) -> None:
    """Raise the error that a successful reply carries under ``error``; other uses of the word pass."""
    if b'"error"' not in data:
        return
    try:
        found = json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    holder = found[0] if isinstance(found, list) and found else found
    if isinstance(holder, dict) and holder.get("error") and error_object(holder):
        raise APIError.from_body(reply.status, found, reply, url=reply.url)


class _Unpacked:
    """The bytes of a reply with one layer of gzip or deflate taken off, and a bound on how much that may be."""

    def __init__(self, reply: Reply) -> None:
        encoding = reply.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "gzip", "x-gzip", "deflate", ""}:
            raise InvalidReply(f"{reply.url} sent its reply packed as {encoding!r}, which was not asked for.")
        self._url = reply.url
        self._inflate: Any = None if encoding in {"identity", ""} else zlib.decompressobj(wbits=47)
        self._total = 0

    def add(self, data: bytes) -> bytes:
        if self._inflate is not None:
            data = self._inflated(data)
        self._total += len(data)
        if self._total > LARGEST_REPLY:
            raise InvalidReply(f"The reply is larger than {LARGEST_REPLY >> 20} MiB. Ask for less.")
        return data

    def end(self) -> None:
        if self._inflate is not None and not self._inflate.eof:
            raise ReplyInterrupted(f"{self._url} broke off in the middle of the reply. What came is kept; send again.")

    def _inflated(self, data: bytes) -> bytes:
        allowed = LARGEST_REPLY - self._total + 1
        try:
            return bytes(self._inflate.decompress(data, allowed))
        except zlib.error:
            raise InvalidReply(f"{self._url} sent a reply that cannot be unpacked.") from None


_SHOWN = 200


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return False
    return True


def _not_events(reply: Reply, head: bytes) -> str:
    if not head.strip():
        return f"{reply.url} sent an empty reply. Send again."
    shown = ascii(head[:_SHOWN].decode("utf-8", "replace"))
    kind = reply.headers.get("content-type", "no content type")
    return f"{reply.url} did not send an event stream but {ascii(kind)[1:-1]}: {shown}. Check the address."


def _redirect(reply: Reply) -> str:
    from urllib.parse import urlsplit

    host = urlsplit(reply.headers.get("location", "")).hostname or "another address"
    return f"The service sends us on to {host}; nothing was sent there. Use the right base_url."
