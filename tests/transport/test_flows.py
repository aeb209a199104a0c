"""Flows driven by hand: no network, no clock, no event loop."""

from __future__ import annotations

import inspect
import json
import pickle
from collections.abc import Generator
from typing import Any

import pytest

from genai_magics.client import Client, Models
from genai_magics.client.generation import generate_stream
from genai_magics.errors import APIError, ConnectionFailed, InputError, InvalidReply, delay_in
from genai_magics.transport.backend import Gemini
from genai_magics.transport.connection import Connection
from genai_magics.transport.exchange import LARGEST_REPLY, fetch
from genai_magics.transport.flow import Emit, Read, Reply, Request, Send, Sleep
from genai_magics.transport.retry import Budget, Policy, Wait, retrying
from tests.servers import text_chunk

EVENTS = {"content-type": "text/event-stream"}


def connection(**options: Any) -> Connection:
    made = Connection(Gemini(base_url="https://x.example"), **options)
    made.budget = Budget()
    return made


def play(flow: Generator[Any, Any, Any], answers: list[Any]) -> tuple[list[Any], Any]:
    """The steps *flow* takes when given *answers* (an exception is thrown in), and what it returns or raises."""
    steps, queue = [], list(answers)
    try:
        step = flow.send(None)
        while True:
            steps.append(step)
            answer = None if isinstance(step, Emit | Sleep) else queue.pop(0)
            step = flow.throw(answer) if isinstance(answer, Exception) else flow.send(answer)
    except StopIteration as end:
        return steps, end.value
    except Exception as failure:  # noqa: BLE001 - what the flow raises is a result here
        return steps, failure


def answered(status: int = 200, body: bytes = b"", **headers: str) -> list[Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (
        [Reply(status, named, "https://x.example"), body, b""]
        if body
        else [Reply(status, named, "https://x.example"), b""]
    )


def test_a_call_is_one_send_and_reads_to_the_end() -> None:
    """A whole answer is sent once, read until nothing comes, and returned as a record."""
    flow = Models.generate_content.flow(Models(connection(), connection().blocking), model="m", contents="hi")
    steps, response = play(flow, answered(body=json.dumps(text_chunk("Hello", "STOP")).encode()))
    assert [type(step) for step in steps] == [Send, Read, Read]
    request = steps[0].request
    assert (request.method, request.url) == ("POST", "https://x.example/v1/models/m:generateContent")
    assert json.loads(request.body) == {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}
    assert response.text == "Hello"


def test_several_events_of_one_read_are_handed_out_without_reading_again() -> None:
    """Events that arrived together are emitted one after another before the next read."""
    data = b"".join(b"data: %s\n\n" % json.dumps(text_chunk(t, "STOP")).encode() for t in "abc")
    steps, _ = play(generate_stream(connection(), "m", "hi", None), [Reply(200, EVENTS), data, b""])
    assert [type(step) for step in steps] == [Send, Read, Emit, Emit, Emit, Read]
    assert "".join(step.item.text for step in steps if isinstance(step, Emit)) == "abc"


def test_a_stream_asks_for_plain_bytes() -> None:
    """A stream asks for an event stream that is not packed, in the body's own UTF-8."""
    steps, _ = play(generate_stream(connection(), "m", "日本", None), [ConnectionFailed("x")] * 3)
    request = steps[0].request
    assert request.url == "https://x.example/v1/models/m:streamGenerateContent?alt=sse"
    assert request.headers["Accept-Encoding"] == "identity"
    assert "日本".encode() in request.body


def test_what_cannot_be_sent_is_refused_when_the_call_is_made() -> None:
    """A stream with an impossible model or contents fails at the call, not at the first chunk."""
    client = Client(api_key="K")
    with pytest.raises(InputError):
        client.models.generate_content_stream(model="", contents="hi")
    with pytest.raises(InputError):
        client.chats.create(model="m").send_message_stream(object())


def test_retries_wait_and_send_again() -> None:
    """A refusal that may pass is sent again after a wait; the wait is a step and is announced first."""
    heard: list[Wait] = []
    flow = fetch(connection(on_wait=heard.append), Request("GET", "https://x.example"), Policy(jitter=0.0))
    steps, reply = play(flow, [*answered(503), *answered(429, retry_after="7"), *answered(body=b"{}")])
    assert [step.seconds for step in steps if isinstance(step, Sleep)] == [1.0, 7.0]
    assert [(wait.attempt, wait.attempts, wait.seconds) for wait in heard] == [(2, 3, 1.0), (3, 3, 7.0)]
    assert reply.body == b"{}"


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(answered(503), id="third failure"),
        pytest.param(answered(400), id="not worth it"),
        pytest.param(answered(429, retry_after="3600"), id="asked to wait an hour"),
        pytest.param(
            answered(429, b'{"error": {"details": [{"@type": "x/google.rpc.RetryInfo", "retryDelay": "36000s"}]}}'),
            id="RetryInfo of ten hours",
        ),
        pytest.param(
            answered(429, b'{"error": {"details": [{"@type": "x/google.rpc.QuotaFailure", "violations": '
                          b'[{"quotaId": "GenerateRequestsPerDayPerProject"}]}]}}'),
            id="the day's quota is gone",
        ),
    ],
)  # fmt: skip
def test_retries_end_with_the_error_itself(last: list[Any]) -> None:
    """Giving up raises the last refusal at once."""
    before = [] if last[0].status != 503 else [*answered(503), *answered(503)]
    steps, failure = play(
        fetch(connection(), Request("GET", "https://x.example"), Policy(jitter=0.0)), [*before, *last]
    )
    assert isinstance(failure, APIError)
    assert failure.code == last[0].status
    assert isinstance(steps[-1], Read)


def test_the_budget_of_retries_is_shared() -> None:
    """Against a service that is down a thousand calls make ten retries between them."""
    shared, sent = Budget(), 0

    def failing() -> Generator[Any, Any, Any]:
        nonlocal sent
        sent += 1
        yield Send(Request("GET", "https://x.example"))

    for _ in range(1000):
        _, failure = play(retrying(failing, Policy(), budget=shared), [ConnectionFailed("down")] * 3)
        assert isinstance(failure, ConnectionFailed)
    assert sent == 1010


def test_waits_are_random_up_to_a_bound_that_doubles() -> None:
    """Full jitter: a chance of one gives 1, 2, 4 ... seconds up to the cap, a chance of zero none."""
    policy = Policy(attempts=9)
    failure = ConnectionFailed("x")
    assert [policy.delay(n, failure, 0, chance=lambda: 1.0) for n in range(1, 8)] == [1, 2, 4, 8, 16, 20, 20]
    assert policy.delay(3, failure, 0, chance=lambda: 0.0) == 0
    assert policy.delay(3, failure, 119, chance=lambda: 1.0) is None


def test_a_date_of_a_wrong_clock_is_bounded() -> None:
    """Retry-After as a date waits at most a minute and never a negative time, however wrong the clock is."""
    date = "Wed, 21 Oct 2026 07:28:00 GMT"
    assert delay_in(date, now=lambda: 0.0) == 60
    assert delay_in(date, now=lambda: 4e9) == 0


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        pytest.param("7", 7.0, id="seconds"),
        pytest.param("soon", None, id="a word"),
        pytest.param("-1", None, id="negative"),
        pytest.param("\u00b2", None, id="a digit that is no number"),
        pytest.param("9" * 400, float("inf"), id="absurd seconds"),
        pytest.param("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None, id="absurd date"),
        pytest.param("Mon, 01 Jan 0001 00:00:00 GMT", 0.0, id="long past"),
    ],
)
def test_retry_after_is_told_or_passed_over(written: str, seconds: float | None) -> None:
    """An error knows what Retry-After asks for, and takes no harm from what cannot be meant."""
    error = APIError(503, {}, Reply(503, {"retry-after": written}))
    assert error.retry_delay == seconds
    assert pickle.loads(pickle.dumps(error)).retry_delay == seconds


@pytest.mark.parametrize(
    "error",
    [
        pytest.param({"message": "Quota exceeded, limit: 0, model: m"}, id="no quota at all"),
        pytest.param(
            {"details": [{"@type": "x.QuotaFailure", "violations": [{"quotaId": "AMinute"}, {"quotaId": "APerDay"}]}]},
            id="the day's quota named second",
        ),
    ],
)
def test_a_used_up_quota_is_not_asked_again(error: dict[str, Any]) -> None:
    """Where waiting a little is no use, nothing is sent again."""
    assert Policy().delay(1, APIError(429, {"error": error}), 0) is None


def test_delays_that_no_number_holds_do_no_harm() -> None:
    """A retryDelay written as seconds and nanos is read, however large."""
    details = [{"@type": "x.RetryInfo", "retryDelay": {"seconds": 10**400}}]
    assert APIError(429, {"error": {"details": details}}).retry_delay == float("inf")
    details = [{"@type": "x.RetryInfo", "retryDelay": {"seconds": 2, "nanos": 500_000_000}}]
    assert APIError(429, {"error": {"details": details}}).retry_delay == 2.5


def test_a_reply_over_the_cap_is_refused() -> None:
    """A reply that goes on and on is refused at 256 MiB, packed or not."""
    piece = b"x" * 2**24
    steps, failure = play(
        fetch(connection(), Request("GET", "https://x.example"), Policy()), [Reply(200, {}), *[piece] * 20]
    )
    assert isinstance(failure, InvalidReply)
    assert len(steps) == 1 + LARGEST_REPLY // 2**24 + 1


def test_calls_show_their_name_signature_and_words() -> None:
    """A bound call looks like a function that returns what the caller gets, in either mode."""
    client = Client(api_key="K")
    call, awaited, stream = client.models.get, client.aio.models.get, client.aio.models.generate_content_stream
    assert (call.__name__, inspect.getdoc(call)) == ("get", "Fetch the description of one model by its name.")
    assert str(inspect.signature(call)) == "(*, model: 'str') -> 'Model'"
    assert str(inspect.signature(awaited)) == "(*, model: 'str') -> 'Coroutine[Any, Any, Model]'"
    assert inspect.signature(stream).return_annotation == "AsyncStream[GenerateContentResponse]"
    assert inspect.iscoroutinefunction(awaited)
