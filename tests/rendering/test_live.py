"""A reply can be read while it arrives, at a bounded price, and ends as one output."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from genai_magics.rendering.live import LiveReply, NotebookPublisher, TerminalPublisher
from genai_magics.rendering.markdown import render
from tests.rendering import dom_oracle
from tests.rendering.feed import chunk, last_chunk, reply
from tests.rendering.prose import KINDS, mixed
from tests.rendering.stage import Stage

PROVENANCE = {"model": "gemini-3.8-flash"}


def played(text: str, *, pause: float, alone: bool = True, size: int = 20) -> Stage:
    """A reply of *text*, a chunk every *pause* seconds, played to its end."""
    stage = Stage()
    with LiveReply(NotebookPublisher(alone, output=stage, later=stage.later), stage.clock) as live:
        for piece in reply(text, size=size):
            live.add(piece)
            stage.turn(pause)
        live.finish("complete", PROVENANCE)
    return stage


def sent(stage: Stage) -> int:
    return sum(message.size for message in stage.messages)


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "among others"])
@pytest.mark.parametrize(
    ("length", "pause", "most"),
    [
        pytest.param(4_000, 0.0, 3.0, id="4 kB at once"),
        pytest.param(40_000, 0.00005, 3.0, id="40 kB in 0.1 s"),
        pytest.param(4_000, 0.005, 8.0, id="4 kB at 200 chunks a second"),
        pytest.param(40_000, 0.005, 8.0, id="40 kB at 200 chunks a second"),
    ],
)
def test_bytes_stay_in_proportion_to_the_reply(length: int, pause: float, most: float, alone: bool) -> None:
    """All messages together, the final one counted, are a small multiple of the reply, however long it is."""
    text = mixed(length)
    assert sent(played(text, pause=pause, alone=alone)) <= most * len(text.encode())


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_one_long_block_costs_no_more_than_prose(kind: Callable[[int], str]) -> None:
    """A reply that is one code block, list, table, paragraph or quotation keeps to the same bound."""
    text = kind(20_000)
    # Short lines of much markup make the final HTML itself larger; the live part is what is bounded here.
    stage = played(text, pause=0.005)
    assert sent(stage) - stage.messages[-1].size <= 5 * len(text.encode())


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "among others"])
def test_paints_at_most_fifteen_times_a_second_and_keeps_painting(alone: bool) -> None:
    """Frames come neither in a flood nor with long gaps."""
    stage = played(mixed(20_000), pause=0.005, alone=alone)
    times = sorted({message.at for message in stage.messages})
    assert max(sum(start <= at < start + 1 for at in times) for start in times) <= 15
    assert max(after - before for before, after in pairwise(times)) <= (1.0 if alone else 3.0)


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "among others"])
@pytest.mark.parametrize("pause", [0.0, 0.005, 0.3])
def test_the_end_is_one_output_with_the_whole_reply(alone: bool, pause: float) -> None:
    """Whatever was shown on the way, in the end there is one bundle, equal to the reply rendered at once."""
    text = mixed(3_000)
    stage = played(text, pause=pause, alone=alone)
    [data] = stage.page
    assert data["text/plain"] == text
    assert render(text) in data["text/html"]
    assert "aria-busy" not in data["text/html"]


def test_a_reply_that_is_over_before_the_first_paint_is_shown_once() -> None:
    """Nothing flickers for a fast answer."""
    assert [message.kind for message in played("Hello", pause=0.0).messages] == ["display"]


def test_other_outputs_of_the_cell_are_never_cleared_away() -> None:
    """Among other outputs, only the reply's own display is touched."""
    assert {message.kind for message in played(mixed(3_000), pause=0.01, alone=False).messages} == {"display", "update"}


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "among others"])
def test_what_is_shown_meanwhile_is_what_has_arrived(alone: bool) -> None:
    """A moment after the last chunk the reader sees all of it, though the stream has stalled."""
    stage = Stage()
    live = LiveReply(NotebookPublisher(alone, output=stage, later=stage.later), stage.clock)
    text = mixed(2_000)
    for piece in list(reply(text))[:-1]:
        live.add(piece)
        stage.turn(0.001)
    stage.turn(3)
    assert dom_oracle.text_of(stage.html).split() == dom_oracle.text_of(render(text)).split()
    assert 'aria-live="polite" aria-busy="true"' in stage.html


def test_says_that_it_waits_only_when_it_takes_long() -> None:
    """Before the first text a waiting line appears after a moment, and gives way to the text."""
    stage = Stage()
    live = LiveReply(NotebookPublisher(True, output=stage, later=stage.later), stage.clock, waiting="Waiting for m…")
    stage.turn(0.1)
    assert stage.messages == []
    stage.turn(0.1)
    assert "Waiting for m…" in stage.html
    live.add(chunk("hm", thought=True))
    stage.turn(1)
    live.add(chunk("Hello"))
    stage.turn(1)
    assert "Hello" in stage.html
    assert "Waiting" not in stage.html


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "among others"])
def test_takes_back_what_it_showed_when_there_is_no_reply(alone: bool) -> None:
    """An error on the way leaves no half reply and no waiting line, and no alarm that would paint later."""
    stage = Stage()
    with LiveReply(NotebookPublisher(alone, output=stage, later=stage.later), stage.clock):
        stage.turn(1)
        assert stage.html
    stage.turn(5)
    assert stage.html == ""


def test_a_display_that_fails_does_not_end_the_reply() -> None:
    """When a frame cannot be sent, the reply goes on and the final output is tried all the same."""

    class Torn(Stage):
        gone = True

        def show(self, data: dict[str, Any], metadata: dict[str, Any], *, display_id: str | None, update: bool) -> None:
            if self.gone:
                raise OSError("gone")
            super().show(data, metadata, display_id=display_id, update=update)

    stage = Torn()
    live = LiveReply(NotebookPublisher(True, output=stage, later=stage.later), stage.clock)
    for piece in reply(mixed(2_000)):
        live.add(piece)
        stage.turn(0.05)
    stage.gone = False
    live.finish("complete", PROVENANCE)
    assert [message.kind for message in stage.messages] == ["display"]


def test_an_interrupted_reply_keeps_its_text_and_says_so() -> None:
    """What had arrived is in the final bundle, with a note."""
    stage = Stage()
    live = LiveReply(NotebookPublisher(True, output=stage, later=stage.later), stage.clock)
    live.add(chunk("Half a sen"))
    data, metadata = live.finish("interrupted", PROVENANCE)
    assert data["text/plain"] == "Half a sen"
    assert "Stopped before the end" in data["text/html"]
    assert metadata["genai_magics"] == {**PROVENANCE, "schema": 1}
    assert stage.page == [data]


def test_times_and_figures_stand_in_the_footer() -> None:
    """Seconds of the whole, seconds to the first text, tokens and reason are told."""
    stage = Stage()
    live = LiveReply(NotebookPublisher(True, output=stage, later=stage.later), stage.clock)
    stage.turn(0.5)
    live.add(chunk("Hello"))
    stage.turn(1.5)
    live.add(last_chunk())
    live.finish("complete", PROVENANCE)
    footer = "gemini-3.8-flash · 2.0 s (first text 0.5 s) · 12 → 345 tokens · STOP"
    assert footer in dom_oracle.text_of(stage.html)


def test_a_terminal_gets_the_text_once_as_it_comes() -> None:
    """New text is written at once, harmless, with a closing line; thoughts are left out."""
    written: list[str] = []
    time = iter(range(100))
    live = LiveReply(TerminalPublisher(written.append), lambda: float(next(time)))
    for piece in (chunk("hm", thought=True), chunk("a\x1b["), chunk("2Jb"), last_chunk("MAX_TOKENS")):
        live.add(piece)
    data, _ = live.finish("complete", PROVENANCE)
    assert written[:2] == ["a␛[", "2Jb"]
    assert "".join(written).split("\n")[1].startswith("Cut off at the token limit")
    assert "".join(written).endswith("STOP\n".replace("STOP", "MAX_TOKENS"))
    assert data["text/plain"] == "a␛[2Jb"
