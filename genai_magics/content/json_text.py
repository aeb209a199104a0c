"""Turns JSON text from outside into plain values that are safe to keep, and plain values into what JSON can say."""

from __future__ import annotations

import json
import math
from binascii import b2a_base64
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from ..errors import InputError, InvalidReply

DEEPEST = 200


def read_json(data: bytes | bytearray | str) -> Any:
    """The value *data* says; invalid UTF-8 and lone surrogates become U+FFFD, NaN and infinities become None.

    Raises `InvalidReply` when *data* is not JSON or is nested deeper than 200.
    """
    text = data if isinstance(data, str) else bytes(data).decode("utf-8", "replace")
    try:
        return cleaned(json.loads(text, parse_constant=lambda _: None))
    except ValueError as error:
        raise InvalidReply(f"The reply is not JSON: {error}. Check that the address serves this API.") from None
    except RecursionError:
        raise _too_deep() from None


def cleaned(value: Any, depth: int = 0) -> Any:
    """A copy of a parsed value without lone surrogates and without numbers JSON does not have."""
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping | list | tuple):
        if depth >= DEEPEST:
            raise _too_deep()
        if isinstance(value, Mapping):
            return {without_surrogates(str(name)): cleaned(item, depth + 1) for name, item in value.items()}
        return [cleaned(item, depth + 1) for item in value]
    return value


def writable(value: Any, place: str = "") -> Any:
    """A copy of *value* that JSON can say: bytes as base64, moments as text, lone surrogates as U+FFFD.

    Raises `InputError`, naming the place, for a value that JSON has no form for.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes | bytearray | memoryview):
        return standard_base64(bytes(value))
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Mapping):
        return {without_surrogates(str(name)): writable(item, f"{place}.{name}") for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [writable(item, f"{place}[{index}]") for index, item in enumerate(value)]
    if value is None or isinstance(value, str | int | float):
        return cleaned(value)
    raise InputError(f"{place.lstrip('.')} holds {type(value).__name__}, which JSON cannot say. Pass plain values.")


def standard_base64(data: bytes) -> str:
    """*data* in the standard alphabet, padded."""
    return b2a_base64(data, newline=False).decode("ascii")


def moment(time: datetime) -> str:
    """*time* as RFC 3339 in UTC, ending in ``Z``; a time without a zone is taken as UTC."""
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")


def without_surrogates(text: str) -> str:
    """*text* with every lone surrogate as U+FFFD, so that it can be written as UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _too_deep() -> InvalidReply:
    return InvalidReply(f"The reply is nested deeper than {DEEPEST}. Check that the address serves this API.")
