"""The loopback server: it answers whoever holds the token, and survives everybody else (rule S22)."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from genai_magics.offline.server import LARGEST_BODY, MOST_CONNECTIONS, LoopbackServer

from .asking import GENERATE, STREAM, user

TOKEN = "a-token-for-the-tests"
HELLO = json.dumps({"contents": [user("hello")]}).encode()
JSON = {"content-type": "application/json"}


class Running:
    """A server in a thread of its own."""

    def __init__(self) -> None:
        self.server = LoopbackServer(TOKEN, arrival=1.5)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._ready.wait(10)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with self.server.listening():
            self._ready.set()
            await self._stop.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        assert not self._thread.is_alive()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def client(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False)

    def raw(self, sent: bytes, timeout: float = 5) -> bytes:
        """What comes back for these bytes, until the server closes."""
        with closing(socket.create_connection(("127.0.0.1", self.server.port), timeout)) as connection:
            connection.sendall(sent)
            received = b""
            while piece := connection.recv(65536):
                received += piece
        return received

    def head(self, *lines: str, method: str = "POST", host: str | None = None) -> bytes:
        first = [f"{method} {GENERATE} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.server.port}'}"]
        common = [f"x-goog-api-key: {TOKEN}", "Content-Type: application/json"]
        return "\r\n".join([*first, *common, *lines, "", ""]).encode()

    def is_alive(self) -> bool:
        with self.client(**{"x-goog-api-key": TOKEN}) as client:
            return client.post(GENERATE, content=HELLO, headers=JSON).status_code == 200


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """One server for all the tests here."""
    server = Running()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def still_alive(running: Running) -> Iterator[None]:
    """After every test, whatever was sent, the server still answers."""
    yield
    assert running.is_alive()


@pytest.mark.parametrize(
    "headers",
    [{"x-goog-api-key": TOKEN}, {"authorization": f"Bearer {TOKEN}"}, {"authorization": f"bearer {TOKEN}"}],
    ids=["key header", "Bearer", "bearer"],
)
def test_the_token_opens(running: Running, headers: dict[str, str]) -> None:
    """The token is taken as the API key header and as a Bearer token."""
    with running.client(**headers) as client:
        assert client.post(GENERATE, content=HELLO, headers=JSON).status_code == 200


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        pytest.param({}, "", id="none"),
        pytest.param({"x-goog-api-key": "wrong"}, "", id="wrong"),
        pytest.param({"x-goog-api-key": ""}, "", id="empty"),
        pytest.param({"authorization": f"Basic {TOKEN}"}, "", id="another scheme"),
        pytest.param({}, f"?key={TOKEN}", id="in the query"),
        pytest.param({"cookie": f"key={TOKEN}"}, "", id="in a cookie"),
    ],
)
def test_without_the_token_nothing_opens(running: Running, headers: dict[str, str], query: str) -> None:
    """A missing or wrong token, or one that is not in a header, is 403, and the app sees nothing of it."""
    seen = len(running.server.app.requests)
    with running.client(**headers) as client:
        assert client.post(GENERATE + query, content=HELLO, headers=JSON).status_code == 403
    assert len(running.server.app.requests) == seen


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "0.0.0.0:80"])
def test_another_host_is_refused(running: Running, host: str) -> None:
    """A Host other than this server's own is 403, token or not: a rebound name gets nothing."""
    assert running.raw(running.head(host=host)).startswith(b"HTTP/1.1 403 ")


def test_localhost_is_this_server(running: Running) -> None:
    """The name localhost with the right port is accepted."""
    head = running.head(f"Content-Length: {len(HELLO)}", host=f"localhost:{running.server.port}")
    assert running.raw(head + HELLO).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", ""])
def test_pages_in_a_browser_are_refused(running: Running, origin: str) -> None:
    """Any Origin at all is 403, and no CORS header is ever sent."""
    with running.client(**{"x-goog-api-key": TOKEN, "origin": origin}) as client:
        response = client.post(GENERATE, content=HELLO, headers=JSON)
    assert response.status_code == 403
    assert not any(name.startswith("access-control") for name in response.headers)


MALFORMED: dict[str, Callable[[Running], bytes]] = {
    "GET on a POST route": lambda running: running.head(method="GET"),
    "no host": lambda _: f"POST {GENERATE} HTTP/1.1\r\nx-goog-api-key: {TOKEN}\r\n\r\n".encode(),
    "chunked body": lambda running: running.head("Transfer-Encoding: chunked") + b"2\r\n{}\r\n0\r\n\r\n",
    "both lengths": lambda running: running.head("Content-Length: 2", "Transfer-Encoding: chunked") + b"{}",
    "two lengths": lambda running: running.head("Content-Length: 2", "Content-Length: 3") + b"{}",
    "length with a sign": lambda running: running.head("Content-Length: +2") + b"{}",
    "length of words": lambda running: running.head("Content-Length: two") + b"{}",
    "huge length": lambda running: running.head("Content-Length: 999999999999"),
    "folded header": lambda running: running.head("X-A: 1", " Content-Length: 2") + b"{}",
    "space before the colon": lambda running: running.head("Content-Length : 2") + b"{}",
    "two hosts": lambda running: running.head("Host: evil.example"),
    "absolute address": lambda _: b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "CONNECT": lambda _: b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "not HTTP": lambda _: b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
    "odd path": lambda running: running.head("Content-Length: 2").replace(b" /v1", b" //[v1", 1) + b"{}",
    "endless header": lambda running: running.head("X-A: " + "a" * 100_000),
    "no body at all": lambda running: running.head(),
    "not JSON": lambda running: running.head("Content-Length: 2") + b"{]",
}


@pytest.mark.parametrize("build", [pytest.param(build, id=name) for name, build in MALFORMED.items()])
def test_malformed_requests_are_refused(running: Running, build: Callable[[Running], bytes]) -> None:
    """What is not a plain POST of JSON with one length is answered with a 4xx."""
    assert running.raw(build(running)).startswith(b"HTTP/1.1 4")


def test_a_form_is_refused(running: Running) -> None:
    """A body that does not call itself JSON, such as a form a page could send, is 415."""
    with running.client(**{"x-goog-api-key": TOKEN}) as client:
        for kind in ("text/plain", "application/jsonp", "text/plain; application/json"):
            assert client.post(GENERATE, content=HELLO, headers={"content-type": kind}).status_code == 415


def test_a_body_of_ten_megabytes_is_refused_readably(running: Running) -> None:
    """A body over the limit is a 413 that arrives although the client is still sending."""
    with running.client(**{"x-goog-api-key": TOKEN}) as client:
        response = client.post(GENERATE, content=b" " * 10_000_000, headers=JSON)
    assert response.status_code == 413
    assert LARGEST_BODY < 10_000_000


@pytest.mark.parametrize("sent", [b"", b"POST ", b"half a head"], ids=["nothing", "a word", "half"])
def test_a_request_that_does_not_arrive_is_hung_up_on(running: Running, sent: bytes) -> None:
    """A connection that never finishes its request is closed after the time allowed."""
    assert running.raw(sent) == b""


def test_slow_senders_do_not_keep_others_out(running: Running) -> None:
    """While connections dribble, others are served; past the limit they are told so, and time frees the places."""
    address = ("127.0.0.1", running.server.port)
    held = [socket.create_connection(address, 5) for _ in range(MOST_CONNECTIONS - 4)]
    for connection in held:
        connection.sendall(b"POST /")
    assert running.is_alive()
    held += [socket.create_connection(address, 5) for _ in range(8)]
    answered = running.raw(running.head(f"Content-Length: {len(HELLO)}") + HELLO)
    assert answered.startswith(b"HTTP/1.1 503 ")
    for connection in held:
        while connection.recv(65536):
            pass
        connection.close()


def test_only_loopback_listens(running: Running) -> None:
    """The listening socket is bound to 127.0.0.1 and to nothing else."""
    table = [line.split() for name in ("tcp", "tcp6") for line in _lines(f"/proc/net/{name}")]
    bound = [row[1] for row in table if row[3] == "0A" and row[1].endswith(f":{running.server.port:04X}")]
    assert bound == [f"0100007F:{running.server.port:04X}"]


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("ascii").splitlines()[1:]
    except FileNotFoundError:
        pytest.skip(f"{path} is not on this system")


def test_a_client_that_leaves_midway_does_no_harm(running: Running) -> None:
    """A client may close in the middle of a stream."""
    with running.client(**{"x-goog-api-key": TOKEN}) as client:
        body = {"contents": [user("[demo: slow] Explain closures")]}
        with client.stream("POST", f"{STREAM}?alt=sse", json=body) as response:
            assert next(response.iter_bytes()).startswith(b"data: ")


def test_a_dropped_connection_is_dropped_here_too(running: Running) -> None:
    """ "[demo: drop]" breaks a real connection as well."""
    with (
        running.client(**{"x-goog-api-key": TOKEN}) as client,
        pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)),
    ):
        client.post(f"{STREAM}?alt=sse", json={"contents": [user("[demo: drop] Explain closures")]})


def test_an_empty_token_is_refused() -> None:
    """A server cannot be made with an empty token."""
    with pytest.raises(ValueError, match="let everybody in"):
        LoopbackServer("")


def test_the_server_shows_no_token() -> None:
    """The server's repr names the address, never the token."""
    assert TOKEN not in repr(LoopbackServer(TOKEN))
