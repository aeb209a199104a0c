"""The flags of the cells: one table, from which parsing, help, docstrings and documentation are made.

Flags come first; the first word that is not a flag ends them, and everything from there on is the prompt, as typed.
"""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ..errors import InputError

__all__ = ["CHAT", "GENAI", "Choices", "Option", "described", "parse"]

Kind = Literal["text", "stop", "name", "variable", "number", "whole", "switch"]


@dataclass(frozen=True)
class Option:
    """One flag: how it is written, what it takes, and the field of the request's config it sets."""

    flags: tuple[str, ...]
    kind: Kind
    help: str
    config: str | None = None
    low: float = -math.inf
    high: float = math.inf
    metavar: str = ""
    many: bool = False

    @property
    def name(self) -> str:
        """The name the value is kept under: the long flag without its dashes."""
        return self.flags[-1].lstrip("-").replace("-", "_")

    @property
    def range(self) -> str:
        """What a number may be, in words; empty for what is not a number."""
        if self.kind not in ("number", "whole"):
            return ""
        words = "a whole number" if self.kind == "whole" else "a number"
        if self.high < math.inf:
            return f"{words} from {self.low:g} to {self.high:g}"
        return words if self.low == -math.inf else f"{words}, {self.low:g} or more"

    @property
    def usage(self) -> str:
        """The flag as help shows it, such as `-t, --temperature NUMBER`."""
        return f"{', '.join(self.flags)} {self.metavar}".rstrip()


MODEL = Option(("-m", "--model"), "name", "the model to ask, for this cell only", metavar="MODEL")
CHAT_NAME = Option(("--chat",), "name", "the conversation to talk in; a new name starts one", metavar="NAME")
HELP = Option(("-h", "--help"), "switch", "show this and send nothing")

GENAI: tuple[Option, ...] = (
    MODEL,
    Option(
        ("-t", "--temperature"), "number", "how freely words are chosen", "temperature", low=0, high=2, metavar="NUMBER"
    ),
    Option(
        ("--top-p",), "number", "choose among words of this joint probability", "top_p", low=0, high=1, metavar="NUMBER"
    ),
    Option(("--top-k",), "whole", "choose among this many words", "top_k", low=1, metavar="COUNT"),
    Option(("--max-tokens",), "whole", "the longest reply, in tokens", "max_output_tokens", low=1, metavar="COUNT"),
    Option(
        ("--stop",),
        "stop",
        r"end the reply before this text (\n is a new line); repeatable",
        "stop_sequences",
        metavar="TEXT",
        many=True,
    ),
    Option(("--seed",), "whole", "ask for the same reply each time", "seed", metavar="NUMBER"),
    Option(
        ("-s", "--system"), "text", "instructions that stand above the prompt", "system_instruction", metavar="TEXT"
    ),
    Option(("--fresh",), "switch", "send this prompt without the conversation so far"),
    Option(("--no-history",), "switch", "do not keep this turn in the conversation"),
    CHAT_NAME,
    Option(("--no-stream",), "switch", "show the reply when it is whole"),
    Option(("-o", "--out"), "variable", "put the reply object into this variable", metavar="VAR"),
    Option(("--strict",), "switch", "refuse a prompt with a {name} that cannot be filled in"),
    Option(("--raw",), "switch", "send braces as they are; fill in nothing"),
    HELP,
)
"""The flags of `%%genai` and `%genai`."""

CHAT: tuple[Option, ...] = (CHAT_NAME, HELP)
"""The flags of `%genai_chat`."""


@dataclass
class Choices:
    """What a line asked for: values by option name, and the prompt that followed the flags."""

    values: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    prompt: str = ""

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


Fill = Callable[[str, Choices], str]


def parse(
    line: str, options: tuple[Option, ...] = GENAI, *, fill: Fill = lambda text, _: text, magic: str = "%%genai"
) -> Choices:
    """Read the flags of *line*; *fill* puts variables into each value, knowing which switches are on.

    Raises `InputError`, readable at a glance, for an unknown flag, a value that is missing or out of range, and a
    quote that is not closed. *magic* is the name the message shows.
    """
    found, prompt = _scan(line.strip(), options, magic)
    choices = Choices({option.name: True for option, text in found if text is None}, prompt=prompt)
    for option, text in found:
        if text is None:
            continue
        value = _value(option, text if option.kind == "variable" else fill(text, choices))
        kept = choices.config if option.config else choices.values
        key = option.config or option.name
        kept[key] = [*kept.get(key, []), value] if option.many else value
    return choices


def described(options: tuple[Option, ...]) -> Iterator[tuple[str, str]]:
    """Each flag as help shows it, with what it does and what a number may be."""
    for option in options:
        yield option.usage, f"{option.help} ({option.range})" if option.range else option.help


def _scan(line: str, options: tuple[Option, ...], magic: str) -> tuple[list[tuple[Option, str | None]], str]:
    known = {flag: option for option in options for flag in option.flags}
    found: list[tuple[Option, str | None]] = []
    at = 0
    while flag := _flag_at(line, at, known):
        at += len(flag)
        if flag == "--":
            break
        option = known.get(flag) or _unknown(flag, known, magic)
        text: str | None = None
        if option.kind != "switch":
            text, at = _word(line, _start_of_value(line, at, option, known), magic)
        elif line.startswith("=", at):
            raise InputError(f"{flag} takes no value. Write {flag} alone.")
        found.append((option, text))
        at = _skip(line, at)
    return found, line[at:].strip()


def _flag_at(line: str, at: int, known: dict[str, Option]) -> str:
    """The flag that stands here; empty where the prompt begins: a word, a list's dash, a negative number."""
    short = known.get(line[at : at + 2])
    if short and short.range and line[at + 2 : at + 3] in {*"0123456789.-"}:
        return line[at : at + 2]  # -t0.7
    word = re.compile(r"--(?=\s|$)|--?[A-Za-z][^\s=]*").match(line, at)
    if word is None:
        # An editor or a web page may have made one long dash of two.
        word = re.compile(r"[–—−]+[A-Za-z][^\s=]*").match(line, at)
        word = word if word and not known.keys().isdisjoint(_spellings(word.group())) else None
    return word.group() if word else ""


def _spellings(flag: str) -> tuple[str, str]:
    """A flag with plain dashes, long and short."""
    name = flag.lstrip("-–—−").lower()
    return f"--{name}", f"-{name}"


def _unknown(flag: str, known: dict[str, Option], magic: str) -> Option:
    import difflib

    exact = [spelling for spelling in _spellings(flag) if spelling in known]
    near = exact or difflib.get_close_matches(flag.lower(), known, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else f"See {magic} --help."
    raise InputError(f"There is no flag {flag}. {hint} (A prompt that begins with a dash goes after --.)")


def _start_of_value(line: str, at: int, option: Option, known: dict[str, Option]) -> int:
    start = at + 1 if line.startswith("=", at) else _skip(line, at)
    if start >= len(line) or line[start:].split(maxsplit=1)[0] in known:
        raise InputError(f"{option.flags[-1]} needs a value, {option.range or option.metavar}: {option.help}.")
    return start


def _skip(line: str, at: int) -> int:
    while at < len(line) and line[at].isspace():
        at += 1
    return at


# A backslash stands for itself (TeX, paths) except before a quote, a space, or another backslash.
_PIECE = re.compile(r'"((?:\\.|[^"\\])*)"|\'([^\']*)\'|((?:\\[\s"\'\\]|[^\s"\'])+)', re.DOTALL)
_ESCAPED = re.compile(r"\\([\s\"'\\])")


def _word(line: str, at: int, magic: str) -> tuple[str, int]:
    pieces: list[str] = []
    while at < len(line) and not line[at].isspace():
        piece = _PIECE.match(line, at)
        if piece is None:
            column = len(magic) + 1 + at
            shown = f"{magic} {line}\n{' ' * column}^"
            raise InputError(f"The quote at column {column + 1} is not closed. Close it, or leave it out:\n{shown}")
        double, single, bare = piece.groups()
        pieces.append(_ESCAPED.sub(r"\1", double or bare or "") if single is None else single)
        at = piece.end()
    return "".join(pieces), at


def _value(option: Option, text: str) -> Any:
    if option.kind in ("number", "whole"):
        return _number(option, text)
    if option.kind == "stop" and text:
        return text.replace("\\n", "\n").replace("\\t", "\t")
    if not text.strip():
        raise InputError(
            f"{option.flags[-1]} was given no text. Write {option.flags[-1]} {option.metavar}, or leave the flag out."
        )
    if option.kind == "variable" and (keyword.iskeyword(text) or not text.isidentifier()):
        raise InputError(
            f"{option.flags[-1]} takes the name of a variable, not {text!r}. Try {option.flags[-1]} reply."
        )
    return text


def _number(option: Option, text: str) -> float | int:
    try:
        value = int(text) if option.kind == "whole" else float(text)
    except ValueError:
        value = math.nan
    if not option.low <= value <= option.high:
        raise InputError(f"{option.flags[-1]} takes {option.range}, not {text!r}.")
    return value
