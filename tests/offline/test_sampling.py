"""Temperature, seed, length, stop sequences, candidates and counting."""

import pytest

from .asking import answer, respond, streamed, words

QUESTION = "Explain list comprehensions"
VARIED = [{"temperature": 1.0, "seed": seed} for seed in range(8)]


@pytest.mark.parametrize("settings", [{}, {"temperature": 0}, {"temperature": 2, "seed": 3, "topP": 0.9, "topK": 40}])
def test_the_same_request_gives_the_same_words(settings: dict[str, float]) -> None:
    """The words are a function of the request alone."""
    assert answer(QUESTION, settings) == answer(QUESTION, settings)


def test_seeds_and_temperatures_change_the_words() -> None:
    """Above temperature 0, seeds and temperatures choose other phrasings."""
    assert len({answer(QUESTION, settings) for settings in VARIED}) > 4
    assert len({answer(QUESTION, {"temperature": tenths / 10}) for tenths in range(0, 21, 2)}) > 4


@pytest.mark.parametrize("settings", [{"temperature": 0}, {"topK": 1}, {"topP": 0}], ids=str)
def test_the_likeliest_words_only(settings: dict[str, float]) -> None:
    """Temperature 0, top-k 1 and top-p 0 always give the likeliest words, whatever the seed."""
    replies = {answer(QUESTION, {**settings, "seed": seed}) for seed in range(5)}
    assert len(replies) == 1


def test_a_low_temperature_varies_less_than_a_high_one() -> None:
    """The lower the temperature, the fewer different replies over the same seeds."""
    cold, hot = ({answer(QUESTION, {"temperature": t, "seed": s}) for s in range(12)} for t in (0.1, 2))
    assert len(cold) < len(hot)


@pytest.mark.parametrize("limit", [1, 7, 40])
def test_a_length_limit_cuts_with_its_reason(limit: int) -> None:
    """maxOutputTokens cuts the reply there, at four characters a token, with the reason MAX_TOKENS."""
    whole, cut = respond(QUESTION), respond(QUESTION, {"maxOutputTokens": limit})
    assert words(cut) == words(whole)[: 4 * limit]
    assert cut["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert cut["usageMetadata"]["candidatesTokenCount"] == limit


def test_thinking_uses_up_the_length() -> None:
    """When thinking takes all of maxOutputTokens, there is no answer at all, and the reason says so."""
    response = respond(QUESTION, {"maxOutputTokens": 5, "thinkingConfig": {"includeThoughts": True}})
    assert response["candidates"][0]["content"] == {"role": "model"}
    assert response["candidates"][0]["finishReason"] == "MAX_TOKENS"


def test_a_reply_within_the_limit_stops_by_itself() -> None:
    """A limit that is not reached changes nothing."""
    assert respond(QUESTION, {"maxOutputTokens": 9999})["candidates"] == respond(QUESTION)["candidates"]


def test_the_first_stop_sequence_ends_the_reply() -> None:
    """The reply ends before whichever stop sequence comes first."""
    whole = answer(QUESTION)
    response = respond(QUESTION, {"stopSequences": ["```", "comprehension"]})
    assert words(response) == whole[: whole.index("comprehension")]
    assert response["candidates"][0]["finishReason"] == "STOP"


def test_candidates_differ() -> None:
    """Several candidates are numbered and say different things, at any temperature."""
    response = respond(QUESTION, {"candidateCount": 3, "temperature": 0})
    assert [candidate["index"] for candidate in response["candidates"]] == [0, 1, 2]
    assert len({words(response, i) for i in range(3)}) == 3


def test_streamed_and_whole_replies_are_the_same() -> None:
    """A stream's pieces joined are the whole reply, and its last usage is the whole usage."""
    chunks, whole = streamed(QUESTION), respond(QUESTION)
    assert "".join(map(words, chunks)) == words(whole)
    assert chunks[-1]["usageMetadata"] == whole["usageMetadata"]
    assert [chunk["candidates"][0].get("finishReason") for chunk in chunks] == [None] * (len(chunks) - 1) + ["STOP"]


def test_usage_grows_with_the_stream() -> None:
    """Every chunk carries the totals so far, and they never shrink."""
    chunks = streamed(QUESTION, {"thinkingConfig": {"includeThoughts": True}})
    totals = [chunk["usageMetadata"]["totalTokenCount"] for chunk in chunks]
    assert totals == sorted(totals)
    assert len(set(totals)) > len(totals) / 2


def test_all_chunks_of_a_reply_share_one_id() -> None:
    """A reply has one responseId in all its chunks, and another reply has another."""
    first, second = streamed(QUESTION), streamed(QUESTION)
    assert len({chunk["responseId"] for chunk in first}) == 1
    assert first[0]["modelVersion"] == "gemini-3.8-flash"
    assert second[0]["responseId"] == first[0]["responseId"], "a new app starts its ids again"


def test_a_stream_of_candidates_numbers_its_chunks() -> None:
    """In a stream of several candidates each chunk says which one it belongs to, and each one finishes."""
    chunks = streamed(QUESTION, {"candidateCount": 2})
    ends = [c["candidates"][0]["index"] for c in chunks if "finishReason" in c["candidates"][0]]
    assert ends == [0, 1]
