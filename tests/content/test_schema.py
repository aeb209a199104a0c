"""Structured output and functions: shapes out, values in."""

import enum
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pydantic
import pytest

from genai_magics.content import FunctionDeclaration, Schema, json_schema, parse_reply
from genai_magics.content.schema import schema_fields
from genai_magics.errors import InputError


class Town(pydantic.BaseModel):
    name: str


class Tree(pydantic.BaseModel):
    kids: list["Tree"] = []


class Row(TypedDict):
    town: str
    note: NotRequired[str]


@dataclass
class Point:
    x: int


class Color(enum.Enum):
    RED = "red"


class Number(enum.Enum):
    ONE = 1


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        pytest.param(Town, '{"name":"Oslo"}', Town(name="Oslo"), id="class"),
        pytest.param(list[Town], '[{"name":"Oslo"}]', [Town(name="Oslo")], id="list"),
        pytest.param(Point, '{"x":1}', Point(1), id="dataclass"),
        pytest.param(Row, '{"town":"Oslo"}', {"town": "Oslo"}, id="typed dict"),
        pytest.param(
            list[Row], '[{"town":"Oslo","note":"x"}]', [{"town": "Oslo", "note": "x"}], id="list of typed dict"
        ),
        pytest.param(dict[str, int], '{"a":1}', {"a": 1}, id="dict"),
        pytest.param(Color, "red", Color.RED, id="bare enum"),
        pytest.param(Color, '"red"', Color.RED, id="quoted enum"),
        pytest.param(Number, '"1"', Number.ONE, id="enum of numbers"),
        pytest.param(Literal["a", "b"], "b", "b", id="bare literal"),
        pytest.param(int, "5", 5, id="int"),
        pytest.param(str, "plain words", "plain words", id="bare text"),
        pytest.param(str, '"quoted"', "quoted", id="quoted text"),
        pytest.param({"type": "object"}, '{"a":[1]}', {"a": [1]}, id="json schema"),
        pytest.param(Schema(type="OBJECT"), '{"a":1}', {"a": 1}, id="schema record"),
        pytest.param(Town, '{"name":"Os', None, id="cut short"),
        pytest.param(Town, "{}", None, id="does not fit"),
        pytest.param({"type": "object"}, "no json", None, id="not json"),
        pytest.param(Town, None, None, id="no text"),
        pytest.param(None, "x", None, id="nothing asked"),
    ],
)
def test_a_reply_is_read_into_the_shape_asked_for(shape: Any, text: str | None, value: Any) -> None:
    """The text of a reply becomes an instance of what was asked for, or None when it does not fit."""
    assert parse_reply(text, shape) == value


@pytest.mark.parametrize("shape", [pytest.param(Tree, id="recursive"), pytest.param(dict[str, int], id="free keys")])
def test_what_the_older_dialect_cannot_say_is_sent_as_json_schema(shape: Any) -> None:
    """Shapes the OpenAPI dialect has no words for go into responseJsonSchema instead of being refused."""
    assert schema_fields(shape) == {"responseJsonSchema": pydantic.TypeAdapter(shape).json_schema()}


def test_typed_dicts_know_what_may_be_missing() -> None:
    """A TypedDict of the standard library works on every Python, with its optional keys."""
    schema = schema_fields(list[Row])["responseSchema"]["items"]
    assert schema["required"] == ["town"]
    assert list(schema["properties"]) == ["town", "note"]


def test_what_has_no_shape_is_refused() -> None:
    """A type that JSON has no form for is an InputError before anything is sent."""
    with pytest.raises(InputError, match="has no JSON Schema"):
        json_schema(type("Strange", (), {}))


def search(
    city: str, days: int = 3, *rest: int, unit: Annotated[str, pydantic.Field(description="C or F")] = "C"
) -> str:
    """Look up the weather.

    Args:
        city (str): The city, as people
            write it.
        days: How far ahead.

    Returns:
        A sentence.
    """
    raise NotImplementedError(city, days, rest, unit)


def numpy_style(city: str, days: int) -> str:
    """Look up.

    Parameters
    ----------
    city : str
        The city.
    days : int
        How far
        ahead.

    Returns
    -------
    str
        A sentence.
    """
    raise NotImplementedError(city, days)


def sphinx_style(city: str, days: int) -> str:
    """Look up.

    :param city: The city.
    :param int days: How far
        ahead.
    :returns: A sentence.
    """
    raise NotImplementedError(city, days)


def test_a_function_is_described() -> None:
    """Name, docstring, types, defaults and what the docstring says of each argument."""
    declaration = FunctionDeclaration.from_callable(search)
    assert declaration.name == "search"
    assert (declaration.description or "").startswith("Look up the weather.")
    assert declaration.parameters_json_schema == {
        "type": "object",
        "properties": {
            "city": {"type": "string", "description": "The city, as people write it."},
            "days": {"type": "integer", "default": 3, "description": "How far ahead."},
            "unit": {"type": "string", "default": "C", "description": "C or F"},
        },
        "required": ["city"],
    }
    assert declaration.response_json_schema == {"type": "string"}


@pytest.mark.parametrize("function", [numpy_style, sphinx_style])
def test_arguments_are_described_in_every_docstring_style(function: Any) -> None:
    """numpy and Sphinx docstrings are read as Google's are."""
    schema = FunctionDeclaration.from_callable(callable=function).parameters_json_schema
    told = {name: value["description"] for name, value in schema["properties"].items()}
    assert told == {"city": "The city.", "days": "How far ahead."}


class Finder:
    """Finds things."""

    def find(self, tree: Tree) -> None:
        """Find a tree."""
        raise NotImplementedError(tree)

    def __call__(self, name: str) -> str:
        raise NotImplementedError(name)


def test_methods_lose_their_self() -> None:
    """A bound method is described without its first argument; recursive types keep their definitions."""
    schema = FunctionDeclaration.from_callable(Finder().find).parameters_json_schema
    assert list(schema["properties"]) == ["tree"]
    assert "Tree" in schema["$defs"]


def nameless(thing: "Unheard") -> None:  # type: ignore[name-defined]  # noqa: F821
    raise NotImplementedError(thing)


def shapeless(thing: type("Strange", (), {})) -> None:  # type: ignore[valid-type]
    raise NotImplementedError(thing)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        pytest.param(5, "int is not a function", id="number"),
        pytest.param(Finder(), "Finder is not a function", id="object"),
        pytest.param(nameless, "nameless has an annotation that names nothing", id="unknown annotation"),
        pytest.param(shapeless, "The argument 'thing' of shapeless cannot be described", id="no schema"),
    ],
)
def test_what_cannot_be_described_is_refused(function: Any, said: str) -> None:
    """The message names the function and the argument."""
    with pytest.raises(InputError, match=said):
        FunctionDeclaration.from_callable(function)
