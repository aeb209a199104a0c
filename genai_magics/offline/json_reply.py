"""Fills any JSON Schema (or the API's own Schema) with plausible values, the same ones for the same request."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .chance import Chance
from .examples import candidates_for_pattern, example_text, of_format
from .refusals import Refusal

_LARGEST = 1_000_000
_DEEPEST = 8
_JUST = 1e-6
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}


def json_reply(schema: Mapping[str, Any] | None, prompt: str, chance: Chance) -> str:
    """JSON text that fits *schema*; without one an object with the question and an honest answer."""
    if schema is None:
        answer = "This is the offline demo: a real model would fill this in."
        return json.dumps({"question": prompt, "answer": answer, "offline_demo": True}, ensure_ascii=False, indent=2)
    return json.dumps(Filler(schema, prompt, chance).fill(), ensure_ascii=False, indent=2)


class Filler:
    """Walks one schema; *chance* chooses among plausible values, *prompt* says how many items a list should have."""

    def __init__(self, schema: Mapping[str, Any], prompt: str, chance: Chance) -> None:
        self._root = schema
        self._chance = chance
        self._wanted = _how_many(prompt)
        self._left = _LARGEST

    def fill(self) -> Any:
        """A value that fits the whole schema; Refusal (400) where the least of it has over a million characters."""
        return self._value(self._root, "", "$", 0)

    def _value(self, schema: Any, name: str, path: str, depth: int) -> Any:
        schema = self._resolved(schema)
        # Lists in lists multiply: four of a hundred items each would be filled for hours.
        self._left -= 10 + int(schema.get("minLength") or 0)
        if self._left < 0:
            raise Refusal(400, "The schema asks for more values than the offline demo makes up. Ask for fewer items.")
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._chance.pick(schema["enum"], path)
        if branches := schema.get("anyOf") or schema.get("oneOf"):
            return self._value(self._branch(branches, depth), name, path, depth)
        kind = _kind(schema)
        if kind == "object":
            return self._object(schema, path, depth)
        if kind == "array":
            return self._array(schema, name, path, depth)
        return self._plain(kind, schema, name, path)

    def _plain(self, kind: str, schema: Mapping[str, Any], name: str, path: str) -> Any:
        if kind == "null":
            return None
        if kind == "boolean":
            return self._chance.number(path) < 0.5
        if kind in {"number", "integer"}:
            return self._number(kind, schema, name, path)
        return self._text(schema, name, path)

    def _resolved(self, schema: Any) -> Mapping[str, Any]:
        """*schema* with ``$ref`` followed and ``allOf`` merged; ``true`` and odd values are an empty schema."""
        seen = 0
        while isinstance(schema, dict) and "$ref" in schema and seen < 20:
            schema = {**self._find(str(schema["$ref"])), **{k: v for k, v in schema.items() if k != "$ref"}}
            seen += 1
        if not isinstance(schema, dict):
            return {}
        merged: Mapping[str, Any] = schema
        for part in schema.get("allOf") or []:
            merged = _merged(merged, self._resolved(part))
        return merged

    def _find(self, reference: str) -> Mapping[str, Any]:
        found: Any = self._root
        for step in reference.removeprefix("#").strip("/").split("/") if reference != "#" else []:
            found = found.get(step.replace("~1", "/").replace("~0", "~"), {}) if isinstance(found, dict) else {}
        return found if isinstance(found, dict) else {}

    def _branch(self, branches: list[Any], depth: int) -> Any:
        null = [branch for branch in branches if _kind(self._resolved(branch)) == "null"]
        real = [branch for branch in branches if branch not in null]
        return null[0] if null and (depth >= _DEEPEST or not real) else real[0]

    def _object(self, schema: Mapping[str, Any], path: str, depth: int) -> dict[str, Any]:
        properties = schema.get("properties") or {}
        required = schema.get("required") or []
        order = schema.get("propertyOrdering") or list(properties)
        names = [*(name for name in order if name in properties), *(name for name in properties if name not in order)]
        kept = [name for name in names if depth < _DEEPEST or name in required]
        filled = {name: self._value(properties[name], name, f"{path}.{name}", depth + 1) for name in kept}
        filled |= {name: self._text({}, name, f"{path}.{name}") for name in required if name not in filled}
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict) and not properties:
            keys = ("first", "second", "third")[: max(2, min(3, int(schema.get("minProperties") or 2)))]
            filled |= {key: self._value(extra, key, f"{path}.{key}", depth + 1) for key in keys}
        return filled

    def _array(self, schema: Mapping[str, Any], name: str, path: str, depth: int) -> list[Any]:
        least = int(schema.get("minItems") or 0)
        most = int(schema["maxItems"]) if schema.get("maxItems") is not None else math.inf
        wanted = 0 if depth >= _DEEPEST else (self._wanted or 3) if depth < 2 else 2
        count = int(max(least, min(most, wanted)))
        leading = schema.get("prefixItems") or []
        if schema.get("items") is False or (leading and "items" not in schema):
            count = len(leading)
        kinds = [leading[i] if i < len(leading) else schema.get("items") for i in range(min(count, 100))]
        values = [self._value(kind, name, f"{path}[{i}]", depth + 1) for i, kind in enumerate(kinds)]
        return self._distinct(values, schema, kinds, least) if schema.get("uniqueItems") or _is_enum(kinds) else values

    def _distinct(self, values: list[Any], schema: Mapping[str, Any], kinds: list[Any], least: int) -> list[Any]:
        choices = self._resolved(kinds[0]).get("enum") if kinds else None
        if choices:
            distinct = choices[: len(values)]
            return distinct if len(distinct) >= least or schema.get("uniqueItems") else values
        kept: list[Any] = []
        for i, value in enumerate(values):
            different = value
            if value in kept and isinstance(value, str):
                different = f"{value} {i + 1}"
            elif value in kept and isinstance(value, int | float):
                different = max(kept) + 1
            if different not in kept:
                kept.append(different)
        return kept

    def _number(self, kind: str, schema: Mapping[str, Any], name: str, path: str) -> float | int:
        step = schema.get("multipleOf") or (1 if kind == "integer" else 0.01)
        low, high = _bounds(schema, name)
        first = math.ceil(round(low / step, 9))
        last = math.floor(round(high / step, 9))
        if last < first:
            return math.ceil(low) if kind == "integer" else low
        chosen = first + int(self._chance.number(path) * (last - first + 1))
        return int(chosen * step) if kind == "integer" else round(chosen * step, 6)

    def _varied(self, options: Sequence[str], path: str) -> str:
        """One of *options*, the next one for each following item of a list."""
        first = options.index(self._chance.pick(options, re.sub(r"\[\d+\]", "[]", path)))
        position = sum(int(index) for index in re.findall(r"\[(\d+)\]", path))
        return options[(first + position) % len(options)]

    def _text(self, schema: Mapping[str, Any], name: str, path: str) -> str:
        if pattern := schema.get("pattern"):
            return next((text for text in candidates_for_pattern(name) if _fits(pattern, text, schema)), "")
        if schema.get("format") and (text := of_format(str(schema["format"]))):
            return text
        text = self._varied(example_text(name, str(schema.get("title") or "")), path)
        least, most = int(schema.get("minLength") or 0), schema.get("maxLength")
        while len(text) < least:
            text = f"{text} {text}" if text else "text"
        return text if most is None else text[: int(most)]


def _bounds(schema: Mapping[str, Any], name: str) -> tuple[float, float]:
    """The least and the largest number *schema* allows; where it sets no limit, the usual one for *name*."""
    lows = [_limit(schema, "minimum", 0), _limit(schema, "exclusiveMinimum", _JUST)]
    highs = [_limit(schema, "maximum", 0), _limit(schema, "exclusiveMaximum", -_JUST)]
    low = max((each for each in lows if each is not None), default=None)
    high = min((each for each in highs if each is not None), default=None)
    usual_low, usual_high = _usual_range(name)
    if low is None:
        low = usual_low if high is None else min(usual_low, high)
    if high is None:
        high = max(usual_high, low + usual_high - usual_low) if low > usual_low else usual_high
    return low, max(low, high)


def _limit(schema: Mapping[str, Any], name: str, inward: float) -> float | None:
    value = schema.get(name)
    return float(value) + inward if isinstance(value, int | float) and not isinstance(value, bool) else None


def _usual_range(name: str) -> tuple[float, float]:
    ranges = {"age": (18, 80), "year": (1950, 2025), "rating": (1, 5), "score": (0, 10), "price": (5, 95)}
    ranges |= {"minute": (5, 60), "percent": (0, 100), "probability": (0, 1), "confidence": (0, 1)}
    return next((limits for word, limits in ranges.items() if word in name.lower()), (1, 100))


def _fits(pattern: str, text: str, schema: Mapping[str, Any]) -> bool:
    try:
        found = re.search(pattern, text)
    except re.error:
        return True
    return found is not None and int(schema.get("minLength") or 0) <= len(text) <= int(schema.get("maxLength") or 10**6)


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if str(each).lower() != "null"), "null")
    if kind is None:
        is_object = "properties" in schema or isinstance(schema.get("additionalProperties"), dict)
        return "object" if is_object else "array" if "items" in schema or "prefixItems" in schema else "string"
    return str(kind).lower()


def _merged(schema: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    properties = {**(part.get("properties") or {}), **(schema.get("properties") or {})}
    required = [*(schema.get("required") or []), *(part.get("required") or [])]
    merged = {**part, **{key: value for key, value in schema.items() if key != "allOf"}}
    return {
        **merged,
        **({"properties": properties} if properties else {}),
        **({"required": required} if required else {}),
    }


def _is_enum(kinds: list[Any]) -> bool:
    return bool(kinds) and isinstance(kinds[0], dict) and bool(kinds[0].get("enum"))


def _how_many(prompt: str) -> int | None:
    found = re.search(rf"\b(\d{{1,2}}|{'|'.join(_COUNTS)})\b", prompt, re.IGNORECASE)
    return None if found is None else _COUNTS.get(found[1].lower()) or int(found[1])
