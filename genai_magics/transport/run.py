"""One flow on its way: performs its steps until it emits, ends or fails, and closes what it left open.

It is written once, as coroutines. Those of a blocking driver never really wait, so they are run to their end at once.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from .faults import bare
from .flow import Emit, Reply, Send, Step, StreamFlow

if TYPE_CHECKING:
    from asyncio import Task

__all__ = ["Run", "at_once"]

I = TypeVar("I")  # noqa: E741 - an item of a stream, as the house names it
T = TypeVar("T")

_closing: set[Task[None]] = set()
Perform = Callable[[Step], Coroutine[Any, Any, Any]]


class CloseReply(Protocol):
    """Gives a reply's connection back, or drops it when it was broken off."""

    def __call__(self, reply: Reply, *, broken: bool) -> Coroutine[Any, Any, None]: ...


class Run(Generic[I, T]):
    """One flow on its way: it is told what went wrong, and what it opened is closed, however it ends."""

    __slots__ = ("_close_reply", "_flow", "_perform", "_reply", "result")

    result: T

    def __init__(self, perform: Perform, close_reply: CloseReply, flow: StreamFlow[I, T]) -> None:
        self._perform = perform
        self._close_reply = close_reply
        self._flow = flow
        self._reply: Reply | None = None

    async def advance(self) -> Emit[I] | None:
        """Carry out steps up to the next emitted item; None at the end of the flow."""
        try:
            emitted = await self._steps()
        except BaseException as failure:
            await self.finish(broken=not isinstance(failure, Exception))
            raise
        if emitted is None:
            await self.finish()
        return emitted

    async def whole(self) -> T:
        """Carry the flow out to its end and give back what it returns."""
        while await self.advance() is not None:
            pass
        return self.result

    def proceed(self) -> Emit[I] | None:
        """`advance`, for a blocking driver."""
        return at_once(self.advance)

    def complete(self) -> T:
        """`whole`, for a blocking driver."""
        try:
            return at_once(self.whole)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """`finish`, for a blocking driver."""
        at_once(self.finish)

    async def finish(self, *, broken: bool = False) -> None:
        """End the flow where it stands and close the reply it was reading."""
        try:
            self._flow.close()
        finally:
            if self._reply is not None:
                await self._close_reply(self._reply, broken=broken)
                self._reply = None

    def abandon(self) -> None:
        """End the flow where it stands, when nobody can wait for the connection to be closed."""
        self._flow.close()
        reply, self._reply = self._reply, None
        if reply is not None and reply.source is not None:
            # Without a running loop there is nobody to do it; the connection ends with its loop, or the process.
            with suppress(RuntimeError, ImportError):
                from asyncio import get_running_loop

                closing = get_running_loop().create_task(self._close_reply(reply, broken=False))
                _closing.add(closing)
                closing.add_done_callback(_closing.discard)

    async def _steps(self) -> Emit[I] | None:
        flow, perform = self._flow, self._perform
        try:
            step = flow.send(None)
            while not isinstance(step, Emit):
                try:
                    if isinstance(step, Send):
                        await self._keep(step.reply)
                    answer = await perform(step)
                except BaseException as failure:  # noqa: BLE001 - the flow decides what it means
                    step = flow.throw(bare(failure))
                    continue
                step = flow.send(answer)
        except StopIteration as end:
            self.result = end.value
            return None
        return step

    async def _keep(self, reply: Reply) -> None:
        earlier, self._reply = self._reply, reply
        if earlier is not None:
            await self._close_reply(earlier, broken=False)


def at_once(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine that never waits."""
    try:
        make().send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise RuntimeError("A blocking driver awaited something.")
