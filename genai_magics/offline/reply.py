"""One candidate's reply, and what may cut it short: length, stop sequences, a safety block."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .conversation import Ask
from .safety import is_blocked
from .tokens import CHARACTERS_PER_TOKEN, count

Part = Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """What one candidate says: its parts in order, and why it stopped (None: it never says so)."""

    parts: tuple[Part, ...]
    finish: str | None = "STOP"
    thought_tokens: int = 0
    grounding: Mapping[str, Any] | None = None

    @property
    def answer(self) -> str:
        """The words of the answer, without thinking."""
        return "".join(part["text"] for part in self.parts if is_answer(part))


def is_answer(part: Part) -> bool:
    """Whether *part* is text of the answer, not thinking."""
    return "text" in part and not part.get("thought")


def limited(reply: Reply, ask: Ask) -> Reply:
    """*reply* as the request's limits and demo switches leave it, whichever comes first in the text."""
    limits: list[Callable[[Reply, Ask], Reply]] = [_demonstrated, _at_stop_sequence, _at_most_tokens]
    for limit in limits:
        reply = limit(reply, ask)
    return reply


def cut(reply: Reply, characters: int, finish: str | None) -> Reply:
    """*reply* with only the first *characters* of its answer; parts after the cut are gone."""
    kept: list[Part] = []
    for part in reply.parts:
        if not is_answer(part):
            kept.append(part)
            continue
        text = part["text"][:characters]
        characters -= len(text)
        if text:
            kept.append({**part, "text": text})
        if len(text) < len(part["text"]):
            break
    return replace(reply, parts=tuple(kept), finish=finish)


def _demonstrated(reply: Reply, ask: Ask) -> Reply:
    switches = ask.switches
    half = len(reply.answer) // 2
    if switches.empty:
        return replace(reply, parts=())
    if switches.harm_in_reply and is_blocked(switches, ask.thresholds):
        return cut(reply, half, "SAFETY")
    if switches.finish:
        return cut(reply, half, switches.finish)
    return replace(reply, finish=None) if switches.unfinished else reply


def _at_stop_sequence(reply: Reply, ask: Ask) -> Reply:
    found = [place for place in map(reply.answer.find, ask.stop_sequences) if place >= 0]
    return cut(reply, min(found), "STOP") if found else reply


def _at_most_tokens(reply: Reply, ask: Ask) -> Reply:
    if ask.max_output_tokens is None:
        return reply
    left = ask.max_output_tokens - reply.thought_tokens
    if left < 0:
        return replace(reply, parts=(), finish="MAX_TOKENS", thought_tokens=ask.max_output_tokens)
    if count(reply.answer) <= left:
        return reply
    return cut(reply, left * CHARACTERS_PER_TOKEN, "MAX_TOKENS")
