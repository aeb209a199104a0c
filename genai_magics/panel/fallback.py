"""The conversation as it stood when the panel was shown, for readers without a kernel or without widgets."""

from __future__ import annotations

from collections.abc import Iterable

from ..rendering.html import Html, element, joined
from ..rendering.terminal import harmless
from .turn_view import TurnView, answer_and_thoughts, ending_note, prompt_text

QUIET = "color:var(--jp-ui-font-color2,#666);font-size:85%"
EMPTY = "A chat panel. Run this cell to open it: it shows the conversation and takes your next message."


def static_html(views: Iterable[TurnView]) -> str:
    """The turns as one safe HTML fragment that needs no style sheet."""
    turns = [_turn(view) for view in views]
    body = turns or [element("p", {"style": QUIET}, EMPTY)]
    return str(element("div", {"class": "genai-chat-static mathjax_ignore"}, *body))


def static_text(views: Iterable[TurnView]) -> str:
    """The turns as plain text without control characters."""
    return "\n\n".join(map(_words, views)) or EMPTY


def _turn(view: TurnView) -> Html:
    message = view.message()
    note = element("p", {"role": "note"}, element("strong", None, message["note"])) if message["note"] else None
    return element(
        "div",
        {"style": "margin-bottom:1em"},
        element("div", {"style": QUIET}, "You"),
        element("p", {"style": "white-space:pre-wrap"}, harmless(message["prompt"])),
        element("div", {"style": QUIET}, message["model"] or "Model"),
        joined(view.html, view.tail),
        note,
    )


def _words(view: TurnView) -> str:
    turn = view.turn
    note = ending_note(turn)
    lines = [f"You: {prompt_text(turn)}", f"{turn.model or 'Model'}: {answer_and_thoughts(turn)[0]}"]
    return harmless("\n\n".join([*lines, *([f"[{note}]"] if note else [])]))
