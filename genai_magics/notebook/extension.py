"""Puts the magics into a shell and takes them out again, with everything else that came along."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .magics import GenaiMagics

if TYPE_CHECKING:
    from IPython.core.formatters import IPythonDisplayFormatter
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["keep_empty_body", "load", "unload"]

_REPLY = ("genai_magics.content.response", "GenerateContentResponse")
_LONE_FIRST_LINE = re.compile(r"%%genai(?:\s|$)")


def load(shell: InteractiveShell) -> None:
    """Add `%%genai`, `%genai` and `%genai_chat` to *shell*, and have replies shown as pages; loading twice is once."""
    unload(shell)
    magics = GenaiMagics(shell)
    shell.register_magics(magics)
    shell.input_transformers_cleanup.append(keep_empty_body)
    _shown_by(shell).for_type_by_name(*_REPLY, magics.show_reply)  # type: ignore[no-untyped-call]


def unload(shell: InteractiveShell) -> None:
    """Take away everything that `load` added to *shell*; the conversation stays."""
    loaded = shell.magics_manager.registry.pop(GenaiMagics.__name__, None)
    if loaded is None:
        return
    for kind, names in loaded.magics.items():
        for name in names:
            shell.magics_manager.magics[kind].pop(name, None)
    shell.input_transformers_cleanup.remove(keep_empty_body)
    _shown_by(shell).pop(".".join(_REPLY), None)  # type: ignore[no-untyped-call]


def _shown_by(shell: InteractiveShell) -> IPythonDisplayFormatter:
    """What decides how the value of a cell is shown."""
    formatter: IPythonDisplayFormatter = shell.display_formatter.ipython_display_formatter  # type: ignore[union-attr]
    return formatter


def keep_empty_body(lines: list[str]) -> list[str]:
    """Give `%%genai --help` the body that IPython wants of a cell magic, so that the magic itself can answer."""
    if len(lines) == 1 and _LONE_FIRST_LINE.match(lines[0]):
        return [lines[0].rstrip("\n") + "\n", "\n"]
    return lines


# Otherwise a terminal would take the first line for a whole cell and never ask for the prompt.
keep_empty_body.has_side_effects = True  # type: ignore[attr-defined]
