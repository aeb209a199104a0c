"""Fills a function's arguments with what a prompt says: numbers, quoted texts, places, dates and listed values."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_NUMBER = re.compile(r"(?<![\w.-])-?\d+(?:\.\d+)?(?![\w-])")
_QUOTED = re.compile(r"\"([^\"\n]{1,200})\"|“([^”\n]{1,200})”|(?<!\w)'([^'\n]{1,200})'(?!\w)")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b(?:today|tomorrow|yesterday|tonight)\b", re.IGNORECASE)
_NAME = r"[A-ZÀ-Þ][\w'’-]*(?:\s+[A-ZÀ-Þ][\w'’-]*)*"
_PLACES = re.compile(rf"\b(?:in|for|at|to|from|of|near)\s+((?:{_NAME})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_NAME})*)")
_PLACE_NAME = re.compile(r"city|place|location|town|country|region|origin|destination|where|from|to$", re.IGNORECASE)
_LATER_NAME = re.compile(rf"(?<=[a-z,]\s){_NAME}")


@dataclass
class Evidence:
    """What a prompt offers for arguments; filling takes numbers and texts from the front, each once."""

    prompt: str
    numbers: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, prompt: str, *, known: Collection[str] = ()) -> "Evidence":
        """The evidence in *prompt*; a word in *known* (lower case) is a listed value, not a place."""
        texts = [next(filter(None, found.groups())) for found in _QUOTED.finditer(prompt)]
        places = [
            place for found in _PLACES.finditer(prompt) for place in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", found[1])
        ]
        places = [place for place in places if place.lower() not in known]
        names = [] if places else [name for name in _LATER_NAME.findall(prompt) if name.lower() not in known]
        dates = _DATE.findall(prompt)
        numbers = [float(number) for number in _NUMBER.findall(_DATE.sub(" ", prompt))]
        return cls(prompt, numbers, texts, places or names, dates)

    def with_only(self, place: str) -> "Evidence":
        """The same evidence with *place* as the only place, its lists not shared with this one."""
        return replace(self, numbers=[*self.numbers], texts=[*self.texts], places=[place], dates=[*self.dates])


def fill_arguments(schema: Mapping[str, Any], evidence: Evidence) -> dict[str, Any]:
    """Arguments for the object *schema*: what the prompt says; a last resort for required ones it does not say."""
    required = schema.get("required") or []
    arguments = {}
    for name, each in (schema.get("properties") or {}).items():
        value = _value(name, each if isinstance(each, dict) else {}, evidence, needed=name in required)
        if value is not None:
            arguments[name] = value
    return arguments


def _value(name: str, schema: Mapping[str, Any], evidence: Evidence, *, needed: bool) -> Any:
    kind = _kind(schema)
    if choices := schema.get("enum"):
        said = (
            choice for choice in choices if re.search(rf"\b{re.escape(str(choice))}\b", evidence.prompt, re.IGNORECASE)
        )
        return next(said, choices[0] if needed else None)
    if kind in {"number", "integer"}:
        return _number(kind, evidence, needed=needed)
    if kind == "boolean":
        denied = re.search(rf"\b(no|not|without|don't)\s+(\w+\s+)?{re.escape(name)}", evidence.prompt, re.IGNORECASE)
        return not denied if needed or denied or name.lower() in evidence.prompt.lower() else None
    if kind == "array":
        return _list(schema.get("items") or {}, evidence, needed=needed)
    if kind == "object":
        return fill_arguments(schema, evidence) or ({} if needed else None)
    return _text(name, evidence, needed=needed)


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "string")
    if kind is None:
        branches = schema.get("anyOf") or []
        return next((_kind(each) for each in branches if each.get("type") not in {"null", "NULL"}), "string")
    return str(kind).lower()


def _number(kind: str, evidence: Evidence, *, needed: bool) -> float | int | None:
    if not evidence.numbers:
        return 1 if needed else None
    number = evidence.numbers.pop(0)
    return int(number) if kind == "integer" or number.is_integer() else number


def _list(items: Mapping[str, Any], evidence: Evidence, *, needed: bool) -> list[Any] | None:
    if _kind(items) in {"number", "integer"}:
        found: list[Any] = [_number(_kind(items), evidence, needed=True) for _ in range(len(evidence.numbers))]
    else:
        found = [*evidence.texts, *evidence.places]
        evidence.texts.clear()
        evidence.places.clear()
    return found if found or needed else None


def _text(name: str, evidence: Evidence, *, needed: bool) -> str | None:
    if re.search(r"date|day|when|time", name, re.IGNORECASE):
        return evidence.dates.pop(0) if evidence.dates else (evidence.prompt if needed else None)
    if evidence.texts:
        return evidence.texts.pop(0)
    if evidence.places and (needed or _PLACE_NAME.search(name)):
        return evidence.places.pop(0)
    return evidence.prompt if needed else None
