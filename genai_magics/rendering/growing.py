"""Markdown that grows: blocks that are closed are rendered once, only the open end is rendered again.

An open block that has become long is cut at its own seams. Such cuts, and link definitions that came after their use,
are healed by one rendering of the whole at the end.
"""

from dataclasses import dataclass
from typing import Any

from .html import Html, joined
from .markdown import LONGEST, fragment, render, wrapped
from .seams import Cut, behind_closed_blocks, inside_open_block

LONG_BLOCK = 3_000
_GROWTH = 1.25


@dataclass(frozen=True, slots=True)
class Frame:
    """What changed: HTML that stays as it is, and the HTML of the open end, which takes the place of the last one."""

    settled: Html
    tail: Html


class GrowingMarkdown:
    """One growing Markdown text: ``add`` pieces, ``take`` frames while it grows, ``html`` when it is whole.

    ``add`` costs next to nothing; ``take`` costs what the new text and the open block cost, never the whole.
    """

    def __init__(self) -> None:
        self._all: list[str] = []
        self._waiting: list[str] = []
        self._waiting_length = 0
        self._length = 0
        self._open = ""
        self._looked_at = 0
        self._definitions: dict[str, Any] = {}
        self._settled: list[Html] = []
        self._tail = Html("")
        self._healing = False

    @property
    def text(self) -> str:
        """All text so far."""
        self._all = ["".join(self._all)]
        return self._all[0]

    @property
    def open_length(self) -> int:
        """How many characters the open end has."""
        return len(self._open)

    @property
    def waiting_length(self) -> int:
        """How many characters no frame has taken up yet."""
        return self._waiting_length

    def add(self, text: str) -> None:
        """Put *text* at the end."""
        self._all.append(text)
        self._waiting.append(text)
        self._waiting_length += len(text)
        self._length += len(text)

    def take(self, most: int | None = None) -> Frame:
        """What has settled since the last frame, and the open end; *most* is how many new characters to take up.

        Text over the limit of ``render`` is not shown as it grows any more. A huge open block that cannot be cut is
        looked at again only when it has grown by a quarter.
        """
        fresh = self._waiting_length if most is None else min(most, self._waiting_length)
        huge = self._looked_at > 2 * LONG_BLOCK and len(self._open) + fresh < _GROWTH * self._looked_at
        if huge or not fresh or self._length > LONGEST:
            return Frame(Html(""), _shown(self._tail))
        self._take_up(fresh)
        settled = joined(self._settle_closed(), self._settle_inside())
        self._tail = self._rendered(self._open)
        self._looked_at = len(self._open)
        return Frame(_shown(settled), _shown(self._tail))

    def html(self) -> Html:
        """The whole text rendered, always equal to ``render`` of it."""
        if not self._settled or self._length > LONGEST:
            return render(self.text)
        self._take_up(self._waiting_length)
        environment: dict[str, Any] = {"references": dict(self._definitions)}
        last = fragment(self._open + "".join(self._waiting), environment)
        if self._healing or environment["references"] or "[^" in self.text:
            return render(self.text)
        return wrapped(joined(*self._settled, last))

    def _take_up(self, characters: int) -> None:
        waiting = "".join(self._waiting)
        # A carriage return at the end may be the first half of a line end; it waits for the next piece.
        if waiting[:characters].endswith("\r"):
            characters -= 1
        fresh, rest = waiting[:characters], waiting[characters:]
        self._waiting = [rest] if rest else []
        self._waiting_length = len(rest)
        self._open += fresh.replace("\r\n", "\n").replace("\r", "\n")

    def _settle_closed(self) -> Html:
        return self._settle(behind_closed_blocks(self._open, self._definitions))

    def _settle_inside(self) -> Html:
        if len(self._open) <= LONG_BLOCK:
            return Html("")
        cut = inside_open_block(self._open)
        self._healing = self._healing or cut.at > 0
        return self._settle(cut)

    def _settle(self, cut: Cut) -> Html:
        if not cut.at:
            return Html("")
        html = self._rendered(self._open[: cut.at])
        self._open = cut.repeated + self._open[cut.at :]
        self._definitions |= cut.definitions or {}
        self._settled.append(html)
        return html

    def _rendered(self, source: str) -> Html:
        return fragment(source, {"references": dict(self._definitions)}) if source.strip() else Html("")


def _shown(html: Html) -> Html:
    return wrapped(html) if html else html
