"""What a chat remembers: its turns, the one that is on its way, and who wants to hear of them.

A turn is a message with what came back. It is added in one assignment, whole or marked as what it is, so that no fault
leaves half a turn.
"""

from __future__ import annotations

import copy
import os
import time
import uuid
import weakref
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import GeneratorType
from typing import Any, Literal, TypeVar, cast

from ..content.accumulator import Accumulator
from ..content.config import GenerateContentConfig
from ..content.message import Content, Part
from ..content.response import GenerateContentResponse
from ..errors import ChatBusy, InputError

__all__ = ["ChatEvent", "History", "Sending", "State", "Turn"]

F = TypeVar("F", bound=Generator[Any, Any, Any])
State = Literal["running", "complete", "interrupted", "blocked", "failed"]


@dataclass(frozen=True, repr=False)
class Turn:
    """One message and what came back; it never changes.

    ``state``
        ``complete``; ``interrupted`` (stopped or broken off: ``replies`` holds what came); ``blocked`` by the
        service; ``failed`` (``error`` says why); ``running`` only for `Chat.running`.
    ``response``
        the reply as one response, or None when nothing came.
    ``origin``
        whatever the sender passed to say where the message came from.
    ``started``, ``ended``
        seconds since the epoch.
    """

    user: Content
    replies: tuple[Content, ...] = ()
    state: State = "complete"
    response: GenerateContentResponse | None = None
    error: Exception | None = None
    model: str | None = None
    config: GenerateContentConfig | None = None
    origin: Any = None
    started: float = field(default_factory=time.time)
    ended: float | None = None
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def text(self) -> str:
        """The text of the answer, without thoughts."""
        parts = (part for content in self.replies for part in content.parts or ())
        return "".join(part.text for part in parts if part.text and not part.thought)

    def spoken(self) -> list[Content]:
        """Everything that was said in this turn, by either side."""
        return [content for content in (self.user, *self.replies) if content.parts]

    def remembered(self) -> list[Content]:
        """What later messages tell the model of this turn.

        A complete turn is told as it was, a broken one with the plain text that came, a blocked one and one without
        any text not at all.
        """
        if self.state == "complete":
            return self.spoken()
        if self.state == "blocked" or not self.text:
            return []
        return [self.user, Content(role="model", parts=[Part(text=self.text)])]

    def __repr__(self) -> str:
        asked = "".join(part.text or "" for part in self.user.parts or ())
        return f"Turn({_shortened(asked)}, {self.state}, {_shortened(self.text)})"


def _shortened(text: str, most: int = 50) -> str:
    line = " ".join(text[: 4 * most].split())
    return repr(line if len(line) <= most else f"{line[: most - 1]}…")


@dataclass(frozen=True)
class ChatEvent:
    """What an observer hears: a turn ``started``, a ``chunk`` came, it ``ended``, or all were ``cleared``."""

    kind: Literal["started", "chunk", "ended", "cleared"]
    turn: Turn | None = None
    chunk: GenerateContentResponse | None = None


class Sending:
    """A turn on its way: the turns it comes after, what has come of it, and the flow that brings it."""

    def __init__(self, history: History, turn: Turn, *, record: bool) -> None:
        self.turn = turn
        self.record = record
        self.after = history.turns
        self.slot: Slot = {}
        self.next_slot: Slot = {}
        self._flow: weakref.ref[GeneratorType[Any, Any, Any]] | None = None
        self._history = history
        self._accumulator = Accumulator()

    def add(self, chunk: GenerateContentResponse) -> None:
        """Take in what just came and tell the observers."""
        self._accumulator.add(chunk)
        if self._history.observers:
            self._history.tell(ChatEvent("chunk", self.turn, chunk))

    @property
    def model(self) -> str:
        """The model that is asked."""
        return self.turn.model or ""

    def follow(self, flow: F) -> F:
        """Know *flow* as what brings this turn. It is held by who drives it only, so that dropping it ends it."""
        self._flow = weakref.ref(cast("GeneratorType[Any, Any, Any]", flow))
        return flow

    def lose(self) -> None:
        """Whoever was sending is not here: the turn is over."""
        self._flow = None

    @property
    def over(self) -> bool:
        """Whether the flow has ended or is gone, however that came about."""
        flow = self._flow() if self._flow is not None else None
        return flow is None or flow.gi_frame is None

    @property
    def whole(self) -> bool:
        """Whether the model said that it finished."""
        return self._accumulator.finished

    def so_far(self, state: State, *, error: Exception | None = None, ended: float | None = None) -> Turn:
        """The turn as it stands, in *state*."""
        response = self._accumulator.response
        content = response.candidates[0].content if response.candidates else None
        if content is not None and content.role != "model":
            # Some gateways give another role, which would make the model's words the user's in the next request.
            content = content.model_copy(update={"role": "model"})
        replies = (content,) if content is not None and content.parts else ()
        came = response if response.candidates or response.prompt_feedback else None
        return replace(self.turn, state=state, replies=replies, response=came, error=_kept(error), ended=ended)


Slot = dict[Literal["sending"], Sending]
"""Room for one sending. Whoever fills it first has it; the next one is made beforehand, so ending twice is harmless."""


class History:
    """The turns of one conversation, at most one of them on its way; several faces of a chat share one.

    There is no lock: an interrupt could strike while it is held. Each change is one step that nothing can divide.
    """

    def __init__(self, contents: Iterable[Content] = ()) -> None:
        self.observers: tuple[Callable[[ChatEvent], object], ...] = ()
        self._turns = {turn.id: turn for turn in _turns_of(contents)}
        self._slot: Slot = {}
        _alive.add(self)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Every turn that has ended, oldest first."""
        self._settle()
        return tuple(self._turns.values())

    @property
    def running(self) -> Turn | None:
        """The turn on its way with what has come of it, or None."""
        self._settle()
        sending = self._slot.get("sending")
        return None if sending is None else sending.so_far("running")

    def contents(self, *, curated: bool) -> list[Content]:
        """Everything said so far, or when *curated* what the next message tells the model."""
        said = (turn.remembered() if curated else turn.spoken() for turn in self.turns)
        return [content for contents in said for content in contents]

    def begin(self, sending: Sending) -> bool:
        """Make *sending* the turn on its way; False when turns have changed since it was made.

        Raises `ChatBusy` while there is another.
        """
        self._settle()
        sending.slot = self._slot
        first = sending.slot.setdefault("sending", sending)
        if first is not sending:
            raise ChatBusy(_busy(first.turn))
        if [turn.id for turn in sending.after] != list(self._turns):
            self._slot = sending.next_slot
            return False
        self.tell(ChatEvent("started", sending.turn))
        return True

    def end(self, sending: Sending, state: State, error: Exception | None = None) -> None:
        """Add the turn as what it has become; the second time for one sending nothing happens."""
        turn = sending.so_far(state, error=error, ended=time.time())
        if self._slot is not sending.slot:
            return
        if sending.record:
            self._turns.setdefault(turn.id, turn)
        self._slot = sending.next_slot
        self.tell(ChatEvent("ended", turn))

    def clear(self) -> None:
        """Forget every turn that has ended."""
        self._turns = {}
        self.tell(ChatEvent("cleared"))

    def observe(self, callback: Callable[[ChatEvent], object]) -> Callable[[], None]:
        """Call *callback* with every event from now on; the function returned ends that."""
        self.observers = (*self.observers, callback)

        def leave() -> None:
            self.observers = tuple(other for other in self.observers if other is not callback)

        return leave

    def tell(self, event: ChatEvent) -> None:
        """Hand *event* to the observers; what they raise is theirs and never breaks a send."""
        for callback in self.observers:
            with suppress(Exception):
                callback(event)

    def _settle(self) -> None:
        """End a sending whose flow was stopped before it could say so itself."""
        sending = self._slot.get("sending")
        if sending is not None and sending.over:
            self.end(sending, "complete" if sending.whole else "interrupted")

    def forget_threads(self) -> None:
        """In a forked child: whoever was sending is not here."""
        for sending in self._slot.values():
            sending.lose()


def _turns_of(contents: Iterable[Content]) -> Iterator[Turn]:
    """Turns out of a plain list of contents: each runs from a user's content up to the next one."""
    user: Content | None = None
    replies: list[Content] = []
    for content in contents:
        if content.role not in {"user", "model"}:
            raise InputError(f"A history holds roles 'user' and 'model', not {content.role!r}.")
        if content.role == "model":
            replies.append(content)
            continue
        if user is not None or replies:
            yield Turn(user or Content(role="user"), tuple(replies))
        user, replies = content, []
    if user is not None or replies:
        yield Turn(user or Content(role="user"), tuple(replies))


def _kept(error: Exception | None) -> Exception | None:
    """A copy of *error* that does not keep the frames it passed through alive."""
    return None if error is None else copy.copy(error)


def _busy(turn: Turn) -> str:
    said = next((part.text for part in turn.user.parts or () if part.text), "a message")
    said = said if len(said) <= 40 else f"{said[:40]}..."
    return f"The reply to {said!r} is still coming. Wait for it, close its stream, or use another chat."


_alive: weakref.WeakSet[History] = weakref.WeakSet()


def _forget_all() -> None:
    for history in list(_alive):
        history.forget_threads()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
