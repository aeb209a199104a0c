"""Keys stay out of everything that can be shown, and go nowhere but where they belong."""

from __future__ import annotations

import asyncio
import copy
import io
import json
import logging
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from IPython.core.ultratb import FormattedTB

from genai_magics.client import Client, Gateway
from genai_magics.errors import APIError, GenaiError, InputError
from genai_magics.transport.auth import Headers, Secret, Signature
from genai_magics.transport.retry import Budget
from tests.corpora import corpus
from tests.servers import Action, ScriptedServer, event_reply, json_reply, text_chunk

SECRETS = [pytest.param(secret, id=str(number)) for number, secret in enumerate(corpus("own/fake_secrets.json"))]
FAILURES: dict[str, list[Action]] = {
    "refused": json_reply({"error": {"code": 400, "message": "bad", "status": "INVALID_ARGUMENT"}}, 400),
    "reset": [{"close": "rst"}],
    "closed": [{"close": "fin"}],
    "broken off": [*event_reply(text_chunk("a"), finish=False)[:-1], {"close": "rst"}],
    "no JSON": event_reply(b"data: {nonsense}\n\n"),
    "redirect": json_reply({}, 307, Location="http://other.example/?key=x"),
    "stalled": [{"sleep_s": 5}],
}
MODES = ("Plain", "Context", "Verbose", "Minimal")


def send(client: Client, way: str) -> None:
    """Send one message in one of the ways there are."""
    chat = client.chats.create(model="m")
    if way == "whole":
        chat.send_message("hi")
    elif way == "stream":
        list(chat.send_message_stream("hi"))
    else:
        asyncio.run(_send_awaiting(client))


async def _send_awaiting(client: Client) -> None:
    try:
        await client.aio.chats.create(model="m").send_message("hi")
    finally:
        await client.aio.aclose()


def shown_of(error: BaseException) -> str:
    """Everything IPython and Python can be asked to show of *error*, without the frames of this file."""
    ours = error.__traceback__
    while ours is not None and "genai_magics" not in ours.tb_frame.f_globals.get("__name__", ""):
        ours = ours.tb_next
    out = io.StringIO()
    formatter: Any = FormattedTB
    for mode in MODES:
        out.write(formatter(mode=mode, theme_name="nocolor", include_vars=True).text(type(error), error, ours))
    chain = [error, *(e for e in (error.__context__, error.__cause__) if e is not None)]
    response = getattr(error, "response", None)
    seen = [chain, vars(error), str(error), response, getattr(response, "headers", None)]
    return out.getvalue() + "".join(repr(value) for value in seen)


@pytest.mark.parametrize("way", ["whole", "stream", "awaiting"])
@pytest.mark.parametrize("failure", FAILURES)
def test_no_failure_shows_the_key(failure: str, way: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever fails, no traceback of any mode, no attribute and no log line holds the key or a header's secret."""
    key, other = "AIzaSyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "sk-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    caplog.set_level(logging.DEBUG)
    logging.getLogger().removeHandler(caplog.handler)
    library = logging.getLogger("genai_magics")
    library.addHandler(caplog.handler)
    with ScriptedServer([FAILURES[failure]]) as server:
        options = {
            "base_url": server.url,
            "timeout": 150,
            "headers": {"x-other": other},
            "retry_options": {"attempts": 1},
        }
        client = Client(api_key=key, http_options=options)
        with pytest.raises((GenaiError, TimeoutError)) as caught:
            send(client, way)
        client.close()
    shown = shown_of(caught.value) + repr(client) + repr(vars(client)) + caplog.text
    library.removeHandler(caplog.handler)
    assert key not in shown
    assert other not in shown
    assert server.requests[0].headers["x-goog-api-key"] == key
    assert server.requests[0].headers["x-other"] == other


def _not_in(secret: str, shown: str) -> None:
    assert secret not in shown


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_tells_nothing(secret: str) -> None:
    """A Secret shows stars however it is asked, refuses pickle and JSON, and what is no key is refused unseen."""
    try:
        held = Secret(secret)
    except InputError as refused:
        _not_in(secret, shown_of(refused))
        return
    for shown in (
        repr(held),
        str(held),
        f"{held}",
        f"{held:>20}",
        f"{held!r}",
        repr([held]),
        repr(copy.deepcopy(held)),
    ):
        assert secret not in shown
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(held)
    with pytest.raises(TypeError):
        json.dumps(held)
    assert held.reveal() == secret


@pytest.mark.parametrize("secret", SECRETS)
def test_clients_and_gateways_do_not_show_their_keys(secret: str) -> None:
    """No repr of a client, its connection, its service or its drivers holds the key."""
    try:
        clients = [
            Client(api_key=secret, http_options={"base_url": "https://x.example"}),
            Client(gateway=Gateway("https://gw.example", secret)),
        ]
    except InputError as refused:
        _not_in(secret, shown_of(refused))
        return
    for client in clients:
        rooms = [client, client.aio, client.models, client.chats, client.connection, client.connection.backend]
        drivers = [client.connection.blocking, client.connection.awaiting]
        for thing in [*rooms, *drivers]:
            assert secret not in repr(thing) + repr(getattr(thing, "__dict__", ""))


def test_headers_show_names_only() -> None:
    """Headers of the user's are shown by name, since they may hold tokens; ours are shown whole."""
    headers = Headers({"User-Agent": "us"}, {"Authorization": "Bearer x1", "X-Mine": "x2"})
    assert repr(headers) == "{'User-Agent': 'us', 'Authorization': '****', 'X-Mine': '****'}"


def test_later_headers_win_in_any_case() -> None:
    """A header of a later layer replaces an earlier one however either is spelled."""
    headers = Headers({"User-Agent": "us"}, {"user-agent": "me"})
    assert dict(headers) == {"user-agent": "me"}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("way", ["whole", "stream", "awaiting"])
def test_redirects_carry_nothing_away(status: int, way: str) -> None:
    """A redirect is an error that names the target host only; neither key nor prompt is sent there."""
    with ScriptedServer([json_reply({"never": "asked"})]) as elsewhere:
        moved = json_reply({}, status, Location=f"{elsewhere.url}/v1/x?key=abc")
        with ScriptedServer([moved]) as server:
            client = Client(api_key="K", http_options={"base_url": server.url})
            with pytest.raises(APIError, match=r"127\.0\.0\.1") as caught:
                send(client, way)
            client.close()
        assert caught.value.code == status
        assert "key=abc" not in shown_of(caught.value)
        assert elsewhere.requests == []


def test_a_key_is_put_only_on_requests_to_its_origin() -> None:
    """The signature leaves requests to another host, scheme or port unsigned."""

    class Asked:
        def __init__(self, url: str) -> None:
            self.url, self.headers = url, dict[str, str]()

    sign = Signature(Secret("K"), "x-goog-api-key", "https://a.example/base")
    signed = {
        url: bool(sign(Asked(url)).headers)
        for url in ("https://a.example/x", "https://A.example:443/", "http://a.example/", "https://a.example:444/",
                    "https://b.example/", "https://a.example.b.example/")
    }  # fmt: skip
    assert signed == {url: url.lower().startswith(("https://a.example/x", "https://a.example:443")) for url in signed}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: Client(api_key="K", http_options={"base_url": "http://far.example"}), id="key over http"),
        pytest.param(lambda: Gateway("http://far.example", "T"), id="token over http"),
        pytest.param(lambda: Client(http_options={"base_url": "https://u:p@x.example"}), id="password in the address"),
        pytest.param(lambda: Client(http_options={"base_url": "https://x.example?key=1"}), id="key in the address"),
        pytest.param(lambda: Client(http_options={"base_url": "ftp://x.example"}), id="not http"),
        pytest.param(lambda: Client(api_key="K", http_options={"client_args": {"verify": False}}), id="verify off"),
        pytest.param(lambda: Client(api_key="two\nlines"), id="key with a line end"),
        pytest.param(lambda: Client(http_options={"headers": {"X-Mine": "K9"}, "tymeout": 1}), id="misspelled option"),
        pytest.param(lambda: Client(api_key="K", gateway=Gateway("https://x.example")), id="key and gateway"),
    ],
)
def test_what_would_expose_a_key_is_refused(make: Callable[[], object]) -> None:
    """Settings under which a key could leak are refused when they are given, before anything is sent."""
    with pytest.raises(InputError) as refused:
        make()
    assert "K9" not in shown_of(refused.value)


def test_one_call_cannot_take_the_key_elsewhere() -> None:
    """A base_url of one call that is not where the key belongs is refused; without a key it is allowed."""
    with ScriptedServer([json_reply(text_chunk("there", "STOP"))]) as server:
        config = {"http_options": {"base_url": server.url}}
        with Client(api_key="K", http_options={"base_url": "http://localhost:1"}) as client:
            with pytest.raises(InputError, match="base_url"):
                client.models.generate_content(model="m", contents="hi", config=config)
            assert server.requests == []
        with Client(http_options={"base_url": "http://localhost:1"}) as client:
            assert client.models.generate_content(model="m", contents="hi", config=config).text == "there"


def test_a_gateway_gets_its_token_as_bearer_and_no_other_header() -> None:
    """A gateway's requests carry ``Authorization: Bearer`` and no ``x-goog-api-key``."""
    with ScriptedServer([json_reply(text_chunk("there", "STOP"))]) as server:
        with Client(gateway=Gateway(server.url + "/api", "T1")) as client:
            client.connection.budget = Budget()
            assert client.models.generate_content(model="m", contents="hi").text == "there"
        assert server.requests[0].headers["authorization"] == "Bearer T1"
        assert "x-goog-api-key" not in server.requests[0].headers
        assert server.requests[0].target == "/api/v1beta/models/m:generateContent"
