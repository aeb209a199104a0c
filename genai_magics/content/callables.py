"""Python functions as the API describes functions."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable
from typing import Any

from ..errors import InputError
from .schema import Inexpressible, inlined, json_schema

_SKIPPED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def describe(function: Callable[..., Any]) -> dict[str, Any]:
    """The fields of a `FunctionDeclaration` for *function*.

    The docstring is the description; what it says about an argument, in Google, numpy or Sphinx form, is that
    argument's description too.
    """
    name = getattr(function, "__name__", None)
    if not callable(function) or not name:
        raise InputError(
            f"{type(function).__name__} is not a function with a name. Pass a def, or a FunctionDeclaration."
        )
    documentation = inspect.getdoc(function) or ""
    fields: dict[str, Any] = {"name": name, "parameters_json_schema": _parameters(function, documentation)}
    if documentation:
        fields["description"] = documentation
    hints = _hints(function)
    if "return" in hints:
        fields["response_json_schema"] = _plain(_schema_of(function, "return", hints["return"]))
    return {key: value for key, value in fields.items() if value is not None}


def _parameters(function: Callable[..., Any], documentation: str) -> dict[str, Any] | None:
    hints = _hints(function)
    told = argument_descriptions(documentation)
    properties: dict[str, Any] = {}
    defs: dict[str, Any] = {}
    required: list[str] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in _SKIPPED:
            continue
        shape = _plain(_schema_of(function, parameter.name, hints.get(parameter.name, Any)))
        defs |= shape.pop("$defs", {})
        if parameter.default is parameter.empty:
            required.append(parameter.name)
        elif _is_json(parameter.default):
            shape["default"] = parameter.default
        if parameter.name in told:
            shape.setdefault("description", told[parameter.name])
        properties[parameter.name] = shape
    if not properties:
        return None
    whole = {"type": "object", "properties": properties}
    return whole | ({"required": required} if required else {}) | ({"$defs": defs} if defs else {})


def _schema_of(function: Callable[..., Any], name: str, annotation: Any) -> dict[str, Any]:
    try:
        return json_schema(annotation)
    except InputError as error:
        raise InputError(f"The argument {name!r} of {function.__name__} cannot be described. {error}") from None


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function, include_extras=True)
    except NameError as error:
        raise InputError(
            f"{function.__name__} has an annotation that names nothing: {error}. Import or define it."
        ) from None


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """*schema* without references where that is possible."""
    try:
        return dict(inlined(schema, schema.get("$defs", {})))
    except Inexpressible:
        return schema


def _is_json(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool | list | dict)


_SECTION = re.compile(r"(Args|Arguments|Parameters|Params)\s*:?\s*\Z")
_GOOGLE = re.compile(r"(\s+)\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)\Z")
_NUMPY = re.compile(r"(\w+)(?:\s*:.*)?\Z")
_SPHINX = re.compile(r"\s*:param\s+(?:[^:]*\s)?(\w+)\s*:\s*(.*)\Z")


def argument_descriptions(documentation: str) -> dict[str, str]:
    """What a docstring says about each argument, in Google, numpy or Sphinx form."""
    found: dict[str, str] = {}
    lines = documentation.splitlines()
    for number, line in enumerate(lines):
        if matched := _SPHINX.match(line):
            found[matched[1]] = _with_following(matched[2], lines[number + 1 :], 0)
        elif _SECTION.match(line):
            below = lines[number + 1 :]
            underlined = bool(below) and set(below[0].strip()) == {"-"}
            found |= _numpy_section(below[1:]) if underlined else _google_section(below)
    return found


def _google_section(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    depth: int | None = None
    for number, line in enumerate(lines):
        if line.strip() and not line[0].isspace():
            break
        matched = _GOOGLE.match(line)
        if matched and (depth is None or len(matched[1]) == depth):
            depth = len(matched[1])
            found[matched[2]] = _with_following(matched[3], lines[number + 1 :], depth)
    return found


def _numpy_section(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        if number + 1 < len(lines) and set(lines[number + 1].strip()) == {"-"}:
            break
        matched = _NUMPY.match(line)
        if matched:
            found[matched[1]] = _with_following("", lines[number + 1 :], 0)
    return found


def _with_following(first: str, lines: list[str], depth: int) -> str:
    """*first* and the lines below it that are indented deeper than *depth*, as one line."""
    words = [first.strip()]
    for line in lines:
        if not line.strip() or len(line) - len(line.lstrip()) <= depth or _SPHINX.match(line):
            break
        words.append(line.strip())
    return " ".join(word for word in words if word)
