"""What a speaker is given, and what it gives back."""

from dataclasses import dataclass
from functools import cached_property

from .chance import Chance
from .conversation import Ask

LONGEST_LOOK = 2000


@dataclass(frozen=True)
class Spoken:
    """An answer in Markdown, and one sentence on how it was arrived at (shown as thinking when asked for)."""

    text: str
    thinking: str


@dataclass(frozen=True)
class Talk:
    """The conversation so far, as the speakers look at it."""

    ask: Ask
    chance: Chance

    @property
    def prompt(self) -> str:
        """The beginning of the last user turn's words, long enough to say what is wanted."""
        return self.ask.prompt[:LONGEST_LOOK]

    @cached_property
    def questions(self) -> list[str]:
        """The user's earlier turns, oldest first."""
        return [text[:LONGEST_LOOK] for text in self.ask.earlier("user")]

    @cached_property
    def replies(self) -> list[str]:
        """The model's earlier turns, oldest first."""
        return self.ask.earlier("model")


def quoted(text: str, limit: int = 160) -> str:
    """*text* on one line between typographic quotes, shortened to *limit* characters at a word."""
    line = " ".join(text.split()).replace("`", "'")
    if len(line) > limit:
        line = line[:limit].rsplit(" ", 1)[0] + " …"
    return f"“{line}”"
