"""A growing reply in a notebook: displays that are updated in place, and one final output that needs nothing of ours.

What goes out is bounded in messages and in bytes (see ``pace``), and always raw bundles: the display classes of IPython
take a text that looks like a path or an address for a file to open.
"""

from collections.abc import Callable
from contextvars import copy_context
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from .growing import GrowingMarkdown
from .html import Html, element
from .pace import Pace

if TYPE_CHECKING:
    from .live import Ending

Later = Callable[[float, Callable[[], None]], Callable[[], object]]

_FIRST_PAINT = 0.08
_WAITING_AFTER = 0.15
_ENVELOPE = 850
_HTML_PER_CHARACTER = 1.6


class Output(Protocol):
    """Where display messages go."""

    def show(self, data: dict[str, Any], metadata: dict[str, Any], *, display_id: str | None, update: bool) -> None:
        """Display a raw bundle, or replace the one shown under *display_id*."""

    def clear(self) -> None:
        """Take everything the cell has shown away as soon as the next display comes."""


class KernelOutput:
    """The output of the cell that runs."""

    def show(self, data: dict[str, Any], metadata: dict[str, Any], *, display_id: str | None, update: bool) -> None:
        """Display a raw bundle, or replace the one shown under *display_id*."""
        from IPython.display import display

        known = {} if display_id is None else {"display_id": display_id, "update": update}
        display(data, metadata=metadata, raw=True, **known)  # type: ignore[no-untyped-call]

    def clear(self) -> None:
        """Take everything the cell has shown away as soon as the next display comes."""
        from IPython.display import clear_output

        clear_output(wait=True)  # type: ignore[no-untyped-call]


def call_later(seconds: float, function: Callable[[], None]) -> Callable[[], object]:
    """Call *function* in *seconds* from a thread of its own, as part of the cell that runs now; returns a cancel."""
    # The copied context keeps the output in the cell that asked for it.
    timer = Timer(seconds, copy_context().run, args=(function,))
    timer.daemon = True
    timer.start()
    return timer.cancel


class NotebookPublisher:
    """Shows a reply growing in a notebook cell.

    *alone* says that the cell shows nothing but this reply: then settled parts stay where they are, each a display of
    its own, only the open end is painted again, and at the end all are replaced by one output. Otherwise one display
    is repainted as a whole, ever more rarely.
    """

    def __init__(self, alone: bool, *, output: Output | None = None, later: Later = call_later) -> None:
        self._alone = alone
        self._output = output or KernelOutput()
        self._later = later
        self._lock = Lock()
        self._growing = GrowingMarkdown()
        self._painted: list[Html] = []
        self._open_display: str | None = None
        self._length = 0
        self._shown = self._changed = self._over = False
        self._cancel: Callable[[], object] | None = None

    def begin(self, clock: Callable[[], float], waiting: str) -> None:
        """A reply is on its way; *waiting* is shown when no text comes for a moment."""
        self._clock = clock
        self._waiting = waiting
        self._started = clock()
        self._pace = Pace(self._started, not_before=self._started + _FIRST_PAINT)
        self._cancel = self._later(_WAITING_AFTER, self._alarm)

    def grow(self, markdown: str) -> None:
        """*markdown* was added to the answer; paint it if its time has come, else have it painted later."""
        if not markdown:
            return
        with self._lock:
            self._growing.add(markdown)
            self._length += len(markdown)
            self._changed = True
            self._pace.earn(len(markdown))
            self._paint_or_wait()

    def rendered(self, markdown: str) -> str:
        """*markdown* as safe HTML; what was painted already is not rendered again."""
        from .markdown import render

        with self._lock:
            return self._growing.html() if markdown == self._growing.text else render(markdown)

    def end(self, ending: "Ending") -> None:
        """Replace what was shown by the final bundle, pictures behind it."""
        with self._lock:
            self._stop()
            if self._shown and self._alone:
                self._output.clear()
            replace = self._open_display if self._shown and not self._alone else None
            data, metadata = ending.bundle
            self._output.show(data, metadata, display_id=replace, update=replace is not None)
            for data, metadata in ending.pictures:
                self._output.show(data, metadata, display_id=None, update=False)

    def withdraw(self) -> None:
        """Take back what was shown."""
        with self._lock:
            self._stop()
            if self._shown and self._alone:
                self._output.clear()
            elif self._open_display:
                self._output.show(_bundle(""), {}, display_id=self._open_display, update=True)

    def _stop(self) -> None:
        self._over = True
        if self._cancel:
            self._cancel()

    def _alarm(self) -> None:
        with self._lock:
            self._cancel = None
            if self._over:
                return
            if self._changed:
                self._paint_or_wait()
            elif not self._shown:
                self._show_end(_live(element("em", None, self._waiting)))

    def _paint_or_wait(self) -> None:
        wait = self._pace.wait(self._clock(), self._estimate())
        if wait <= 0:
            self._paint()
        elif self._cancel is None and not self._over:
            self._cancel = self._later(wait, self._alarm)

    def _estimate(self) -> float:
        characters = self._growing.pending if self._alone else self._length
        return _HTML_PER_CHARACTER * characters + (2 if self._alone else 1) * _ENVELOPE

    def _paint(self) -> None:
        started = self._clock()
        self._changed = False
        try:
            frame = self._growing.take()
            size = (
                self._paint_segments(frame.settled, frame.tail)
                if self._alone
                else self._paint_whole(frame.settled, frame.tail)
            )
        except Exception:  # noqa: BLE001 - a reader that has gone away must not end the reply; the final output is tried again
            self._over = True
            return
        self._pace.painted(started, self._clock(), size)

    def _paint_segments(self, settled: Html, tail: Html) -> int:
        size = 0
        if settled:
            size += self._show_end(settled)
            self._open_display = None
        if tail:
            size += self._show_end(_live(tail))
        return size

    def _paint_whole(self, settled: Html, tail: Html) -> int:
        self._painted += [settled] if settled else []
        return self._show_end(_live(*self._painted, tail))

    def _show_end(self, html: Html) -> int:
        """Show *html* in the open display, opening one if there is none; returns about how many bytes went out."""
        update = self._open_display is not None
        self._open_display = self._open_display or uuid4().hex
        self._shown = True
        self._output.show(_bundle(html), {}, display_id=self._open_display, update=update)
        return len(html.encode()) + html.count('"') + html.count("\n") + _ENVELOPE


def _live(*html: Html) -> Html:
    return element("div", {"aria-live": "polite", "aria-busy": "true"}, *html)


def _bundle(html: str) -> dict[str, Any]:
    return {"text/html": str(html), "text/plain": ""}
