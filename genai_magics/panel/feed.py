"""What a chat's views are told: numbered messages, so that a view notices a lost one and asks for the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .turn_view import Message, TurnView

if TYPE_CHECKING:
    from ..client.chats import Chat
    from ..client.history import ChatEvent


class Feed:
    """Follows one chat. Not for several threads at once: its owner calls it from one place."""

    def __init__(self, chat: Chat[Any]) -> None:
        self._chat = chat
        self._number = 0
        self._turns: dict[str, TurnView] = {}
        self._meet()

    def follow(self, events: Iterable[ChatEvent]) -> list[Message]:
        """The messages for what happened, in order, and for what has come of the reply on its way."""
        return [message for event in events for message in self._changed(event)] + [*self._grown()]

    def snapshot(self) -> Message:
        """Everything there is to show."""
        head = self._numbered("snapshot")
        self._meet()
        return {**head, "turns": [view.message() for view in self._turns.values()], "about": self._about()}

    def answer(self, number: int) -> Message:
        """The reply to a view that has seen message *number*: that it missed nothing, or everything."""
        return {"kind": "current"} if number == self._number and not self._meet() else self.snapshot()

    def _meet(self) -> bool:
        """Take in turns, and ends of turns, that nobody told of; whether there were any."""
        known = {key for key, view in self._turns.items() if view.turn.state != "running"}
        untold = {turn.id: TurnView.of(turn) for turn in self._chat.turns if turn.id not in known}
        self._turns |= untold
        return bool(untold)

    def _grown(self) -> Iterator[Message]:
        running = self._chat.running
        if running is None:
            return
        if running.id not in self._turns:
            yield self._whole(TurnView(running))
        view = self._turns[running.id]
        if view.add(running):
            yield {**self._numbered("delta"), **view.grow()}

    def _changed(self, event: ChatEvent) -> Iterator[Message]:
        if event.kind == "cleared":
            self._turns = {key: view for key, view in self._turns.items() if view.turn.state == "running"}
            yield self.snapshot()
        elif event.turn is not None:
            view = self._turns.get(event.turn.id) or TurnView(event.turn)
            view.kept = event.kind == "started" or any(turn.id == event.turn.id for turn in self._chat.turns)
            view.become(event.turn)
            yield self._whole(view)

    def _whole(self, view: TurnView) -> Message:
        head = self._numbered("turn")
        self._turns[view.turn.id] = view
        return {**head, "turn": view.message(), "about": self._about()}

    def _about(self) -> Message:
        return {"name": self._chat.name or "", "model": self._chat.model, "offline": self._chat.client.offline}

    def _numbered(self, kind: str) -> Message:
        """The head of the next message, counted before the rest is made: a message that fails to be made is missed."""
        self._number += 1
        return {"kind": kind, "seq": self._number}
