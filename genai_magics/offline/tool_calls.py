"""Chooses a declared function that fits the prompt, fills its arguments, and puts a function's result into words."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .arguments import Evidence, fill_arguments
from .conversation import Ask
from .spelling import word_set
from .talk import LONGEST_LOOK, Spoken

_SMALL_WORDS = word_set(
    "a an and are as at by current do fetch find for from get give how i in is it look me my number of on or please "
    "return set string tell that the this to two up use value what which with you your"
)
_SYNONYMS = {
    "times": "multiply",
    "product": "multiply",
    "plus": "add",
    "sum": "add",
    "minus": "subtract",
    "forecast": "weather",
}
_ENOUGH = 2


def choose_calls(ask: Ask) -> list[dict[str, Any]]:
    """The function calls (``name``, ``args``) the prompt asks for; none when no function fits or a result just came.

    Mode ANY always calls the best of the allowed functions, NONE never calls.
    """
    if ask.calling_mode == "NONE" or results(ask):
        return []
    allowed = [each for each in ask.functions if ask.allowed_functions is None or each["name"] in ask.allowed_functions]
    scored = [(score(ask.prompt, function), -i) for i, function in enumerate(allowed)]
    if not scored or (max(scored)[0] < _ENOUGH and ask.calling_mode != "ANY"):
        return []
    return _calls(allowed[-max(scored)[1]], ask.prompt[:LONGEST_LOOK])


def results(ask: Ask) -> list[Mapping[str, Any]]:
    """The function responses in the last turn."""
    return [part["functionResponse"] for part in ask.turns[-1].parts if isinstance(part.get("functionResponse"), dict)]


def score(prompt: str, function: Mapping[str, Any]) -> int:
    """How well *function* fits: 2 for each word of its name in *prompt*, 1 for each of its description."""
    said = _words(prompt[:LONGEST_LOOK])
    name = _words(function["name"])
    rest = _words(f"{function.get('description') or ''} {' '.join(_properties(function))}")
    return 2 * len(said & name) + len(said & (rest - name))


def in_words(ask: Ask) -> Spoken | None:
    """An answer built from the function responses in the last turn, or None when there are none."""
    told = results(ask)
    if not told:
        return None
    blocks = [_one_result(str(each.get("name", "the function")), each.get("response") or {}) for each in told]
    asked = next((text for text in reversed(ask.earlier("user"))), "")
    opening = f"You asked: *{' '.join(asked.split())}*\n\n" if asked else ""
    return Spoken(opening + "\n\n".join(blocks), "The function has answered; put its result into words.")


def _calls(function: Mapping[str, Any], prompt: str) -> list[dict[str, Any]]:
    """One call, or one for each place named when the function takes a single text ("the weather in Oslo and Rome")."""
    schema = _schema(function)
    listed = (choice for each in _properties(function).values() for choice in each.get("enum") or [])
    evidence = Evidence.of(prompt, known=[str(choice).lower() for choice in listed])
    required = schema.get("required") or list(_properties(function))
    texts = [name for name in required if _is_text(_properties(function).get(name))]
    if len(texts) == 1 and len(evidence.places) > 1:
        one_each = [evidence.with_only(place) for place in evidence.places]
        return [{"name": function["name"], "args": fill_arguments(schema, each)} for each in one_each]
    return [{"name": function["name"], "args": fill_arguments(schema, evidence)}]


def _schema(function: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = function.get("parametersJsonSchema") or function.get("parameters")
    return schema if isinstance(schema, dict) else {}


def _properties(function: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = _schema(function).get("properties") or {}
    return {name: each for name, each in properties.items() if isinstance(each, dict)}


def _is_text(schema: Any) -> bool:
    return isinstance(schema, dict) and str(schema.get("type")).lower() == "string" and not schema.get("enum")


def _words(text: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\W]+", " ", text)
    words = (word.lower() for word in spaced.split())
    return {_SYNONYMS.get(word, word.removesuffix("s")) for word in words} - _SMALL_WORDS


def _one_result(name: str, response: Mapping[str, Any]) -> str:
    if "error" in response:
        return f"`{name}` could not answer: {_shown(response['error'])}"
    value: Any = next(
        (response[key] for key in ("result", "output") if len(response) == 1 and key in response), response
    )
    if isinstance(value, dict) and value:
        rows = "\n".join(_rows(value))
        return f"`{name}` gave this:\n\n| | |\n|---|---|\n{rows}"
    return f"`{name}` says: **{_shown(value)}**"


def _rows(values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        yield f"| {name} | {_shown(value)} |".replace("\n", " ")


def _shown(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_shown(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
