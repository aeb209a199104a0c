"""Brings request fields to camelCase, because the API takes both spellings.

What belongs to the user (arguments, results, labels, JSON Schemas, property names) keeps its spelling.
"""

import re
from typing import Any

_USER_DATA = frozenset(
    {"args", "response", "labels", "metadata", "partMetadata", "responseJsonSchema", "parametersJsonSchema"}
)
_USER_NAMES = frozenset({"properties", "$defs", "defs"})


def camel_name(name: str) -> str:
    """``max_output_tokens`` as ``maxOutputTokens``; names already in camelCase come back unchanged."""
    return re.sub(r"(?<=[A-Za-z0-9])_([a-z0-9])", lambda found: found[1].upper(), name)


def camel(value: Any) -> Any:
    """*value* with every field name in camelCase, at any depth; user data is left alone."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if isinstance(value, dict):
        return {camel_name(name): _inside(camel_name(name), item) for name, item in value.items()}
    return value


def _inside(name: str, value: Any) -> Any:
    if name in _USER_DATA:
        return value
    if name in _USER_NAMES and isinstance(value, dict):
        return {key: camel(item) for key, item in value.items()}
    return camel(value)


def word_set(text: str) -> frozenset[str]:
    """The words of *text* that stand between spaces, as a set."""
    return frozenset(text.split())
