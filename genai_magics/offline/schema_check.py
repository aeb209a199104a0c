"""Refuses what is no schema, before anything is filled by it."""

import re
from collections.abc import Mapping
from typing import Any

from .refusals import bad_field

_MOST_ITEMS = 1000
_LONGEST_TEXT = 10_000
_DEEPEST = 60
_LARGEST = 1e15
_SHAPES: Mapping[str, tuple[type, ...]] = {
    "type": (str, list),
    "properties": (dict,),
    "required": (list,),
    "propertyOrdering": (list,),
    "enum": (list,),
    "items": (dict, bool),
    "additionalProperties": (dict, bool),
    "prefixItems": (list,),
    "anyOf": (list,),
    "oneOf": (list,),
    "allOf": (list,),
    "pattern": (str,),
    "format": (str,),
    "title": (str,),
    "$ref": (str,),
    "minimum": (int, float),
    "maximum": (int, float),
    "exclusiveMinimum": (int, float),
    "exclusiveMaximum": (int, float),
    "multipleOf": (int, float),
}
_COUNTS = {"minItems": _MOST_ITEMS, "minProperties": _MOST_ITEMS, "minLength": _LONGEST_TEXT}
_NAMES = ("required", "propertyOrdering")
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_TABLES = ("properties", "$defs", "defs")
_SINGLE = ("items", "additionalProperties")


def check_schema(path: str, schema: Any, depth: int = 0) -> None:
    """Raise Refusal (400) naming the place below *path* where *schema* is none; an absent one (None) is fine."""
    if schema is None or isinstance(schema, bool):
        return
    if not isinstance(schema, dict) or depth > _DEEPEST:
        raise bad_field(path, "a schema is an object, and not nested without end")
    for keyword, value in schema.items():
        if value is not None:
            _check_keyword(f"{path}.{keyword}", keyword, value)
    for below, each in _below(schema):
        check_schema(f"{path}.{below}", each, depth + 1)


def _check_keyword(path: str, keyword: str, value: Any) -> None:
    if keyword in _SHAPES and not isinstance(value, _SHAPES[keyword]):
        raise bad_field(path, f"{value!r:.60} does not belong here")
    if keyword in _NAMES and not all(isinstance(name, str) for name in value):
        raise bad_field(path, "expected a list of names")
    if isinstance(value, int | float) and not abs(value) <= _LARGEST:
        raise bad_field(path, "is too large a number")
    if keyword == "multipleOf" and value < 1 / _LARGEST:
        raise bad_field(path, "must be larger than 0")
    if keyword in {"minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"}:
        _check_count(path, value, _COUNTS.get(keyword, 2**31))


def _check_count(path: str, value: Any, most: int) -> None:
    """Counts may come as numbers or, as the API writes 64-bit numbers, as digits in a text."""
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if not (whole or (isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value))) or not 0 <= int(value) <= most:
        raise bad_field(path, f"expected a count from 0 to {most}")


def _below(schema: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The schemas inside *schema*, with their places."""
    listed = [(f"{key}[{i}]", each) for key in _LISTS for i, each in enumerate(schema.get(key) or [])]
    tables = [(key, schema.get(key)) for key in _TABLES]
    named = [
        (f"{key}.{name}", each) for key, table in tables if isinstance(table, dict) for name, each in table.items()
    ]
    return [*listed, *named, *((key, schema.get(key)) for key in _SINGLE)]
