"""Writes the help of the magics from the table of flags: `--help`, `%%genai?` and the documentation are this text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .options import CHAT, GENAI, Option, described

__all__ = ["CHAT_MANUAL", "GENAI_BRIEF", "GENAI_MANUAL", "documented", "flag_table"]

F = TypeVar("F", bound=Callable[..., Any])


def _manual(head: str, options: tuple[Option, ...], foot: str = "") -> str:
    rows = list(described(options))
    width = max(len(usage) for usage, _ in rows)
    flags = "\n".join(f"  {usage:<{width}}  {words}" for usage, words in rows)
    return f"{head}\n\nFlags:\n{flags}\n{foot}".rstrip()


_USAGE = """\
Ask the model; the reply appears as it is written.

  %%genai [flags]           the lines below are the prompt
  %genai [flags] PROMPT     the rest of the line is the prompt
  x = %genai PROMPT         and the reply object becomes a value"""

GENAI_BRIEF = f"{_USAGE}\n  %genai --help             every flag"
"""What `%genai` alone shows."""

GENAI_MANUAL = _manual(
    f"""\
{_USAGE}

Cells, the panel (%genai_chat) and Python (from genai_magics import chat) share one conversation.
The last reply object is also in _ and in Out.""",
    GENAI,
    """
In a prompt, {name} becomes the value of your variable, {{name}} becomes {name}, and other braces stay.
Code in backticks, TeX and names that are not yours are sent as written; a note in the output says so.
Flags come before the prompt; -- ends them. Values with spaces go in quotes.""",
)
"""What `%%genai --help`, `%genai --help` and `%%genai?` show."""

CHAT_MANUAL = _manual(
    """\
Open the chat panel under this cell, on the conversation that %%genai cells and Python share.

  %genai_chat [flags] [NAME]""",
    CHAT,
)
"""What `%genai_chat --help` and `%genai_chat?` show."""


def documented(manual: str) -> Callable[[F], F]:
    """Give a magic its manual as docstring, which is what IPython shows for `?`."""

    def with_manual(magic: F) -> F:
        magic.__doc__ = manual
        return magic

    return with_manual


def flag_table(options: tuple[Option, ...] = GENAI) -> str:
    """The flags as a Markdown table, for the documentation."""
    rows = [f"| `{usage}` | {words} |" for usage, words in described(options)]
    return "\n".join(["| flag | what it does |", "|---|---|", *rows])
