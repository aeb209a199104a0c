"""A growing reply in a notebook: displays that are updated in place, and one final output that needs nothing of ours.

What goes out is bounded in messages and in bytes (see ``pace``), and always raw bundles: the display classes of IPython
take a text that looks like a path or an address for a file to open.
"""

from collections.abc import Callable
from contextvars import copy_context
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from .growing import Frame, GrowingMarkdown
from .html import Html, element
from .markdown import render
from .pace import Pace

if TYPE_CHECKING:
    from .live import Ending

Later = Callable[[float, Callable[[], None]], Callable[[], object]]

_FIRST_PAINT = 0.08
_WAITING_AFTER = 0.15
_SHORTEST_WAIT = 0.01
_ENVELOPE = 850
_HTML_PER_CHARACTER = 1.6
_STEP = 1_000


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
        self._pace: Pace | None = None
        self._painted: list[Html] = []
        self._tail = Html("")
        self._open_display: str | None = None
        self._taken_up = 0
        self._shown = self._over = False
        self._cancel: Callable[[], object] | None = None

    def begin(self, clock: Callable[[], float], waiting: str) -> None:
        """A reply is on its way; *waiting* is shown when no text comes for a moment."""
        self._clock = clock
        self._waiting = waiting
        self._cancel = self._later(_WAITING_AFTER, self._alarm)

    def grow(self, markdown: str) -> None:
        """*markdown* was added to the answer; paint it if its time has come, else have it painted later."""
        if not markdown:
            return
        with self._lock:
            if self._pace is None:
                now = self._clock()
                self._pace = Pace(now, not_before=now + _FIRST_PAINT)
            self._growing.add(markdown)
            self._pace.earn(len(markdown))
            self._paint_or_wait(self._pace)

    def rendered(self, markdown: str) -> str:
        """*markdown* as safe HTML; what was painted already is not rendered again."""
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
            if self._pace:
                self._paint_or_wait(self._pace)
            elif not self._over:
                self._guarded(lambda: self._show_end(_live(element("em", None, self._waiting))))

    def _paint_or_wait(self, pace: Pace) -> None:
        if self._over or not self._growing.waiting_length:
            return
        step = min(self._growing.waiting_length, _STEP)
        needed = self._cost(step)
        wait = pace.wait(self._clock(), needed)
        if wait <= 0:
            most = step + int((pace.purse - needed) / _HTML_PER_CHARACTER)
            self._guarded(lambda: self._paint(pace, most))
        elif self._cancel is None:
            self._cancel = self._later(max(wait, _SHORTEST_WAIT), self._alarm)

    def _cost(self, characters: int) -> float:
        """About how many bytes a paint with so many new characters sends."""
        shown = self._growing.open_length if self._alone else self._taken_up
        return _HTML_PER_CHARACTER * (shown + characters) + (2 if self._alone else 1) * _ENVELOPE

    def _guarded(self, paint: Callable[[], object]) -> None:
        try:
            paint()
        except Exception:  # noqa: BLE001 - a reader that went away must not end the reply; the final output is tried again
            self._over = True

    def _paint(self, pace: Pace, most: int) -> None:
        started, before = self._clock(), self._growing.waiting_length
        frame = self._growing.take(most)
        self._taken_up += before - self._growing.waiting_length
        if not frame.settled and frame.tail == self._tail:
            return
        self._tail = frame.tail
        size = self._paint_segments(frame) if self._alone else self._paint_whole(frame)
        pace.painted(started, self._clock(), size)
        # What was not taken up now must not wait for the next piece of a stream that may have stalled.
        self._paint_or_wait(pace)

    def _paint_segments(self, frame: Frame) -> int:
        size = 0
        if frame.settled:
            size += self._show_end(frame.settled)
            self._open_display = None
        if frame.tail:
            size += self._show_end(_live(frame.tail))
        return size

    def _paint_whole(self, frame: Frame) -> int:
        self._painted += [frame.settled] if frame.settled else []
        return self._show_end(_live(*self._painted, frame.tail))

    def _show_end(self, html: Html) -> int:
        """Show *html* in the open display, opening one if there is none; returns about how many bytes went out."""
        update = self._open_display is not None
        self._open_display = self._open_display or uuid4().hex
        self._output.show(_bundle(html), {}, display_id=self._open_display, update=update)
        self._shown = True
        return len(html.encode()) + html.count('"') + html.count("\n") + _ENVELOPE


def _live(*html: Html) -> Html:
    return element("div", {"aria-live": "polite", "aria-busy": "true"}, *html)


def _bundle(html: str) -> dict[str, Any]:
    return {"text/html": str(html), "text/plain": ""}
