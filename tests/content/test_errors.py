"""What errors say, and what they hold."""

import json
import pickle
from typing import Any

import httpx
import pytest

from genai_magics import errors
from genai_magics.errors import APIError, ClientError, GenaiError, InputError, ServerError, error_object

QUOTA = {
    "error": {
        "code": 429,
        "message": "You exceeded your quota",
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7.5s"},
            {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": "PerMinute"}]},
            {"@type": "type.googleapis.com/google.rpc.RequestInfo", "requestId": "r-1"},
        ],
    }
}
BAD_KEY = {
    "error": {
        "code": 400,
        "message": "API key not valid.",
        "status": "INVALID_ARGUMENT",
        "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "x"}],
    }
}
BAD_FIELD = {
    "error": {
        "code": 400,
        "message": "Invalid request",
        "status": "INVALID_ARGUMENT",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{"field": "contents[0]", "description": "is empty."}],
            }
        ],
    }
}


def test_details_become_attributes() -> None:
    """Retry delay, quota, reason, request id and fields are read out of the google.rpc details."""
    quota, key, field = (
        APIError.from_body(429, QUOTA),
        APIError.from_body(400, BAD_KEY),
        APIError.from_body(400, BAD_FIELD),
    )
    assert (quota.retry_delay, quota.quota_id, quota.request_id) == (7.5, "PerMinute", "r-1")
    assert (quota.code, quota.status, quota.message) == (429, "RESOURCE_EXHAUSTED", "You exceeded your quota")
    assert key.reason == "API_KEY_INVALID"
    assert field.field_violations == ("contents[0]: is empty",)
    assert quota.details == QUOTA


@pytest.mark.parametrize(
    ("code", "body", "sentence"),
    [
        (
            429,
            QUOTA,
            "429 RESOURCE_EXHAUSTED. You exceeded your quota. Wait 7.5 s, then send again. The quota is PerMinute.",
        ),
        (400, BAD_KEY, "400 INVALID_ARGUMENT. API key not valid. Check the API key."),
        (
            400,
            BAD_FIELD,
            "400 INVALID_ARGUMENT. Invalid request. contents[0]: is empty. "
            "Check the values of the request against this message.",
        ),
        (404, {"error": {"message": "no model x"}}, "404. no model x. Check the model name and the address."),
        (503, b"<html>busy</html>", "503. <html>busy</html>. Send again in a moment."),
        (418, b"", "418. The service gave no message. Check the request."),
    ],
)
def test_a_message_says_what_happened_what_was_seen_and_what_to_try(code: int, body: Any, sentence: str) -> None:
    """An API error reads as code, status, the service's sentence and a remedy."""
    assert str(APIError.from_body(code, body)) == sentence


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        pytest.param(400, BAD_KEY, ClientError, 400, id="4xx"),
        pytest.param(500, b"oops", ServerError, 500, id="5xx"),
        pytest.param(302, b"", APIError, 302, id="redirect"),
        pytest.param(200, QUOTA, ClientError, 429, id="inside a success"),
        pytest.param(200, {"error": {"message": "x"}}, ServerError, 500, id="without a code"),
        pytest.param(200, {"error": {"message": "x", "status": "NOT_FOUND"}}, ClientError, 404, id="status word only"),
        pytest.param(200, {"error": {"code": "not_found", "message": "x"}}, ClientError, 404, id="code is a word"),
        pytest.param(200, [QUOTA], ClientError, 429, id="in an array"),
        pytest.param(200, {"x": 1, "error": {"code": 503}}, ServerError, 503, id="not the first key"),
        pytest.param(429, json.dumps([QUOTA]).encode(), ClientError, 429, id="array as bytes"),
        pytest.param(
            403, {"code": 7, "message": "x", "status": "PERMISSION_DENIED"}, ClientError, 403, id="bare object"
        ),
        pytest.param(500, {"error": "plain words"}, ServerError, 500, id="error is text"),
        pytest.param(500, b"\xff\xfe", ServerError, 500, id="not text"),
        pytest.param(500, b"[" * 100_000, ServerError, 500, id="deep"),
        pytest.param(400, {"error": {"code": True, "message": 5, "details": "x"}}, ClientError, 400, id="odd types"),
        pytest.param(
            429, {"error": {"details": [{"@type": 1}, 5, {"violations": 3}]}}, ClientError, 429, id="odd details"
        ),
    ],
)
def test_the_kind_follows_the_status(status: int, body: Any, kind: type[APIError], code: int) -> None:
    """The HTTP status decides; inside a success the error object's own code or word does."""
    error = APIError.from_body(status, body)
    assert type(error) is kind
    assert error.code == code


def test_the_constructor_is_the_one_sdk_users_know() -> None:
    """Code, body and response make an error of the class that was asked for."""
    response = httpx.Response(404, headers={"x-request-id": "abc"})
    error = ClientError(404, {"error": {"message": "gone", "status": "NOT_FOUND"}}, response)
    assert (error.code, error.status, error.message, error.request_id) == (404, "NOT_FOUND", "gone", "abc")
    assert error.response is response


@pytest.mark.parametrize("kind", [APIError, ClientError, ServerError])
def test_errors_pickle_to_their_own_class(kind: type[APIError]) -> None:
    """An error that crossed a process is still the same kind with the same facts."""
    error = kind(429, QUOTA, httpx.Response(429, headers={"x-request-id": "abc"}), url="https://h/p?key=K")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (str(again), again.details, again.request_id, again.retry_delay) == (str(error), QUOTA, "abc", 7.5)


def test_no_query_and_no_user_is_shown() -> None:
    """An address in a message has neither its query nor its user."""
    error = APIError.from_body(404, {}, url="https://me:secret@host/v1/models/m?key=SECRET#x")
    assert "(https://host/v1/models/m)" in str(error)
    assert "secret" not in repr(vars(error)).lower()


def test_control_characters_of_a_server_do_not_reach_a_terminal() -> None:
    """A server's message is shown without control sequences, and not without end."""
    error = APIError.from_body(400, {"error": {"message": "a\x1b[2Jb\u202ec" + "x" * 10_000}})
    assert "\x1b" not in str(error)
    assert "\u202e" not in str(error)
    assert len(str(error)) < 2_200


def test_ipython_shows_a_sentence() -> None:
    """What IPython prints for one of our errors is its class and its message, line by line."""
    assert InputError("One.\nTwo.")._render_traceback_() == ["InputError: One.", "Two."]


def test_the_tree_is_by_what_to_do_next() -> None:
    """Every error is a GenaiError, and is found under the built-in kinds people catch."""
    named = [getattr(errors, name) for name in errors.__all__]
    assert all(issubclass(kind, GenaiError) for kind in named if isinstance(kind, type))
    assert issubclass(errors.InputError, ValueError)
    assert issubclass(errors.RequestTimeout, TimeoutError)
    assert issubclass(errors.PromptError, errors.InputError)
    assert issubclass(errors.InvalidReply, errors.TransportError)


@pytest.mark.parametrize(
    "reply", [{}, {"candidates": []}, {"message": "x"}, [], [{"a": 1}], None, 5, "error", {"error": None}]
)
def test_a_reply_without_an_error_has_no_error_object(reply: Any) -> None:
    """Only what is shaped like an error counts as one."""
    assert error_object(reply) is None


def test_a_blocked_reply_keeps_what_came() -> None:
    """A blocked reply names its reason and keeps the reply."""
    blocked = errors.ReplyBlocked("Blocked.", reason="SAFETY", category="HARM", probability="HIGH", response="r")
    assert (blocked.reason, blocked.category, blocked.probability, blocked.response) == ("SAFETY", "HARM", "HIGH", "r")
