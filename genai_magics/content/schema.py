"""Structured output: the shape a caller asks for, as the API describes shapes, and the reply read back into it."""

from __future__ import annotations

import enum
import sys
import typing
from collections.abc import Mapping
from typing import Any, NotRequired, get_args, get_origin

import typing_extensions
from pydantic import PydanticUserError, TypeAdapter, ValidationError

from ..errors import InputError, InvalidReply
from .declarations import Schema
from .json_text import read_json

_OPENAPI = {
    "title", "description", "format", "enum", "default", "example", "items", "minItems", "maxItems", "properties",
    "propertyOrdering", "required", "minProperties", "maxProperties", "minimum", "maximum", "minLength", "maxLength",
    "pattern", "anyOf", "nullable", "type",
}  # fmt: skip


class Inexpressible(Exception):  # noqa: N818
    """A JSON Schema says something the OpenAPI dialect has no word for."""


def schema_fields(schema: Any) -> dict[str, Any]:
    """The part of a ``generationConfig`` that asks for *schema*: ``responseSchema`` or ``responseJsonSchema``.

    The first is used wherever its dialect can say the same; recursive shapes and free keys need the second. Raises
    `InputError` for what has no JSON Schema.
    """
    if isinstance(schema, Schema):
        return {"responseSchema": schema.wire()}
    plain = json_schema(schema)
    try:
        return {"responseSchema": _openapi(inlined(plain, plain.get("$defs", {})))}
    except Inexpressible:
        return {"responseJsonSchema": plain}


def json_schema(shape: Any) -> dict[str, Any]:
    """The JSON Schema of a type, or a dict of JSON Schema as it is. Raises `InputError` for what has none."""
    if isinstance(shape, Mapping):
        return dict(shape)
    try:
        return TypeAdapter(_typed(shape)).json_schema()
    except (PydanticUserError, NameError) as error:
        raise InputError(
            f"{shape!r} has no JSON Schema: {str(error).splitlines()[0]} "
            "Pass a pydantic class, a dataclass, a TypedDict, an Enum, list[...], Literal[...], str, int or a dict."
        ) from None


def parse_reply(text: str | None, schema: Any) -> Any:
    """*text* as the shape asked for: an instance of the class, a member of the Enum, a list, a plain JSON value.

    None when the text is missing or does not fit, as in a reply cut short.
    """
    if text is None or schema is None:
        return None
    if isinstance(schema, Schema | Mapping):
        return _json_or_none(text)
    adapter: TypeAdapter[Any] = TypeAdapter(_typed(schema))
    try:
        return adapter.validate_json(text)
    except ValidationError:
        pass  # Models answer an Enum, a Literal or a str with the bare word too.
    try:
        return adapter.validate_python(_word(schema, text.strip()))
    except ValidationError:
        return None


def _json_or_none(text: str) -> Any:
    try:
        return read_json(text)
    except InvalidReply:
        return None


def _word(schema: Any, text: str) -> Any:
    """The member of an Enum whose value reads like *text*; otherwise *text*."""
    if isinstance(schema, type) and issubclass(schema, enum.Enum):
        bare = text.strip('"')
        return next((member for member in schema if str(member.value) == bare), text)
    return text


def _typed(shape: Any) -> Any:
    """*shape* with each ``typing.TypedDict`` in it as one that pydantic reads on every Python."""
    if typing.is_typeddict(shape) and type(shape).__module__ == "typing" and sys.version_info < (3, 12):
        hints = typing.get_type_hints(shape, include_extras=True)
        needed = shape.__required_keys__
        fields = {name: _typed(hint) if name in needed else NotRequired[_typed(hint)] for name, hint in hints.items()}
        return typing_extensions.TypedDict(shape.__name__, fields)  # type: ignore[operator]
    origin, arguments = get_origin(shape), get_args(shape)
    if origin in (list, dict, tuple, set, frozenset) and arguments:
        return origin[tuple(_typed(argument) for argument in arguments)]
    return shape


def inlined(schema: Any, defs: Mapping[str, Any], expanding: tuple[str, ...] = ()) -> Any:
    """A JSON Schema with each ``$ref`` replaced by what it names. Raises `Inexpressible` for a recursive one."""
    if isinstance(schema, list):
        return [inlined(item, defs, expanding) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    fields = {name: inlined(value, defs, expanding) for name, value in schema.items() if name not in ("$ref", "$defs")}
    if "$ref" not in schema:
        return fields
    name = str(schema["$ref"]).rpartition("/")[2]
    if name in expanding or name not in defs:
        raise Inexpressible(name)
    return inlined(defs[name], defs, (*expanding, name)) | fields


def _openapi(schema: Any) -> dict[str, Any]:
    """An inlined JSON Schema in the OpenAPI dialect, with wire names."""
    if not isinstance(schema, Mapping):
        raise Inexpressible(repr(schema))
    fields = _nullable({_wire_name(name): value for name, value in schema.items()})
    if fields.pop("additionalProperties", False) is not False or not fields.keys() <= _OPENAPI:
        raise Inexpressible(str(fields.keys() - _OPENAPI))
    fields = {name: value for name, value in fields.items() if value is not None}
    for name in ("items",):
        if name in fields:
            fields[name] = _openapi(fields[name])
    if "anyOf" in fields:
        fields["anyOf"] = [_openapi(branch) for branch in fields["anyOf"]]
    if "properties" in fields:
        fields["properties"] = {name: _openapi(value) for name, value in fields["properties"].items()}
        if len(fields["properties"]) > 1:
            fields.setdefault("propertyOrdering", list(fields["properties"]))
    if "enum" in fields:
        fields |= {"enum": [str(word) for word in fields["enum"]], "type": "STRING"}
    if "type" in fields:
        fields["type"] = str(fields["type"]).upper()
    return fields


def _nullable(fields: dict[str, Any]) -> dict[str, Any]:
    """*fields* with "or null", however it is said, as ``nullable``, and a constant word as a choice of one."""
    if isinstance(fields.get("const"), str):
        fields |= {"enum": [fields.pop("const")]}
    if isinstance(fields.get("type"), list):
        kinds = fields.pop("type")
        fields |= {"anyOf": [{"type": kind} for kind in kinds]} if len(kinds) > 1 else {"type": kinds[0]}
    branches = fields.get("anyOf")
    if isinstance(branches, list) and {"type": "null"} in branches:
        left = [branch for branch in branches if branch != {"type": "null"}]
        del fields["anyOf"]
        fields |= {"nullable": True} | (left[0] if len(left) == 1 else {"anyOf": left})
    return fields


def _wire_name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
