"""The shape every record shares: forgiving to read, strict to write.

What a server sent is kept whole, known or not. What a person wrote is checked at every depth, and a word nobody knows
is refused with the nearest known one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, NamedTuple, NoReturn, Self, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, ValidationError
from pydantic_core import PydanticSerializationError, core_schema, from_json, to_json

from ..errors import InputError, InvalidReply
from .json_text import cleaned, moment, read_json, standard_base64, writable

__all__ = ["Base64", "Open", "OpenEnum", "Record", "Timestamp", "later"]


class OpenEnum(StrEnum):
    """A set of words the service uses; a word outside the set stays a plain string."""

    @classmethod
    def of(cls, value: str) -> Self | str:
        """The member *value* names, in capitals or not; *value* itself when none does."""
        wanted = value.casefold()
        return next((member for member in cls if member.value.casefold() == wanted), value)


_T = TypeVar("_T")
Open = Annotated[_T | str, Field(union_mode="left_to_right")]
"""``Open[FinishReason]``: a member when the word is known, the word itself when it is not."""

Base64 = Annotated[bytes, PlainSerializer(standard_base64, return_type=str, when_used="json")]
"""Bytes in Python; standard padded base64 on the wire. Reads the standard and the URL-safe alphabet."""


def later(room: str, name: str) -> Any:
    """The record *name* of the module *room*, as an annotation that opens the module when a value is first seen.

    What few requests and replies hold is not loaded, and no validator is built for it, until one does.
    """
    return Annotated[Any, _Later(room, name)]


class _Later:
    """Reads a value as a record whose module is opened on first use."""

    def __init__(self, room: str, name: str) -> None:
        self._room = room
        self._name = name

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._read)

    def _read(self, value: Any) -> Any:
        if value is None:
            return None
        kind = getattr(import_module(f".{self._room}", __package__), self._name)
        return kind.__pydantic_validator__.validate_python(value)


Timestamp = Annotated[datetime, PlainSerializer(moment, return_type=str, when_used="json")]
"""A moment; without a time zone it is taken as UTC. On the wire it ends in ``Z``."""


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


class _Keywords:
    """The signature of a record: its fields as keywords, in Python's spelling, without building a validator."""

    def __get__(self, record: object, kind: type[Record]) -> Signature:
        if record is not None:
            raise AttributeError("__signature__")
        given = list(signature(kind.__init__).parameters.values())[1:-1]
        names = [name for name in kind.model_fields if name not in {parameter.name for parameter in given}]
        return Signature([*given, *(Parameter(name, Parameter.KEYWORD_ONLY, default=None) for name in names)])


_KEYWORDS = _Keywords()


class Record(BaseModel):
    """One JSON object of the API as a Python object; every field is optional and None when absent.

    Fields are written ``snake_case`` in Python and ``camelCase`` on the wire; both are accepted. Building one, or
    setting a field, raises `InputError` for a word the API does not have (``Record.read`` keeps such words instead).
    """

    model_config = ConfigDict(
        extra="allow",
        alias_generator=_camel,
        populate_by_name=True,
        defer_build=True,
        protected_namespaces=(),
        val_json_bytes="base64",
    )

    __signature__ = _KEYWORDS

    def __init__(self, /, **fields: Any) -> None:
        """Build one from its fields; raises `InputError` for an unknown word or a value of the wrong kind."""
        try:
            self.__pydantic_validator__.validate_python(fields, self_instance=self)
        except ValidationError as error:
            _refuse_values(type(self), error)
        _adopt(fields, self, type(self).__name__)

    # pydantic calls an __init__ of ours for every nested record unless it is marked as doing what its own does.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_rebuild(cls, **how: Any) -> bool | None:
        """What pydantic does before first use; the signature stays the one of `Record`, not that of the wire."""
        built = super().model_rebuild(**how)
        cls.__signature__ = _KEYWORDS
        return built

    @classmethod
    def of(cls, value: Self | Mapping[str, Any] | Any) -> Self:
        """The record a person means: a record is taken as it is, a mapping is checked like keywords.

        A record of the same name from another library, such as google-genai, is taken field by field.
        Raises `InputError` for an unknown word at any depth, for a value of the wrong kind, and for anything else.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, Mapping):
            return cls(**{str(name): item for name, item in value.items()})
        if type(value).__name__ == cls.__name__ and hasattr(value, "model_dump"):
            return cls(**value.model_dump(exclude_none=True))
        raise InputError(
            f"{cls.__name__} cannot be made from {type(value).__name__}. Pass a {cls.__name__} or a dict of its fields."
        )

    @classmethod
    def read(cls, data: bytes | bytearray | str | Mapping[str, Any]) -> Self:
        """The record a server sent, as JSON text or parsed; unknown fields and unknown words are kept at every depth.

        Lone surrogates become U+FFFD, NaN and infinities become None. Raises `InvalidReply` when the text is not JSON,
        is nested deeper than 200, or a known field holds a value of another kind.
        """
        if isinstance(data, Mapping):
            return cls._read_value(cleaned(data))
        marks = (b"NaN", b"Infinity") if not isinstance(data, str) else ("NaN", "Infinity")
        if marks[0] not in data and marks[1] not in data:  # type: ignore[operator]
            try:
                return cls.__pydantic_validator__.validate_json(data)  # type: ignore[no-any-return]
            except ValidationError:
                pass  # The slow path repairs what can be repaired and says what cannot.
        return cls._read_value(read_json(data))

    @classmethod
    def _read_value(cls, value: Any) -> Self:
        if not isinstance(value, dict):
            raise InvalidReply(
                f"The reply is not a JSON object but {type(value).__name__}. Check that the address serves this API."
            )
        try:
            return cls.__pydantic_validator__.validate_python(value)  # type: ignore[no-any-return]
        except ValidationError as error:
            place, problem = _first_problem(error)
            raise InvalidReply(
                f"The reply does not fit {cls.__name__}: {place}: {problem}. Check that the address serves this API."
            ) from None

    def wire(self) -> dict[str, Any]:
        """This record as the JSON object a server reads: camelCase, without None, with every unknown field.

        Lone surrogates are written as U+FFFD, bytes as standard base64. Raises `InputError` for what JSON cannot say.
        """
        return from_json(self.wire_json())  # type: ignore[no-any-return]

    def wire_json(self) -> bytes:
        """`wire` as compact UTF-8 JSON."""
        try:
            return self.__pydantic_serializer__.to_json(self, by_alias=True, exclude_none=True, warnings=False)
        except PydanticSerializationError:
            fields = self.model_dump(by_alias=True, exclude_none=True, warnings=False)
            return to_json(writable(fields))

    def __setattr__(self, name: str, value: Any) -> None:
        if name in type(self).model_fields:
            value = getattr(type(self)(**{name: value}), name)
        elif not name.startswith("_") and not isinstance(getattr(type(self), name, None), property):
            raise _unknown(type(self), name, type(self).__name__)
        super().__setattr__(name, value)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            if value is not None:
                yield name, _Said("****") if name in _PRIVATE else _short(value)

    __str__ = BaseModel.__repr__


_SHOWN = 80
_PRIVATE = frozenset(
    {"access_token", "api_key", "api_key_string", "async_client_args", "client_args", "headers", "id_token"}
)
"""Fields that may hold a secret; neither a repr nor a message shows them."""


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > _SHOWN and not isinstance(value, OpenEnum):
        return value[: _SHOWN - 1] + "\N{HORIZONTAL ELLIPSIS}"
    if isinstance(value, bytes) and len(value) > 16:
        return _Said(f"<{len(value):,} bytes>")
    return value


class _Said(str):
    """Text whose repr is itself."""

    __slots__ = ()
    __repr__ = str.__str__


class _Vocabulary(NamedTuple):
    """The words one kind of record accepts."""

    names: Mapping[str, str]
    enumerations: Mapping[str, type[OpenEnum]]


_VOCABULARIES: dict[type[Record], _Vocabulary] = {}


def _vocabulary(kind: type[Record]) -> _Vocabulary:
    """What *kind* accepts: both spellings of every field to its name, and the fields that hold an enumeration."""
    known = _VOCABULARIES.get(kind)
    if known is None:
        fields = kind.model_fields
        names = {field.alias: name for name, field in fields.items() if field.alias} | {name: name for name in fields}
        found = {name: enumeration for name, field in fields.items() if (enumeration := _enumeration(field.annotation))}
        known = _VOCABULARIES[kind] = _Vocabulary(names, found)
    return known


def _enumeration(annotation: Any) -> type[OpenEnum] | None:
    if isinstance(annotation, type) and issubclass(annotation, OpenEnum):
        return annotation
    return next((found for part in get_args(annotation) if (found := _enumeration(part))), None)


def _adopt(given: Any, built: Any, place: str) -> None:
    """Refuse unknown words in what a person wrote, and lift words of an enumeration to its members.

    Walks what was given beside what was built from it. Where a record was given it is taken as it is: it was checked
    when a person built it, or it came from a server and may hold what we do not know.
    """
    if isinstance(built, Record) and isinstance(given, Mapping):
        words = _vocabulary(type(built))
        for word, value in given.items():
            if word not in words.names:
                raise _unknown(type(built), str(word), place)
            name = words.names[word]
            if name in words.enumerations:
                built.__dict__[name] = _lifted(built.__dict__[name], words.enumerations[name])
            else:
                _adopt(value, built.__dict__[name], f"{place}.{name}")
    elif isinstance(built, list) and isinstance(given, list | tuple):
        for index, (item, record) in enumerate(zip(given, built, strict=False)):
            _adopt(item, record, f"{place}[{index}]")
    elif isinstance(built, dict) and isinstance(given, Mapping):
        for word, record in built.items():
            _adopt(given.get(word), record, f"{place}[{word!r}]")


def _lifted(value: Any, enumeration: type[OpenEnum]) -> Any:
    if isinstance(value, list):
        return [_lifted(item, enumeration) for item in value]
    return enumeration.of(value) if isinstance(value, str) else value


def _unknown(kind: type[Record], word: str, place: str) -> InputError:
    import difflib

    names = list(kind.model_fields)
    close = difflib.get_close_matches(_snake(word), names, 1, 0.6)
    remedy = f"Did you mean {close[0]}?" if close else f"It has: {', '.join(names) or 'no fields'}."
    return InputError(f"{place} has no field {word!r}. {remedy}")


def _snake(word: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in word)


def _refuse_values(kind: type[Record], error: ValidationError) -> NoReturn:
    for problem in error.errors(include_url=False, include_input=False):
        cause = problem.get("ctx", {}).get("error")
        if isinstance(cause, InputError):
            raise cause from None
    place, trouble = _first_problem(error)
    raise InputError(f"{kind.__name__}.{place} cannot take that value: {trouble}. Pass a value of that kind.") from None


def _first_problem(error: ValidationError) -> tuple[str, str]:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(step) for step in first["loc"] if not str(step).startswith("function-"))
    seen = repr(first["input"])
    if not _PRIVATE.isdisjoint(first["loc"]):
        seen = f"this {type(first['input']).__name__}"
    elif len(seen) > 60:
        seen = f"{type(first['input']).__name__} {seen[:50]}..."
    message = first["msg"].rstrip(".")
    return place, f"{message[:1].lower()}{message[1:]}, not {seen}"
