"""The first cells a person runs, in a real JupyterLab, against the offline model."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.notebook import Notebook, Notebooks

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "labextension" / "node_modules" / "axe-core" / "axe.min.js"

LOAD = "%load_ext genai_magics"
FIRST = "%%genai --temperature 0.7\nExplain list comprehensions, with a table and a short example."
FOLLOW_UP = "%%genai\nAnd now the same for dictionaries."
COUNT = "from genai_magics import chat, Client\nlen(chat.get_history())"
SEND = 'chat.send_message("one more question").text'
# Slow enough that a person, or a test, sees a reply grow; fast enough to wait for.
PACE = 300


def length(notebook: Notebook, index: int) -> int:
    """How much text a cell's output shows now."""
    return len(notebook.output(index).inner_text())


def saved_outputs(document: dict[str, Any], index: int) -> list[dict[str, Any]]:
    """The outputs of a cell in a saved notebook."""
    outputs: list[dict[str, Any]] = document["cells"][index]["outputs"]
    return outputs


@pytest.fixture
def first_cells(notebook: Notebooks) -> Notebook:
    """The five cells of the beginning, all run."""
    opened = notebook(LOAD, FIRST, FOLLOW_UP, COUNT, SEND, name="first-cells").run_all()
    opened.wait_done(4)
    # JupyterLab may draw an output a moment after its cell has ended.
    for index in (1, 2):
        opened.output(index).locator("table tr").nth(2).wait_for()
    opened.cell(4).locator(".jp-OutputArea-executeResult").wait_for()
    return opened


def test_cells_and_python_are_one_conversation(first_cells: Notebook) -> None:
    """A reply is a table and highlighted code; the next cell follows on from it; Python sees and continues the same."""
    assert first_cells.text(0) == ""
    reply = first_cells.output(1)
    assert reply.locator("table tr").count() > 2
    assert "for" in reply.locator("pre code").first.inner_text()
    second = first_cells.text(2).lower()
    assert "dictionar" in second
    assert "list comprehension" in second, "the second reply does not know the first turn"
    assert first_cells.text(3) == "4"
    assert first_cells.text(4).startswith("'")


def test_pictures_of_the_first_cells(first_cells: Notebook) -> None:
    """The first cells are photographed, light and dark; the README's picture on request."""
    first_cells.page.set_viewport_size({"width": 1000, "height": 1500})
    for kind in ("light", "dark"):
        first_cells.theme(kind)
        shown_as = "first-cells.png" if kind == "light" else ""
        picture = first_cells.screenshot(f"first-cells-{kind}.png", shown_as=shown_as)
        assert picture.stat().st_size > 20_000


def test_a_reply_grows_while_the_cell_runs(notebook: Notebooks) -> None:
    """Text arrives in steps, already as Markdown, and what is seen at the end is saved."""
    opened = notebook(LOAD, FIRST, pace=PACE)
    opened.run(0).wait_done(0)
    opened.run(1)
    opened.output(1).locator("h2, h3, p").first.wait_for()
    seen = {length(opened, 1)}
    while not opened.page.evaluate(
        "Promise.race([window.genaiRuns[1], new Promise(go => setTimeout(go, 100, false))])"
    ):
        seen.add(length(opened, 1))
    assert len(seen) >= 5, f"only {len(seen)} sizes of the reply were seen"
    outputs = saved_outputs(opened.save(), 1)
    assert len(outputs) == 1
    assert set(outputs[0]["data"]) >= {"text/html", "text/plain"}


def test_an_interrupt_keeps_what_came(notebook: Notebooks) -> None:
    """The stop button ends a reply; its text stays, is marked as stopped, and the conversation goes on."""
    opened = notebook(LOAD, FIRST, "%%genai\nAnd now the same for dictionaries.", pace=PACE)
    opened.run(0).wait_done(0)
    opened.run(1)
    opened.output(1).locator("h2, h3, p").first.wait_for()
    opened.page.wait_for_timeout(500)
    partial = opened.output(1).locator("h2, h3, p").first.inner_text()
    opened.interrupt().wait_done(1, seconds=10).get_by_text("stopped").first.wait_for()
    text = opened.text(1)
    assert partial in text
    assert "Traceback" not in text
    opened.screenshot("interrupted.png")
    opened.run(2).wait_done(2).get_by_text("dict comprehension").first.wait_for()


def test_a_mistyped_flag_is_one_clear_line(notebook: Notebooks) -> None:
    """A bad flag ends the cell with one readable line that names the right one, without a traceback."""
    opened = notebook(LOAD, "%%genai --temprature 0.7\nhi").run_all()
    opened.wait_done(1).get_by_text("InputError").wait_for()
    text = opened.text(1)
    opened.screenshot("mistyped-flag.png")
    assert "--temprature" in text
    assert "--temperature" in text
    assert "Traceback" not in text
    assert len(text.splitlines()) <= 2


def test_a_saved_notebook_reads_without_a_kernel(first_cells: Notebook) -> None:
    """After saving and loading the page again, with nothing run, the replies are there as before."""
    before = [first_cells.output(index).inner_text() for index in (1, 2)]
    first_cells.save()
    first_cells.open()
    assert first_cells.page.evaluate("window.genaiRuns") is None
    first_cells.output(1).locator("table").first.wait_for()
    assert [first_cells.output(index).inner_text() for index in (1, 2)] == before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_replies_are_accessible(first_cells: Notebook, theme: Any) -> None:
    """axe-core finds nothing to object to in the replies, in either theme."""
    if not AXE.exists():
        pytest.skip("axe-core is not among labextension's packages, so accessibility was not checked")
    first_cells.theme(theme)
    first_cells.page.evaluate(AXE.read_text("utf-8"))
    found = first_cells.page.evaluate("axe.run('.jp-Cell-outputArea').then(({violations}) => violations)")
    assert [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found] == []
