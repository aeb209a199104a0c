"""The API's HTTP face: routes, both spellings, errors in Google's form."""

import json
import math
from typing import Any

import pytest

from .asking import GENERATE, MODEL, STREAM, offline_client, post, respond, streamed, user, words

HELLO = {"contents": [user("hello")]}
DEEP = [b'{"a":' * 900 + b"1" + b"}" * 900, b'{"contents": [{"parts": [' + b'{"a":' * 700 + b"1" + b"}" * 700 + b"]}]}"]
TEXT = {"contents": [{"parts": [{"text": "x" * 40}]}]}


@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_models_are_listed_and_described(version: str) -> None:
    """Both API versions list the models, page by page, and describe each one."""
    with offline_client() as client:
        first = client.get(f"/{version}/models", params={"pageSize": 3}).json()
        second = client.get(f"/{version}/models", params={"pageSize": 3, "pageToken": first["nextPageToken"]}).json()
        one = client.get(f"/{version}/models/{MODEL}").json()
    assert len(first["models"]) == len(second["models"]) == 3
    assert first["models"][0] == one
    assert "offline demo" in one["displayName"]


def test_tokens_are_counted_by_the_stated_rule() -> None:
    """Four characters are a token, in contents as in a whole generateContentRequest."""
    path = f"/v1/models/{MODEL}:countTokens"
    assert post(TEXT, path).json()["totalTokens"] == 10
    assert post({"generateContentRequest": {"model": MODEL, **TEXT}}, path).json()["totalTokens"] == 10


def test_both_spellings_of_a_request_are_the_same() -> None:
    """snake_case and camelCase requests get the same reply."""
    camel = respond("Explain closures", {"maxOutputTokens": 9, "stopSequences": ["zz"]}, systemInstruction=user("Hi"))
    body = {
        "contents": [user("Explain closures")],
        "generation_config": {"max_output_tokens": 9, "stop_sequences": ["zz"]},
        "system_instruction": user("Hi"),
    }
    assert words(post(body).json()) == words(camel)


def test_a_stream_without_alt_sse_is_a_json_array() -> None:
    """Without alt=sse the chunks come as one JSON array, the same chunks as the events."""
    body = {"contents": [user("Explain closures")], "generationConfig": {}}
    response = post(body, STREAM)
    assert response.headers["content-type"].startswith("application/json")
    assert json.loads(response.content) == streamed("Explain closures")


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        pytest.param("POST", "/v1/models/gemini-0:generateContent", HELLO, 404, id="unknown model"),
        pytest.param("GET", "/v1/models/gemini-0", None, 404, id="unknown model described"),
        pytest.param("POST", f"/v1/models/{MODEL}:sing", HELLO, 404, id="unknown method"),
        pytest.param("POST", f"/v1/models/{MODEL}:embedContent", HELLO, 404, id="a method of other models"),
        pytest.param("POST", f"/v9/models/{MODEL}:generateContent", HELLO, 404, id="unknown version"),
        pytest.param("GET", GENERATE, None, 404, id="GET on a POST route"),
        pytest.param("DELETE", f"/v1/models/{MODEL}", None, 404, id="DELETE"),
        pytest.param("POST", "/v1/../secrets", HELLO, 404, id="another path"),
        pytest.param("POST", "/v1/models/%5B:generateContent", HELLO, 404, id="an odd name"),
    ],
)
def test_what_is_not_there(method: str, path: str, body: Any, code: int) -> None:
    """Unknown models, methods and paths are 404 in Google's error body."""
    with offline_client() as client:
        response = client.request(method, path, json=body)
    assert response.status_code == code
    assert response.json()["error"]["status"] == "NOT_FOUND"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"text"', b'{"contents": NaN}', b"[" * 100_000, b"\xff\xfe", b'{"contents": 1e999}', *DEEP],
    ids=["empty", "cut", "list", "text", "NaN", "deep", "not UTF-8", "infinite", "deep object", "deep part"],
)
def test_bad_json_is_a_400(body: bytes) -> None:
    """A body that is no JSON object is refused as INVALID_ARGUMENT."""
    with offline_client() as client:
        response = client.post(GENERATE, content=body)
    assert (response.status_code, response.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({}, "contents", id="no contents"),
        pytest.param({"contents": []}, "contents", id="empty contents"),
        pytest.param({"contents": "hello"}, "contents", id="contents as text"),
        pytest.param({"contents": [{"role": "user"}]}, "contents[0].parts", id="no parts"),
        pytest.param({"contents": [{"parts": [{}]}]}, "contents[0].parts[0]", id="an empty part"),
        pytest.param({"contents": [{"parts": [{"text": 5}]}]}, "contents[0].parts[0].text", id="text as number"),
        pytest.param({"contents": [{"role": "king", "parts": [{"text": "x"}]}]}, "contents[0].role", id="role"),
        pytest.param({**HELLO, "generationConfig": {"temperature": 3}}, "generation_config.temperature", id="range"),
        pytest.param({**HELLO, "generationConfig": {"topK": 10**400}}, "generation_config.top_k", id="huge"),
        pytest.param({**HELLO, "generationConfig": {"topP": "x"}}, "generation_config.top_p", id="type"),
        pytest.param({**HELLO, "generationConfig": {"seed": 1.5}}, "generation_config.seed", id="whole number"),
        pytest.param({**HELLO, "generationConfig": {"candidateCount": 0}}, "generation_config.candidate_count", id="0"),
        pytest.param(
            {**HELLO, "generationConfig": {"stopSequences": [""]}}, "generation_config.stop_sequences", id="empty stop"
        ),
        pytest.param(
            {**HELLO, "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "SOME"}]},
            "safety_settings[0].threshold",
            id="threshold",
        ),
        pytest.param(
            {**HELLO, "generationConfig": {"responseSchema": {"type": "STRING"}}},
            "generation_config.response_schema",
            id="schema without JSON",
        ),
    ],
)
def test_a_bad_field_is_named(body: dict[str, Any], field: str) -> None:
    """A wrong value is a 400 with a BadRequest detail that names the field."""
    response = post(body)
    assert response.status_code == 400
    (detail,) = response.json()["error"]["details"]
    assert detail["fieldViolations"][0]["field"] == field


@pytest.mark.parametrize(
    "body",
    [
        {**HELLO, "temprature": 1},
        {**HELLO, "generationConfig": {"temprature": 1}},
        {"contents": [{"parts": [{"txt": "hello"}]}]},
    ],
    ids=["top level", "generationConfig", "part"],
)
def test_an_unknown_field_is_refused_by_name(body: dict[str, Any]) -> None:
    """A field the API does not know is a 400 that names it."""
    response = post(body)
    assert response.status_code == 400
    assert "Cannot find field" in response.json()["error"]["message"]


def test_texts_with_the_same_words_are_embedded_alike() -> None:
    """Embeddings have length 1 and the size asked for, and texts with the same words lie closest."""
    path = "/v1/models/gemini-embedding-001:batchEmbedContents"
    texts = ["tea and milk", "milk and tea", "steam engines"]
    requests = [{"content": {"parts": [{"text": text}]}, "outputDimensionality": 256} for text in texts]
    first, second, third = (each["values"] for each in post({"requests": requests}, path).json()["embeddings"])
    assert len(first) == 256
    assert math.isclose(math.hypot(*first), 1, abs_tol=1e-3)
    assert math.sumprod(first, second) > 0.99 if hasattr(math, "sumprod") else first == second
    assert first != third


def test_odd_characters_survive() -> None:
    """Line separators, lone surrogates and emoji in a prompt neither break the reply nor the stream."""
    prompt = "what is \u2028 \ud800 \U0001f600 \x00 like?"
    body = json.dumps({"contents": [user(prompt)]}).encode()
    with offline_client() as client:
        for path in (GENERATE, f"{STREAM}?alt=sse"):
            response = client.post(path, content=body)
            assert response.status_code == 200
            response.content.decode("utf-8")


def test_the_log_of_requests_is_bounded_and_keeps_no_secret() -> None:
    """The app remembers the last hundred requests: method, path, headers and body, without keys."""
    with offline_client() as client:
        for _ in range(101):
            client.get("/v1/models", headers={"x-goog-api-key": "k-secret", "authorization": "Bearer k-secret"})
        client.post(f"{GENERATE}?key=k-secret&alt=json", json=HELLO)
        transport = client._transport
        requests = transport.app.requests  # type: ignore[attr-defined]  # the offline transport, made above
    assert len(requests) == 100
    assert requests[-1].method == "POST"
    assert requests[-1].path == f"{GENERATE}?alt=json"
    assert requests[-1].body == HELLO
    assert "k-secret" not in repr(requests)
