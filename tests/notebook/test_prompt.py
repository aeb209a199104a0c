"""Variables in prompts: one rule, nothing evaluated, everything else left alone."""

import math
import re
from collections.abc import Iterator
from typing import Any

import pytest

from genai_magics.content.response import GenerateContentResponse
from genai_magics.errors import PromptError
from genai_magics.notebook.prompt import TABLE_LIMIT, Filled, fill
from tests.corpora import corpus

FENCE = "```"


class Watched(dict[str, Any]):
    """A namespace that notes which names were asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> Any:
        self.asked.append(name)
        return super().__getitem__(name)


class Tripwire:
    """A value that may be turned into text, and nothing else."""

    def __str__(self) -> str:
        return "VALUE"

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"attribute {name} was read")

    def __getitem__(self, key: object) -> Any:
        raise AssertionError("an item was read")

    def __call__(self, *args: object) -> Any:
        raise AssertionError("it was called")

    def __format__(self, spec: str) -> str:
        raise AssertionError("it was formatted")


NAMES = {"x": "VALUE", "rows": [1, 2], "i": 3, "n": 9, "a": 1, "b": 2, "empty": "", "none": None, "year": 2024}


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        pytest.param("sum {rows}", "sum [1, 2]", id="known name"),
        pytest.param("{x}{x}", "VALUEVALUE", id="twice"),
        pytest.param("{empty}|{none}", "|None", id="empty and None are values"),
        pytest.param("{{x}}", "{x}", id="doubled"),
        pytest.param("{{unknown}}", "{unknown}", id="doubled and unknown"),
        pytest.param("{{{x}}}", "{VALUE}", id="a value in literal braces"),
        pytest.param('{"rows": {rows}}', '{"rows": [1, 2]}', id="a name inside JSON"),
        pytest.param('{"a": 1, "b": {"c": {}}}', '{"a": 1, "b": {"c": {}}}', id="json"),
        pytest.param("{1, 2} {'x'} {a, b} {a: b}", "{1, 2} {'x'} {a, b} {a: b}", id="sets and dicts"),
        pytest.param("{x!r} {x:>9} {x.y} {x[0]} {x()} {x=}", "{x!r} {x:>9} {x.y} {x[0]} {x()} {x=}", id="specs"),
        pytest.param("{ x } {{ x }} {} {0}", "{ x } {{ x }} {} {0}", id="spaces, nothing, numbers"),
        pytest.param("{None} {if}", "{None} {if}", id="keywords"),
        pytest.param(r"\frac{a}{b} of {a}", r"\frac{a}{b} of 1", id="TeX command"),
        pytest.param(r"\sqrt[n]{x}, \textbf{a {x}}", r"\sqrt[n]{x}, \textbf{a {x}}", id="TeX options and nesting"),
        pytest.param(r"x_{i}^{n} = {i}", r"x_{i}^{n} = 3", id="TeX sub and superscript"),
        pytest.param("\\begin{x}\n{x}\n\\end{x}", "\\begin{x}\nVALUE\n\\end{x}", id="TeX environment"),
        pytest.param("x_{i and\n\n{i}", "x_{i and\n\n3", id="an open TeX brace ends with its paragraph"),
        pytest.param("run `f({x})` on {x}", "run `f({x})` on VALUE", id="code in a line"),
        pytest.param("``a ` {x}`` {x}", "``a ` {x}`` VALUE", id="two backticks"),
        pytest.param("a ` {x} and ' {x}", "a ` VALUE and ' VALUE", id="a lone backtick"),
        pytest.param(
            f"{FENCE}python\nf'{{x}}'\n{FENCE}\n{{x}}", f"{FENCE}python\nf'{{x}}'\n{FENCE}\nVALUE", id="fence"
        ),
        pytest.param(f"{FENCE}\n{{rows}}\n{FENCE}", f"{FENCE}\n[1, 2]\n{FENCE}", id="a name alone in a fence"),
        pytest.param("~~~\nf({x})", "~~~\nf({x})", id="an open fence"),
        pytest.param("größe {größe}", "größe 7", id="letters of all scripts"),
    ],
)
def test_only_known_names_are_filled_in(text: str, prompt: str) -> None:
    """A name of the user's in braces becomes its text; everything else in braces stays to the letter."""
    assert fill(text, {**NAMES, "größe": 7}).text == prompt


@pytest.mark.parametrize(
    "text", [pytest.param(text, id=f"{n}-{text[:20]}") for n, text in enumerate(corpus("own/interpolation.json"))]
)
def test_nothing_is_ever_evaluated(text: str) -> None:
    """For every known trick a prompt gets the plain value or stays as it is; no value is looked into, none is lost."""
    names = Watched({"x": Tripwire(), "df": Tripwire(), "os": math, "_": Tripwire()})
    filled = fill(text, names).text
    assert filled in {text, re.sub(r"\{(x|_)\}", "VALUE", text), text.replace("{{x}}", "{x}")}
    assert set(names.asked) <= {"x", "_", "os"}


def test_inserted_text_is_not_looked_at_again() -> None:
    """Braces inside a value stay, also those that name another variable."""
    assert fill("{a} {b}", {"a": "{b} {{b}} {a}", "b": "{a}"}).text == "{b} {{b}} {a} {a}"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        pytest.param("{total}", "{total} is not defined", id="unknown"),
        pytest.param("{math}", "{math} is a module", id="module"),
        pytest.param("{fill}", "{fill} is a function", id="function"),
        pytest.param("{Tripwire}", "{Tripwire} is a class", id="class"),
        pytest.param("{thing}", "{thing} (object) has no text", id="an object without words"),
    ],
)
def test_what_is_left_is_noted_or_refused(text: str, note: str) -> None:
    """A name that cannot be filled in stays, with a note that names it; when strict it is an error."""
    names = {"math": math, "fill": fill, "Tripwire": Tripwire, "thing": object()}
    filled = fill(f"see {text}", names)
    assert filled.text == f"see {text}"
    assert [found for found in filled.notes if note in found] == list(filled.notes)
    with pytest.raises(PromptError, match=re.escape(note)):
        fill(text, names, strict=True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("`{x}`", id="code"),
        pytest.param("report_{year}.csv", id="after an underscore"),
        pytest.param(f"{FENCE}\nf({{x}})\n{FENCE}", id="fence"),
        pytest.param("{x.y}", id="attribute"),
        pytest.param("{rows[0]}", id="index"),
        pytest.param("{x.upper()}", id="call"),
        pytest.param("{x!r}", id="conversion"),
        pytest.param("{n:.2f}", id="format"),
    ],
)
def test_a_known_name_sent_as_written_is_noted(text: str) -> None:
    """Where a value could have been expected but code, TeX or more than a name stands, a note says none was put in."""
    filled = fill(text, NAMES)
    assert filled.text == text
    assert len(filled.notes) == 1
    assert fill(text, NAMES, strict=True).text == text


@pytest.mark.parametrize(
    "text", [r"\frac{a}{b} \sum_{i} x_{i}", "{y.z}", '{"x": 1}', "{x: 1}", "{{x}}", "{{x.y}}", "`{what}`"]
)
def test_no_note_without_need(text: str) -> None:
    """TeX, names of nobody's, JSON and literal braces pass without remark."""
    assert fill(text, NAMES).notes == ()


def secrets() -> Iterator[str]:
    yield from corpus("own/fake_secrets.json")
    yield from ("ghp_" + "a1" * 18, "AKIA" + "A" * 16, "xoxb-" + "1" * 20, "eyJ" + "a" * 12 + ".eyJ" + "b" * 12 + ".c")
    yield from ("GOCSPX-" + "a" * 28, "1//0" + "a" * 60, "-----BEGIN PGP PRIVATE KEY BLOCK-----")


@pytest.mark.parametrize("secret", [pytest.param(secret, id=secret[:9]) for secret in secrets()])
def test_a_value_that_looks_like_a_secret_is_refused(secret: str) -> None:
    """A value shaped like a key does not go into a prompt, and the refusal does not repeat it."""
    for value in (secret, {"config": secret}, f"line\nkey={secret}\n"):
        with pytest.raises(PromptError) as refused:
            fill("use {key}", {"key": value})
        assert "{key}" in str(refused.value)
        assert secret[:20] not in str(refused.value)


@pytest.mark.parametrize("piece", ["-eyJaaaaaaaa", " eyJaaaaaaaa", "-----BEGIN A", "bearer ", "1//0"])
@pytest.mark.timeout(30)
def test_long_values_are_searched_in_one_pass(piece: str) -> None:
    """A long text of beginnings of secrets is judged in a moment."""
    text = piece * (400_000 // len(piece))
    assert fill("{text}", {"text": text}).text == text


def test_ordinary_text_is_no_secret() -> None:
    """Words near to secrets pass."""
    text = "bearer of news, risk-assessment-of-a-very-long-kind, private key, sk-learn, " + "0a1b2c3d" * 5
    assert fill("{text}", {"text": text}).text == text


class Table:
    """Prints long, and has a shape, as tables and arrays do."""

    shape = (5000, 3)

    def __str__(self) -> str:
        return "1 2 3\n" * 5000


def test_tables_are_bounded_and_text_is_not() -> None:
    """A table goes in up to a limit, with a note that says so; a str goes in whole."""
    filled = fill("{df}", {"df": Table()})
    assert len(filled.text) < TABLE_LIMIT + 20
    assert "4,000 of 30,000" in filled.notes[0]
    whole = fill("{text}", {"text": "a" * 300_000})
    assert (len(whole.text), whole.notes) == (300_000, ())


def test_a_reply_goes_in_as_what_it_says() -> None:
    """A reply object kept from an earlier cell is put in as its whole text, not as a record."""
    said = "a long answer " * 10_000
    reply = GenerateContentResponse.read({"candidates": [{"content": {"role": "model", "parts": [{"text": said}]}}]})
    assert fill("shorten: {reply}", {"reply": reply}) == Filled(f"shorten: {said}")


def test_a_value_that_cannot_be_text_is_an_error() -> None:
    """An exception in a value's own __str__ is told as a sentence about that variable."""

    class Broken:
        def __str__(self) -> str:
            raise RuntimeError("secret detail")

    with pytest.raises(PromptError, match=r"\{it\}.*RuntimeError") as refused:
        fill("{it}", {"it": Broken()})
    assert "secret detail" not in str(refused.value)


@pytest.mark.parametrize("piece", ["{", "{a", "\\a{", "_{", "`", "`a", "\n{x}", "```\n", "{x}`", "[{"])
def test_long_prompts_take_little_time(piece: str) -> None:
    """A long run of any brace, backtick or backslash is read in one pass."""
    text = piece * (200_000 // len(piece))
    assert fill(text, {"x": "1"}).text
