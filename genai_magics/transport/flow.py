"""A call as a flow: a generator that yields what must be done and returns what was asked for.

A flow touches no network, no clock and no event loop. It is written once; `endpoint` and `streaming` offer it as a
plain call on a blocking resource and as a coroutine or asynchronous stream on an awaiting one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from dataclasses import dataclass, field
from functools import update_wrapper
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Self, TypeAlias, TypeVar, overload

from .auth import Headers

if TYPE_CHECKING:
    from .connection import Connection
    from .drivers import Driver
    from .run import Run

__all__ = [
    "AsyncStream",
    "Awaiting",
    "Blocking",
    "Emit",
    "Flow",
    "Invoke",
    "Mode",
    "Read",
    "Reply",
    "Request",
    "Resource",
    "Send",
    "Sleep",
    "Step",
    "Stream",
    "StreamFlow",
    "endpoint",
    "streaming",
]

I = TypeVar("I")  # noqa: E741 - an item of a stream, as the house names it
T = TypeVar("T")
P = ParamSpec("P")


class Blocking:
    """The mode in which a call returns its value."""


class Awaiting:
    """The mode in which a call returns a coroutine, and a stream is asynchronous."""


Mode = TypeVar("Mode", Blocking, Awaiting)


@dataclass(slots=True)
class Request:
    """One HTTP request, without its key: that is put on when it leaves.

    ``timeout`` is in seconds and bounds connecting, the first byte and every pause; None means the usual bounds.
    """

    method: str
    url: str
    headers: Headers = field(default_factory=Headers)
    body: bytes | None = field(default=None, repr=False)
    timeout: float | None = None


@dataclass(slots=True, eq=False)
class Reply:
    """An answer: ``status``, ``headers`` by lower-case name, ``url`` without its query.

    ``body`` is filled by whoever reads it; ``source`` belongs to the driver and is None once the reply is closed.
    """

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    url: str = ""
    body: bytes = field(default=b"", repr=False)
    source: Any = field(default=None, repr=False)


@dataclass(slots=True)
class Send:
    """Send this request; the answer is its `Reply`, open for reading.

    The reply is there from the beginning, so that whatever interrupts the opening leaves nothing open that is unknown.
    """

    request: Request
    reply: Reply = field(default_factory=Reply)


@dataclass(slots=True)
class Read:
    """Read on; the answer is the next bytes of the reply as they travelled, ``b""`` at its end."""

    reply: Reply


@dataclass(slots=True)
class Sleep:
    """Wait this many seconds."""

    seconds: float


class Invoke:
    """Call a user's function; the answer is what it returns, awaited when it is a coroutine."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.function = function
        self.arguments = arguments


@dataclass(slots=True)
class Emit(Generic[I]):
    """Hand this item of a stream to the caller."""

    item: I


Step: TypeAlias = Send | Read | Sleep | Invoke
Flow: TypeAlias = Generator[Step, Any, T]
StreamFlow: TypeAlias = Generator[Step | Emit[I], Any, T]


class Stream(Generic[I]):
    """The items of a streamed reply as they arrive: iterate it, once.

    Leaving the loop early, `close` and the end of a ``with`` block close the connection. The first step of iteration
    sends the request.
    """

    def __init__(self, run: Run[I, Any]) -> None:
        self._run = run

    def __iter__(self) -> Iterator[I]:
        return self

    def __next__(self) -> I:
        try:
            emitted = self._run.proceed()
        except BaseException:
            self._run.stop()
            raise
        if emitted is None:
            raise StopIteration
        return emitted.item

    def close(self) -> None:
        """Stop here: nothing more is read and the connection is closed. Closing twice is harmless."""
        self._run.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        # An interrupt may have come before there was a run.
        if "_run" in vars(self):
            self._run.stop()


class AsyncStream(Generic[I]):
    """The items of a streamed reply as they arrive: ``async for`` over it, once.

    It may be awaited first, which gives the stream itself. `aclose` and the end of an ``async with`` block close the
    connection, as does cancelling the task that reads.
    """

    def __init__(self, run: Run[I, Any]) -> None:
        self._run = run

    def __await__(self) -> Generator[Any, None, Self]:
        yield from ()
        return self

    def __aiter__(self) -> AsyncIterator[I]:
        return self

    async def __anext__(self) -> I:
        emitted = await self._run.advance()
        if emitted is None:
            raise StopAsyncIteration
        return emitted.item

    async def aclose(self) -> None:
        """Stop here: nothing more is read and the connection is closed. Closing twice is harmless."""
        await self._run.finish()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __del__(self) -> None:
        if "_run" in vars(self):
            self._run.abandon()


class Resource(Generic[Mode]):
    """Calls that share one connection; `Mode` says whether they block or are awaited."""

    def __init__(self, connection: Connection, driver: Driver) -> None:
        self._connection = connection
        self._driver = driver


S = TypeVar("S", bound=Resource[Any])


class endpoint(Generic[S, P, T]):  # noqa: N801 - used as a decorator
    """Offers a flow as a call: its value on a blocking resource, a coroutine of it on an awaiting one.

    On the class, ``.flow`` is the generator function itself, for flows made of flows and for tests.
    """

    def __init__(self, flow: Callable[Concatenate[S, P], Flow[T]]) -> None:
        self.flow = flow
        self.__name__, self.__doc__ = flow.__name__, flow.__doc__
        self._blocking = _presented(_blocking_call(flow), flow, "{}")
        self._awaiting = _presented(_awaiting_call(flow), flow, "Coroutine[Any, Any, {}]")

    @overload
    def __get__(self, resource: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, resource: Resource[Blocking], owner: type | None = None) -> Callable[P, T]: ...
    @overload
    def __get__(
        self, resource: Resource[Awaiting], owner: type | None = None
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, resource: Resource[Any] | None, owner: type | None = None) -> Any:
        if resource is None:
            return self
        return MethodType(self._blocking if resource._driver.blocking else self._awaiting, resource)  # noqa: SLF001


class streaming(Generic[S, P, I]):  # noqa: N801 - used as a decorator
    """Offers a flow that emits as a call: a `Stream` on a blocking resource, an `AsyncStream` on an awaiting one.

    The flow is made when the call is made, so an impossible request is refused there; it is sent when read.
    """

    def __init__(self, flow: Callable[Concatenate[S, P], StreamFlow[I, Any]]) -> None:
        self.flow = flow
        self.__name__, self.__doc__ = flow.__name__, flow.__doc__
        self._blocking = _presented(_stream_call(flow, Stream), flow, "Stream[{}]")
        self._awaiting = _presented(_stream_call(flow, AsyncStream), flow, "AsyncStream[{}]")

    @overload
    def __get__(self, resource: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, resource: Resource[Blocking], owner: type | None = None) -> Callable[P, Stream[I]]: ...
    @overload
    def __get__(self, resource: Resource[Awaiting], owner: type | None = None) -> Callable[P, AsyncStream[I]]: ...
    def __get__(self, resource: Resource[Any] | None, owner: type | None = None) -> Any:
        if resource is None:
            return self
        return MethodType(self._blocking if resource._driver.blocking else self._awaiting, resource)  # noqa: SLF001


def _blocking_call(flow: Callable[..., Flow[Any]]) -> Callable[..., Any]:
    def call(resource: Resource[Any], /, *args: Any, **kwargs: Any) -> Any:
        return resource._driver.run(flow(resource, *args, **kwargs)).complete()  # noqa: SLF001

    return call


def _awaiting_call(flow: Callable[..., Flow[Any]]) -> Callable[..., Any]:
    async def call(resource: Resource[Any], /, *args: Any, **kwargs: Any) -> Any:
        return await resource._driver.run(flow(resource, *args, **kwargs)).whole()  # noqa: SLF001

    return call


def _stream_call(flow: Callable[..., StreamFlow[Any, Any]], kind: type[Any]) -> Callable[..., Any]:
    def call(resource: Resource[Any], /, *args: Any, **kwargs: Any) -> Any:
        return kind(resource._driver.run(flow(resource, *args, **kwargs)))  # noqa: SLF001

    return call


def _presented(call: Callable[..., Any], flow: Callable[..., Any], returns: str) -> Callable[..., Any]:
    """*call* with the name, docstring and signature of *flow*, except that it says what a caller gets back."""
    update_wrapper(call, flow)
    if isinstance(flow, FunctionType):
        shown = FunctionType(flow.__code__, flow.__globals__, flow.__name__, flow.__defaults__, flow.__closure__)
        update_wrapper(shown, flow)
        del shown.__dict__["__wrapped__"]
        shown.__kwdefaults__ = flow.__kwdefaults__
        shown.__annotations__ = {**flow.__annotations__, "return": returns.format(_yield_of(flow))}
        vars(call)["__wrapped__"] = shown
    return call


def _yield_of(flow: FunctionType) -> str:
    """What stands in ``Flow[...]``, or first in ``StreamFlow[..., ...]``, of the flow's annotation."""
    written = str(flow.__annotations__.get("return", "Any"))
    inside = written.partition("[")[2].rpartition("]")[0] or "Any"
    return inside.rpartition(", ")[0] if written.startswith("StreamFlow") else inside
