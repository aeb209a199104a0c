"""Serves the offline app on loopback, to whoever holds the token and to nobody else.

Refused before the app sees anything: a missing or wrong token, a Host other than this server's, any Origin, a chunked
or oversized body, a request that takes too long to arrive, and more than 64 connections at a time.
"""

import asyncio
import hmac
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import NamedTuple

from .app import Answer, OfflineApp
from .bodies import Body, Dropped, Pause
from .refusals import Refusal

LOOPBACK = "127.0.0.1"
LARGEST_HEAD = 32 * 1024
LARGEST_BODY = 8 * 1024 * 1024
MOST_CONNECTIONS = 64
LONGEST_ARRIVAL = 30.0
_LINGER = 2.0
_REQUEST_LINE = re.compile(r"(GET|POST|HEAD|PUT|PATCH|DELETE|OPTIONS) (/[\x21-\x7e]*) HTTP/1\.[01]")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*")
_ONLY_ONCE = frozenset({"host", "content-length", "content-type", "authorization", "x-goog-api-key", "origin"})


class Head(NamedTuple):
    """The first line and the headers of a request; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]


class LoopbackServer:
    """An HTTP/1.1 server for one offline app on 127.0.0.1; each connection carries one request.

    *token* must come in the header ``x-goog-api-key`` or as ``Authorization: Bearer``. *pace* is in characters a
    second, 0 for at once. *arrival* is how many seconds a whole request may take to arrive.
    """

    def __init__(
        self, token: str, *, app: OfflineApp | None = None, pace: float = 0.0, arrival: float = LONGEST_ARRIVAL
    ) -> None:
        if not token:
            raise ValueError("An empty token would let everybody in: give one, for example secrets.token_urlsafe(32).")
        self.app = app or OfflineApp()
        self.port = 0
        self._token = token
        self._pace = pace
        self._arrival = arrival
        self._open = 0

    @asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncIterator[None]:
        """Listen while the block runs; *port* 0 takes any free one, found in ``port``."""
        server = await asyncio.start_server(self._connected, LOOPBACK, port, limit=LARGEST_HEAD)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            with suppress(ConnectionError, TimeoutError):
                await _send(writer, await self._answer(reader))
                await _linger(reader, writer)
        except Dropped:
            writer.transport.abort()
        finally:
            self._open -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        try:
            async with asyncio.timeout(self._arrival):
                head = await self._admitted(reader)
                body = await reader.readexactly(_length(head))
        except Refusal as refusal:
            return Answer(refusal.code, {"content-type": "application/json; charset=UTF-8"}, _once(refusal.body()))
        except asyncio.IncompleteReadError:
            raise ConnectionResetError from None
        return self.app.answer(head.method, head.target, head.headers, body, pace=self._pace)

    async def _admitted(self, reader: asyncio.StreamReader) -> Head:
        if self._open > MOST_CONNECTIONS:
            raise Refusal(503, "Too many connections at a time.")
        head = await _read_head(reader)
        if head.headers.get("host") not in {f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"}:
            raise Refusal(403, "This server answers only to its own loopback address.")
        if "origin" in head.headers:
            raise Refusal(403, "This server does not answer pages in a browser.")
        if not self._knows(head.headers):
            raise Refusal(403, "The token is missing or wrong. Send it as x-goog-api-key or as a Bearer token.")
        media_type = head.headers.get("content-type", "").partition(";")[0].strip().lower()
        if head.method == "POST" and media_type != "application/json":
            raise Refusal(415, "Only JSON is taken: send Content-Type: application/json.")
        return head

    def _knows(self, headers: Mapping[str, str]) -> bool:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        given = headers.get("x-goog-api-key") or (bearer.strip() if scheme.lower() == "bearer" else "")
        return hmac.compare_digest(given.encode("latin-1"), self._token.encode())

    def __repr__(self) -> str:
        return f"LoopbackServer({LOOPBACK}:{self.port})"


async def _read_head(reader: asyncio.StreamReader) -> Head:
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise Refusal(400, "The headers are too long.") from None
    first, *lines = raw.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    request = _REQUEST_LINE.fullmatch(first)
    if request is None:
        raise Refusal(400, "The request line is not HTTP/1.1.")
    return Head(request[1], request[2], _headers(lines))


def _headers(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        header = _HEADER.fullmatch(line)
        if header is None:
            raise Refusal(400, "A header line is malformed.")
        name = header[1].lower()
        if name in headers and name in _ONLY_ONCE:
            raise Refusal(400, f"The header {name} came more than once.")
        headers[name] = header[2]
    return headers


def _length(head: Head) -> int:
    """How long the body is; only a plain Content-Length says so, which leaves nothing to smuggle."""
    if "transfer-encoding" in head.headers:
        raise Refusal(400, "A body of unknown length is not taken: send Content-Length.")
    length = head.headers.get("content-length", "0")
    if not re.fullmatch(r"[0-9]{1,12}", length):
        raise Refusal(400, "Content-Length must be a number.")
    if int(length) > LARGEST_BODY:
        raise Refusal(413, f"The body is larger than {LARGEST_BODY:,} bytes.")
    return int(length)


async def _send(writer: asyncio.StreamWriter, answer: Answer) -> None:
    await asyncio.sleep(answer.delay)
    phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else "Error"
    lines = [f"HTTP/1.1 {answer.status} {phrase}", *(f"{name}: {value}" for name, value in answer.headers.items())]
    lines += ["x-content-type-options: nosniff", "transfer-encoding: chunked", "connection: close", "", ""]
    writer.write("\r\n".join(lines).encode("latin-1"))
    try:
        for piece in answer.body:
            await writer.drain()
            if isinstance(piece, Pause):
                await asyncio.sleep(piece.seconds)
            else:
                writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        writer.write(b"0\r\n\r\n")
        await writer.drain()
    finally:
        answer.body.close()


async def _linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read on a little after a refusal, so that the answer is not lost to a connection reset."""
    writer.write_eof()
    async with asyncio.timeout(_LINGER):
        while await reader.read(65536):
            pass


def _once(body: bytes) -> Body:
    yield body
