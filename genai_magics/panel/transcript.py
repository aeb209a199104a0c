"""The view of a conversation with its text box: rendering happens here in the kernel, the page only places it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import anywidget

from ..transport.background import submit
from .feed import Feed

if TYPE_CHECKING:
    from ..client.history import ChatEvent

HERE = Path(__file__).parent
PAUSE = 0.05
"""Seconds between two batches of messages: at most 20 a second, far below what a notebook server lets through."""
UNHEARD_PAUSE = 1.0
"""Seconds between two snapshots as long as no view has asked for one; a busy kernel may not hear it asking."""
LONGEST_PROMPT = 1_000_000

Action = Literal["send", "stop", "clear"]


class Transcript(anywidget.AnyWidget):
    """Shows what a feed tells, and hands on what a person does.

    That is ``act("send", text)``, ``act("stop", id of the turn)`` or ``act("clear", "")``, on any thread.
    Nothing of the conversation is in the synchronised state, so nothing of it is saved with a notebook's widgets: views
    ask for it. Rendering and sending run on the background loop, one batch at a time, in order.
    """

    _esm = HERE / "transcript.js"
    _css = HERE / "transcript.css"

    def __init__(self, feed: Feed, act: Callable[[Action, str], None]) -> None:
        self._feed = feed
        self._act = act
        self._lock = threading.Lock()
        self._events: list[ChatEvent] = []
        self._asked: list[int] = []
        self._heard = False
        self._working = False
        self._due = 0.0
        super().__init__()
        self.on_msg(self._receive)

    def happened(self, event: ChatEvent) -> None:
        """Show this, soon; returns at once, on any thread."""
        with self._lock:
            if event.kind != "chunk":  # a piece is only a reason to look how far the reply has come
                self._events.append(event)
            self._wake()

    def notice(self, sentence: str, *, unsent: str = "") -> None:
        """Show a sentence beside the text box, and put a text that could not be sent back into it."""
        self.send({"kind": "notice", "text": sentence, "unsent": unsent})

    def _receive(self, _widget: object, content: Any, _buffers: object) -> None:
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind == "resync" and isinstance(content.get("seq"), int):
            with self._lock:
                self._asked.append(content["seq"])
                self._heard, self._due = True, min(self._due, time.monotonic() + PAUSE)
                self._wake()
        elif kind == "send" and isinstance(text := content.get("text"), str) and len(text) <= LONGEST_PROMPT:
            self._act("send", text)
        elif kind == "stop" and isinstance(turn := content.get("id"), str):
            self._act("stop", turn)
        elif kind == "clear":
            self._act("clear", "")

    def _wake(self) -> None:
        if not self._working:
            # In this order an interrupt in between only makes for one look too many.
            submit(self._work())
            self._working = True

    async def _work(self) -> None:
        while (wait := self._due - time.monotonic()) > 0:
            await asyncio.sleep(min(wait, PAUSE))
        with self._lock:
            events, self._events = self._events, []
            asked, self._asked = self._asked, []
            self._working = False
            self._due = time.monotonic() + (PAUSE if self._heard else UNHEARD_PAUSE)
        answers = [self._feed.answer(min(asked))] if asked else []
        news = self._feed.follow(events)
        for message in [*answers, *news] if self._heard else [self._feed.snapshot()]:
            self.send(message)
