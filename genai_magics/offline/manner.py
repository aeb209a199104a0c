"""Lets a system instruction show: it is named at the top of the reply, and those the demo knows are obeyed."""

import re
from dataclasses import dataclass

from .talk import LONGEST_LOOK, quoted

_QUOTED = r"""[^"“”'.\n]{0,60}["“']([^"”'\n]{1,200})["”']"""
_BEGIN = re.compile(rf"\b(?:begin|start|open)\b[^\"“'.\n]{{0,60}}\bwith\b{_QUOTED}", re.IGNORECASE)
_END = re.compile(rf"\b(?:end|finish|close)\b[^\"“'.\n]{{0,60}}\bwith\b{_QUOTED}", re.IGNORECASE)
_PERSONAS = {
    r"\bpirate": ("Ahoy, matey! ☠️", "Fair winds, and mind the brackets. Arr!"),
    r"\bshakespeare|\bbard\b": ("Hark! Thou hast asked, and thus I speak.", "And so, good friend, I take my leave."),
    r"\b(child|children|kid|five|beginner)s?\b": ("Let us take this one step at a time. 🙂", "Well done for asking!"),
    r"\bformal|\bpolite": ("Thank you for your question.", "I remain at your disposal."),
}


@dataclass(frozen=True)
class Manner:
    """What a system instruction changes: the very first line, the lines before and those after the answer."""

    first: str = ""
    before: str = ""
    after: str = ""


def read_manner(system: str) -> Manner:
    """The manner *system* asks for: begin or end with a quoted phrase, speak like a pirate, be formal..."""
    if not system:
        return Manner()
    system = system[:LONGEST_LOOK]
    opening, closing = _persona(system)
    begin, end = _BEGIN.search(system), _END.search(system)
    notice = f"*Following the system instruction {quoted(system, 120)}*"
    after = [closing, end[1] if end else ""]
    before = [notice, opening]
    return Manner(begin[1] if begin else "", _paragraphs(before), _paragraphs(after))


def _paragraphs(texts: list[str]) -> str:
    return "\n\n".join(filter(None, texts))


def _persona(system: str) -> tuple[str, str]:
    found = (lines for pattern, lines in _PERSONAS.items() if re.search(pattern, system, re.IGNORECASE))
    return next(found, ("", ""))
