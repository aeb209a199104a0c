"""Keeps IPython from reading a prompt as something else: a question as a call for help, a lone line as no cell."""

from __future__ import annotations

import re
from tokenize import TokenInfo
from typing import TYPE_CHECKING, Any

from IPython.core.inputtransformer2 import EscapedCommand, HelpEnd, MagicAssign

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["AskedLine", "AssignedLine", "keep_empty_body", "read_prompts", "read_prompts_no_more"]

_LONE_FIRST_LINE = re.compile(r"%%genai(?:\s|$)")


def read_prompts(shell: InteractiveShell) -> None:
    """Have *shell* take `%genai Is this a list?` for a prompt, and `%%genai --help` for a cell."""
    shell.input_transformers_cleanup.append(keep_empty_body)
    shell.input_transformer_manager.token_transformers += [AskedLine, AssignedLine]


def read_prompts_no_more(shell: InteractiveShell) -> None:
    """Undo `read_prompts`."""
    shell.input_transformers_cleanup.remove(keep_empty_body)
    for transformer in (AskedLine, AssignedLine):
        shell.input_transformer_manager.token_transformers.remove(transformer)


def keep_empty_body(lines: list[str]) -> list[str]:
    """Give `%%genai --help` the body that IPython wants of a cell magic, so that the magic itself can answer."""
    if len(lines) == 1 and _LONE_FIRST_LINE.match(lines[0]):
        return [lines[0].rstrip("\n") + "\n", "\n"]
    return lines


# Otherwise a terminal would take the first line for a whole cell and never ask for the prompt.
keep_empty_body.has_side_effects = True  # type: ignore[attr-defined]


class AskedLine(EscapedCommand):
    """`%genai Is this a list?`, which IPython would otherwise read as `list?`."""

    priority = HelpEnd.priority - 1

    @classmethod
    def find(cls, tokens_by_line: list[list[TokenInfo]]) -> Any:
        """The first such line, or None."""
        return super().find([line for line in tokens_by_line if _asks(line)])  # type: ignore[no-untyped-call]


class AssignedLine(MagicAssign):
    """`x = %genai Is this a list?`."""

    priority = HelpEnd.priority - 1

    @classmethod
    def find(cls, tokens_by_line: list[list[TokenInfo]]) -> Any:
        """The first such line, or None."""
        return super().find([line for line in tokens_by_line if _asks(line)])  # type: ignore[no-untyped-call]

    def __init__(self, start: tuple[int, int]) -> None:
        super().__init__(start)  # type: ignore[no-untyped-call]
        # IPython takes what starts first, and a call for help starts at the beginning of the line.
        self._column, self.start_col = self.start_col, -1

    def transform(self, lines: list[str]) -> list[str]:
        """The *lines* with the magic as a call."""
        self.start_col = self._column
        changed: list[str] = super().transform(lines)
        return changed


def _asks(line: list[TokenInfo]) -> bool:
    """Whether there is `%genai` and a space; `%genai?` does ask for help."""
    following = zip(line, line[1:], line[2:], strict=False)
    return any(
        mark.string == "%" and name.string == "genai" and name.end != after.start for mark, name, after in following
    )
