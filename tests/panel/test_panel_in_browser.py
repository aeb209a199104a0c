"""The panel as a person uses it, in a real JupyterLab: typing, Stop, cells, reload, temperature, themes, keys."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.browser.notebook import Notebook, Notebooks

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "labextension" / "node_modules" / "axe-core" / "axe.min.js"
QUESTION = "Explain list comprehensions, with a table and a short example."
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Slow enough that a person, or a test, sees a reply grow; fast enough to wait for.
PACE = 500
LOAD = "%load_ext genai_magics\nfrom genai_magics import chat, ChatPanel"
OPEN = "%genai_chat"
LISTEN = """
import httpx
from genai_magics import configure
from genai_magics.offline import OfflineApp, OfflineTransport
app = OfflineApp()
model = OfflineTransport(app)
engines = {"httpx_client": httpx.Client(transport=model), "httpx_async_client": httpx.AsyncClient(transport=model)}
configure(offline=False, http_options=engines)
"""
TEMPERATURE = "print([request.body.get('generationConfig', {}).get('temperature') for request in app.requests])"


class Panel:
    """The panel in the output of a cell."""

    def __init__(self, notebook: Notebook, index: int) -> None:
        self.notebook = notebook
        self.page = notebook.page
        self.all = notebook.output(index).locator(".genai-chat-panel")
        self.box = self.all.get_by_role("textbox", name="Message")
        self.log = self.all.get_by_role("log", name="Conversation")
        self.turns = self.all.locator("article")
        self.replies = self.turns.locator(".genai-markdown")
        self.box.wait_for()

    def button(self, name: str) -> "Locator":
        """Send, Stop, Clear or Latest."""
        return self.all.get_by_role("button", name=name, exact=True)

    def send(self, text: str) -> None:
        """Type and press Enter."""
        self.box.click()
        self.box.fill(text)
        self.page.keyboard.press("Enter")

    def length(self, turn: int = -1) -> int:
        """How much of a reply is shown."""
        return len(self.replies.nth(turn).inner_text()) if self.turns.count() else 0

    def state(self, turn: int = -1) -> str | None:
        """The state of a turn: running, complete, ..."""
        return self.turns.nth(turn).get_attribute("data-state") if self.turns.count() else None

    def wait(self, until: Callable[[], Any], *, seconds: float = 20.0) -> float:
        """Look until something is so; returns the seconds it took."""
        began = time.monotonic()
        while not until():
            assert time.monotonic() - began < seconds, f"it did not come to that: {self.all.inner_text()[-300:]!r}"
            self.page.wait_for_timeout(20)
        return time.monotonic() - began

    def answered(self, turns: int = 1) -> None:
        """Wait until the last of so many turns has its whole reply."""
        self.wait(lambda: self.turns.count() == turns and self.state() == "complete")


def opened(notebook: Notebooks, *cells: str, pace: float = 0, **more: Any) -> Panel:
    """A notebook that has loaded the extension and shows the panel in its second cell; *cells* come after."""
    shown = notebook(LOAD, OPEN, *cells, pace=pace, **more)
    shown.run(0).wait_done(0)
    shown.run(1).wait_done(1)
    return Panel(shown, 1)


def test_a_typed_message_is_answered_as_it_comes(notebook: Notebooks) -> None:
    """Enter sends, the reply grows in steps as Markdown, Python has the turn; Clear forgets it for everybody."""
    panel = opened(notebook, "print(len(chat.turns))", pace=PACE)
    panel.log.get_by_text("Ask the model anything").wait_for()
    panel.send(QUESTION)
    panel.wait(lambda: panel.state() == "running")
    assert panel.box.input_value() == ""
    sizes = set()
    while panel.state() == "running":
        sizes.add(panel.length())
        panel.page.wait_for_timeout(100)
    assert len(sizes) >= 5
    assert panel.replies.last.locator("table tr").count() > 2
    assert panel.button("Send").is_visible()
    assert panel.notebook.run(2).wait_done(2).inner_text().strip() == "1"
    panel.button("Clear").click()
    panel.all.get_by_text("Ask the model anything").wait_for()
    assert panel.turns.count() == 0
    assert panel.notebook.run(2).wait_done(2).inner_text().strip() == "0"


def test_stop_is_heard_at_once(notebook: Notebooks) -> None:
    """Half a second after Stop the reply has ended; what came stays, marked as stopped, and the next message works."""
    panel = opened(notebook, pace=PACE)
    panel.send(QUESTION)
    panel.wait(lambda: panel.length() > 200)
    beginning = panel.replies.last.inner_text()[:100]
    panel.button("Stop").click()
    assert panel.wait(lambda: panel.state() == "interrupted") < 0.7
    assert "stopped" in panel.turns.last.inner_text()
    assert panel.replies.last.inner_text().startswith(beginning)
    panel.send("hello")
    panel.answered(2)


def test_a_cell_appears_in_the_panel_while_it_runs(notebook: Notebooks) -> None:
    """The turn of a %%genai cell grows in the panel; Stop there says how a cell is stopped, unless somebody does it."""
    panel = opened(notebook, f"%%genai\n{QUESTION}", pace=PACE)
    panel.notebook.run(2)
    panel.wait(lambda: panel.length() > 200)
    assert panel.state() == "running"
    assert "%%genai cell" in panel.turns.last.inner_text()
    panel.button("Stop").click()
    panel.wait(lambda: panel.state() == "interrupted" or panel.all.get_by_role("status").is_visible(), seconds=2)
    panel.notebook.interrupt().wait_done(2, seconds=10)
    panel.wait(lambda: panel.state() == "interrupted")


def test_a_reload_in_mid_reply_misses_nothing(notebook: Notebooks) -> None:
    """After the page is loaded again the panel has what came before and goes on to the end."""
    panel = opened(notebook, pace=PACE / 3)
    panel.send(QUESTION)
    panel.wait(lambda: panel.length() > 100)
    panel.notebook.save()
    panel.notebook.open()
    again = Panel(panel.notebook, 1)
    again.wait(lambda: again.length() > 100)
    assert again.state() == "running"
    before = again.length()
    again.wait(lambda: again.length() > before + 50)
    again.wait(lambda: again.state() == "complete", seconds=40)
    assert "List comprehensions" in again.replies.last.inner_text()


def test_a_second_view_shows_the_same(notebook: Notebooks) -> None:
    """The same panel shown twice is two views of one conversation, also of a reply under way."""
    panel = opened(notebook, "panel = ChatPanel()\npanel", "panel", pace=PACE)
    panel.notebook.run(2).wait_done(2)
    first = Panel(panel.notebook, 2)
    first.send(QUESTION)
    first.wait(lambda: first.length() > 200)
    panel.notebook.run(3).wait_done(3)
    second = Panel(panel.notebook, 3)
    second.wait(lambda: second.length() > 200)
    for view in (panel, first, second):
        view.answered()
    assert len({view.replies.last.inner_text() for view in (panel, first, second)}) == 1


def test_the_slider_is_in_the_next_request(notebook: Notebooks) -> None:
    """Untouched nothing is sent; one key to the right and the next message carries it; "Use default" takes it back."""
    panel = opened(notebook, LISTEN, TEMPERATURE)
    panel.notebook.run(2).wait_done(2)
    panel.send("hello")
    panel.answered()
    panel.all.get_by_role("slider").focus()
    panel.page.keyboard.press("ArrowRight")
    panel.all.locator(".widget-label", has_text="1.05").wait_for()
    panel.send("hello")
    panel.answered(2)
    panel.button("Use default").click()
    panel.all.get_by_text("model default").wait_for()
    panel.send("hello")
    panel.answered(3)
    assert panel.notebook.run(3).wait_done(3).inner_text().strip() == "[None, 1.05, None]"


def test_keys_stay_in_the_text_box(notebook: Notebooks) -> None:
    """Shift+Enter starts a line and runs nothing; Escape and letters do nothing to the notebook."""
    panel = opened(notebook, "1")
    panel.box.click()
    panel.page.keyboard.type("one")
    panel.page.keyboard.press("Shift+Enter")
    panel.page.keyboard.type("two")
    panel.page.keyboard.press("Escape")
    assert panel.box.input_value() == "one\ntwo"
    panel.log.focus()
    for key in ("d", "d", "b", "x", "Shift+Enter"):
        panel.page.keyboard.press(key)
    panel.page.wait_for_timeout(300)
    assert panel.page.locator(".jp-Notebook-cell").count() == 3
    assert panel.notebook.cell(1).locator(".jp-InputPrompt").first.inner_text().strip() == "[2]:"
    assert panel.box.input_value() == "one\ntwo"


def test_scrolling_up_is_respected(notebook: Notebooks) -> None:
    """The panel follows a reply at its end; a reader who scrolled up stays there, until Latest is pressed."""
    panel = opened(notebook, pace=PACE)
    panel.send(QUESTION)
    panel.answered()
    panel.send("And for dictionaries?")
    panel.wait(lambda: panel.turns.count() == 2 and panel.length() > 300)
    at_end = "log => log.scrollHeight - log.scrollTop - log.clientHeight < 5"
    assert panel.log.evaluate(at_end)
    panel.log.evaluate("log => { log.scrollTop = 10; }")
    size = panel.length()
    panel.wait(lambda: panel.length() > size + 100)
    assert panel.log.evaluate("log => log.scrollTop") == 10
    panel.button("↓ Latest").click()
    panel.wait(lambda: panel.log.evaluate(at_end))


BOMB = (
    "<img src=x onerror=window.hit=1><script>window.hit=2</script>"
    " [x](javascript:window.hit=3) ![i](http://a.example/p.png)"
)
BOMBED = f"""
history = [{{"role": role, "parts": [{{"text": {BOMB!r}}}]}} for role in ("user", "model")]
ChatPanel(chat.client.chats.create(model="m", history=history))
"""


def test_hostile_text_does_nothing(notebook: Notebooks) -> None:
    """Markup in a prompt and in a reply is text: nothing runs, nothing is fetched, no element comes of it.

    The saved output has the conversation too, as safe HTML and as text, for readers without a kernel.
    """
    shown = notebook(LOAD, BOMBED)
    shown.run(0).wait_done(0)
    shown.run(1).wait_done(1)
    panel = Panel(shown, 1)
    panel.wait(lambda: panel.turns.count() == 1)
    assert panel.log.locator("img, script").count() == 0
    assert panel.log.locator("a[href^=javascript]").count() == 0
    assert "onerror" in panel.log.inner_text()
    panel.page.wait_for_timeout(300)
    assert panel.page.evaluate("window.hit") is None
    [output] = [each for each in shown.save()["cells"][1]["outputs"] if "data" in each]
    assert set(output["data"]) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert "&lt;img" in "".join(output["data"]["text/html"])


def test_it_says_when_the_kernel_is_busy(notebook: Notebooks) -> None:
    """A message sent while the kernel cannot listen is shown as waiting, and goes out when it can."""
    panel = opened(notebook, "import time; time.sleep(4)")
    panel.notebook.run(2)
    panel.page.wait_for_timeout(300)
    panel.send("hello")
    if panel.state() is None:
        panel.all.get_by_text("The kernel is busy").wait_for(timeout=4000)
    panel.answered()
    assert not panel.all.get_by_role("status").is_visible()


def test_it_says_when_its_kernel_is_gone(notebook: Notebooks) -> None:
    """After a restart a typed message stays in the text box, and the panel says that its cell has to be run again."""
    panel = opened(notebook)
    panel.notebook.restart()
    panel.send("hello")
    panel.all.get_by_text("The kernel that made this panel is gone. Run its cell again.").wait_for()
    assert panel.box.input_value() == "hello"
    panel.notebook.run(0).wait_done(0)
    panel.notebook.run(1).wait_done(1)
    again = Panel(panel.notebook, 1)
    again.send("hello")
    again.answered()


def test_a_new_panel_says_who_else_talks_there(notebook: Notebooks) -> None:
    """An empty panel names the cells that share its conversation; for a chat with a name they say --chat."""
    panel = opened(notebook, "%genai_chat --chat 'my draft'")
    panel.all.get_by_text("This is the conversation your %%genai cells").wait_for()
    panel.notebook.run(2).wait_done(2)
    Panel(panel.notebook, 2).all.get_by_text('with %%genai --chat "my draft".').wait_for()


def test_it_works_in_notebook_7(notebook: Notebooks) -> None:
    """Notebook 7 shows the panel and carries a message."""
    panel = opened(notebook, app="notebook")
    panel.send("hello")
    panel.answered()


def test_it_fits_and_can_be_read(notebook: Notebooks) -> None:
    """Nothing sticks out at any width, in either theme, and axe-core has nothing to object to; pictures are taken."""
    panel = opened(notebook)
    panel.page.evaluate(AXE.read_text("utf-8") if AXE.exists() else "")
    found = violations(panel)
    panel.send(QUESTION)
    panel.answered()
    for theme in THEMES:
        panel.page.set_viewport_size({"width": 1280, "height": 900})
        panel.notebook.theme(theme)
        found += violations(panel)
        for width in (1280, 420):
            panel.page.set_viewport_size({"width": width, "height": 900})
            panel.page.wait_for_timeout(200)
            shown_as = "panel.png" if (theme, width) == ("light", 1280) else ""
            panel.notebook.screenshot(f"panel-{theme}-{width}.png", shown_as=shown_as)
            assert panel.all.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
            assert panel.all.evaluate("panel => panel.getBoundingClientRect().right <= innerWidth")
            assert panel.log.evaluate("log => log.scrollWidth <= log.clientWidth")
    assert found == []


def violations(panel: Panel) -> list[str]:
    """What axe-core, where it is installed, objects to in the panel."""
    found = panel.page.evaluate("window.axe ? axe.run('.genai-chat-panel').then(({violations}) => violations) : []")
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
