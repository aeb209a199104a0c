"""A reply that is shown while it arrives, in a notebook or a terminal, and once as a whole when it ends."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

from ..content.accumulator import Accumulator
from ..content.response import GenerateContentResponse
from .images import Bundle, reply_images
from .markdown import render
from .notebook_display import NotebookPublisher
from .reply_text import parts_markdown
from .reply_view import footer_items, reply_bundle, state_note
from .terminal import harmless

__all__ = ["Ending", "LiveReply", "NotebookPublisher", "Publisher", "TerminalPublisher"]


@dataclass(frozen=True, slots=True)
class Ending:
    """A finished reply as it is to be shown: its bundle, its pictures, and a closing line in words."""

    bundle: Bundle
    pictures: list[Bundle]
    words: str


class Publisher(Protocol):
    """A place where a reply can be seen growing."""

    def begin(self, clock: Callable[[], float], waiting: str) -> None:
        """A reply is on its way; *waiting* is what to show when it takes long."""

    def grow(self, markdown: str) -> None:
        """*markdown* was added to the answer; it may be empty when only thoughts arrived."""

    def rendered(self, markdown: str) -> str:
        """*markdown* as safe HTML, made from what was rendered already where possible."""

    def end(self, ending: Ending) -> None:
        """Show the whole reply in place of what was shown while it grew."""

    def withdraw(self) -> None:
        """Take back what was shown; there is no reply."""


class LiveReply:
    """One reply, from the request to the final bundle.

    ``add`` every chunk, then ``finish``. As a context manager it takes back what it has shown when the block ends
    without ``finish``. *waiting* is shown while no text has come.

    Example:
        with LiveReply(NotebookPublisher(alone=True)) as live:
            for chunk in stream:
                live.add(chunk)
            live.finish("complete", {"model": "gemini-3.8-flash"})
    """

    def __init__(
        self,
        publisher: Publisher,
        clock: Callable[[], float] = time.monotonic,
        *,
        waiting: str = "Waiting for the model…",
    ) -> None:
        self._publisher = publisher
        self._clock = clock
        self._accumulator = Accumulator()
        self._started = clock()
        self._first_text: float | None = None
        self._finished = False
        publisher.begin(clock, waiting)

    @property
    def response(self) -> GenerateContentResponse:
        """All chunks so far as one response."""
        return self._accumulator.response

    def add(self, chunk: GenerateContentResponse) -> None:
        """Take in the next chunk; it is shown now or with one of the next."""
        self._accumulator.add(chunk)
        markdown = parts_markdown(chunk.parts or [])
        if markdown and self._first_text is None:
            self._first_text = self._clock() - self._started
        self._publisher.grow(markdown)

    def finish(self, state: str, provenance: Mapping[str, Any]) -> Bundle:
        """Show the reply as a whole, with the pictures in it, and return its bundle ``(data, metadata)``.

        *state* is that of the turn: complete, interrupted, blocked or failed.
        """
        self._finished = True
        response, seconds = self.response, self._clock() - self._started
        bundle = reply_bundle(
            response,
            state=state,
            seconds=seconds,
            first_token=self._first_text,
            provenance=provenance,
            to_html=self._publisher.rendered,
        )
        items = footer_items(response, seconds, self._first_text, str(provenance.get("model") or ""))
        words = "\n".join(line for line in (state_note(response, state), " · ".join(items)) if line)
        self._publisher.end(Ending(bundle, reply_images(response), words))
        return bundle

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._finished:
            self._publisher.withdraw()


class TerminalPublisher:
    """Writes the answer as it comes, nothing twice, and a closing line; thoughts are left out.

    *write* takes text, as ``sys.stdout.write`` does. Nothing the model wrote can steer the terminal.
    """

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._line_open = False

    def begin(self, clock: Callable[[], float], waiting: str) -> None:
        """Nothing is written before the first text."""

    def grow(self, markdown: str) -> None:
        """Write the new text."""
        text = harmless(markdown)
        if text:
            self._write(text)
            self._line_open = not text.endswith("\n")

    def rendered(self, markdown: str) -> str:
        """HTML for the bundle, which a terminal does not show."""
        return render(markdown)

    def end(self, ending: Ending) -> None:
        """Write the closing line."""
        self.withdraw()
        if ending.words:
            self._write(harmless(ending.words) + "\n")

    def withdraw(self) -> None:
        """End the open line; what is written cannot be taken back."""
        if self._line_open:
            self._write("\n")
            self._line_open = False
