"""Carries flows out: one driver blocks, the other awaits.

Everything they share is written once, as coroutines; those of the blocking driver never really wait.
"""

from __future__ import annotations

import inspect
import os
import time
import weakref
from abc import ABC, abstractmethod
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..errors import InputError
from .auth import Signature, is_loopback
from .faults import explain
from .flow import Invoke, Read, Reply, Request, Send, Sleep, Step, StreamFlow
from .run import Run, at_once
from .tls import context_for

if TYPE_CHECKING:
    import asyncio

__all__ = ["AwaitingDriver", "BlockingDriver", "Driver", "Wiring"]

I = TypeVar("I")  # noqa: E741 - an item of a stream, as the house names it
T = TypeVar("T")

CONNECT, FIRST_BYTE, BETWEEN_BYTES = 10.0, 300.0, 60.0
CONNECTIONS, IDLE_CONNECTIONS = 100, 20


@dataclass(frozen=True)
class Wiring:
    """What a driver's HTTP client is made of.

    ``client`` is a ready httpx or httpx2 client, which is used and never closed; without one a client is made with
    ``arguments``, over ``transport`` when given.
    """

    sign: Signature | None = None
    client: Any = None
    transport: Any = None
    arguments: Any = None


class _Held:
    """One HTTP client and the requests that are on their way over it."""

    __slots__ = ("client", "open", "owned", "retired")

    def __init__(self, client: Any, *, owned: bool) -> None:
        self.client, self.owned = client, owned
        self.open: set[_Source] = set()
        self.retired = False


class _Source:
    """Where the rest of a reply comes from, on its way over one HTTP client."""

    __slots__ = ("answer", "held", "pieces")

    def __init__(self, held: _Held) -> None:
        self.held = held
        self.answer: Any = None
        self.pieces: Any = None
        held.open.add(self)


class Driver(ABC):
    """Performs the steps of flows over HTTP clients that it makes when first needed.

    What it keeps is changed without locks, in steps that nothing can divide: an interrupt could strike under a lock.
    """

    blocking: ClassVar[bool]

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._closed = False
        _alive.add(self)

    def run(self, flow: StreamFlow[I, T]) -> Run[I, T]:
        """*flow*, ready to be carried out."""
        return Run(self.perform, self.close_reply, flow)

    async def perform(self, step: Step) -> Any:
        """The answer to one step. What fails is one of our exceptions, or has no stack of the HTTP library."""
        if isinstance(step, Read):
            return await self._read(step.reply)
        if isinstance(step, Send):
            return await self._open(step.request, step.reply)
        if isinstance(step, Sleep):
            return await self._sleep(step.seconds)
        return await self._invoke(step)

    async def close_reply(self, reply: Reply, *, broken: bool) -> None:
        """Give *reply*'s connection back, or drop it with its whole HTTP client when it was *broken* off.

        Doing it again, after an interrupt, is harmless.
        """
        source = reply.source
        if source is None:
            return
        if broken:
            # httpx may have lost count of its connections when it was interrupted.
            self._retire(source.held)
        if source.answer is not None:
            with suppress(Exception):
                await self._close(source.answer)
        source.held.open.discard(source)
        await self._close_retired(source.held)
        reply.source = None

    async def close(self) -> None:
        """Close the HTTP clients made here; later calls are refused."""
        self._closed = True
        for held in list(self._shelf().values()):
            self._retire(held)
            await self._close_retired(held)

    async def _open(self, request: Request, reply: Reply) -> Reply:
        reply.url = request.url.partition("?")[0]
        source = reply.source = _Source(self._held_for(request.url))
        try:
            sent = source.held.client.build_request(
                request.method, request.url, headers=request.headers, content=request.body, **self._bounds(request)
            )
            source.answer = await self._send(source.held.client, sent, **self._authority())
            source.pieces = self._pieces(source.answer)
        except Exception as error:  # noqa: BLE001 - every failure of the HTTP library is named here
            failure = explain(error, reply.url, answered=False)
        else:
            if request.timeout is None and self._wiring.client is None:
                sent.extensions["timeout"]["read"] = BETWEEN_BYTES
            reply.status = source.answer.status_code
            reply.headers = _plain(source.answer.headers)
            return reply
        await self.close_reply(reply, broken=False)
        raise failure

    async def _read(self, reply: Reply) -> bytes:
        if reply.source is None:
            return b""
        try:
            return await self._next(reply.source.pieces)
        except Exception as error:  # noqa: BLE001 - every failure of the HTTP library is named here
            failure = explain(error, reply.url, answered=True)
        raise failure

    def _bounds(self, request: Request) -> dict[str, Any]:
        if request.timeout is not None:
            return {"timeout": (request.timeout, request.timeout, request.timeout, None)}
        return {} if self._wiring.client is not None else {"timeout": (CONNECT, FIRST_BYTE, BETWEEN_BYTES, None)}

    def _authority(self) -> dict[str, Any]:
        if self._wiring.sign is not None:
            return {"auth": self._wiring.sign}
        own = self._wiring.client is not None or "auth" in (self._wiring.arguments or {})
        return {} if own else {"auth": None}

    def _held_for(self, url: str) -> _Held:
        if self._closed:
            raise InputError("This client is closed. Make a new Client.")
        if getattr(self._wiring.client, "is_closed", False):
            raise InputError("The HTTP client passed in http_options is closed. Pass an open one.")
        shelf, kind = self._shelf(), (url[:6] == "https:", is_loopback(url))
        return shelf.get(kind) or shelf.setdefault(kind, self._made(url))

    def _made(self, url: str) -> _Held:
        if self._wiring.client is not None:
            return _Held(self._given(), owned=False)
        import httpx

        arguments: dict[str, Any] = {
            "trust_env": self._wiring.transport is None and not is_loopback(url),
            "limits": httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=IDLE_CONNECTIONS),
            "transport": self._wiring.transport,
            **(self._wiring.arguments or {}),
            "follow_redirects": False,
        }
        if "verify" not in arguments:
            arguments["verify"] = context_for(url)
        try:
            return _Held(self._client(httpx, arguments), owned=True)
        except (ValueError, ImportError, httpx.InvalidURL):
            why = "The HTTP client cannot be made: a proxy variable (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY) or client_args"
        raise InputError(f"{why} holds something it does not understand.")

    def _given(self) -> Any:
        client = self._wiring.client
        if inspect.iscoroutinefunction(getattr(client, "send", None)) is self.blocking:
            raise InputError(
                "httpx_client is for a blocking HTTP client and httpx_async_client for an asynchronous one; "
                f"this {type(client).__name__} is of the other kind. Pass it under the other name."
            )
        return client

    def _retire(self, held: _Held) -> None:
        """Use *held* no more for new requests; it is closed when its last reply is."""
        held.retired = True
        shelf = self._shelf()
        for kind in [kind for kind, kept in list(shelf.items()) if kept is held]:
            shelf.pop(kind, None)

    async def _close_retired(self, held: _Held) -> None:
        if held.retired and held.owned and not held.open:
            with suppress(Exception):
                await self._close(held.client)

    def forget(self) -> None:
        """Drop what the parent process holds, without touching its connections."""
        _inherited.append(self._all())
        self._empty()

    @abstractmethod
    def _shelf(self) -> MutableMapping[Any, _Held]: ...
    @abstractmethod
    def _all(self) -> object: ...
    @abstractmethod
    def _empty(self) -> None: ...
    @abstractmethod
    def _client(self, family: Any, arguments: dict[str, Any]) -> Any: ...
    @abstractmethod
    def _pieces(self, answer: Any) -> Any: ...
    @abstractmethod
    async def _send(self, client: Any, request: Any, **authority: Any) -> Any: ...
    @abstractmethod
    async def _next(self, pieces: Any) -> bytes: ...
    @abstractmethod
    async def _close(self, closable: Any) -> None: ...
    @abstractmethod
    async def _sleep(self, seconds: float) -> None: ...
    @abstractmethod
    async def _invoke(self, step: Invoke) -> Any: ...


class BlockingDriver(Driver):
    """Carries flows out in the calling thread."""

    blocking = True

    def __init__(self, wiring: Wiring) -> None:
        super().__init__(wiring)
        self._clients: dict[Any, _Held] = {}

    def close_now(self) -> None:
        """`close`, for a blocking driver."""
        at_once(self.close)

    def _shelf(self) -> MutableMapping[Any, _Held]:
        return self._clients

    def _all(self) -> object:
        return self._clients

    def _empty(self) -> None:
        self._clients = {}

    def _client(self, family: Any, arguments: dict[str, Any]) -> Any:
        return family.Client(**arguments)

    def _pieces(self, answer: Any) -> Any:
        return iter(answer.stream)

    async def _send(self, client: Any, request: Any, **authority: Any) -> Any:
        return client.send(request, stream=True, follow_redirects=False, **authority)

    async def _next(self, pieces: Any) -> bytes:
        for piece in pieces:
            if piece:
                return bytes(piece)
        return b""

    async def _close(self, closable: Any) -> None:
        closable.close()

    async def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def _invoke(self, step: Invoke) -> Any:
        return step.function(*step.arguments)

    def __del__(self) -> None:
        for held in self._clients.values():
            with suppress(Exception):
                if held.owned:
                    held.client.close()


class AwaitingDriver(Driver):
    """Carries flows out in the running event loop; each loop has its own HTTP clients.

    What it needs of asyncio is loaded when it is used: a process that only blocks does without.
    """

    blocking = False

    def __init__(self, wiring: Wiring) -> None:
        super().__init__(wiring)
        self._loops: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Any, _Held]]
        self._empty()

    def _shelf(self) -> MutableMapping[Any, _Held]:
        from asyncio import get_running_loop

        return self._loops.setdefault(get_running_loop(), {})

    def _all(self) -> object:
        return self._loops

    def _empty(self) -> None:
        self._loops = weakref.WeakKeyDictionary()

    def _client(self, family: Any, arguments: dict[str, Any]) -> Any:
        return family.AsyncClient(**arguments)

    def _pieces(self, answer: Any) -> Any:
        return aiter(answer.stream)

    async def _send(self, client: Any, request: Any, **authority: Any) -> Any:
        return await client.send(request, stream=True, follow_redirects=False, **authority)

    async def _next(self, pieces: Any) -> bytes:
        async for piece in pieces:
            if piece:
                return bytes(piece)
        return b""

    async def _close(self, closable: Any) -> None:
        await closable.aclose()

    async def _sleep(self, seconds: float) -> None:
        from asyncio import sleep

        await sleep(seconds)

    async def _invoke(self, step: Invoke) -> Any:
        if inspect.iscoroutinefunction(step.function):
            return await step.function(*step.arguments)
        from asyncio import to_thread

        return await to_thread(step.function, *step.arguments)


def _plain(headers: Any) -> dict[str, str]:
    """Headers of an answer by lower-case name; where it redirects to is told without a query."""
    plain = {name.lower(): value for name, value in headers.items()}
    if "location" in plain:
        plain["location"] = plain["location"].partition("?")[0]
    return plain


_alive: weakref.WeakSet[Driver] = weakref.WeakSet()
_inherited: list[object] = []


def _forget_all() -> None:
    for driver in list(_alive):
        driver.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
