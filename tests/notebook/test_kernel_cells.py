"""Cells in a real kernel: what is shown, what is kept when a reply is stopped, and what Python sees."""

import ast
import json
import time

import pytest

from tests.kernel import Kernel, Ran

pytestmark = pytest.mark.kernel

STOPPED = "Stopped before the end"


def stopped(page: Kernel, code: str, *, after: float) -> tuple[Ran, float]:
    """Run a cell, interrupt the kernel *after* some seconds; what it then still did, and for how long."""
    execution = page.start(code)
    with pytest.raises(TimeoutError):
        page.collect(execution, seconds=after)
    began = time.monotonic()
    page.interrupt()
    ran = page.collect(execution)
    return ran, time.monotonic() - began


def test_a_cell_shows_one_output(page: Kernel) -> None:
    """A cell ends with one output, which reads in any front end and says how it came to be; there is no Out[]."""
    ran = page.run("%%genai --temperature 0.7\nWhat is 2+3?")
    assert ran.error is None
    assert ran.result is None
    [output] = ran.displayed
    assert "<strong>5</strong>" in output["data"]["text/html"]
    assert "**5**" in output["data"]["text/plain"]
    about = output["metadata"]["genai_magics"]
    assert about["parameters"] == {"temperature": 0.7}
    assert (about["schema"], about["chat"], about["state"]) == (1, "default", "complete")
    assert about["finish_reason"] == "STOP"
    assert "2+3" not in json.dumps(about)


def test_cells_and_python_share_one_conversation(page: Kernel) -> None:
    """`from genai_magics import chat` is the conversation of the cells, in both directions."""
    page.run("%genai My name is Ada.")
    assert page.value("chat.get_history()[0].parts[0].text") == "'My name is Ada.'"
    page.run("chat.send_message('I live in Bath.')")
    page.run("%%genai -o reply\nWhat is my name?")
    assert "Ada" in page.value("reply.text")
    assert (
        page.value("len(chat.turns), [content.role for content in chat.get_history()][:2]") == "(3, ['user', 'model'])"
    )
    assert page.value("len(app.requests[-1].body['contents'])") == "5"


def test_notes_stand_before_the_reply(page: Kernel) -> None:
    """What was not filled in is told in an output of its own, as text that cannot be markup."""
    ran = page.run("%%genai\nhello {totäl}")
    note, reply = ran.displayed
    assert note["data"]["text/plain"] == "Note: {totäl} is not defined here; it was sent as written."
    assert 'role="note"' in note["data"]["text/html"]
    assert reply["metadata"]["genai_magics"]


def test_a_line_among_others_leaves_their_outputs(page: Kernel) -> None:
    """A line magic among other lines adds its reply, takes nothing away, and is not shown once more as a value."""
    ran = page.run("display('before')\n%genai What is 2+3?")
    before, reply = ran.displayed
    assert before["data"]["text/plain"] == "'before'"
    assert "<strong>5</strong>" in reply["data"]["text/html"]
    assert ran.result is None
    assert "5" in page.value("_.text")


def test_a_reply_as_a_value_is_a_page(page: Kernel) -> None:
    """A reply object looked at in a later cell is shown as the reply was."""
    page.run("x = %genai What is 2+3?")
    [output] = page.run("x").displayed
    assert "<strong>5</strong>" in output["data"]["text/html"]


@pytest.mark.parametrize("flag", ["", "--no-stream"])
def test_a_mistake_fails_the_cell_in_one_line(page: Kernel, flag: str) -> None:
    """A bad flag is an error message of one line, so that Run All stops; nothing is sent."""
    ran = page.run(f"%%genai {flag} --temperature 3\nhi")
    [error] = ran.contents("error")
    assert error["traceback"] == [f"InputError: {error['evalue']}"]
    assert page.value("len(app.requests)") == "0"


def test_a_blocked_reply_is_shown_and_fails(page: Kernel) -> None:
    """A blocked reply stays on the page in words, and the cell fails with the category named."""
    ran = page.run("%%genai\n[demo: dangerous content high in reply] hello")
    [output] = ran.displayed
    assert "blocked" in output["data"]["text/html"]
    assert output["metadata"]["genai_magics"]["state"] == "blocked"
    assert "ReplyBlocked: The service blocked the reply: dangerous content" in str(ran.error)


def test_an_interrupt_keeps_what_came(page: Kernel) -> None:
    """The stop button ends a slow reply in half a second; what came stays shown, marked, and known to the next cell."""
    ran, seconds = stopped(page, "%%genai -o part\n[demo: slow] Explain list comprehensions", after=1.5)
    assert seconds < 0.5
    [error] = ran.contents("error")
    assert error["traceback"] == ["KeyboardInterrupt: the reply was stopped; what had come is kept."]
    [output] = ran.displayed
    part = ast.literal_eval(page.value("part.text"))
    assert len(part) > 10
    assert part in output["data"]["text/plain"]
    assert STOPPED in output["data"]["text/html"]
    assert output["metadata"]["genai_magics"]["state"] == "interrupted"
    assert page.value("chat.last.state, chat.last.text == part.text") == "('interrupted', True)"
    after = page.run("%%genai\nWhat is 2+3?")
    assert "**5**" in after.displayed[0]["data"]["text/plain"]
    assert (
        page.value("[content['role'] for content in app.requests[-1].body['contents']]") == "['user', 'model', 'user']"
    )


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("%%genai\n[demo: stall] Explain list comprehensions", id="stalled stream"),
        pytest.param("%%genai --no-stream\n[demo: stall] hello", id="waiting for the whole"),
        pytest.param("x = %genai [demo: stall] hello", id="line"),
    ],
)
def test_an_interrupt_ends_a_wait(page: Kernel, cell: str) -> None:
    """A reply that has stalled is stopped at once, the turn is marked, and the next cell works."""
    ran, seconds = stopped(page, cell, after=0.8)
    assert seconds < 0.5
    assert str(ran.error).startswith("Stopped: ")
    assert page.value("chat.last.state, chat.running") == "('interrupted', None)"
    assert "**5**" in page.run("%genai What is 2+3?").displayed[0]["data"]["text/plain"]


def test_the_panel_opens_from_a_cell(page: Kernel) -> None:
    """`%genai_chat` shows a panel on the conversation of the cells, or on the one it names."""
    for line in ("%genai_chat", "%genai_chat other", "%genai_chat --chat third", "%genai_chat 'my draft'"):
        ran = page.run(line)
        assert ran.error is None
        assert any("application/vnd.jupyter.widget-view+json" in output["data"] for output in ran.displayed)
    page.run("from genai_magics.session import current")
    assert page.value("[*current().chats]") == "['default', 'other', 'third', 'my draft']"
    assert "not 'a' and 'b'" in str(page.run("%genai_chat --chat a b").error)
