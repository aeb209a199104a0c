"""Puts the user's variables into a prompt, by one rule that leaves everything else alone.

`{name}` becomes the text of the variable `name`; `{{name}}` becomes `{name}`. Nothing else in braces is touched, and
nothing is evaluated: no attributes, indexes, calls or formats. What was put in is not looked at again. A name that is
not the user's stays as it is, and a note says so. A reply object goes in as what it says.

Three places are sent as written: code (between backticks or in a fence, but for a line of a fence that is nothing but
`{name}`), the arguments of a TeX command or after `_` and `^`, and names of modules, functions and classes.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from ..errors import PromptError
from .secret_shapes import secret_in

__all__ = ["TABLE_LIMIT", "VALUE_LIMIT", "Filled", "fill"]

TABLE_LIMIT = 4_000
"""Characters of a table or an array that are put in; the rest is cut, with a note."""

VALUE_LIMIT = 100_000
"""Characters of any other value that are put in; a str is put in whole."""


@dataclass(frozen=True)
class Filled:
    """A prompt with the variables put in, and what the user should know about it, a sentence each."""

    text: str
    notes: tuple[str, ...] = ()


def fill(text: str, names: Mapping[str, Any], *, strict: bool = False) -> Filled:
    """Put the values of *names* into *text*.

    Raises `PromptError` for a value that looks like a secret or cannot be written as text, and, when *strict*, for a
    name that is not filled in.
    """
    filling = _Filling(text, names, strict)
    return Filled(filling.whole(), tuple(dict.fromkeys(filling.notes)))


_NAME = r"[^\W\d]\w*"
_TOKEN = re.compile(
    rf"""
    ^[ \t]*(?P<rail>`{{3,}}+(?=[^`\n]*$)|~{{3,}}+)[^\n]*\n?                        # a fence, closed or to the end
        (?P<fenced>(?s:.*?))(?:^[ \t]*(?P=rail)[`~]*[ \t]*$|\Z)
    | (?<!`)(?P<tick>`{{1,9}}+)(?!`)(?P<code>(?:(?!\n[ \t]*\n)(?s:.))+?)(?<!`)(?P=tick)(?!`)  # code in a line
    | (?P<tex>\\[A-Za-z]+\*?(?=[\[{{])|[_^](?=\{{))                                # \command{{...}}, x_{{...}}
    | (?<!\{{)(?P<left>\{{++)(?P<name>{_NAME})(?P<right>\}}++)
    | (?<!\{{)\{{(?P<base>{_NAME})(?:[.\[(!]|:[<>=^+,.])[^{{}}`\n]{{1,80}}\}}(?!\}})      # {{x.y}}, {{x:.2f}}
    """,
    re.VERBOSE | re.MULTILINE,
)
_LONE_NAME = re.compile(rf"^([ \t]*)\{{({_NAME})\}}([ \t]*)$", re.MULTILINE)
_ANY_NAME = re.compile(rf"(?<!\{{)\{{({_NAME})\}}(?!\}})")
_WORD_BEFORE = re.compile(r"(?:^|[^\\A-Za-z])[A-Za-z]{2,}$")  # report_{year} is more likely a file name than TeX
_BRACKET = re.compile(r"[][{}]|\n[ \t]*\n")
_CODE = (ModuleType, FunctionType, BuiltinFunctionType, MethodType, type)


class _Filling:
    """One pass over one prompt."""

    def __init__(self, text: str, names: Mapping[str, Any], strict: bool) -> None:
        self.text = text
        self.names = names
        self.strict = strict
        self.notes: list[str] = []
        self.values: dict[str, str | None] = {}
        self.closing: dict[int, int] | None = None

    def whole(self) -> str:
        pieces: list[str] = []
        at = 0
        while token := _TOKEN.search(self.text, at):
            pieces.append(self.text[at : token.start()])
            piece, at = self.piece(token)
            pieces.append(piece)
        return "".join([*pieces, self.text[at:]])

    def piece(self, token: re.Match[str]) -> tuple[str, int]:
        """What stands for *token* in the prompt, and where the text goes on."""
        if token["name"]:
            return self.braces(token), token.end()
        if token["base"]:
            if token["base"] in self.names:
                self.notes.append(f"{token[0]} was sent as written; only a name alone is filled in.")
            return token[0], token.end()
        if token["rail"]:
            start = token.start("fenced") - token.start()
            end = token.end("fenced") - token.start()
            return token[0][:start] + self.fenced(token["fenced"]) + token[0][end:], token.end()
        end = token.end() if token["tick"] else self.end_of_arguments(token)
        piece = self.text[token.start() : end]
        if token["tick"]:
            self.note_untouched(piece, "in code")
        elif _WORD_BEFORE.search(self.text[max(0, token.start() - 40) : token.start()]):
            self.note_untouched(piece, f"after {piece[0]}, as in TeX,")
        return piece, end

    def braces(self, token: re.Match[str]) -> str:
        """Pairs of braces around a name: every second pair is a literal one, an odd one asks for the value."""
        left, name, right = token["left"], token["name"], token["right"]
        pairs = min(len(left), len(right))
        literal = pairs // 2
        inside = name
        if pairs % 2:
            value = self.value(name)
            inside = f"{{{name}}}" if value is None else value
        return left[pairs:] + "{" * literal + inside + "}" * literal + right[pairs:]

    def fenced(self, body: str) -> str:
        def put_in(line: re.Match[str]) -> str:
            value = self.value(line[2]) if line[2] in self.names else None
            return line[0] if value is None else value

        for part in _LONE_NAME.sub("", body).splitlines():
            self.note_untouched(part, "in code")
        return _LONE_NAME.sub(put_in, body)

    def end_of_arguments(self, token: re.Match[str]) -> int:
        """Where the arguments of a TeX command end; `_` and `^` have one."""
        if self.closing is None:
            self.closing = _closing_brackets(self.text)
        end = token.end()
        while end in self.closing:
            end = self.closing[end] + 1
            if token["tex"] in "_^":
                break
        return end

    def note_untouched(self, piece: str, place: str) -> None:
        for name in _ANY_NAME.findall(piece):
            if name in self.names and not isinstance(self.names[name], _CODE):
                self.notes.append(f"{{{name}}} {place} was sent as written.")

    def value(self, name: str) -> str | None:
        """The text of the variable *name*, or None, with a note, when it is to stay as it is."""
        if name not in self.values:
            self.values[name] = self.looked_up(name)
        return self.values[name]

    def looked_up(self, name: str) -> str | None:
        if keyword.iskeyword(name):
            return None
        if name not in self.names:
            reason = f"{{{name}}} is not defined here"
        elif isinstance(self.names[name], _CODE):
            reason = f"{{{name}}} is a {_kind(self.names[name])}"
        elif _is_wordless(type(self.names[name])):
            reason = f"{{{name}}} ({type(self.names[name]).__name__}) has no text of its own"
        else:
            return self.checked(name, _said(self.names[name]))
        if self.strict:
            raise PromptError(f"{reason}. Define it, write {{{{{name}}}}} for braces, or use --raw.")
        self.notes.append(f"{reason}; it was sent as written.")
        return None

    def checked(self, name: str, value: object) -> str:
        try:
            text = str(value)
        except Exception as error:
            raise PromptError(
                f"{{{name}}} cannot be written as text: its __str__ raised {type(error).__name__}."
            ) from error
        if secret := secret_in(text):
            raise PromptError(
                f"{{{name}}} holds what looks like {secret}. Nothing was sent; leave it out of the prompt."
            )
        return self.bounded(name, value, text)

    def bounded(self, name: str, value: object, text: str) -> str:
        table = hasattr(type(value), "shape")
        limit = len(text) if isinstance(value, str) else TABLE_LIMIT if table else VALUE_LIMIT
        if len(text) > limit:
            self.notes.append(f"{{{name}}} was cut to {limit:,} of {len(text):,} characters.")
            return f"{text[:limit].rstrip()}\n... (cut)"
        if table and ("..." in text or "…" in text):
            self.notes.append(f"{{{name}}} was put in as it prints, shortened.")
        return text


def _said(value: object) -> object:
    """What a reply object says, for the record itself would tell the model nothing; any other *value* as it is."""
    from ..content.response import GenerateContentResponse

    return (value.text or value) if isinstance(value, GenerateContentResponse) else value


def _is_wordless(kind: Any) -> bool:
    return kind.__str__ is object.__str__ and kind.__repr__ is object.__repr__


def _kind(value: object) -> str:
    if isinstance(value, ModuleType):
        return "module"
    return "class" if isinstance(value, type) else "function"


def _closing_brackets(text: str) -> dict[int, int]:
    """Where each bracket that opens is closed again, in the same paragraph."""
    closing: dict[int, int] = {}
    open_: dict[str, list[int]] = {"}": [], "]": []}
    for bracket in _BRACKET.finditer(text):
        mark = bracket[0]
        if mark in "{[":
            open_["}" if mark == "{" else "]"].append(bracket.start())
        elif mark in "}]":
            if open_[mark]:
                closing[open_[mark].pop()] = bracket.start()
        else:
            open_["}"].clear()
            open_["]"].clear()
    return closing
