"""One exchange with a service as flows: send, judge the status, read a whole body or the events of a stream."""

from __future__ import annotations

import json
import zlib
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from ..errors import APIError, InvalidReply, ReplyInterrupted, TransportError, error_object
from .connection import Connection
from .flow import Flow, Read, Reply, Request, Send, Step
from .retry import Policy, retrying
from .sse import EventDecoder

__all__ = ["EventReader", "fetch", "open_events"]

LARGEST_REPLY = 256 * 2**20
LARGEST_UNPACKED = 128 * 2**20
LARGEST_REFUSAL = 2**20
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
    bytes that are no event stream, as `InvalidReply`; a torn end as `ReplyInterrupted`. What came before a failure is
    handed out before it is raised, even when both came at once.
    """

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.ready: list[bytes] = []
        self.ended = False
        self._decoder = EventDecoder()
        self._unpacked = _Unpacked(reply)
        self._count = 0
        self._head = b""
        self._failure: APIError | TransportError | None = None

    def read_on(self) -> Generator[Step, bytes, bool]:
        """Read until more events are ready; False at the end of the stream, when none are left."""
        self.ready = []
        while not self.ready:
            if self._failure is not None:
                raise self._failure
            if self.ended:
                return False
            data = yield Read(self.reply)
            try:
                self._take(data)
            except (APIError, TransportError) as failure:
                self._failure = failure
        return True

    def _take(self, data: bytes) -> None:
        if not data:
            self._end()
        for piece in self._unpacked.pieces(data):
            if not self._count and len(self._head) < _SHOWN:
                self._head += piece[:_SHOWN]
            for event in self._decoder.feed(piece):
                self._count += 1
                if self._count > MOST_EVENTS:
                    raise InvalidReply(f"The reply has more than {MOST_EVENTS:,} events. Ask for less.")
                self._judge(event.data)

    def _judge(self, event: bytes) -> None:
        if len(event) < _SHORT and event.strip() in {b"[DONE]", b""}:
            return
        if b'"error"' in event:
            _raise_error_in(event, self.reply)
        self.ready.append(event)

    def _end(self) -> None:
        self.ended = True
        self._unpacked.end()
        unclosed = self._decoder.end()
        _raise_error_in(bytes(self._decoder.stray), self.reply)
        if unclosed is not None:
            if len(unclosed.data) >= _SHORT and not _is_json(unclosed.data):
                raise ReplyInterrupted(f"{self.reply.url} broke off within an event. What came is kept; send again.")
            self._count += 1
            self._judge(unclosed.data)
        if not self._count:
            raise InvalidReply(_not_events(self.reply, self._head))


def _whole(request: Request) -> Flow[Reply]:
    reply: Reply = yield Send(request)
    if not 200 <= reply.status < 300:
        raise (yield from _refusal(reply)) from None
    reply.body = yield from _body(reply)
    _raise_error_in(reply.body, reply)
    return reply


def _first_events(request: Request) -> Flow[EventReader]:
    reply: Reply = yield Send(request)
    if not 200 <= reply.status < 300:
        raise (yield from _refusal(reply)) from None
    if reply.headers.get("content-type", "").lower().startswith(_OTHER_THAN_EVENTS):
        reply.body = yield from _body(reply)
        _raise_error_in(reply.body, reply)
        raise InvalidReply(_not_events(reply, reply.body))
    reader = EventReader(reply)
    yield from reader.read_on()
    return reader


def _body(reply: Reply) -> Flow[bytes]:
    unpacked = _Unpacked(reply)
    pieces: list[bytes] = []
    while data := (yield Read(reply)):
        pieces.extend(unpacked.pieces(data))
    unpacked.end()
    return b"".join(pieces)


def _refusal(reply: Reply) -> Flow[APIError]:
    """The error that the status means, with as much of the service's words as can be read."""
    if 300 <= reply.status < 400:
        return APIError(reply.status, {"message": _redirect(reply)}, reply, url=reply.url)
    with suppress(TransportError):
        unpacked = _Unpacked(reply)
        while len(reply.body) < LARGEST_REFUSAL and (data := (yield Read(reply))):
            reply.body += b"".join(unpacked.pieces(data))
    return APIError.from_body(reply.status, reply.body, reply, url=reply.url)


def _raise_error_in(data: bytes, reply: Reply) -> None:
    """Raise the error that a successful reply carries under ``error``; other uses of the word pass."""
    if b'"error"' not in data:
        return
    try:
        found = json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    holders = found if isinstance(found, list) else [found]
    if any(isinstance(holder, dict) and holder.get("error") and error_object(holder) for holder in holders):
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

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What *data* holds, at most 1 MiB at a time when it was packed."""
        largest = LARGEST_REPLY if self._inflate is None else LARGEST_UNPACKED
        for piece in (data,) if self._inflate is None else self._inflated(data):
            self._total += len(piece)
            if self._total > largest:
                raise InvalidReply(f"The reply is larger than {largest >> 20} MiB. Ask for less.")
            yield piece

    def end(self) -> None:
        if self._inflate is not None and not self._inflate.eof:
            raise ReplyInterrupted(f"{self._url} broke off in the middle of the reply. What came is kept; send again.")

    def _inflated(self, data: bytes) -> Iterator[bytes]:
        try:
            piece = b""
            while data or len(piece) == _PIECE:
                if self._inflate.eof:
                    if not data.startswith(_GZIP):
                        return
                    # A packed reply may be several, one packed after the other.
                    self._inflate = zlib.decompressobj(wbits=47)
                piece = self._inflate.decompress(data, _PIECE)
                yield piece
                data = self._inflate.unconsumed_tail or self._inflate.unused_data
        except zlib.error:
            raise InvalidReply(f"{self._url} sent a reply that cannot be unpacked.") from None


_SHOWN = 200
_SHORT = 16
_PIECE = 2**20
_GZIP = b"\x1f\x8b"


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
