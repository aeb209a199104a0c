"""Turns JSON text from outside into plain Python values that are safe to keep and to send on."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from ..errors import InvalidReply

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


def without_surrogates(text: str) -> str:
    """*text* with every lone surrogate as U+FFFD, so that it can be written as UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _too_deep() -> InvalidReply:
    return InvalidReply(f"The reply is nested deeper than {DEEPEST}. Check that the address serves this API.")
