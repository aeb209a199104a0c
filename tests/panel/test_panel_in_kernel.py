"""The panel in a real kernel: sending, stopping, following, temperature, what is saved and what is freed."""

import ast
import time
from typing import Any

import pytest

from tests.panel.front_end import FrontEnd

pytestmark = pytest.mark.kernel

QUESTION = "Explain list comprehensions, with a table and a short example."


def value(shown: FrontEnd, expression: str) -> Any:
    """A plain value from the kernel."""
    return ast.literal_eval(shown.kernel.value(expression))


def pace(shown: FrontEnd, characters: int) -> None:
    """How many characters a second the model says from now on; 0 is all at once."""
    shown.kernel.run(f"model.pace = {characters}")


def send(shown: FrontEnd, text: str = QUESTION) -> None:
    """What Enter does."""
    shown.act(kind="send", text=text)


def text_length(shown: FrontEnd) -> int:
    """How much of the newest reply is there."""
    return len(shown.last["html"]) + len(shown.last["tail"])


def test_a_message_becomes_a_turn_of_the_chat(front_end: FrontEnd) -> None:
    """What is sent from the panel is answered, shown as Markdown, and in the chat that Python has."""
    send(front_end)
    front_end.watch(lambda: front_end.last["state"] == "complete")
    assert "<table>" in front_end.last["html"]
    assert front_end.last["prompt"] == QUESTION
    assert value(front_end, "[(t.state, t.origin) for t in chat.turns]") == [("complete", "panel")]
    assert value(front_end, "len(chat.get_history())") == 2


def test_python_can_send_through_the_panel_and_is_not_kept_waiting(front_end: FrontEnd) -> None:
    """`panel.send` returns at once; the reply grows while the cell has long ended."""
    pace(front_end, 300)
    ran = front_end.kernel.run(f"panel.send({QUESTION!r})")
    assert ran.error is None
    assert ran.seconds < 0.5
    front_end.watch(lambda: text_length(front_end) > 300)
    assert front_end.last["state"] == "running"


def test_a_reply_grows_in_few_messages(front_end: FrontEnd) -> None:
    """At most twenty messages a second carry a reply, each only what is new, and their sum is the whole."""
    pace(front_end, 600)
    send(front_end)
    front_end.watch(lambda: front_end.last["state"] == "complete")
    gaps = [later - earlier for earlier, later in zip(front_end.arrivals, front_end.arrivals[1:], strict=False)]
    assert len(gaps) >= 10
    assert len(gaps) / sum(gaps) < 21
    assert front_end.missed == 0
    rendered = "__import__('genai_magics.rendering.markdown').rendering.markdown.render(chat.last.text)"
    assert front_end.last["html"] == value(front_end, f"str({rendered})")


def test_stop_ends_a_reply_at_once_and_keeps_it(front_end: FrontEnd) -> None:
    """Half a second after Stop nothing comes any more; what had come is marked and kept, and the chat goes on."""
    pace(front_end, 300)
    send(front_end)
    front_end.watch(lambda: text_length(front_end) > 300)
    front_end.act(kind="stop", id=front_end.last["id"])
    assert front_end.watch(lambda: front_end.last["state"] == "interrupted") < 0.5
    assert "kept" in front_end.last["note"]
    state, kept = value(front_end, "(chat.last.state, len(chat.last.text))")
    assert state == "interrupted"
    assert kept > 100
    pace(front_end, 0)
    send(front_end, "And for dictionaries?")
    front_end.watch(lambda: front_end.last["state"] == "complete")
    assert value(front_end, "len(app.requests[-1].body['contents'])") == 3


def test_a_late_stop_is_not_for_the_next_reply(front_end: FrontEnd) -> None:
    """A Stop that is heard after its reply has ended leaves the next one alone."""
    send(front_end)
    front_end.watch(lambda: front_end.last["state"] == "complete")
    first = front_end.last["id"]
    pace(front_end, 600)
    send(front_end)
    front_end.watch(lambda: front_end.last["state"] == "running")
    front_end.act(kind="stop", id=first)
    front_end.watch(lambda: front_end.last["state"] != "running")
    assert front_end.last["state"] == "complete"


@pytest.mark.parametrize(
    ("code", "origin"),
    [
        pytest.param(f"%%genai\n{QUESTION}", "cell", id="cell"),
        pytest.param(f"chat.send_message({QUESTION!r}); None", "python", id="python"),
        pytest.param(f"for chunk in chat.send_message_stream({QUESTION!r}): pass", "python", id="python stream"),
        pytest.param(f"await chat.aio.send_message({QUESTION!r}); None", "python", id="awaiting"),
    ],
)
def test_turns_from_elsewhere_appear(front_end: FrontEnd, code: str, origin: str) -> None:
    """A turn sent from a cell or Python is in the panel, and says where it came from."""
    assert front_end.kernel.run(code).error is None
    front_end.ask()
    front_end.watch(lambda: front_end.last["state"] == "complete")
    assert (front_end.last["origin"], front_end.last["prompt"]) == (origin, QUESTION)
    assert "<table>" in front_end.last["html"]


def test_the_panel_follows_a_cell_while_it_runs(front_end: FrontEnd) -> None:
    """The reply to a cell grows in the panel before the cell has ended."""
    pace(front_end, 400)
    front_end.kernel.start(f"%%genai\n{QUESTION}")
    front_end.watch(lambda: text_length(front_end) > 300)
    assert front_end.last["state"] == "running"
    front_end.watch(lambda: front_end.last["state"] == "complete")


def test_a_view_that_missed_something_gets_the_whole(front_end: FrontEnd) -> None:
    """A view that asks in mid-reply is told everything and goes on from there; one that missed nothing hears so."""
    pace(front_end, 400)
    send(front_end)
    front_end.watch(lambda: text_length(front_end) > 500)
    second = FrontEnd(front_end.kernel, front_end.comm)
    second.ask()
    second.watch(lambda: second.snapshots == 1)
    assert text_length(second) > 500
    second.watch(lambda: second.last["state"] == "complete")
    assert second.missed == 0
    second.ask()
    second.watch(lambda: second.answers[-1] == "current")


def test_a_panel_opened_in_mid_reply_shows_all_of_it(front_end: FrontEnd) -> None:
    """A second panel over the same chat has the beginning of a reply that it did not hear."""
    pace(front_end, 400)
    send(front_end)
    front_end.watch(lambda: text_length(front_end) > 500)
    front_end.kernel.run("second = ChatPanel(chat)")
    late = FrontEnd(front_end.kernel, value(front_end, "second.transcript.model_id"))
    late.ask()
    late.watch(lambda: text_length(late) > 500)
    assert "List comprehensions" in late.last["html"]
    late.watch(lambda: late.last["state"] == "complete")
    front_end.kernel.run("second.close()")


def test_a_panel_nobody_hears_is_not_silent(front_end: FrontEnd) -> None:
    """As long as the kernel has heard no view ask, whole pictures go out, about once a second."""
    pace(front_end, 300)
    front_end.kernel.run("second = ChatPanel(chat)")
    unheard = FrontEnd(front_end.kernel, value(front_end, "second.transcript.model_id"))
    front_end.kernel.start(f"chat.send_message({QUESTION!r}); None")
    unheard.watch(lambda: unheard.last["state"] == "complete")
    assert 2 <= unheard.snapshots <= 8
    front_end.kernel.run("second.close()")


def test_a_second_message_is_refused_in_words(front_end: FrontEnd) -> None:
    """While a reply is on its way another message is not sent: a sentence says why, and the text is given back."""
    pace(front_end, 300)
    send(front_end)
    front_end.watch(lambda: front_end.last["state"] == "running")
    send(front_end, "too soon")
    front_end.watch(lambda: bool(front_end.notices))
    assert front_end.notices[0]["unsent"] == "too soon"
    assert "still coming" in front_end.notices[0]["text"]
    front_end.act(kind="stop", id=front_end.last["id"])
    front_end.watch(lambda: front_end.last["state"] == "interrupted")
    assert value(front_end, "len(chat.turns)") == 1


@pytest.mark.parametrize(
    ("prompt", "state", "words"),
    [
        pytest.param("[demo: error 403]", "failed", "403", id="refused"),
        pytest.param("[demo: harassment high]", "blocked", "harassment", id="blocked"),
        pytest.param("[demo: drop] " + QUESTION, "interrupted", "kept", id="broken off"),
    ],
)
def test_a_reply_that_ends_badly_says_so(front_end: FrontEnd, prompt: str, state: str, words: str) -> None:
    """Failed, blocked and broken-off replies are marked, with one sentence."""
    send(front_end, prompt)
    front_end.watch(lambda: front_end.last["state"] not in {None, "running"}, seconds=40)
    assert front_end.last["state"] == state
    assert words in front_end.last["note"].lower()
    assert "\n" not in front_end.last["note"]


def test_clear_forgets_for_everybody(front_end: FrontEnd) -> None:
    """Clear empties the panel and the chat, and the next request knows nothing of before."""
    send(front_end)
    front_end.watch(lambda: front_end.last["state"] == "complete")
    front_end.act(kind="clear")
    front_end.watch(lambda: not front_end.turns)
    assert value(front_end, "len(chat.turns)") == 0
    send(front_end, "hello")
    front_end.watch(lambda: front_end.last["state"] == "complete")
    assert value(front_end, "len(app.requests[-1].body['contents'])") == 1


def sent_temperature(shown: FrontEnd) -> float | None:
    """The temperature in the last request."""
    settings: dict[str, float] = value(shown, "app.requests[-1].body.get('generationConfig', {})")
    return settings.get("temperature")


def test_the_slider_sets_the_temperature_for_everybody(front_end: FrontEnd) -> None:
    """Untouched nothing is sent; moved it holds for panel, cells and Python; a flag wins; it can be taken back."""
    send(front_end)
    front_end.watch(lambda: front_end.last["state"] == "complete")
    assert sent_temperature(front_end) is None
    assert value(front_end, "panel.temperature.reading.value") == "model default"
    slider = value(front_end, "panel.temperature.slider.model_id")
    front_end.message(slider, {"method": "update", "state": {"value": 0.3}, "buffer_paths": []})
    assert value(front_end, "(chat.config.temperature, panel.temperature.reading.value)") == (0.3, "0.30")
    send(front_end, "hello")
    front_end.watch(lambda: len(front_end.turns) == 2 and front_end.last["state"] == "complete")
    assert sent_temperature(front_end) == 0.3
    front_end.kernel.run("%%genai\nhello")
    assert sent_temperature(front_end) == 0.3
    front_end.kernel.run("%%genai --temperature 0.9\nhello")
    assert sent_temperature(front_end) == 0.9
    assert value(front_end, "chat.config.temperature") == 0.3
    front_end.kernel.run("panel.temperature.reset.click(); chat.send_message('hello')")
    assert sent_temperature(front_end) is None


def test_the_slider_follows_python(front_end: FrontEnd) -> None:
    """A temperature set in Python is shown when the next message goes out, and keeps its exact value."""
    front_end.kernel.run("chat.config = {'temperature': 0.123, 'top_p': 0.5}; chat.send_message('hello')")
    assert value(front_end, "(panel.temperature.slider.value, panel.temperature.reading.value)") == (0.123, "0.12")
    assert value(front_end, "(chat.config.temperature, chat.config.top_p)") == (0.123, 0.5)


def test_nothing_said_is_in_the_widget_state(front_end: FrontEnd) -> None:
    """What a notebook saves of its widgets has no word of the conversation in it, and is small."""
    send(front_end, "What rhymes with SECRET-MARKER?")
    front_end.watch(lambda: front_end.last["state"] == "complete")
    state = "json.dumps([{**w.get_state(), 'layout': 0, 'children': 0, 'style': 0} for w in parts], default=str)"
    front_end.kernel.run("parts = [panel, panel.transcript, panel.temperature, *panel.temperature.children]")
    found, length = value(front_end, f"('SECRET-MARKER' in {state}, len({state}))")
    assert not found
    assert length < 60_000


def test_the_panel_shows_itself_without_widgets(front_end: FrontEnd) -> None:
    """The cell's output has the conversation as it stood, as safe HTML and as text, beside the widget."""
    send(front_end, "<b>bold</b> \x1b[31m?")
    front_end.watch(lambda: front_end.last["state"] == "complete")
    [output] = front_end.kernel.run("from IPython.display import display; display(panel)").displayed
    data = output["data"]
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == value(front_end, "panel.model_id")
    assert "&lt;b&gt;bold" in data["text/html"]
    assert "<b>" not in data["text/html"]
    assert "You: <b>bold</b>" in data["text/plain"]
    assert "\x1b" not in data["text/plain"]
    assert "offline demo" in data["text/plain"]


def test_nonsense_from_a_page_is_ignored(front_end: FrontEnd) -> None:
    """Messages that no view sends do nothing, and the next good one works."""
    for content in (
        {"kind": "send"},
        {"kind": "send", "text": 5},
        {"kind": "send", "text": "  "},
        {"kind": "eval"},
        {},
    ):
        front_end.act(**content)
    front_end.message(front_end.comm, {"method": "custom", "content": ["send"]})
    send(front_end, "hello")
    front_end.watch(lambda: front_end.last["state"] == "complete")
    assert value(front_end, "len(chat.turns)") == 1


def test_a_panel_of_something_else_is_refused(front_end: FrontEnd) -> None:
    """What is not a chat is told in one sentence, and nothing half-built complains later."""
    ran = front_end.kernel.run("import gc\nChatPanel('draft')")
    assert str(ran.error).startswith("InputError: ChatPanel shows a Chat, not str.")
    assert front_end.kernel.run("import sys\nsys.last_traceback = sys.last_value = None\ngc.collect()").text == ""


def test_a_closed_panel_leaves_nothing(front_end: FrontEnd) -> None:
    """Closing frees every widget, thread and subscription, and a reply on its way still ends well."""
    count = "(len(ipywidgets.widgets.widget._instances), threading.active_count(), len(observers()))"
    front_end.kernel.run("observers = lambda: chat._conversation.history.observers")
    before = value(front_end, count)
    front_end.kernel.run("many = [ChatPanel() for _ in range(20)]; many[0].send('hello'); [p.close() for p in many]")
    front_end.ask()
    front_end.watch(lambda: front_end.last["state"] == "complete")
    front_end.kernel.run("[p.close() for p in many]")
    assert value(front_end, count) == before


def test_a_message_waits_for_no_cell_once_it_is_heard(front_end: FrontEnd) -> None:
    """A reply asked for in the panel grows while a cell runs."""
    pace(front_end, 300)
    send(front_end)
    front_end.watch(lambda: front_end.last["state"] == "running")
    front_end.kernel.start("time.sleep(2)")
    began, length = time.monotonic(), text_length(front_end)
    front_end.watch(lambda: text_length(front_end) > length + 150)
    assert time.monotonic() - began < 1.9


def test_thoughts_are_shown_apart(front_end: FrontEnd) -> None:
    """What the model thought grows beside the answer, as plain text, and is not part of it."""
    front_end.kernel.run("chat.config = {'thinking_config': {'include_thoughts': True}}")
    pace(front_end, 600)
    send(front_end)
    front_end.watch(lambda: front_end.last["state"] == "running" and bool(front_end.last["thinking"]))
    front_end.watch(lambda: text_length(front_end) > 100)
    growing = front_end.last["thinking"]
    front_end.watch(lambda: front_end.last["state"] == "complete")
    assert front_end.last["thinking"] == growing
    assert growing not in front_end.last["html"]
    assert front_end.missed == 0
