"""What the cells of a shell do: ask, keep, hand over, and fail in one line."""

from typing import Any

import pytest

from genai_magics.errors import ChatBusy, InputError, PromptError, ReplyBlocked, ReplyInterrupted, ServerError
from tests.notebook.conftest import Cells


def test_a_cell_sends_its_text_and_shows_the_reply(cells: Cells, capsys: pytest.CaptureFixture[str]) -> None:
    """The first cell of the manual: the temperature leaves with the prompt, and the reply is shown."""
    cells.run("%%genai --temperature 0.7\nWhat is 2+3?")
    assert cells.sent[-1]["generationConfig"] == {"temperature": 0.7}
    assert cells.prompts == ["What is 2+3?"]
    assert "**5**" in capsys.readouterr().out


def test_the_next_cell_knows_the_turn_before(cells: Cells) -> None:
    """A follow-up is sent with what was said before, and without the settings of the cell before."""
    cells.run("%%genai -t 0.1\nMy name is Ada.")
    cells.run("%%genai\nWhat is my name?")
    first, reply, second = cells.prompts
    assert (first, second) == ("My name is Ada.", "What is my name?")
    assert reply
    assert "Ada" in cells.value("_").text
    assert "temperature" not in cells.sent[-1].get("generationConfig", {})


@pytest.mark.parametrize(
    ("flags", "path", "value"),
    [
        pytest.param("-t 0.25", "generationConfig.temperature", 0.25, id="temperature"),
        pytest.param("--top-p 0.5", "generationConfig.topP", 0.5, id="top-p"),
        pytest.param("--top-k 7", "generationConfig.topK", 7, id="top-k"),
        pytest.param("--max-tokens 99", "generationConfig.maxOutputTokens", 99, id="max-tokens"),
        pytest.param(r"--stop END --stop '\n\n'", "generationConfig.stopSequences", ["END", "\n\n"], id="stop"),
        pytest.param("--seed 11", "generationConfig.seed", 11, id="seed"),
        pytest.param("-s 'Speak like {who}.'", "systemInstruction.parts", [{"text": "Speak like Ada."}], id="system"),
        pytest.param("-t {warm}", "generationConfig.temperature", 1.5, id="a number from a variable"),
    ],
)
def test_each_flag_leaves_in_the_request(cells: Cells, flags: str, path: str, value: object) -> None:
    """What a flag says is in the request that leaves, in the field the API has for it."""
    cells.push(who="Ada", warm=1.5)
    cells.run(f"%%genai {flags}\nhello")
    found: Any = cells.sent[-1]
    for key in path.split("."):
        found = found[key]
    assert found == value


def test_a_model_is_asked_for_one_cell(cells: Cells) -> None:
    """--model names the model of this request, and the chat's own is asked again in the next."""
    cells.run("%genai -m gemini-2.5-pro hello")
    cells.run("%genai hello")
    assert ["gemini-2.5-pro" in request.path for request in cells.app.requests] == [True, False]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Is rows a list?", id="a question"),
        pytest.param("What's rows?", id="an apostrophe"),
        pytest.param("why??", id="two question marks"),
        pytest.param('say "hi', id="an open quote"),
        pytest.param("is this (a list?", id="an open bracket"),
    ],
)
def test_a_line_is_a_prompt_whatever_it_ends_with(cells: Cells, line: str) -> None:
    """IPython's reading of `name?` as a call for help does not reach into prompts, alone, assigned or indented."""
    for code in (f"%genai {line}", f"x = %genai {line}", f"for each in [1]:\n    %genai {line}"):
        cells.run(code)
        assert cells.prompts[-1] == line
    assert len(cells.sent) == 3


def test_strings_and_other_cells_are_not_touched(cells: Cells) -> None:
    """Only the magic itself is read as a prompt: not its name inside a string, nor other magics."""
    cells.run('x = """\n%genai is this a list?\n"""')
    assert cells.value("x") == "\n%genai is this a list?\n"
    cells.run("%genai?")
    cells.run("x?")
    assert not cells.sent


def test_fresh_no_history_and_chat(cells: Cells) -> None:
    """--fresh sends nothing from before, --no-history keeps nothing, --chat talks elsewhere."""
    cells.run("%genai one")
    cells.run("%genai --fresh two")
    assert cells.prompts == ["two"]
    cells.run("%genai --no-history three")
    assert cells.prompts[::2] == ["one", "two", "three"]
    cells.run("%genai --chat other four")
    assert cells.prompts == ["four"]
    cells.run("%genai five")
    assert cells.prompts[::2] == ["one", "two", "five"]
    assert {name: len(chat.turns) for name, chat in cells.session.chats.items()} == {"default": 3, "other": 1}


def test_no_stream_asks_for_the_whole_reply(cells: Cells, capsys: pytest.CaptureFixture[str]) -> None:
    """--no-stream sends one request for the whole reply and shows it."""
    cells.run("%genai --no-stream What is 2+3?")
    assert cells.app.requests[-1].path.endswith(":generateContent")
    assert "**5**" in capsys.readouterr().out


def test_out_and_underscore_hold_the_reply(cells: Cells, capsys: pytest.CaptureFixture[str]) -> None:
    """The reply object is in the variable of --out, in _ and in Out, and the cell shows the reply once."""
    cells.run("%%genai -o reply\nWhat is 2+3?")
    shown = capsys.readouterr().out
    assert shown.count("**5**") == 1
    assert "Out[" not in shown
    assert cells.value("reply") is cells.value("_") is cells.value("Out[1]")
    assert "**5**" in cells.value("reply.text")


def test_a_line_gives_its_reply_as_a_value(cells: Cells, capsys: pytest.CaptureFixture[str]) -> None:
    """`x = %genai ...` assigns the reply object, and alone the line shows the reply once."""
    cells.run("x = %genai What is 2+3?")
    assert "**5**" in cells.value("x").text
    capsys.readouterr()
    cells.run("%genai What is 2+3?")
    assert capsys.readouterr().out.count("**5**") == 1
    cells.run("y = 1\n%genai What is 2+3?")
    assert capsys.readouterr().out.count("**5**") == 1


def test_a_reply_that_is_a_value_is_shown_as_text(cells: Cells, capsys: pytest.CaptureFixture[str]) -> None:
    """Looking at a reply object in a later cell shows what the model said, not the record."""
    cells.run("x = %genai What is 2+3?")
    capsys.readouterr()
    cells.run("x")
    shown = capsys.readouterr().out
    assert "**5**" in shown
    assert "Candidate(" not in shown


def test_python_sees_the_same_conversation(cells: Cells) -> None:
    """What a cell asks is in the chat object, and what Python asks is known to the next cell."""
    cells.run("%genai My name is Ada.")
    chat = cells.session.chat()
    assert chat.last is not None
    assert str(chat.last.origin) == "cell [1]"
    chat.send_message("I live in Bath.")
    cells.run("%genai What is my name?")
    assert cells.prompts[::2] == ["My name is Ada.", "I live in Bath.", "What is my name?"]


def test_variables_go_into_the_prompt(cells: Cells, capsys: pytest.CaptureFixture[str]) -> None:
    """Known names are filled in, unknown ones stay with a note before the reply, TeX and JSON pass."""
    cells.run("rows = [1, 2]")
    cells.run('%%genai\n{rows} {total} \\frac{a}{b} {"a": {}} {{rows}} {In}')
    assert cells.prompts == ['[1, 2] {total} \\frac{a}{b} {"a": {}} {rows} {In}']
    shown = capsys.readouterr().out
    assert shown.startswith("Note: {total} is not defined here; it was sent as written.\nNote: {In} is not defined")


@pytest.mark.parametrize(
    ("code", "note"),
    [
        pytest.param("%%genai -s $persona\nhello", "Note: $persona was sent as written; {persona} puts", id="dollar"),
        pytest.param("%genai a joke --temperature 0.2", "Note: --temperature was sent as part", id="flag too late"),
    ],
)
def test_a_likely_slip_is_noted(cells: Cells, capsys: pytest.CaptureFixture[str], code: str, note: str) -> None:
    """What is sent as written, but was likely meant otherwise, is told before the reply."""
    cells.push(persona="Ada")
    cells.run(code)
    assert capsys.readouterr().out.startswith(note)


def test_a_busy_chat_is_told(cells: Cells) -> None:
    """While Python still reads a reply of the same chat, a cell fails and says so; another chat answers."""
    with cells.session.chat().send_message_stream("Explain list comprehensions") as stream:
        next(stream)
        assert isinstance(cells.failed("%genai hello"), ChatBusy)
        cells.run("%genai --chat other hello")
    cells.run("%genai hello")


def test_the_panel_is_for_pages(cells: Cells) -> None:
    """In a terminal `%genai_chat` says that it needs a page; its help works everywhere."""
    assert "needs a notebook page" in str(cells.failed("%genai_chat"))
    cells.run("%genai_chat --help")


def test_variables_of_a_function_go_into_the_prompt(cells: Cells) -> None:
    """Inside a function its own variables are filled in, before the notebook's; a cell's flags see the notebook's."""
    cells.push(topic="sets", tone="short")
    cells.run("def ask(topic):\n    reply = %genai -s {tone} Explain {topic}\n    return reply\nask('lists')")
    assert cells.prompts == ["Explain lists"]
    assert cells.sent[-1]["systemInstruction"]["parts"] == [{"text": "short"}]
    cells.run("%%genai\nExplain {topic}")
    assert cells.prompts[-1] == "Explain sets"


def test_raw_fills_in_nothing(cells: Cells) -> None:
    """--raw sends prompt and flags as they were typed."""
    cells.run("rows = [1, 2]")
    cells.run("%%genai --raw -s {rows}\n{rows} {{rows}} {total}")
    assert cells.prompts == ["{rows} {{rows}} {total}"]
    assert cells.sent[-1]["systemInstruction"]["parts"] == [{"text": "{rows}"}]


def test_nothing_on_the_line_is_evaluated(cells: Cells) -> None:
    """IPython's own expansion of $name and {expression} is switched off for the magics."""
    cells.run("rows = [1, 2]")
    cells.run("%genai $rows {rows[0]} {1+1} {__import__('os')}")
    assert cells.prompts == ["$rows {rows[0]} {1+1} {__import__('os')}"]


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        pytest.param("%%genai --temprature 1\nhi", InputError, "--temperature", id="unknown flag"),
        pytest.param("%%genai -t 3\nhi", InputError, "0 to 2", id="out of range"),
        pytest.param("%%genai -s 'oh\nhi", InputError, "column 12", id="open quote"),
        pytest.param("%%genai tell me\nhi", InputError, "only flags", id="words beside the magic"),
        pytest.param("%%genai\n   \n", InputError, "no prompt", id="blank body"),
        pytest.param("%%genai", InputError, "no prompt", id="no body"),
        pytest.param("%genai --fresh", InputError, "no prompt", id="only flags"),
        pytest.param("%%genai --strict\n{total}", PromptError, "{total} is not defined", id="strict"),
        pytest.param("%%genai --strict -s {total}\nhi", PromptError, "{total}", id="strict on the line"),
        pytest.param("%%genai\nuse {key}", PromptError, "{key} holds what looks like", id="secret in a variable"),
        pytest.param(f"%%genai -s AIza{'S' * 35}\nhi", InputError, "replace the secret", id="secret on the line"),
        pytest.param(f"%%genai -t AIza{'S' * 35}\nhi", InputError, "replace the secret", id="secret in a number"),
    ],
)
def test_a_mistake_is_told_at_once(
    cells: Cells, capsys: pytest.CaptureFixture[str], code: str, kind: type[Exception], words: str
) -> None:
    """What cannot be sent fails the cell with a sentence and no stack; nothing leaves, and no secret is repeated."""
    cells.push(key="AIza" + "S" * 35)
    error = cells.failed(code)
    shown = capsys.readouterr().out
    assert type(error) is kind
    assert words in str(error)
    assert shown.startswith(f"{kind.__name__}: ")
    assert "Traceback" not in shown
    assert "SSSS" not in shown
    assert not cells.sent


@pytest.mark.parametrize(
    ("prompt", "kind", "words"),
    [
        pytest.param("[demo: hate speech high] hi", ReplyBlocked, "prompt: hate speech, probability high", id="prompt"),
        pytest.param("[demo: harassment high in reply] hi", ReplyBlocked, "reply: harassment", id="reply"),
        pytest.param("[demo: finish recitation] hi", ReplyBlocked, "reply: RECITATION", id="another filter"),
        pytest.param("[demo: error 400] hi", Exception, "400", id="refused"),
        pytest.param("[demo: error 429] hi", Exception, "429", id="too many"),
        pytest.param("[demo: drop] hi", ReplyInterrupted, "middle of the reply", id="connection lost"),
        pytest.param("[demo: error 500 in reply] hi", ServerError, "500", id="error in the reply"),
    ],
)
def test_a_failed_reply_fails_the_cell(
    cells: Cells, capsys: pytest.CaptureFixture[str], prompt: str, kind: type[Exception], words: str
) -> None:
    """A blocked, refused or broken reply ends the cell with one sentence; the next cell works."""
    error = cells.failed(f"%%genai\n{prompt}")
    shown = capsys.readouterr().out
    assert isinstance(error, kind)
    assert words in str(error)
    assert shown.splitlines()[-1] == f"{type(error).__name__}: {error}"
    assert "Traceback" not in shown
    cells.run("%genai What is 2+3?")
    assert "**5**" in cells.value("_").text


def test_what_came_before_a_failure_stays(cells: Cells, capsys: pytest.CaptureFixture[str]) -> None:
    """The part of a reply that came before it broke is shown, is in --out, and is kept in the conversation."""
    cells.failed("%%genai -o part\n[demo: drop] Explain list comprehensions")
    shown, part = capsys.readouterr().out, cells.value("part").text
    assert len(part) > 20
    assert shown.startswith(part[:20])
    last = cells.session.chat().last
    assert last is not None
    assert (last.state, last.text) == ("interrupted", part)


@pytest.mark.parametrize("code", ["%%genai --help", "%%genai -h\nhi", "%genai --help", "%genai -t 1 --help hi"])
def test_help_sends_nothing(cells: Cells, capsys: pytest.CaptureFixture[str], code: str) -> None:
    """--help shows the manual anywhere on the line, also in a cell without a body."""
    cells.run(code)
    assert "--temperature NUMBER" in capsys.readouterr().out
    assert not cells.sent


def test_question_mark_shows_the_manual(cells: Cells) -> None:
    """`%%genai?` shows what --help shows, and `%genai` alone how to begin."""
    for magic in ("%%genai", "%genai"):
        assert "--temperature NUMBER" in cells.help(magic)
    assert "%genai_chat [flags]" in cells.help("%genai_chat")


def test_alone_it_says_how_to_begin(cells: Cells, capsys: pytest.CaptureFixture[str]) -> None:
    """`%genai` with nothing behind it shows the short help."""
    cells.run("%genai")
    shown = capsys.readouterr().out
    assert "%%genai [flags]" in shown
    assert "--help" in shown
    assert len(shown.splitlines()) < 10


def test_nothing_a_model_says_steers_the_terminal(cells: Cells, capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters that come back are made visible."""
    cells.push(bad="\x1b]0;owned\x07\x1b[31m\r")
    cells.run("%genai Repeat: {bad} hello")
    cells.run("_")
    shown = capsys.readouterr().out
    assert not [character for character in shown if ord(character) < 32 and character not in "\n\t"]
