"""The demo switches: each shows one face of the API when asked to, and only then."""

import json

import httpx
import pytest

from .asking import GENERATE, STREAM, answer, conversation, events, offline_client, post, respond, streamed, user, words

CATEGORIES = ["harassment", "hate speech", "sexually explicit", "dangerous content", "civic integrity"]
THRESHOLDS = ["BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE"]


def read_until_it_breaks(response: httpx.Response) -> tuple[bytes, httpx.HTTPError | None]:
    """What arrives of a body, and the error that ended it."""
    received = b""
    try:
        for piece in response.iter_bytes():
            received += piece
    except httpx.HTTPError as problem:
        return received, problem
    return received, None


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_harmful_prompt_is_blocked_with_its_category(category: str) -> None:
    """The response to a blocked prompt has no candidate, the reason SAFETY, and the category marked as blocked."""
    response = respond(f"[demo: {category} medium] Hello")
    assert "candidates" not in response
    assert response["promptFeedback"]["blockReason"] == "SAFETY"
    (blocked,) = (rating for rating in response["promptFeedback"]["safetyRatings"] if rating.get("blocked"))
    name = "HARM_CATEGORY_" + category.upper().replace(" ", "_")
    assert blocked == {"category": name, "probability": "MEDIUM", "blocked": True}


@pytest.mark.parametrize(
    ("probability", "blocking"), [("low", THRESHOLDS[:1]), ("medium", THRESHOLDS[:2]), ("high", THRESHOLDS[:3])]
)
@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_the_threshold_of_the_category_decides(probability: str, blocking: list[str], threshold: str) -> None:
    """A prompt is blocked exactly when its probability reaches the threshold set for the category."""
    settings = [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": threshold}]
    response = respond(f"Hello [demo: harassment {probability}]", safetySettings=settings)
    assert ("promptFeedback" in response) == (threshold in blocking)
    if threshold not in blocking:
        (rating,) = (r for r in response["candidates"][0]["safetyRatings"] if "HARASSMENT" in r["category"])
        assert rating == {"category": "HARM_CATEGORY_HARASSMENT", "probability": probability.upper()}


def test_another_categorys_threshold_does_not_matter() -> None:
    """A threshold for one category leaves the others at BLOCK_MEDIUM_AND_ABOVE."""
    settings = [{"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "BLOCK_NONE"}]
    assert "promptFeedback" in respond("[demo: harassment medium]", safetySettings=settings)


def test_harm_in_the_reply_stops_it_midway() -> None:
    """With "in reply" the answer begins and then stops with the reason SAFETY."""
    response = respond("[demo: dangerous content high in reply] Explain closures")
    whole = answer("Explain closures")
    assert response["candidates"][0]["finishReason"] == "SAFETY"
    assert 0 < len(words(response)) < len(whole)
    assert "promptFeedback" not in response


def test_a_blocked_prompt_streams_as_one_chunk() -> None:
    """A stream for a blocked prompt is a single chunk with the feedback."""
    (chunk,) = streamed("[demo: harassment high]")
    assert chunk["promptFeedback"]["blockReason"] == "SAFETY"


def test_switches_of_earlier_turns_are_over() -> None:
    """Only the last turn's switches count, so a conversation goes on after one."""
    turns = [*conversation("[demo: harassment high] hello", "..."), user("Explain closures")]
    assert "## Closures" in words(post({"contents": turns}).json())


@pytest.mark.parametrize(
    ("code", "status"), [(400, "INVALID_ARGUMENT"), (429, "RESOURCE_EXHAUSTED"), (503, "UNAVAILABLE")]
)
@pytest.mark.parametrize("path", [GENERATE, f"{STREAM}?alt=sse"], ids=["whole", "stream"])
def test_an_error_on_request(code: int, status: str, path: str) -> None:
    """ "[demo: error CODE]" fails the request with that code in Google's error body."""
    response = post({"contents": [user(f"[demo: error {code}]")]}, path)
    assert response.status_code == code
    assert (response.json()["error"]["code"], response.json()["error"]["status"]) == (code, status)


def test_429_says_when_to_try_again() -> None:
    """A 429 carries RetryInfo with the delay as seconds and an s."""
    details = post({"contents": [user("[demo: error 429]")]}).json()["error"]["details"]
    (info,) = (each for each in details if each["@type"].endswith("RetryInfo"))
    assert info["retryDelay"].endswith("s")


def test_an_error_once_is_over_at_the_next_try() -> None:
    """ "once" fails the first try of a request and lets the second succeed."""
    with offline_client() as client:
        tries = [client.post(GENERATE, json={"contents": [user("[demo: error 503 once] hello")]}) for _ in range(3)]
    assert [each.status_code for each in tries] == [503, 200, 503]


def test_an_error_in_the_middle_of_a_stream() -> None:
    """ "in reply" breaks the stream off with an error event after some words."""
    *said, last = streamed("[demo: error 503 in reply] Explain closures")
    assert said
    assert last["error"]["code"] == 503


@pytest.mark.parametrize("path", [GENERATE, f"{STREAM}?alt=sse", STREAM], ids=["whole", "events", "array"])
def test_a_dropped_connection(path: str) -> None:
    """ "[demo: drop]" breaks the connection after part of the body, as a network would."""
    body = {"contents": [user("[demo: drop] Explain closures")]}
    with offline_client() as client, client.stream("POST", path, json=body) as response:
        received, problem = read_until_it_breaks(response)
    assert received
    assert isinstance(problem, httpx.RemoteProtocolError)


def test_a_stalled_stream_ends_with_the_read_timeout() -> None:
    """ "[demo: stall]" goes silent after some words, until the client's read timeout."""
    body = {"contents": [user("[demo: stall] Explain closures")]}
    with offline_client(timeout=0.05) as client, client.stream("POST", f"{STREAM}?alt=sse", json=body) as response:
        received, problem = read_until_it_breaks(response)
    assert isinstance(problem, httpx.ReadTimeout)
    assert all("error" not in event for event in events(received))


@pytest.mark.parametrize(
    ("switch", "finish"), [("unfinished", None), ("empty", "STOP"), ("finish recitation", "RECITATION")]
)
def test_odd_endings(switch: str, finish: str | None) -> None:
    """A stream can end without a reason, without a word, or with any reason asked for."""
    chunks = streamed(f"[demo: {switch}] Explain closures")
    assert chunks[-1]["candidates"][0].get("finishReason") == finish
    assert bool("".join(map(words, chunks))) == (switch != "empty")


def test_an_unknown_switch_is_no_switch() -> None:
    """A phrase in brackets that is no known switch changes nothing, and the words around it are answered."""
    assert "## Closures" in answer("[demo: fireworks] Explain closures")


def test_every_switch_is_documented() -> None:
    """The model lists every switch when asked."""
    text = answer("what demo switches are there?")
    for switch in (
        *CATEGORIES,
        "error 429",
        "once",
        "in reply",
        "drop",
        "stall",
        "slow",
        "empty",
        "unfinished",
        "finish",
    ):
        assert switch in text, switch


def test_an_array_stream_broken_by_an_error_is_still_json() -> None:
    """Without alt=sse the error is the last element of the array."""
    body = {"contents": [user("[demo: error 503 in reply] Explain closures")]}
    assert json.loads(post(body, STREAM).content)[-1]["error"]["code"] == 503
