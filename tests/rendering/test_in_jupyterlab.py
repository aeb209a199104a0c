"""What rendering promises, seen in a real JupyterLab."""

import json

import pytest

from tests.browser.notebook import Notebook, Notebooks

pytestmark = pytest.mark.browser

SHOW = """
from IPython.display import display
from genai_magics.content.response import GenerateContentResponse
from genai_magics.rendering.reply_view import reply_bundle
parts = [{"text": TEXT}]
reply = GenerateContentResponse.read({"candidates": [{"content": {"parts": parts}, "finishReason": "STOP"}]})
data, metadata = reply_bundle(reply, state="complete", provenance={})
display(data, metadata=metadata, raw=True)
"""
LIVE = """
import time
from genai_magics.content.response import GenerateContentResponse
from genai_magics.rendering.live import LiveReply, NotebookPublisher
text = "".join(f"Paragraph **{n}** of the reply, and some more words.\\n\\n" for n in range(60))
with LiveReply(NotebookPublisher(alone=True)) as live:
    for at in range(0, len(text), 20):
        parts = [{"text": text[at:at + 20]}]
        live.add(GenerateContentResponse.read({"candidates": [{"content": {"parts": parts}}]}))
        time.sleep(0.02)
    live.finish("complete", {})
"""


def shown(notebook: Notebooks, text: str) -> Notebook:
    """A notebook in which *text* was shown as a reply."""
    opened = notebook(SHOW.replace("TEXT", json.dumps(text))).run(0)
    opened.wait_done(0)
    opened.output(0).locator(".genai-reply").wait_for()
    return opened


def test_only_formulas_are_typeset(notebook: Notebooks) -> None:
    """MathJax sets each formula and leaves prices and macros that reach out as text."""
    text = "Costs $5 and $6, set $x^2$ and\n\n$$\ny = \\frac{1}{2}\n$$\n\nnot $\\href{javascript:alert(1)}{z}$."
    output = shown(notebook, text).output(0)
    output.locator("mjx-container").nth(1).wait_for()
    assert output.locator("mjx-container").count() == 2
    assert output.locator("mjx-container a").count() == 0
    assert "Costs $5 and $6" in output.inner_text()
    assert "\\href{javascript:alert(1)}{z}" in output.inner_text()


def test_hostile_text_neither_runs_nor_asks(notebook: Notebooks) -> None:
    """Nothing of it becomes an element that acts, and the page asks no other host (the notebook fixture watches)."""
    text = (
        "<script>window.ran = 1</script> <img src=x onerror='window.ran = 1'> ![a](https://evil.test/x.png)\n\n"
        "<div style='background:url(https://evil.test/y)'>b</div> [c](javascript:window.ran=1)\n\n"
        "<button data-commandlinker-command='notebook:run-all-cells'>d</button>"
    )
    opened = shown(notebook, text)
    assert opened.page.evaluate("() => window.ran ?? null") is None
    assert opened.output(0).locator("script, img, button, [style*=url], [onerror]").count() == 0
    assert opened.output(0).locator("a").evaluate_all("links => links.map(link => link.href)") == [
        "https://evil.test/y"
    ]
    assert "[image: a - not loaded, host evil.test]" in opened.output(0).inner_text()


def test_tables_read_from_the_left(notebook: Notebooks) -> None:
    """Cells stand left, centred or right as the reply says, whatever the notebook does to HTML tables."""
    output = shown(notebook, "| a | b | c |\n|---|:-:|--:|\n| one | two | three |").output(0)
    cells = output.locator("td > div")
    sides = [cells.nth(at).evaluate("cell => getComputedStyle(cell).textAlign") for at in range(3)]
    assert [side.removeprefix("-webkit-") for side in sides] == ["left", "center", "right"]


def test_a_reply_grows_and_is_one_output_when_saved(notebook: Notebooks) -> None:
    """Text can be read while it comes; what is saved is the final bundle alone."""
    opened = notebook(LIVE).run(0)
    opened.output(0).locator("[aria-busy=true] strong").first.wait_for()
    opened.wait_done(0)
    opened.output(0).locator(".genai-reply").wait_for()
    outputs = opened.save()["cells"][0]["outputs"]
    assert [sorted(output["data"]) for output in outputs] == [["text/html", "text/plain"]]
    assert "".join(outputs[0]["data"]["text/plain"]).startswith("Paragraph **0**")
    assert opened.output(0).locator("[aria-busy]").count() == 0
