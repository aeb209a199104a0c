"""A server on loopback that answers in the Gemini API's form as fast, or as slowly, as the model's name says.

``bench-2000-20-5000`` answers 2,000 chunks of 20 characters, 5,000 microseconds apart. Replies are made once and kept,
so that a reply without a delay costs the server next to nothing. ``python -m benchmarks.server`` prints its port.
"""

import asyncio
import contextlib
import functools
import json
import re
from typing import Any

from .text import markdown

WANTED = re.compile(rb"POST /[^/]+/models/(bench-(\d+)-(\d+)-(\d+)):(\w+)")
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
SLICE = 1 << 16


def record(text: str, model: str, tokens: int, *, last: bool) -> dict[str, Any]:
    """One record of a reply, with the fields a real one has."""
    candidate: dict[str, Any] = {"content": {"parts": [{"text": text}], "role": "model"}, "index": 0}
    return {
        "candidates": [candidate | {"finishReason": "STOP"} if last else candidate],
        "usageMetadata": {
            "promptTokenCount": 9,
            "candidatesTokenCount": tokens,
            "totalTokenCount": 9 + tokens,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 9}],
        },
        "modelVersion": model,
        "responseId": "b2Vyc3RlbGx1bmc0NzEx",
    }


def http_chunk(data: bytes) -> bytes:
    """One chunk of HTTP's chunked transfer coding."""
    return b"%x\r\n%b\r\n" % (len(data), data)


@functools.cache
def events(model: str, count: int, size: int) -> list[bytes]:
    """A streamed reply, one HTTP chunk an event, as the real front end sends them."""
    text = markdown(count * size)
    made = []
    for place in range(count):
        piece = text[place * size : (place + 1) * size]
        data = json.dumps(record(piece, model, 5 * (place + 1), last=place == count - 1))
        made.append(http_chunk(f"data: {data}\r\n\r\n".encode()))
    return made


@functools.cache
def burst(model: str, count: int, size: int) -> bytes:
    """The same reply in one piece."""
    return b"".join(events(model, count, size)) + http_chunk(b"")


async def stream(writer: asyncio.StreamWriter, model: str, count: int, size: int, delay: float) -> None:
    """Send a streamed reply."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    if not delay:
        whole = burst(model, count, size)
        for start in range(0, len(whole), SLICE):
            writer.write(whole[start : start + SLICE])
            await writer.drain()
        return
    clock = asyncio.get_running_loop().time
    began = clock()
    for place, event in enumerate(events(model, count, size), 1):
        writer.write(event)
        await writer.drain()
        await asyncio.sleep(max(0.0, began + place * delay - clock()))
    writer.write(http_chunk(b""))


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
            wanted = WANTED.match(head)
            if wanted is None:
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}")
                continue
            model, count, size, delay = wanted[1].decode(), int(wanted[2]), int(wanted[3]), int(wanted[4]) / 1e6
            if wanted[5] == b"streamGenerateContent":
                await stream(writer, model, count, size, delay)
            else:
                body = json.dumps(record(markdown(count * size), model, 5 * count, last=True)).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
                )
                writer.write(body)
    writer.close()


async def main() -> None:
    """Serve on a free port and say which."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
