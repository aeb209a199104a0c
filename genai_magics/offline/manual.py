"""Answers questions about genai_magics from the project's own documentation, ``docs.md`` beside this file."""

import re
from functools import lru_cache
from pathlib import Path

from .subjects import split_headings
from .talk import Spoken, Talk

DOCUMENTATION = Path(__file__).with_name("docs.md")
_ABOUT_US = (
    r"genai[_ -]?magics|%{1,2}genai|%load_ext|genai_chat|google_api_key|gemini_api_key|\bapi key\b|\bdemo switch|"
    r"(?<!\w)--(top-p|top-k|max-tokens|stop|seed|fresh|no-history|chat|no-stream|strict|temperature)\b|"
    r"\boffline demo\b|\bthe (chat )?panel\b|\bprompt cells?\b|\binterpolat"
)
_COMMON = (
    "a an and are as at be by can do does for from genai genai_magics give how i in is it magics me my of on or please "
    "project tell the there this to use using what when where which who why with you your about explain show"
)


@lru_cache(maxsize=1)
def sections() -> tuple[tuple[str, str], ...]:
    """(heading, text) of each section of the documentation."""
    return tuple(split_headings(DOCUMENTATION.read_text("utf-8"), "## "))


def manual(talk: Talk) -> Spoken | None:
    """The sections of the documentation that fit the question best, or None when it is not about genai_magics."""
    if not re.search(_ABOUT_US, talk.prompt, re.IGNORECASE):
        return None
    chosen = _best(talk.prompt)
    openings = (
        "From genai_magics' own documentation:",
        "Here is what the documentation of genai_magics says:",
        "The documentation that comes with genai_magics has this:",
    )
    text = "\n\n".join(f"## {heading}\n\n{body.strip()}" for heading, body in chosen)
    headings = ", ".join(repr(heading) for heading, _ in chosen)
    thinking = f"The question is about genai_magics itself; the sections that fit best are {headings}."
    return Spoken(f"{talk.chance.pick(openings, 'manual')}\n\n{text}", thinking)


def _best(prompt: str) -> list[tuple[str, str]]:
    words = _words(prompt) - _words(_COMMON)
    scored = [(_score(words, heading, body), -i) for i, (heading, body) in enumerate(sections())]
    best, second = sorted(scored, reverse=True)[:2]
    if best[0] == 0:
        return [sections()[0]]
    chosen = [best, second] if second[0] > 0.8 * best[0] else [best]
    return [sections()[-position] for _, position in chosen]


def _score(words: set[str], heading: str, body: str) -> float:
    in_heading = len(words & _words(heading))
    text = _words(body)
    return 3.0 * in_heading + len(words & text) / (1 + len(text) / 200)


def _words(text: str) -> set[str]:
    found = re.findall(r"--[a-z-]+|[a-z_]{2,}", text.lower())
    return {word if word.startswith("--") else word.removesuffix("s") for word in found}
