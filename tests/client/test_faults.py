"""What a broken server does to a message: a listed outcome in both modes, the turn kept, and the next message sent."""

from __future__ import annotations

import gzip
import json
from typing import Any

import httpx
import httpx2
import pytest

from genai_magics.errors import APIError, ConnectionFailed, InvalidReply, ReplyInterrupted, RequestTimeout
from tests.client.talking import MODES, client_for
from tests.corpora import corpus
from tests.servers import ScriptedServer, event_reply, json_reply, text_chunk

TIMEOUT_MS = 400

# What each phrase of the corpus means here: the turn's state and the exception, or None for a normal end.
EXPECTED: dict[str, tuple[str, type[Exception] | None]] = {
    "complete": ("complete", None),
    "complete-or-interrupted": ("complete", None),
    "interrupted": ("interrupted", ReplyInterrupted),
    "blocked": ("blocked", None),
    "error:connection": ("failed", ReplyInterrupted),
    "error: code 429 RESOURCE_EXHAUSTED": ("failed", APIError),
    "error: 502": ("failed", APIError),
    "error: read timeout": ("failed", RequestTimeout),
    "error: empty reply": ("failed", InvalidReply),
    "error: bad reply": ("failed", InvalidReply),
}


def own_clients(family: Any) -> dict[str, Any]:
    """A client of *family* for each mode, without connections that outlive a reply."""
    limits = family.Limits(max_keepalive_connections=0)
    return {"httpx_client": family.Client(limits=limits), "httpx_async_client": family.AsyncClient(limits=limits)}


def expected(phrase: str) -> tuple[str, type[Exception] | None]:
    """The longest listed beginning of *phrase*."""
    return EXPECTED[max((known for known in EXPECTED if phrase.startswith(known)), key=len)]


@pytest.mark.parametrize("family", [httpx, httpx2], ids=["httpx", "httpx2"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in corpus("own/http_faults.json")])
def test_every_fault_has_its_listed_outcome(case: dict[str, Any], mode: str, family: Any) -> None:
    """Each fault ends as listed, with the text that came, and the next message on the chat is answered."""
    state, error = expected(case["expect_outcome"])
    good = event_reply(text_chunk("Better now.", "STOP"))
    scripts = [connection["events"] for connection in case["connections"]]
    given = {} if family is httpx else own_clients(family)
    with ScriptedServer(scripts) as server, client_for(server.url, timeout=TIMEOUT_MS, **given) as client:
        chat = client.chats.create(model="m")
        outcome = MODES[mode](chat, "first")
        assert outcome.text == case["expect_text"]
        assert isinstance(outcome.error, error or type(None)), outcome.error
        assert outcome.turn is not None
        assert (outcome.turn.state, outcome.turn.text) == (state, case["expect_text"])
        server.scripts = [good]
        assert MODES[mode](chat, "second").text == "Better now."
        roles = [content["role"] for content in server.requests[-1].json["contents"]]
        assert roles == ["user", "model", "user"][-len(roles) :]
        assert len(roles) == (3 if state in {"complete", "interrupted"} and case["expect_text"] else 1)


def test_retry_after_is_respected_in_seconds() -> None:
    """A 503 with ``Retry-After: 1`` is sent again once, a second later, and the wait is announced."""
    case = next(case for case in corpus("own/http_faults.json") if case["name"] == "retry_503_then_ok")
    waits: list[Any] = []
    with ScriptedServer([c["events"] for c in case["connections"]]) as server, client_for(server.url) as client:
        client.connection.on_wait = waits.append
        assert MODES["blocking"](client.chats.create(model="m"), "hi").text == "Hello wörld"
        assert len(server.requests) == 2
    assert [(wait.seconds, wait.attempt, wait.error.code) for wait in waits] == [(1.0, 2, 503)]


def event(chunk: Any) -> bytes:
    """*chunk* as an event of a stream."""
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


ODD_STREAMS = [
    pytest.param([b": ping\n\n", text_chunk("a", "STOP")], "a", "complete", None, id="comment first"),
    pytest.param(
        [b'data:{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}\n\n'],
        "a",
        "complete",
        None,
        id="no space after data:",
    ),
    pytest.param([text_chunk("a", "STOP"), b"data: [DONE]\n\n"], "a", "complete", None, id="[DONE]"),
    pytest.param(
        [text_chunk("a", "STOP"), {"usageMetadata": {"totalTokenCount": 3}}],
        "a",
        "complete",
        None,
        id="usage-only last chunk",
    ),
    pytest.param(
        [text_chunk("a"), {"candidates": [{"finishReason": "STOP"}]}],
        "a",
        "complete",
        None,
        id="last chunk without content",
    ),
    pytest.param(
        [text_chunk("a"), {"candidates": [{"content": {"parts": [{"newKind": {"x": 1}}]}, "finishReason": "STOP"}]}],
        "a",
        "complete",
        None,
        id="unknown part kind",
    ),
    pytest.param(
        [text_chunk("a"), {"error": {"code": 503, "message": "busy", "status": "UNAVAILABLE"}}],
        "a",
        "failed",
        APIError,
        id="error object in the stream",
    ),
    pytest.param(
        [text_chunk("a"), {"x": 1, "error": {"message": "busy"}}], "a", "failed", APIError, id="error without code"
    ),
    pytest.param(
        [text_chunk("a"), b'{\n "error": {\n  "code": 500,\n  "message": "oops"\n }\n}\n'],
        "a",
        "failed",
        APIError,
        id="bare error between events",
    ),
    pytest.param(
        [text_chunk("a"), [{"error": {"code": 429, "message": "quota"}}]],
        "a",
        "failed",
        APIError,
        id="error in an array",
    ),
    pytest.param(
        [event(text_chunk("a")) + event({"error": {"code": 503, "message": "busy"}})],
        "a",
        "failed",
        APIError,
        id="error in the same read as text",
    ),
    pytest.param(
        [event(text_chunk("a")) + b'data: {"candidates": 7}\n\n'],
        "a",
        "interrupted",
        InvalidReply,
        id="wrong type in the same read as text",
    ),
    pytest.param(
        [text_chunk("a"), {"candidates": [{"index": 1, "finishReason": "STOP"}]}],
        "a",
        "interrupted",
        ReplyInterrupted,
        id="only another candidate finished",
    ),
    pytest.param([{"promptFeedback": {}}], "", "failed", InvalidReply, id="feedback without a reason"),
    pytest.param([text_chunk('say "error"', "STOP")], 'say "error"', "complete", None, id="the word error in a text"),
    pytest.param(
        [text_chunk("a"), b'data: {"candidates": [{"con'], "a", "interrupted", ReplyInterrupted, id="torn event"
    ),
    pytest.param([text_chunk("a"), b"data: {nonsense}\n\n"], "a", "interrupted", InvalidReply, id="not JSON"),
    pytest.param([text_chunk("a"), b'data: {"candidates": 7}\n\n'], "a", "interrupted", InvalidReply, id="wrong type"),
    pytest.param([{"usageMetadata": {"totalTokenCount": 3}}], "", "failed", InvalidReply, id="no candidates"),
    pytest.param([text_chunk("a"), text_chunk("", "SAFETY")], "a", "blocked", None, id="stopped for safety"),
    pytest.param(
        [text_chunk("line\u2028end\x85", "STOP")], "line\u2028end\x85", "complete", None, id="U+2028 and U+0085"
    ),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("events", "text", "state", "error"), ODD_STREAMS)
def test_odd_streams(events: list[Any], text: str, state: str, error: type[Exception] | None, mode: str) -> None:
    """Streams that other clients refuse or mistake end as what they are, and never lose a turn."""
    with ScriptedServer([event_reply(*events)]) as server, client_for(server.url) as client:
        outcome = MODES[mode](client.chats.create(model="m"), "hi")
        assert outcome.text == text
        assert isinstance(outcome.error, error or type(None)), outcome.error
        assert outcome.turn is not None
        assert (outcome.turn.state, outcome.turn.text) == (state, text)


@pytest.mark.parametrize("mode", MODES)
def test_a_stall_in_the_stream_keeps_what_came(mode: str) -> None:
    """Silence in the middle of a reply ends it as interrupted, with the text so far."""
    with ScriptedServer([event_reply(text_chunk("half"), finish=False)]) as server:
        with client_for(server.url, timeout=200) as client:
            outcome = MODES[mode](client.chats.create(model="m"), "hi")
        assert isinstance(outcome.error, RequestTimeout)
        assert outcome.turn is not None
        assert (outcome.turn.state, outcome.turn.text) == ("interrupted", "half")


@pytest.mark.parametrize("mode", MODES)
def test_a_refused_connection_says_where(mode: str) -> None:
    """When nobody listens the error names the place and the turn is listed as failed."""
    with ScriptedServer([[]]) as server:
        url = server.url
    with client_for(url) as client:
        outcome = MODES[mode](client.chats.create(model="m"), "hi")
    assert isinstance(outcome.error, ConnectionFailed)
    assert url in str(outcome.error)
    assert outcome.turn is not None
    assert outcome.turn.state == "failed"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        pytest.param(
            [{"send": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n<h1>Log in h"}],
            "Log in h",
            id="captive portal",
        ),
        pytest.param(json_reply([text_chunk("a", "STOP")]), "application/json", id="a JSON array"),
        pytest.param(
            [{"send": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"}],
            "'hello'",
            id="plain text",
        ),
    ],
)
def test_what_is_no_event_stream_is_shown(reply: list[Any], words: str) -> None:
    """Something that is not an event stream is an InvalidReply which shows its beginning or its type."""
    with ScriptedServer([reply]) as server, client_for(server.url) as client:
        outcome = MODES["blocking"](client.chats.create(model="m"), "hi")
    assert isinstance(outcome.error, InvalidReply)
    assert words in str(outcome.error)


HEAD = "HTTP/1.1 {} Spoken\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{}\r\n"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param([{"send": HEAD.format(429, 99, "").encode() + b'{"er'}, {"close": "fin"}], id="cut body"),
        pytest.param(
            [{"send": HEAD.format(429, 4, "Content-Encoding: br\r\n").encode() + b"\x8b\0ab"}], id="unasked packing"
        ),
    ],
)
def test_a_refusal_that_cannot_be_read_is_still_told(reply: list[Any], mode: str) -> None:
    """Of an error the status counts, whatever becomes of its body."""
    with ScriptedServer([reply]) as server, client_for(server.url) as client:
        error = MODES[mode](client.chats.create(model="m"), "hi").error
    assert isinstance(error, APIError)
    assert error.code == 429
    assert error.__suppress_context__ or error.__context__ is None


@pytest.mark.parametrize("mode", MODES)
def test_a_reply_packed_in_several_pieces_is_whole(mode: str) -> None:
    """Gzip members one after the other are one reply, and padding after them is none of it."""
    packed = gzip.compress(event(text_chunk("a"))) + gzip.compress(event(text_chunk("b", "STOP"))) + bytes(8)
    with (
        ScriptedServer([event_reply(packed, Content_Encoding="gzip")]) as server,
        client_for(server.url) as client,
    ):
        outcome = MODES[mode](client.chats.create(model="m"), "hi")
    assert (outcome.text, outcome.error) == ("ab", None)


@pytest.mark.parametrize("mode", MODES)
def test_what_a_service_says_is_said_by_the_model(mode: str) -> None:
    """A reply under another role is told to the model as its own words, never as the user's."""
    odd = {"candidates": [{"content": {"role": "user", "parts": [{"text": "a"}]}, "finishReason": "STOP"}]}
    with ScriptedServer([event_reply(odd), event_reply(text_chunk("b", "STOP"))]) as server:
        with client_for(server.url) as client:
            chat = client.chats.create(model="m")
            for message in ("first", "second"):
                MODES[mode](chat, message)
        assert [content["role"] for content in server.requests[-1].json["contents"]] == ["user", "model", "user"]


def test_without_an_answer_a_whole_reply_is_refused() -> None:
    """A JSON reply that has no candidates and was not blocked is an InvalidReply, not an empty answer."""
    with ScriptedServer([json_reply({"usageMetadata": {}})]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")
        with pytest.raises(InvalidReply, match="without an answer"):
            chat.send_message("hi")
        assert chat.last is not None
        assert chat.last.state == "failed"
