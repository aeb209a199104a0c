"""One event loop on a daemon thread, for replies that go on while the notebook does something else."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

__all__ = ["submit"]

T = TypeVar("T")


class _Background:
    """The loop and its thread, started when first needed; a forked child starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="genai-magics", daemon=True).start()
            return self._loop

    def forget(self) -> None:
        """Drop what the parent process had: its thread does not exist here."""
        # Kept alive on purpose: closing the copied loop would close file descriptors the parent polls.
        _inherited.append(self._loop)
        self._lock = threading.Lock()
        self._loop = None


_inherited: list[Any] = []
_background = _Background()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_background.forget)


def submit(coroutine: Coroutine[Any, Any, T]) -> Future[T]:
    """Run *coroutine* on the background loop; cancelling the future cancels it."""
    return asyncio.run_coroutine_threadsafe(coroutine, _background.loop())
