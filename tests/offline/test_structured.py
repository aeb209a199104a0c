"""Tool calls and JSON: the model fills what a schema asks for."""

import json
from typing import Any

import pytest

from .asking import answer, conversation, post, respond, user, words

WEATHER = {
    "name": "get_weather",
    "description": "The weather in a city on a day.",
    "parameters": {
        "type": "OBJECT",
        "properties": {
            "city": {"type": "STRING"},
            "date": {"type": "STRING"},
            "unit": {"type": "STRING", "enum": ["celsius", "fahrenheit"]},
        },
        "required": ["city"],
    },
}
MULTIPLY = {
    "name": "multiply",
    "parametersJsonSchema": {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "number"}},
        "required": ["a", "b"],
    },
}


def calls(prompt: str, **top_level: Any) -> list[dict[str, Any]]:
    """The function calls of the reply to *prompt* when two functions are declared."""
    tools = [{"functionDeclarations": [WEATHER, MULTIPLY]}]
    parts = respond(prompt, tools=tools, **top_level)["candidates"][0]["content"]["parts"]
    return [part["functionCall"] for part in parts if "functionCall" in part]


@pytest.mark.parametrize(
    ("prompt", "name", "arguments"),
    [
        pytest.param("What is the weather in Oslo?", "get_weather", {"city": "Oslo"}, id="a place"),
        pytest.param("weather in New York City", "get_weather", {"city": "New York City"}, id="a place of three words"),
        pytest.param('The weather for "mytown"?', "get_weather", {"city": "mytown"}, id="a quoted text"),
        pytest.param(
            "Weather in Rome tomorrow, in Fahrenheit",
            "get_weather",
            {"city": "Rome", "date": "tomorrow", "unit": "fahrenheit"},
            id="a date and a listed value",
        ),
        pytest.param("Please multiply 6 by 7.5", "multiply", {"a": 6, "b": 7.5}, id="numbers"),
        pytest.param("What is 6 times -7?", "multiply", {"a": 6, "b": -7}, id="another word for it"),
    ],
)
def test_a_fitting_function_is_called(prompt: str, name: str, arguments: dict[str, Any]) -> None:
    """A declared function that fits the prompt is called, its arguments taken from the prompt by the schema's types."""
    (call,) = calls(prompt)
    assert (call["name"], call["args"]) == (name, arguments)


def test_two_places_are_two_calls() -> None:
    """A function for one place is called once for each place named."""
    assert [call["args"]["city"] for call in calls("The weather in Paris and Oslo?")] == ["Paris", "Oslo"]


def test_no_function_is_called_when_none_fits() -> None:
    """Without a fitting function the model answers in words."""
    assert calls("Explain closures") == []


@pytest.mark.parametrize(
    ("config", "names"),
    [
        pytest.param({"mode": "NONE"}, [], id="none"),
        pytest.param({"mode": "ANY"}, ["get_weather"], id="any"),
        pytest.param({"mode": "ANY", "allowed_function_names": ["multiply"]}, ["multiply"], id="allowed"),
    ],
)
def test_the_calling_mode_is_obeyed(config: dict[str, Any], names: list[str]) -> None:
    """NONE never calls, ANY always does, and only what is allowed."""
    made = calls("The weather in Oslo?", toolConfig={"functionCallingConfig": config})
    assert [call["name"] for call in made] == names


def test_a_function_result_is_put_into_words() -> None:
    """When the last turn holds a function's response, the answer tells it, and no further call is made."""
    call = {"role": "model", "parts": [{"functionCall": {"name": "get_weather", "args": {"city": "Oslo"}}}]}
    result = {"functionResponse": {"name": "get_weather", "response": {"sky": "clear", "degrees": 21}}}
    turns = [user("The weather in Oslo?"), call, {"role": "user", "parts": [result]}]
    body = {"contents": turns, "tools": [{"functionDeclarations": [WEATHER]}]}
    text = words(post(body).json())
    assert "| sky | clear |" in text
    assert "| degrees | 21 |" in text


def test_code_is_run_when_code_execution_is_on() -> None:
    """With the code execution tool a sum comes with its code and the code's output."""
    response = respond("What is 17*23?", tools=[{"codeExecution": {}}])
    code, output, _ = response["candidates"][0]["content"]["parts"]
    assert code["executableCode"]["code"] == "print(17*23)"
    assert output["codeExecutionResult"] == {"outcome": "OUTCOME_OK", "output": "391\n"}


def test_search_gives_a_source_that_says_it_is_an_example() -> None:
    """With Google Search on, the reply carries grounding, honest about nothing having been searched."""
    grounding = respond("Explain closures", tools=[{"google_search": {}}])["candidates"][0]["groundingMetadata"]
    assert "searches nothing" in grounding["groundingChunks"][0]["web"]["title"]


NODE = {"type": "object", "properties": {"value": {"type": "integer"}, "next": {"$ref": "#/$defs/node"}}}
SCHEMAS: dict[str, dict[str, Any]] = {
    "object": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
        "required": ["name", "age"],
    },
    "array of objects": {"type": "array", "items": {"type": "object", "properties": {"city": {"type": "string"}}}},
    "enum": {"enum": ["red", "green"]},
    "const": {"const": 7},
    "number limits": {"type": "number", "minimum": 0.25, "maximum": 0.5},
    "exclusive limits": {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5},
    "only a minimum": {"type": "integer", "minimum": 5000},
    "only a maximum": {"type": "number", "maximum": -12.5},
    "narrow limits": {"type": "number", "minimum": 0.0012, "maximum": 0.0013},
    "between multiples": {"type": "integer", "multipleOf": 7, "exclusiveMinimum": 14, "exclusiveMaximum": 22},
    "multiple": {"type": "integer", "multipleOf": 7, "minimum": 10, "maximum": 20},
    "lengths": {"type": "string", "minLength": 30, "maxLength": 31},
    "item counts": {"type": "array", "items": {"type": "boolean"}, "minItems": 4, "maxItems": 5},
    "unique items": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "minItems": 6},
    "unique enum": {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 2},
    "nullable type": {"type": ["string", "null"]},
    "any of": {"anyOf": [{"type": "null"}, {"type": "integer"}]},
    "all of": {"allOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"type": "object"}]},
    "reference": {
        "$ref": "#/$defs/pet",
        "$defs": {"pet": {"type": "object", "properties": {"kind": {"const": "cat"}}}},
    },
    "recursive": {"$ref": "#/$defs/node", "$defs": {"node": NODE}},
    "map": {"type": "object", "additionalProperties": {"type": "number"}},
    "tuple": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
    "formats": {
        "type": "object",
        "properties": {"d": {"type": "string", "format": "date"}, "i": {"type": "string", "format": "uuid"}},
        "required": ["d", "i"],
    },
    "pattern": {"type": "string", "pattern": r"^[A-Z]{2}-\d{3}$"},
    "boolean": {"type": "boolean"},
    "null": {"type": "null"},
    "empty": {"type": "object", "properties": {}},
}


@pytest.mark.parametrize("schema", [pytest.param(schema, id=name) for name, schema in SCHEMAS.items()])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_json_fits_the_schema(schema: dict[str, Any], seed: int) -> None:
    """With responseJsonSchema the reply is JSON that a validator accepts, whatever the seed."""
    jsonschema = pytest.importorskip("jsonschema")
    settings = {"responseMimeType": "application/json", "responseJsonSchema": schema, "seed": seed}
    jsonschema.validate(json.loads(answer("Fill this in", settings)), schema)


def test_the_apis_own_schema_is_understood() -> None:
    """responseSchema, with upper-case types, nullable and property ordering, in either spelling, is filled too."""
    item = {
        "type": "OBJECT",
        "property_ordering": ["minutes", "name"],
        "properties": {"name": {"type": "STRING"}, "minutes": {"type": "INTEGER", "nullable": True}},
    }
    settings = {"response_mime_type": "application/json", "response_schema": {"type": "ARRAY", "items": item}}
    recipes = json.loads(answer("List five cookie recipes", settings))
    assert len(recipes) == 5
    assert list(recipes[0]) == ["minutes", "name"]
    assert isinstance(recipes[0]["minutes"], int)


def test_json_is_repeatable_and_changes_with_the_seed() -> None:
    """The same seed fills the same values, other seeds fill others."""
    settings = {"responseMimeType": "application/json", "responseSchema": SCHEMAS["object"]}
    replies = [answer("A person", {**settings, "seed": seed}) for seed in (1, 1, 2, 3, 4)]
    assert replies[0] == replies[1]
    assert len(set(replies)) > 2


def test_json_without_a_schema_is_still_json() -> None:
    """Asked for JSON without a schema, the reply is an object that says it is the demo's."""
    assert json.loads(answer("Anything", {"responseMimeType": "application/json"}))["offline_demo"] is True


def test_one_of_an_enumeration_comes_as_plain_text() -> None:
    """With text/x.enum the reply is one of the values, bare."""
    settings = {"responseMimeType": "text/x.enum", "responseSchema": {"type": "STRING", "enum": ["yes", "no"]}}
    assert answer("Is it?", settings) in {"yes", "no"}


def test_only_the_last_turn_is_asked_for_a_call() -> None:
    """A question of an earlier turn calls nothing."""
    turns = [*conversation("The weather in Oslo?", "Clear."), user("Thanks")]
    response = post({"contents": turns, "tools": [{"functionDeclarations": [WEATHER]}]}).json()
    assert words(response)


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        pytest.param({"type": 5}, "type", id="type"),
        pytest.param({"type": "object", "properties": []}, "properties", id="properties"),
        pytest.param({"type": "object", "properties": {"a": "string"}}, "properties.a", id="a property"),
        pytest.param({"type": "array", "minItems": -1}, "minItems", id="a negative count"),
        pytest.param({"type": "string", "minLength": 10**9}, "minLength", id="a length beyond reason"),
        pytest.param({"type": "number", "multipleOf": 0}, "multipleOf", id="multiples of nothing"),
        pytest.param({"anyOf": [{"enum": "abc"}]}, "anyOf[0].enum", id="deep inside"),
    ],
)
def test_what_is_no_schema_is_refused_by_its_place(schema: dict[str, Any], place: str) -> None:
    """A malformed schema is a 400 that names the place, for replies as for functions."""
    settings = {"responseMimeType": "application/json", "responseJsonSchema": schema}
    function = {"name": "f", "parametersJsonSchema": schema}
    hello = {"contents": [user("hello")]}
    for body in ({**hello, "generationConfig": settings}, {**hello, "tools": [{"functionDeclarations": [function]}]}):
        response = post(body)
        assert response.status_code == 400
        assert response.json()["error"]["details"][0]["fieldViolations"][0]["field"].endswith(f".{place}")


@pytest.mark.parametrize("text", [{"type": "string"}, {"type": "string", "minLength": 10_000}], ids=["short", "long"])
@pytest.mark.timeout(30)
def test_lists_in_lists_without_end_are_refused(text: dict[str, Any]) -> None:
    """A schema whose least value would take hours to make up is a 400, at once."""
    schema = text
    for _ in range(4):
        schema = {"type": "array", "minItems": 100, "items": schema}
    settings = {"responseMimeType": "application/json", "responseJsonSchema": schema}
    assert post({"contents": [user("hello")], "generationConfig": settings}).status_code == 400
