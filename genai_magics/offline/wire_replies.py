"""Puts replies into the API's JSON: one whole GenerateContentResponse, or the chunks of a stream."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .bodies import Json
from .conversation import Ask, Said
from .reply import Part, Reply
from .safety import ratings
from .tokens import TOKENS_PER_ATTACHMENT, count, pieces, tokens_of


@dataclass(frozen=True)
class Frame:
    """What every response to one request has in common: the request, the response's id and the prompt's size."""

    ask: Ask
    response_id: str

    def whole(self, replies: Sequence[Reply]) -> Json:
        """All candidates in one response."""
        candidates = [self._candidate(i, reply.parts, reply) for i, reply in enumerate(replies)]
        said = count("".join(reply.answer for reply in replies)) + sum(map(_wordless, _all_parts(replies)))
        return self._response(candidates, said, sum(reply.thought_tokens for reply in replies))

    def chunks(self, replies: Sequence[Reply]) -> Iterator[tuple[Json, int]]:
        """(chunk, its characters of text) one after the other, candidate by candidate, with running totals of usage."""
        tally = _Tally()
        for index, reply in enumerate(replies):
            parts: list[Part | None] = [piece for part in reply.parts for piece in _pieces(part)]
            *shown, last = parts or [None]
            for part in shown:
                yield self._chunk(index, part, None, tally.add(part))
            yield self._chunk(index, last, reply, tally.add(last).finish(reply))

    def blocked(self) -> Json:
        """The response to a prompt that was blocked: no candidate, the reason and the ratings."""
        feedback = {"blockReason": "SAFETY", "safetyRatings": ratings(self.ask.switches, blocked=True)}
        return {"promptFeedback": feedback, **self._response([], 0, 0)}

    def _chunk(self, index: int, part: Part | None, finished: Reply | None, tally: "_Tally") -> tuple[Json, int]:
        candidate = self._candidate(index, () if part is None else (part,), finished)
        return self._response([candidate], tally.said, tally.thought), len((part or {}).get("text", ""))

    @cached_property
    def _asked(self) -> int:
        return prompt_tokens(self.ask.turns, self.ask.system)

    def _candidate(self, index: int, parts: Sequence[Part], finished: Reply | None) -> Json:
        content: Json = {"parts": list(parts), "role": "model"} if parts else {"role": "model"}
        candidate: Json = {"content": content, "index": index}
        if finished is None:
            return candidate
        if finished.finish is not None:
            candidate["finishReason"] = finished.finish
        candidate["safetyRatings"] = ratings(self.ask.switches, blocked=finished.finish == "SAFETY")
        if finished.grounding:
            candidate["groundingMetadata"] = finished.grounding
        return candidate

    def _response(self, candidates: list[Json], said: int, thought: int) -> Json:
        asked = self._asked
        usage: Json = {"promptTokenCount": asked}
        usage |= {"candidatesTokenCount": said} if candidates else {}
        usage["totalTokenCount"] = asked + said + thought
        usage["promptTokensDetails"] = [{"modality": "TEXT", "tokenCount": asked}]
        usage |= {"thoughtsTokenCount": thought} if thought else {}
        response: Json = {"candidates": candidates} if candidates else {}
        return {**response, "usageMetadata": usage, "modelVersion": self.ask.model, "responseId": self.response_id}


def prompt_tokens(turns: Sequence[Said], system: str = "") -> int:
    """How many tokens a conversation and its system instruction are, by the rule of ``tokens``."""
    return count(system) + sum(_size(part) for turn in turns for part in turn.parts)


def _all_parts(replies: Sequence[Reply]) -> Iterator[Part]:
    return (part for reply in replies for part in reply.parts)


def _wordless(part: Part) -> int:
    return 0 if "text" in part else _size(part)


def _size(part: Mapping[str, Any]) -> int:
    if "text" in part:
        return count(str(part["text"]))
    if "inlineData" in part or "fileData" in part:
        return TOKENS_PER_ATTACHMENT
    return count(json.dumps(part, ensure_ascii=False, default=str))


def _pieces(part: Part) -> Iterator[Part]:
    if "text" not in part:
        yield part
        return
    for piece in pieces(part["text"]):
        yield {**part, "text": piece}


class _Tally:
    """The tokens of a stream so far: of the answers in ``said``, of the thinking in ``thought``."""

    def __init__(self) -> None:
        self._answered = self._wordless = self._thinking = self._finished = 0

    @property
    def said(self) -> int:
        return self._wordless + tokens_of(self._answered)

    @property
    def thought(self) -> int:
        return self._finished + tokens_of(self._thinking)

    def add(self, part: Part | None) -> "_Tally":
        """Count one *part*."""
        if part is not None and part.get("thought"):
            self._thinking += len(part["text"])
        elif part is not None:
            self._answered += len(part.get("text", ""))
            self._wordless += _wordless(part)
        return self

    def finish(self, reply: Reply) -> "_Tally":
        """Count all of the thinking of *reply*, shown or not."""
        self._finished, self._thinking = self._finished + reply.thought_tokens, 0
        return self
