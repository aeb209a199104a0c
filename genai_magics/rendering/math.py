r"""Finds formulas in Markdown, and only what is surely one, so that prices stay prices.

Recognised are ``\(..\)``, ``\[..\]``, ``$$..$$``, and ``$..$`` with no space inside the dollars and no digit behind.
A formula that could reach out of the page or run on is shown as source.
"""

import re
from typing import TYPE_CHECKING

from .html import Html, element

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

LONGEST = 10_000
_DENIED = re.compile(
    r"\\(?:href|url|html\w*|class|cssId|style|bbox|require|autoload|data|mmlToken|includegraphics|label|"
    r"[egx]?def|let|futurelet|(?:re|provide)?newcommand|renewcommand|providecommand|(?:re)?newenvironment|DeclareMathOperator)"
    r"(?![A-Za-z])"
)
_PRICE = re.compile(r"\d[^\\]*\b[A-Za-z]{2,}\b[^\\]*")
_CLOSER = {"$$": "$$", "\\[": "\\]", "\\(": "\\)"}


def formula(source: str, *, block: bool = False) -> Html:
    """One formula, delimiters and all, marked for MathJax; as code where it is too long or uses a denied macro."""
    if len(source) > LONGEST or _DENIED.search(source):
        return element("pre", None, element("code", None, source)) if block else element("code", None, source)
    return element("div" if block else "span", {"class": "mathjax_process"}, source)


def math_inline(state: "StateInline", silent: bool) -> bool:
    """The markdown-it rule for formulas within a line."""
    end = _inline_end(state.src, state.pos, state.posMax)
    if end is None:
        return False
    if not silent:
        token = state.push("math_inline", "", 0)
        token.content = state.src[state.pos : end]
    state.pos = end
    return True


def _inline_end(source: str, start: int, limit: int) -> int | None:
    limit = min(limit, start + LONGEST)
    opener = source[start : start + 2]
    if opener in _CLOSER:
        closer = _CLOSER[opener]
        found = source.find(closer, start + 2, limit)
        return found + 2 if found > 0 and source[start + 2 : found].strip() else None
    return _dollar_end(source, start, limit) if source[start] == "$" else None


def _dollar_end(source: str, start: int, limit: int) -> int | None:
    if start and (source[start - 1].isalnum() or source[start - 1] == "$"):
        return None
    if start + 1 >= limit or source[start + 1].isspace():
        return None
    end = source.find("$", start + 1, limit)
    while end > 0 and source[end - 1] == "\\":
        end = source.find("$", end + 1, limit)
    if end < 0 or not _closes(source, end) or _PRICE.fullmatch(source, start + 1, end):
        return None
    return end + 1


def _closes(source: str, position: int) -> bool:
    before, after = source[position - 1], source[position + 1 : position + 2]
    return not (before.isspace() or after.isdigit() or after.isupper() or after in {"$", "{", "_"})


def math_block(state: "StateBlock", start_line: int, end_line: int, silent: bool) -> bool:
    """The markdown-it rule for formulas on lines of their own.

    What begins like one is one block up to its end or the next blank line, closed or not: so a text that is still
    growing is never split inside a formula.
    """
    if state.is_code_block(start_line):
        return False
    first = state.src[state.bMarks[start_line] + state.tShift[start_line] : state.eMarks[start_line]].rstrip()
    opener = first[:2]
    if opener not in {"$$", "\\["}:
        return False
    closer = _CLOSER[opener]
    if closer in first[2:] and not (first.find(closer, 2) == len(first) - 2 and first[2:-2].strip()):
        return False
    if silent:
        return True
    closed, last = _block_end(state, start_line, end_line, closer)
    _push_block(state, start_line, last, closed=closed)
    return True


def _block_end(state: "StateBlock", start_line: int, end_line: int, closer: str) -> tuple[bool, int]:
    for line in range(start_line, end_line):
        if line > start_line and (state.isEmpty(line) or state.sCount[line] < state.blkIndent):
            return False, line
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
        if line == start_line:
            text = text[2:]
        if text.endswith(closer):
            return True, line + 1
    return False, end_line


def _push_block(state: "StateBlock", start_line: int, end_line: int, *, closed: bool) -> None:
    content = state.getLines(start_line, end_line, state.blkIndent, False).strip()
    state.line = end_line
    if closed:
        token = state.push("math_block", "", 0)
        token.content, token.map, token.block = content, [start_line, end_line], True
        return
    token = state.push("paragraph_open", "p", 1)
    token.map = [start_line, end_line]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [start_line, end_line], []
    state.push("paragraph_close", "p", -1)
