"""Embeds a text by hashing its words into a vector, so that texts with the same words lie close together."""

import hashlib
import math
import re
from collections.abc import Mapping
from typing import Any

from .fields import Fields, read_parts
from .refusals import bad_field
from .spelling import camel

_USUAL_SIZE = 768


def embed(body: Mapping[str, Any]) -> dict[str, Any]:
    """The response to one embedContent request."""
    return {"embedding": {"values": _one(Fields("", camel(dict(body))))}}


def batch_embed(body: Mapping[str, Any]) -> dict[str, Any]:
    """The response to a batchEmbedContents request: one embedding for each of its ``requests``, in order."""
    requests = Fields("", camel(dict(body))).records("requests")
    if not requests:
        raise bad_field("requests", "at least one request is needed")
    return {"embeddings": [{"values": _one(request)} for request in requests]}


def _one(request: Fields) -> list[float]:
    content = request.value("content", dict)
    if content is None:
        raise bad_field("content", "a content is needed")
    size = request.whole("outputDimensionality", least=1, most=3072) or _USUAL_SIZE
    text = "\n".join(str(part.get("text", "")) for part in read_parts("content", content))
    return _vector(text, size)


def _vector(text: str, size: int) -> list[float]:
    values = [0.0] * size
    for word in re.findall(r"\w+", text.lower()) or [""]:
        digest = hashlib.sha256(word.encode("utf-8", "replace")).digest()
        values[int.from_bytes(digest[:4]) % size] += 1.0 if digest[4] % 2 else -1.0
    length = math.hypot(*values) or 1.0
    return [round(value / length, 6) for value in values]
