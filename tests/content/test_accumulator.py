"""Streamed pieces become one reply."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_magics.content import Accumulator, FinishReason, GenerateContentResponse

Json = dict[str, Any]


def whole(*chunks: Json) -> Accumulator:
    accumulator = Accumulator()
    for chunk in chunks:
        accumulator.add(GenerateContentResponse.read(chunk))
    return accumulator


def said(*parts: Json, **fields: Any) -> Json:
    """A chunk with *parts* in its first candidate."""
    return {"candidates": [{"content": {"role": "model", "parts": list(parts)}, "index": 0, **fields}]}


def parts_of(accumulator: Accumulator) -> list[Json]:
    return [part.wire() for part in accumulator.response.parts or ()]


def test_neighbouring_texts_are_joined() -> None:
    """Texts of one kind become one part; thoughts and answer stay apart."""
    accumulator = whole(
        said({"text": "hm", "thought": True}),
        said({"text": "m", "thought": True}, {"text": "He"}),
        said({"text": "llo"}, finishReason="STOP"),
    )
    assert parts_of(accumulator) == [{"text": "hmm", "thought": True}, {"text": "Hello"}]
    assert accumulator.text == "Hello"
    assert accumulator.response.text == "Hello"
    assert accumulator.response.thoughts == "hmm"


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8"), max_size=5), st.booleans()), min_size=1, max_size=30))
def test_no_text_is_lost_or_moved(pieces: list[tuple[str, bool]]) -> None:
    """However a reply is cut, the answer and the thoughts come out whole and in order."""
    accumulator = whole(*(said({"text": text} | ({"thought": True} if thought else {})) for text, thought in pieces))
    assert accumulator.text == "".join(text for text, thought in pieces if not thought)
    assert (accumulator.response.thoughts or "") == "".join(text for text, thought in pieces if thought)
    kinds = [bool(part.get("thought")) for part in parts_of(accumulator)]
    assert all(left != right for left, right in pairwise(kinds))


def test_what_is_not_plain_text_is_kept_as_it_came() -> None:
    """Signatures, calls, code, bytes and parts nobody knows are kept, in their places."""
    others: list[Json] = [
        {"text": "", "thoughtSignature": "AAA="},
        {"functionCall": {"id": "1", "name": "f", "args": {}}, "thoughtSignature": "+/8="},
        {"hologram": {"depth": 3}},
        {"text": "b", "hologram": 1},
        {"executableCode": {"language": "PYTHON", "code": "1"}},
    ]
    accumulator = whole(said({"text": "a"}), *(said(part) for part in others), said({"text": "c"}), said({"text": "d"}))
    assert parts_of(accumulator) == [{"text": "a"}, *others, {"text": "cd"}]
    assert accumulator.text == "abcd"


def test_the_last_word_wins() -> None:
    """Usage, version, finish reason and unknown fields are those said last; earlier ones are not lost to silence."""
    response = whole(
        said({"text": "a"})
        | {"usageMetadata": {"promptTokenCount": 1}, "modelVersion": "m", "responseId": "r", "zz": 1},
        said({"text": "b"}, finishReason="MAX_TOKENS", finishMessage="full", zzCandidate=[1]),
        {"usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 4}, "zz": 2},
    ).response
    assert response.wire() == {
        "candidates": [
            {
                "content": {"role": "model", "parts": [{"text": "ab"}]},
                "index": 0,
                "finishReason": "MAX_TOKENS",
                "finishMessage": "full",
                "zzCandidate": [1],
            }
        ],
        "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 4},
        "modelVersion": "m",
        "responseId": "r",
        "zz": 2,
    }


@pytest.mark.parametrize(
    "last",
    [
        pytest.param({"usageMetadata": {"totalTokenCount": 1}}, id="usage only"),
        pytest.param({"candidates": [{"finishReason": "STOP"}]}, id="no content"),
        pytest.param({"candidates": [{"content": {"role": "model"}, "finishReason": "STOP"}]}, id="no parts"),
        pytest.param({"candidates": [{"content": {"parts": [{"text": ""}]}}]}, id="empty text"),
        pytest.param({"candidates": []}, id="no candidates"),
        pytest.param({}, id="nothing"),
    ],
)
def test_an_empty_last_chunk_costs_nothing(last: Json) -> None:
    """A chunk without text leaves the reply as it was."""
    accumulator = whole(said({"text": "a"}), last)
    assert parts_of(accumulator) == [{"text": "a"}]
    assert accumulator.text == "a"


def test_finished_says_whether_the_reply_ended() -> None:
    """A reply is finished by its finish reason, or by a refused prompt."""
    assert not whole().finished
    assert not whole(said({"text": "a"})).finished
    assert whole(said({"text": "a"}), said(finishReason="STOP")).finished
    blocked = whole({"promptFeedback": {"blockReason": "SAFETY"}})
    assert blocked.finished
    assert blocked.response.blocked
    assert blocked.response.candidates is None


def test_sources_told_in_pieces_are_counted_on() -> None:
    """Grounding of a later piece follows that of the earlier ones, with its references moved."""

    def grounded(uri: str, text: str) -> Json:
        support = {"segment": {"text": text}, "groundingChunkIndices": [0]}
        return {"groundingChunks": [{"web": {"uri": uri}}], "groundingSupports": [support]}

    response = whole(
        said({"text": "a"}, groundingMetadata=grounded("u1", "a")),
        said({"text": "b"}, groundingMetadata={}),
        said({"text": "c"}, groundingMetadata=grounded("u2", "c")),
    ).response
    assert response.candidates
    grounding = response.candidates[0].grounding_metadata
    assert grounding is not None
    assert [chunk.web.uri for chunk in grounding.grounding_chunks or () if chunk.web] == ["u1", "u2"]
    assert [support.grounding_chunk_indices for support in grounding.grounding_supports or ()] == [[0], [1]]


def test_sources_told_again_are_not_doubled() -> None:
    """Grounding, citations and safety ratings that each chunk repeats from the start are kept once."""
    grounding = {"groundingChunks": [{"web": {"uri": "u1"}}], "webSearchQueries": ["q"]}
    rating = {"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW"}
    fields = {
        "groundingMetadata": grounding,
        "citationMetadata": {"citations": [{"uri": "c"}]},
        "safetyRatings": [rating],
    }
    response = whole(said({"text": "a"}, **fields), said({"text": "b"}, **fields)).response
    assert response.candidates
    candidate = response.candidates[0].wire()
    assert {name: candidate[name] for name in fields} == fields


def test_several_candidates_grow_apart() -> None:
    """Each candidate has its own content; the text is that of the first."""
    accumulator = whole(
        {
            "candidates": [
                {"index": index, "content": {"parts": [{"text": text}]}} for index, text in ((1, "x"), (0, "a"))
            ]
        },
        {"candidates": [{"index": 1, "content": {"parts": [{"text": "y"}]}, "finishReason": "STOP"}]},
    )
    assert accumulator.text == "a"
    assert not accumulator.finished
    replies = accumulator.response.candidates or []
    assert [reply.content.parts[0].text for reply in replies if reply.content and reply.content.parts] == ["a", "xy"]
    assert replies[1].finish_reason is FinishReason.STOP


def test_the_reply_may_be_read_while_it_grows() -> None:
    """Reading in between changes nothing, and neither does adding change what was read."""
    accumulator = whole(said({"text": "a"}))
    early = accumulator.response
    assert accumulator.text == "a"
    accumulator.add(GenerateContentResponse.read(said({"text": "b"})))
    assert early.text == "a"
    assert accumulator.response.text == accumulator.text == "ab"


def test_chunks_are_not_changed() -> None:
    """Adding chunks up leaves each chunk as it was."""
    chunk = GenerateContentResponse.read(said({"text": "a"}, groundingMetadata={"webSearchQueries": ["q"]}))
    before = chunk.wire()
    accumulator = Accumulator()
    accumulator.add(chunk)
    accumulator.add(GenerateContentResponse.read(said({"text": "b"}, groundingMetadata={"webSearchQueries": ["r"]})))
    assert accumulator.response.text == "ab"
    assert chunk.wire() == before
