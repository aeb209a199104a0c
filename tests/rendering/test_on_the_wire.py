"""What a live reply really sends from a kernel, every byte counted."""

from pathlib import Path
from typing import Any

import pytest

from tests.kernel import Kernel

pytestmark = pytest.mark.kernel

SETUP = f"""
import sys, time
sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})
from genai_magics.rendering.live import LiveReply, NotebookPublisher
from tests.rendering.feed import reply
from tests.rendering.prose import mixed

def show(text, pause, alone, before=0.0):
    chunks, start = list(reply(text)), time.monotonic()
    with LiveReply(NotebookPublisher(alone)) as live:
        time.sleep(before)
        for number, chunk in enumerate(chunks):
            time.sleep(max(0.0, start + number * pause - time.monotonic()))
            live.add(chunk)
        live.finish("complete", {{"model": "gemini-3.8-flash"}})
"""


@pytest.fixture
def ready(kernel: Kernel) -> Kernel:
    """A kernel in which ``show`` shows a reply."""
    assert kernel.run(SETUP).error is None
    assert kernel.run("show('warm', 0, True)").error is None
    return kernel


def last(contents: list[dict[str, Any]]) -> str:
    return str(contents[-1]["data"]["text/plain"])


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "among others"])
@pytest.mark.parametrize(
    ("length", "pause", "most"),
    [
        pytest.param(4_000, 0, 3.0, id="4 kB at once"),
        pytest.param(40_000, 0, 3.0, id="40 kB at once"),
        pytest.param(8_000, 0.005, 8.0, id="8 kB at 200 chunks a second"),
    ],
)
def test_bytes_on_the_wire_are_a_small_multiple_of_the_reply(
    ready: Kernel, length: int, pause: float, most: float, alone: bool
) -> None:
    """Counted with envelopes and the final output, a reply costs at most so many times its own bytes."""
    ran = ready.run(f"text = mixed({length}); show(text, {pause}, {alone})")
    assert ran.error is None
    assert ran.bytes <= most * length
    assert last(ran.displayed).startswith("## Part 1")


def test_waiting_is_shown_in_the_cell_that_waits_and_gone_at_the_end(ready: Kernel) -> None:
    """The waiting line comes from another thread, yet belongs to the cell; one output remains."""
    ran = ready.run("show('Hello', 0, True, before=0.5)")
    assert "Waiting for the model" in ran.contents("display_data")[0]["data"]["text/html"]
    assert [output["data"]["text/plain"] for output in ran.displayed] == ["Hello"]
