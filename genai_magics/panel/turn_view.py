"""How one turn of a chat looks: what was asked, what came back, and one sentence when it did not end well."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..client.withheld import blocked
from ..rendering.growing import GrowingMarkdown
from ..rendering.html import Html, joined
from ..rendering.markdown import render
from ..rendering.reply_text import part_markdown, parts_markdown
from ..rendering.reply_view import state_note
from ..rendering.terminal import whole

if TYPE_CHECKING:
    from ..client.history import Turn

PANEL = "panel"
"""The origin of turns that were sent from a panel."""
LONGEST_NOTE = 400

Message = dict[str, Any]


@dataclass
class TurnView:
    """One turn as it goes to the views: rendered HTML for the reply, plain text for everything else.

    *html* stays as it is while the reply grows; *tail* is the open end, which the next piece replaces.
    """

    turn: Turn
    html: Html = field(default_factory=joined)
    tail: Html = field(default_factory=joined)
    thinking: str = ""
    thought: str = ""
    """What was thought since the last `grow`."""
    kept: bool = True
    """Whether the chat remembers the turn."""
    growing: GrowingMarkdown = field(default_factory=GrowingMarkdown)

    @classmethod
    def of(cls, turn: Turn) -> TurnView:
        """The view of a turn as it stands."""
        view = cls(turn)
        view.become(turn)
        return view

    def add(self, turn: Turn) -> bool:
        """Take in what has come since the last time; whether that was anything."""
        answer, thoughts = answer_and_thoughts(turn)
        more, thought = answer[len(self.growing.text) :], thoughts[len(self.thinking) + len(self.thought) :]
        self.growing.add(more)
        self.thought += thought
        return bool(more or thought)

    def grow(self) -> Message:
        """Render what was added; returns what a view that showed everything before has to do."""
        frame = self.growing.take()
        self.html = joined(self.html, frame.settled)
        self.tail = frame.tail
        thought, self.thought = self.thought, ""
        self.thinking += thought
        return {"id": self.turn.id, "html": frame.settled, "tail": frame.tail, "thinking": thought}

    def become(self, turn: Turn) -> None:
        """Show *turn*, a later state of the same turn; a reply that has ended is rendered whole."""
        self.turn = turn
        if turn.state != "running":
            answer, self.thinking = answer_and_thoughts(turn)
            self.thought = ""
            self.html, self.tail = (render(answer) if answer.strip() else joined()), joined()
            self.growing = GrowingMarkdown()

    def message(self) -> Message:
        """The whole turn, for a view that knows nothing of it."""
        turn = self.turn
        return {
            "id": turn.id,
            "origin": origin_name(turn.origin),
            "kept": self.kept,
            "prompt": prompt_text(turn),
            "model": turn.model or "",
            "state": str(turn.state),
            "thinking": self.thinking,
            "html": self.html,
            "tail": self.tail,
            "note": ending_note(turn),
        }


def prompt_text(turn: Turn) -> str:
    """What was asked, as plain text; files and the like in words."""
    return whole("".join(part_markdown(part) for part in turn.user.parts or ())).strip()


def answer_and_thoughts(turn: Turn) -> tuple[str, str]:
    """What the model sent in a turn: the answer as Markdown, and its thoughts as plain text."""
    parts = [part for content in turn.replies if content.role != "user" for part in content.parts or ()]
    return parts_markdown(parts), whole("".join(part.text or "" for part in parts if part.thought))


def origin_name(origin: object) -> str:
    """Where a turn was sent from: ``panel``, ``python``, or else by a ``cell``."""
    return "python" if origin is None else PANEL if origin == PANEL else "cell"


def ending_note(turn: Turn) -> str:
    """One sentence on a turn that did not end well; nothing for one that did, or has not ended."""
    if turn.state == "running":
        return ""
    if isinstance(turn.error, Exception):
        return sentence(turn.error, kept=turn.state == "interrupted" and bool(turn.replies))
    if turn.response is not None and turn.state == "blocked":
        return sentence(blocked(turn.response))
    if turn.response is not None:
        return state_note(turn.response, turn.state)
    return "Stopped before anything came." if turn.state == "interrupted" else ""


def sentence(error: BaseException, *, kept: bool = False) -> str:
    """An error in the words of its own message, on one line."""
    words = " ".join(whole(str(error)).split()) or type(error).__name__
    words = words if len(words) <= LONGEST_NOTE else words[: LONGEST_NOTE - 1] + "…"
    return f"{words} What had arrived is kept." if kept else words
