"""Folds the streamed pieces of a reply into the one reply they are pieces of."""

from __future__ import annotations

from typing import Any

from .continuation import joined
from .message import Content, Part
from .response import Candidate, GenerateContentResponse

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
        for name, value in chunk.__dict__.items():
            if value is not None and name != "candidates":
                self._fields[name] = value
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
        # Not kept: one thread may be adding while another looks.
        return "".join(self.texts)

    def part(self) -> Part:
        if self.thought:
            return Part.model_construct(text=self.joined(), thought=True)
        return Part.model_construct(text=self.joined())


def _merged(candidates: list[Candidate]) -> dict[str, Any]:
    """Every field the pieces of a candidate set, except the content; the last word wins, lists of sources grow."""
    fields: dict[str, Any] = {}
    for candidate in candidates:
        for name, value in candidate.__dict__.items():
            if value is not None and name != "content":
                fields[name] = joined(fields.get(name), value)
        fields |= candidate.__pydantic_extra__ or {}
    return fields
