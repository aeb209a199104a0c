"""Reads single fields of a request and says which one is wrong, in the API's manner (paths in snake_case)."""

import math
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from .refusals import bad_field, unknown_field
from .spelling import word_set

PART = word_set(
    "text thought thoughtSignature inlineData fileData functionCall functionResponse executableCode "
    "codeExecutionResult videoMetadata mediaResolution mediaProcessing toolCall toolResponse partMetadata "
    "audioTranscription speechMetadata documentMetadata spreadsheetMetadata audioMetadata"
)
ROLES = frozenset({"user", "model", "function", ""})
Kind = TypeVar("Kind")
_LARGEST = 1e300


class Fields:
    """A JSON object at *path* of the request; a field that is absent or null reads as None."""

    def __init__(self, path: str, values: Mapping[str, Any], *, known: frozenset[str] | None = None) -> None:
        self.path = path
        self.values = values
        for name in values:
            if known is not None and name not in known:
                raise unknown_field(path, name)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def __bool__(self) -> bool:
        return bool(self.values)

    def value(self, name: str, kind: type[Kind]) -> Kind | None:
        """The field *name*, which must be a *kind*."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, kind):
            raise bad_field(self._path_of(name), f"expected {_JSON_NAMES[kind]}, got {value!r:.60}")
        return value

    def record(self, name: str, *, known: frozenset[str] | None = None) -> "Fields":
        """The object under *name*; an absent one is empty."""
        return Fields(self._path_of(name), self.value(name, dict) or {}, known=known)

    def records(self, name: str, *, known: frozenset[str] | None = None) -> list["Fields"]:
        """The objects in the list under *name*; an absent list is empty."""
        items = self.value(name, list) or []
        for item in items:
            if not isinstance(item, dict):
                raise bad_field(self._path_of(name), f"expected objects, got {item!r:.60}")
        return [Fields(f"{self._path_of(name)}[{i}]", item, known=known) for i, item in enumerate(items)]

    def number(self, name: str, *, least: float = -math.inf, most: float = math.inf) -> float | None:
        """The number under *name*, which must lie between *least* and *most*, both included."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LARGEST:
            raise bad_field(self._path_of(name), f"expected a number, got {value!r:.60}")
        if not least <= value <= most:
            raise bad_field(self._path_of(name), f"{value:g} is out of range, supported are {least:g} to {most:g}")
        return float(value)

    def whole(self, name: str, *, least: float = -(2**31), most: float = 2**31 - 1) -> int | None:
        """The whole number under *name*, within 32 bits unless told otherwise."""
        value = self.number(name, least=least, most=most)
        if value is not None and value != int(value):
            raise bad_field(self._path_of(name), f"expected a whole number, got {value:g}")
        return None if value is None else int(value)

    def _path_of(self, name: str) -> str:
        snake = re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name)
        return f"{self.path}.{snake}" if self.path else snake


def read_contents(fields: Fields) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The (role, parts) of every content of a request; at least one is needed."""
    contents = fields.records("contents", known=frozenset({"role", "parts"}))
    if not contents:
        raise bad_field("contents", "at least one content is needed")
    return [(_role(content), read_parts(content.path, content.values)) for content in contents]


def read_parts(path: str, content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The parts of one content; every part holds something and only known fields."""
    fields = Fields(path, content, known=frozenset({"role", "parts"}))
    parts = fields.records("parts", known=PART)
    if not parts:
        raise bad_field(f"{path}.parts", "at least one part is needed")
    for part in parts:
        part.value("text", str)
        if not part:
            raise bad_field(part.path, "one kind of data is needed, such as text")
    return [part.values for part in parts]


def _role(content: Fields) -> str:
    role = content.value("role", str) or ""
    if role not in ROLES:
        raise bad_field(f"{content.path}.role", f"{role!r} is not a role; use 'user' or 'model'")
    return role


_JSON_NAMES: dict[type, str] = {str: "a string", dict: "an object", list: "a list", bool: "true or false"}
