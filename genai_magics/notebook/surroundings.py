"""What a magic needs to know of the shell it runs in, and what it leaves there."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from ..rendering.live import Publisher

__all__ = [
    "Cell",
    "cell_number",
    "has_outputs",
    "publisher",
    "remember",
    "running_cell",
    "show",
    "show_notes",
    "user_names",
]

_ALONE = re.compile(r"\s*(?:%%genai\b.*|%?genai\b[^\n]*\s*)", re.DOTALL)
_RESULT = re.compile(r"_{1,3}|_\d+")


@dataclass(frozen=True, eq=False)
class Cell:
    """One run of one cell, the ``origin`` of turns made by a magic; *alone* when it holds nothing but the magic."""

    count: int
    id: str | None = None
    alone: bool = False

    def __str__(self) -> str:
        return f"cell [{self.count}]"


def running_cell(shell: InteractiveShell) -> Cell:
    """The cell that *shell* runs now."""
    running = getattr(shell.displayhook, "exec_result", None)
    info = running.info if running is not None else None
    alone = info is not None and _ALONE.fullmatch(info.raw_cell or "") is not None
    return Cell(cell_number(shell), getattr(info, "cell_id", None), alone)


def cell_number(shell: InteractiveShell) -> int:
    """The number of the cell that *shell* runs now, as in `In[3]`."""
    number: int = shell.displayhook.prompt_count
    return number


def user_names(shell: InteractiveShell, local: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The user's variables, the results in `_` and `_1` among them; not what IPython put there itself.

    *local* are those of the function that runs, which come first.
    """
    hidden = shell.user_ns_hidden
    names = {
        name: value
        for name, value in shell.user_ns.items()
        if name not in hidden or hidden[name] is not value or _RESULT.fullmatch(name)
    }
    return names if local is None or local is shell.user_ns else {**names, **local}


def publisher(shell: InteractiveShell, *, alone: bool) -> Publisher:
    """Where a reply is shown: the output of the cell, or the terminal."""
    from ..rendering.live import NotebookPublisher, TerminalPublisher

    return NotebookPublisher(alone) if has_outputs(shell) else TerminalPublisher(_write)


def remember(shell: InteractiveShell, value: Any) -> None:
    """Put *value* into `_` and `Out` as if the cell had ended with it, and show nothing."""
    shell.displayhook.check_for_underscore()  # type: ignore[no-untyped-call]
    shell.displayhook.update_user_ns(value)  # type: ignore[no-untyped-call]


def show(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
    """Show a bundle as it is; IPython's own display classes would take some texts for files to open."""
    from IPython.display import display

    display(data, metadata=metadata or {}, raw=True)  # type: ignore[no-untyped-call]


def show_notes(notes: Sequence[str]) -> None:
    """Show a line for each of *notes*, once."""
    from ..rendering.html import element

    lines = list(dict.fromkeys(notes))
    style = "color:var(--jp-ui-font-color2,#666);font-size:85%"
    html = element("div", {"role": "note", "style": style}, *(element("div", None, f"Note: {line}") for line in lines))
    show({"text/html": str(html), "text/plain": "\n".join(f"Note: {line}" for line in lines)})


def has_outputs(shell: InteractiveShell) -> bool:
    """Whether what is displayed goes to a page, not to a terminal."""
    return getattr(shell, "kernel", None) is not None


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
