"""A raw-socket server on loopback that plays scripts: it can cut a chunk, stall, reset, and record what it got."""

from __future__ import annotations

import base64
import json
import socket
import struct
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

Action = Mapping[str, Any]
"""One of ``{"send_b64": ...}``, ``{"send": bytes}``, ``{"sleep_s": seconds}``, ``{"close": "fin" or "rst"}``."""


@dataclass(frozen=True)
class Received:
    """One request as it came over the wire; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class ScriptedServer:
    """Plays the n-th script on the n-th request, the last one again and again; use it in a ``with`` block.

    ``url`` is where it listens, ``requests`` what it got so far.
    """

    def __init__(self, scripts: Iterable[Sequence[Action]]) -> None:
        self.scripts = list(scripts)
        self.requests: list[Received] = []
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        # Closing alone would leave the listener open for as long as a thread waits in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                while (request := _read_request(connection)) is not None:
                    with self._lock:
                        script = self.scripts[min(len(self.requests), len(self.scripts) - 1)]
                        self.requests.append(request)
                    if not self._play(connection, script):
                        return
            except OSError:
                return

    def _play(self, connection: socket.socket, script: Sequence[Action]) -> bool:
        """Play *script*; False when the connection is to be closed after it."""
        head = b""
        for action in script:
            if "send_b64" in action or "send" in action:
                data = action["send"] if "send" in action else base64.b64decode(action["send_b64"])
                head = head or data
                connection.sendall(data)
            elif "sleep_s" in action:
                self._stopped.wait(action["sleep_s"])
            else:
                if action["close"] == "rst":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
        return b"connection: close" not in head.lower()


def _read_request(connection: socket.socket) -> Received | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    method, target, _ = first.split(" ", 2)
    return Received(method, target, headers, body)


def json_reply(value: Any, status: int = 200, **headers: str) -> list[Action]:
    """A script: a whole JSON reply on a connection that stays open."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return [
        {
            "send": _head(status, {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers})
            + body
        }
    ]


def event_reply(*chunks: Any, finish: bool = True, pause: float = 0.0, **headers: str) -> list[Action]:
    """A script: an event stream with one event for each of *chunks*; without *finish* it stays open, silent."""
    actions: list[Action] = [
        {"send": _head(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked", **headers})}
    ]
    for chunk in chunks:
        event = chunk if isinstance(chunk, bytes) else b"data: " + json.dumps(chunk).encode() + b"\n\n"
        actions += [{"send": b"%x\r\n%s\r\n" % (len(event), event)}, *([{"sleep_s": pause}] if pause else [])]
    return [*actions, {"send": b"0\r\n\r\n"} if finish else {"sleep_s": 60}]


def text_chunk(text: str, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    """One response with a piece of text, as the API writes it."""
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": [{"text": text}]}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    return {"candidates": [candidate], **fields}


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Spoken\r\n{lines}\r\n".encode()


def wait_until(true: Any, *, seconds: float = 5.0) -> bool:
    """Whether *true*() becomes so in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True
