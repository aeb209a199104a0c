"""Joins two pieces of the same record, as a stream tells them one after the other."""

from __future__ import annotations

from typing import Any

from .record import Record


def joined(old: Any, new: Any) -> Any:
    """What a field holds when a piece with *new* follows one with *old*: sources and probabilities grow, the rest is
    said anew."""
    if isinstance(new, list):
        return new or old
    if not isinstance(old, Record) or type(old) is not type(new):
        return new
    return _grounding(old, new) if "grounding_chunks" in type(old).model_fields else _record(old, new)


def _record(old: Record, new: Record) -> Any:
    """*old* with what *new* sets, where lists are continued."""
    fields = _set(old)
    for name, value in _set(new).items():
        before = fields.get(name)
        fields[name] = _continued(before, value) if isinstance(before, list) and isinstance(value, list) else value
    return type(old).model_construct(**fields)


def _grounding(old: Any, new: Any) -> Any:
    """Grounding told in pieces: the sources of the later piece are counted on from those of the earlier."""
    before, after = old.grounding_chunks or [], new.grounding_chunks or []
    merged = _record(old, new)
    if after[: len(before)] != before:
        moved = [_moved(support, len(before)) for support in new.grounding_supports or ()]
        supports = [*(old.grounding_supports or ()), *moved]
        return merged.model_copy(update={"grounding_supports": supports or None})
    return merged


def _moved(support: Any, shift: int) -> Any:
    indices = [index + shift for index in support.grounding_chunk_indices or ()]
    return support.model_copy(update={"grounding_chunk_indices": indices})


def _continued(old: list[Any], new: list[Any]) -> list[Any]:
    """A list told in pieces, or told again from its beginning each time."""
    return new if new[: len(old)] == old else [*old, *new]


def _set(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record if value is not None}
