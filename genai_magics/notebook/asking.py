"""Sends one prompt and shows the reply while it comes, to its end or to where it was stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..client.withheld import blocked
from .options import GENAI

if TYPE_CHECKING:
    from ..client.chats import Chat
    from ..client.history import ChatEvent, Turn
    from ..content.response import GenerateContentResponse
    from ..rendering.live import Publisher
    from ..transport.flow import Blocking
    from .surroundings import Cell

__all__ = ["Question", "Stopped", "ask"]


class Stopped(KeyboardInterrupt):
    """A reply was interrupted; what had come is on the page and in the conversation. Shown as one line."""

    def _render_traceback_(self) -> list[str]:
        return [f"KeyboardInterrupt: {self}"]


@dataclass(frozen=True)
class Question:
    """One prompt and how it is to be sent."""

    prompt: str
    cell: Cell
    config: dict[str, Any] = field(default_factory=dict)
    model: str | None = None
    fresh: bool = False
    record: bool = True
    stream: bool = True


def ask(
    chat: Chat[Blocking],
    question: Question,
    publisher: Publisher,
    keep: Callable[[GenerateContentResponse], object],
) -> GenerateContentResponse:
    """Ask *question* in *chat*, show the reply through *publisher*, and return it.

    *keep* is given what came, also when the reply did not come to its end. Raises `Stopped` on an interrupt,
    `ReplyBlocked` for a reply that was withheld, and what `Chat.send_message` raises; what came stays shown.
    """
    from ..rendering.live import LiveReply

    ended: list[Turn] = []

    def hear(event: ChatEvent) -> None:
        if event.kind == "ended" and event.turn is not None and event.turn.origin is question.cell:
            ended.append(event.turn)

    def settle() -> None:
        # A turn that was stopped before its first step is recorded when somebody looks.
        _ = chat.turns
        leave()
        if ended and (ended[0].replies or ended[0].state != "failed"):
            live.finish(ended[0].state, _provenance(chat, question, ended[0]))
            keep(ended[0].response or live.response)

    leave = chat.observe(hear)
    with LiveReply(publisher) as live:
        try:
            with closing(_chunks(chat, question)) as chunks:
                for chunk in chunks:
                    live.add(chunk)
        except KeyboardInterrupt:
            raise Stopped("the reply was stopped; what had come is kept.") from None
        finally:
            _despite_interrupt(settle)
    response = ended[0].response or live.response
    if ended[0].state == "blocked":
        raise blocked(response)
    return response


def _despite_interrupt(settle: Callable[[], object]) -> None:
    """Do *settle*, and once more from the start when a second press of stop cuts it short."""
    try:
        settle()
    except KeyboardInterrupt:
        settle()
        raise Stopped("the reply was stopped; what had come is kept.") from None


def _chunks(chat: Chat[Blocking], question: Question) -> Generator[GenerateContentResponse]:
    how: dict[str, Any] = {
        "model": question.model,
        "fresh": question.fresh,
        "record": question.record,
        "origin": question.cell,
    }
    if not question.stream:
        yield chat.send_message(question.prompt, question.config or None, **how)
        return
    with chat.send_message_stream(question.prompt, question.config or None, **how) as stream:
        yield from stream


def _provenance(chat: Chat[Blocking], question: Question, turn: Turn) -> dict[str, Any]:
    """How the reply came to be, for the output's metadata: no prompt and no address."""
    response = turn.response
    usage = response.usage_metadata if response else None
    reason = response.finish_reason if response else None
    sampling = [option.config for option in GENAI if option.config and option.kind != "text"]
    parameters = {name: getattr(turn.config, name, None) for name in sampling}
    facts = {
        "chat": chat.name,
        "turn": turn.id,
        "state": turn.state,
        "model": turn.model,
        "model_version": response.model_version if response else None,
        "backend": "offline" if chat.client.offline else type(chat.client.connection.backend).__name__.lower(),
        "parameters": {name: value for name, value in parameters.items() if value is not None},
        "finish_reason": str(reason) if reason else None,
        "usage": usage.wire() if usage else None,
        "prompt_sha256": hashlib.sha256(question.prompt.encode("utf-8", "replace")).hexdigest(),
    }
    return {name: fact for name, fact in facts.items() if fact is not None}
