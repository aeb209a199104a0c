"""Folds the streamed pieces of a reply into the one reply they are pieces of."""

from __future__ import annotations

from typing import Any

from .grounding import CitationMetadata, GroundingMetadata, GroundingSupport, UrlContextMetadata
from .message import Content, Part
from .record import Record
from .response import Candidate, GenerateContentResponse, LogprobsResult

_PLAIN_TEXT = ({"text"}, {"text", "thought"})
_PLAIN_CANDIDATE = ({"content"}, {"content", "index"})


class Accumulator:
    """Adds streamed chunks up. Adding costs what the chunk costs, not what came before it.

    Neighbouring text parts of one kind (thoughts or answer) become one part. Parts with a signature and parts of any
    other kind, known or not, are kept as they came.
    """

    def __init__(self) -> None:
        self._candidates: dict[int, _Growing] = {}
        self._fields: dict[str, Any] = {}
        self._extras: dict[str, Any] = {}

    def add(self, chunk: GenerateContentResponse) -> None:
        """Take in the next chunk."""
        for candidate in chunk.candidates or ():
            index = candidate.index or 0
            growing = self._candidates.get(index)
            if growing is None:
                growing = self._candidates[index] = _Growing()
            growing.add(candidate)
        fields = self._fields
        values = chunk.__dict__
        for name in chunk.__pydantic_fields_set__:
            if name != "candidates" and values[name] is not None:
                fields[name] = values[name]
        if chunk.__pydantic_extra__:
            self._extras |= chunk.__pydantic_extra__

    @property
    def text(self) -> str:
        """The answer so far, without thoughts, of the first candidate."""
        return self._candidates[0].text() if 0 in self._candidates else ""

    @property
    def finished(self) -> bool:
        """Whether the first candidate said why it ended, or the prompt was refused."""
        if 0 in self._candidates and self._candidates[0].finished:
            return True
        feedback = self._fields.get("prompt_feedback")
        return feedback is not None and feedback.block_reason is not None

    @property
    def response(self) -> GenerateContentResponse:
        """The reply so far, each candidate with one content; the chunks are not changed."""
        fields = self._extras | self._fields
        if self._candidates:
            fields["candidates"] = [self._candidates[index].whole(index) for index in sorted(self._candidates)]
        return GenerateContentResponse.model_construct(**fields)


class _Growing:
    """One candidate while it grows; a run is the list of texts that will be one part."""

    __slots__ = ("_content_extras", "_others", "_parts", "_role", "_run", "finished")

    def __init__(self) -> None:
        self.finished = False
        self._role: str | None = None
        self._content_extras: dict[str, Any] = {}
        self._parts: list[Part | _Run] = []
        self._run: _Run | None = None
        self._others: list[Candidate] = []

    def add(self, candidate: Candidate) -> None:
        if candidate.finish_reason is not None:
            self.finished = True
        if candidate.__pydantic_fields_set__ not in _PLAIN_CANDIDATE or candidate.__pydantic_extra__:
            self._others.append(candidate)
        content = candidate.content
        if content is None:
            return
        self._role = content.role or self._role
        if content.__pydantic_extra__:
            self._content_extras |= content.__pydantic_extra__
        for part in content.parts or ():
            self._add_part(part)

    def _add_part(self, part: Part) -> None:
        text = part.text
        if text is None or part.__pydantic_fields_set__ not in _PLAIN_TEXT or part.__pydantic_extra__:
            self._parts.append(part)
            self._run = None
            return
        thought = part.thought
        run = self._run
        if run is None or bool(run.thought) != bool(thought):
            run = self._run = _Run(thought)
            self._parts.append(run)
        run.texts.append(text)

    def text(self) -> str:
        return "".join(
            part.joined() if isinstance(part, _Run) else part.text or "" for part in self._parts if not part.thought
        )

    def whole(self, index: int) -> Candidate:
        fields = _merged(self._others)
        if self._parts or self._role or self._content_extras:
            parts = [part.part() if isinstance(part, _Run) else part for part in self._parts]
            content = {"role": self._role or "model", "parts": parts or None} | self._content_extras
            fields["content"] = Content.model_construct(**content)
        return Candidate.model_construct(**({"index": index} | fields))


class _Run:
    """Neighbouring texts of one kind."""

    __slots__ = ("texts", "thought")

    def __init__(self, thought: bool | None) -> None:
        self.thought = thought
        self.texts: list[str] = []

    def joined(self) -> str:
        if len(self.texts) > 1:
            self.texts = ["".join(self.texts)]
        return self.texts[0]

    def part(self) -> Part:
        kind = {"thought": True} if self.thought else {}
        return Part.model_construct(text=self.joined(), **kind)


def _merged(candidates: list[Candidate]) -> dict[str, Any]:
    """Every field the pieces of a candidate set, except the content; the last word wins, lists of sources grow."""
    fields: dict[str, Any] = {}
    for candidate in candidates:
        for name in candidate.__pydantic_fields_set__ - {"content"}:
            value = getattr(candidate, name)
            if value is not None:
                fields[name] = _joined_values(fields.get(name), value)
        fields |= candidate.__pydantic_extra__ or {}
    return fields


def _joined_values(old: Any, new: Any) -> Any:
    if isinstance(old, GroundingMetadata) and isinstance(new, GroundingMetadata):
        return _grounding(old, new)
    if isinstance(old, CitationMetadata | UrlContextMetadata | LogprobsResult) and type(old) is type(new):
        return _record(old, new)
    if isinstance(new, list):
        return new or old
    return new


def _record(old: Record, new: Record) -> Any:
    """*old* with what *new* sets, where lists are continued."""
    fields = _set(old)
    for name, value in _set(new).items():
        before = fields.get(name)
        fields[name] = _continued(before, value) if isinstance(before, list) and isinstance(value, list) else value
    return type(old).model_construct(**fields)


def _grounding(old: GroundingMetadata, new: GroundingMetadata) -> GroundingMetadata:
    before, after = old.grounding_chunks or [], new.grounding_chunks or []
    shift = 0 if after[: len(before)] == before else len(before)
    merged: GroundingMetadata = _record(old, new)
    if shift and new.grounding_supports:
        moved = [_moved(support, shift) for support in new.grounding_supports]
        merged.__dict__["grounding_supports"] = [*(old.grounding_supports or ()), *moved]
    return merged


def _moved(support: GroundingSupport, shift: int) -> GroundingSupport:
    indices = [index + shift for index in support.grounding_chunk_indices or ()]
    return support.model_copy(update={"grounding_chunk_indices": indices})


def _continued(old: list[Any], new: list[Any]) -> list[Any]:
    """A list told in pieces, or told again from its beginning each time."""
    return new if new[: len(old)] == old else [*old, *new]


def _set(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record if value is not None}
