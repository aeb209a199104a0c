"""Finds where growing Markdown can be cut: behind closed blocks exactly, inside a long open block well enough."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .links import LONGEST_DEFINITION, definition_length
from .markdown import parser

if TYPE_CHECKING:
    from markdown_it.token import Token

_CLOSED_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*")


@dataclass(frozen=True, slots=True)
class Cut:
    """Cut behind ``at`` characters; the rest needs ``repeated`` in front of it, and ``definitions`` stay known."""

    at: int
    repeated: str = ""
    definitions: dict[str, Any] | None = None


def behind_closed_blocks(source: str, definitions: dict[str, Any]) -> Cut:
    """The cut behind every top-level block that can no longer change, whatever comes next.

    Only whole lines are judged. The last block is open, and so is a definition list before a last paragraph, which may
    turn out to be its next term.
    """
    lines = source[: source.rfind("\n") + 1]
    tokens, found = _blocks(lines, definitions)
    starts = [token for token in tokens if token.level == 0 and token.nesting >= 0 and token.map]
    if len(starts) < 2:
        return Cut(0)
    last = starts[-2] if starts[-2].type == "dl_open" else starts[-1]
    line = _first_line(last)
    known = {label: entry for label, entry in found.items() if "map" not in entry or entry["map"][1] <= line}
    kept = {label: {"href": entry["href"], "title": entry["title"]} for label, entry in known.items()}
    return Cut(_offset(lines, line), definitions=kept)


def inside_open_block(source: str) -> Cut:
    """A cut inside the last, open block of *source*: at a line of code or text, an item of a list, a row of a table."""
    lines = source[: source.rfind("\n") + 1]
    tokens, _ = _blocks(lines, {})
    starts = [token for token in tokens if token.level == 0 and token.nesting >= 0 and token.map]
    if len(starts) != 1:
        return Cut(0)
    return _cut_within(starts[0], tokens, lines)


def _cut_within(block: "Token", tokens: "list[Token]", lines: str) -> Cut:
    first = _first_line(block)
    if block.type == "fence":
        opener = lines.split("\n", first + 1)[first]
        closed = _CLOSED_FENCE.fullmatch(lines[lines.rfind("\n", 0, -1) + 1 : -1])
        return Cut(0) if closed else Cut(len(lines), opener + "\n")
    if block.type == "table_open":
        head = lines.split("\n", first + 2)
        return Cut(len(lines), f"{head[first]}\n{head[first + 1]}\n")
    if block.type in {"bullet_list_open", "ordered_list_open", "blockquote_open"}:
        inner = [token for token in tokens if token.level == 1 and token.nesting >= 0 and token.map]
        return Cut(_offset(lines, _first_line(inner[-1]))) if len(inner) > 1 else Cut(0)
    return Cut(len(lines)) if block.type in {"paragraph_open", "code_block"} else Cut(0)


def _blocks(lines: str, definitions: dict[str, Any]) -> "tuple[list[Token], dict[str, Any]]":
    tokens: list[Token] = []
    environment = {"references": dict(definitions)}
    parser().block.parse(lines, parser(), environment, tokens)
    short = {
        label: entry
        for label, entry in environment["references"].items()
        if definition_length(entry) <= LONGEST_DEFINITION
    }
    return tokens, short


def _first_line(token: "Token") -> int:
    assert token.map is not None  # noqa: S101 - only tokens with a map are looked at
    return token.map[0]


def _offset(lines: str, line: int) -> int:
    at = 0
    for _ in range(line):
        at = lines.index("\n", at) + 1
    return at
