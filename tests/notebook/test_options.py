"""The flags of a cell: what they read, and how they refuse."""

import pytest

from genai_magics.errors import InputError
from genai_magics.notebook.manual import CHAT_MANUAL, GENAI_MANUAL, flag_table
from genai_magics.notebook.options import CHAT, GENAI, Choices, Option, parse


@pytest.mark.parametrize(
    ("line", "config"),
    [
        pytest.param("-t 0.7", {"temperature": 0.7}, id="short"),
        pytest.param("-t0.7", {"temperature": 0.7}, id="short without a space"),
        pytest.param("--temperature=0.7", {"temperature": 0.7}, id="with an equals sign"),
        pytest.param("--top-p .9 --top-k 40", {"top_p": 0.9, "top_k": 40}, id="two"),
        pytest.param("--max-tokens 100 --seed -3", {"max_output_tokens": 100, "seed": -3}, id="negative seed"),
        pytest.param(r"--stop '\n\n' --stop END", {"stop_sequences": ["\n\n", "END"]}, id="stop twice"),
        pytest.param("-s 'Be brief.'", {"system_instruction": "Be brief."}, id="single quotes"),
        pytest.param('-s "Don\'t \\"shout\\"."', {"system_instruction": 'Don\'t "shout".'}, id="double quotes"),
        pytest.param(r'-s "\frac{a}{b}"', {"system_instruction": r"\frac{a}{b}"}, id="TeX in quotes"),
        pytest.param(r"-s C:\new\table", {"system_instruction": r"C:\new\table"}, id="a path without quotes"),
        pytest.param("-t 0 -t 1", {"temperature": 1}, id="the last one counts"),
    ],
)
def test_flags_become_the_config(line: str, config: dict[str, object]) -> None:
    """Each sampling flag sets its field of the request, with the value as typed."""
    assert parse(line).config == config


@pytest.mark.parametrize(
    ("line", "prompt"),
    [
        pytest.param("-t 1 What's new?", "What's new?", id="an apostrophe"),
        pytest.param("what does ls -l do", "what does ls -l do", id="a dash later on"),
        pytest.param('--fresh  say "hi"  ', 'say "hi"', id="quotes stay"),
        pytest.param("-5 + 3 = ?", "-5 + 3 = ?", id="a negative number"),
        pytest.param("- item", "- item", id="a list item"),
        pytest.param("-- --fresh is a flag", "--fresh is a flag", id="after two dashes"),
        pytest.param("-> or <-", "-> or <-", id="an arrow"),
        pytest.param("—well, maybe", "—well, maybe", id="speech"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_the_prompt_starts_where_the_flags_end(line: str, prompt: str) -> None:
    """The first word that is no flag begins the prompt, and the prompt is kept to the letter."""
    assert parse(line).prompt == prompt


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("--temprature 1", ["--temprature", "--temperature"], id="a slip"),
        pytest.param("--zzz", ["--zzz", "--help"], id="nothing like it"),
        pytest.param("-x", ["-x"], id="short and unknown"),
        pytest.param("—temperature 1", ["—temperature", "mean --temperature?"], id="one long dash"),
        pytest.param("–t 1", ["–t", "mean -t?"], id="an en dash"),
        pytest.param("-m ''", ["Write --model MODEL,"], id="no model"),
        pytest.param("-t warm", ["--temperature", "'warm'", "0 to 2"], id="not a number"),
        pytest.param("-t 2.1", ["--temperature", "'2.1'", "0 to 2"], id="too high"),
        pytest.param("-t nan", ["--temperature", "'nan'"], id="nan"),
        pytest.param("--top-p -0.1", ["--top-p", "'-0.1'", "0 to 1"], id="below zero"),
        pytest.param("--top-k 0", ["--top-k", "'0'", "1 or more"], id="no words"),
        pytest.param("--top-k 1.5", ["--top-k", "'1.5'", "whole number"], id="not whole"),
        pytest.param("--max-tokens 0", ["--max-tokens", "'0'", "1 or more"], id="no tokens"),
        pytest.param("--seed x", ["--seed", "'x'", "whole number"], id="not a seed"),
        pytest.param("-t", ["--temperature", "value", "0 to 2"], id="value missing at the end"),
        pytest.param("-s --fresh", ["--system", "value"], id="a flag in place of a value"),
        pytest.param("-s ''", ["--system", "no text"], id="empty value"),
        pytest.param("--stop=   ", ["--stop", "value"], id="an equals sign and nothing"),
        pytest.param("--stop ''", ["--stop", "no text"], id="empty stop"),
        pytest.param("--fresh=yes", ["--fresh", "no value"], id="a switch with a value"),
        pytest.param("-o 2x", ["--out", "'2x'", "variable"], id="not a variable"),
        pytest.param("-o class", ["--out", "'class'"], id="a keyword"),
        pytest.param("-o a.b", ["--out", "'a.b'"], id="an attribute"),
    ],
)
def test_a_bad_flag_is_one_clear_line(line: str, words: list[str]) -> None:
    """What cannot be read is refused in one line that names the flag, what was seen and what would do."""
    with pytest.raises(InputError) as refused:
        parse(line)
    message = str(refused.value)
    assert "\n" not in message
    assert not [word for word in words if word not in message]


def test_an_open_quote_is_pointed_at() -> None:
    """An unbalanced quote is shown in the line with a mark under it."""
    with pytest.raises(InputError) as refused:
        parse('-t 1 -s "Be brief')
    told, line, mark = str(refused.value).splitlines()
    assert "column 17" in told
    assert line[mark.index("^")] == '"'


def test_values_are_filled_but_not_names_of_variables() -> None:
    """Variables go into every value but the target of --out; whoever fills them in knows the switches first."""

    def filled(text: str, choices: Choices) -> str:
        return text if choices["raw"] else text.replace("{warm}", "1.5")

    line = "-t {warm} -s 'at {warm}' -o warm"
    assert parse(line, fill=filled).config == {"temperature": 1.5, "system_instruction": "at 1.5"}
    assert parse("-s 'at {warm}' --raw", fill=filled).config == {"system_instruction": "at {warm}"}


def test_switches_and_names() -> None:
    """Switches are on or absent; names are text."""
    choices = parse("--fresh --no-history --chat draft -m other -o reply --no-stream --strict")
    assert choices.values == {
        "fresh": True,
        "no_history": True,
        "chat": "draft",
        "model": "other",
        "out": "reply",
        "no_stream": True,
        "strict": True,
    }
    assert choices["raw"] is None


@pytest.mark.parametrize(("manual", "options"), [(GENAI_MANUAL, GENAI), (CHAT_MANUAL, CHAT)], ids=["genai", "chat"])
def test_the_manual_has_every_flag_with_its_range(manual: str, options: tuple[Option, ...]) -> None:
    """Help names every flag of the table, in all its spellings, and the range of each number."""
    for option in options:
        assert option.usage in manual
        assert option.range in manual
        assert option.usage in flag_table(options)
