"""Puts the magics into a shell and takes them out again, with everything else that came along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lines import read_prompts, read_prompts_no_more
from .magics import GenaiMagics

if TYPE_CHECKING:
    from IPython.core.formatters import IPythonDisplayFormatter
    from IPython.core.interactiveshell import InteractiveShell

    from ..session import Session

__all__ = ["load", "unload"]

_REPLY = ("genai_magics.content.response", "GenerateContentResponse")


def load(shell: InteractiveShell, session: Session | None = None) -> None:
    """Add `%%genai`, `%genai` and `%genai_chat` to *shell*, and have replies shown as pages; loading twice is once.

    *session* is what the magics talk through, by default the one that the kernel shares.
    """
    unload(shell)
    magics = GenaiMagics(shell, session)
    shell.register_magics(magics)
    read_prompts(shell)
    _shown_by(shell).for_type_by_name(*_REPLY, magics.show_reply)  # type: ignore[no-untyped-call]


def unload(shell: InteractiveShell) -> None:
    """Take away everything that `load` added to *shell*; the conversation stays."""
    loaded = shell.magics_manager.registry.pop(GenaiMagics.__name__, None)
    if loaded is None:
        return
    for kind, names in loaded.magics.items():
        for name in names:
            shell.magics_manager.magics[kind].pop(name, None)
    shell.configurables.remove(loaded)
    read_prompts_no_more(shell)
    _shown_by(shell).pop(".".join(_REPLY), None)  # type: ignore[no-untyped-call]


def _shown_by(shell: InteractiveShell) -> IPythonDisplayFormatter:
    """What decides how the value of a cell is shown."""
    formatter: IPythonDisplayFormatter = shell.display_formatter.ipython_display_formatter  # type: ignore[union-attr]
    return formatter
