"""Which service a client talks to, and what it talks through."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

from genai_magics.client import Client
from genai_magics.client.settings import chosen_service
from genai_magics.content.http_options import HttpOptions
from genai_magics.errors import InputError
from genai_magics.transport.auth import Secret
from genai_magics.transport.tls import context_for
from tests.client.talking import client_for
from tests.servers import ScriptedServer, event_reply, json_reply, text_chunk

HELLO = json_reply(text_chunk("Hello.", "STOP"))
GOOGLE = "https://generativelanguage.googleapis.com"


@pytest.mark.parametrize(
    ("environ", "given", "expected"),
    [
        pytest.param({}, {}, ("offline", "v1", None), id="nothing: the demo"),
        pytest.param({"GOOGLE_API_KEY": "A"}, {}, (GOOGLE, "v1", "A"), id="key of the environment"),
        pytest.param({"GEMINI_API_KEY": "B"}, {}, (GOOGLE, "v1", "B"), id="the other name"),
        pytest.param({"GOOGLE_API_KEY": "A", "GEMINI_API_KEY": "B"}, {}, (GOOGLE, "v1", "A"), id="Google's name wins"),
        pytest.param({"GOOGLE_API_KEY": "", "GEMINI_API_KEY": "B"}, {}, (GOOGLE, "v1", "B"), id="empty is unset"),
        pytest.param({"GOOGLE_API_KEY": "A"}, {"api_key": "C"}, (GOOGLE, "v1", "C"), id="argument wins"),
        pytest.param({}, {"api_key": " C\n"}, (GOOGLE, "v1", "C"), id="blanks are cut off"),
        pytest.param({"GOOGLE_GENAI_API_VERSION": "beta"}, {"api_key": "C"}, (GOOGLE, "v1beta", "C"), id="beta"),
        pytest.param({"GOOGLE_GENAI_API_VERSION": "v7"}, {"api_key": "C"}, (GOOGLE, "v7", "C"), id="any version"),
        pytest.param(
            {"GOOGLE_GENAI_API_VERSION": "v7"},
            {"api_key": "C", "api_version": "v8"},
            (GOOGLE, "v8", "C"),
            id="option wins",
        ),
        pytest.param(
            {"GOOGLE_GEMINI_BASE_URL": "https://e.example"},
            {},
            ("https://e.example", "v1", None),
            id="address without a key",
        ),
        pytest.param(
            {"GOOGLE_GEMINI_BASE_URL": "https://e.example"},
            {"base_url": "https://o.example"},
            ("https://o.example", "v1", None),
            id="address option wins",
        ),
        pytest.param(
            {"GENAI_MAGICS_OFFLINE": "1", "GOOGLE_API_KEY": "A"}, {}, ("offline", "v1", None), id="forced demo"
        ),
        pytest.param({"GENAI_MAGICS_OFFLINE": "0", "GOOGLE_API_KEY": "A"}, {}, (GOOGLE, "v1", "A"), id="not forced"),
        pytest.param(
            {"GENAI_MAGICS_OFFLINE": "1"}, {"offline": False, "api_key": "C"}, (GOOGLE, "v1", "C"), id="refused demo"
        ),
        pytest.param({}, {"offline": False}, None, id="no key and no demo"),
        pytest.param({"GOOGLE_GENAI_USE_VERTEXAI": "true"}, {}, None, id="Vertex by environment"),
        pytest.param(
            {"GOOGLE_GENAI_USE_VERTEXAI": "yes", "GOOGLE_API_KEY": "A"}, {}, (GOOGLE, "v1", "A"), id="yes is no"
        ),
        pytest.param({}, {"vertexai": True}, None, id="Vertex by argument"),
    ],
)
def test_which_service_is_chosen(
    environ: dict[str, str], given: dict[str, Any], expected: tuple[str, str, str | None] | None
) -> None:
    """Arguments come before the environment, and without any of them the demo model answers."""
    given = dict(given)
    names = [name for name in ("base_url", "api_version") if name in given]
    options = HttpOptions(**{name: given.pop(name) for name in names}) if names else None
    key = Secret.of(given.pop("api_key", None))
    if expected is None:
        with pytest.raises(InputError):
            chosen_service(environ, api_key=key, options=options, **given)
        return
    service = chosen_service(environ, api_key=key, options=options, **given)
    held = service.backend.secret
    assert ("offline" if service.offline else service.backend.base_url) == expected[0]
    assert (service.backend.api_version, held and held.reveal()) == expected[1:]


def test_without_anything_the_demo_answers() -> None:
    """In a bare environment a client says that it is the demo, and answers."""
    program = (
        "from genai_magics.client import Client\nclient = Client()\nprint(client, client.offline, client.vertexai)\n"
        "print(bool(client.chats.create(model='gemini-3.8-flash').send_message('Hello').text))"
    )
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("GOOGLE_", "GEMINI_"))}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env=environ | {"GENAI_MAGICS_OFFLINE_PACE": "0"},
    )
    assert done.stdout == "Client(offline demo) True False\nTrue\n"


def test_a_chat_outlives_its_client_object() -> None:
    """A chat of a client nobody kept works on after the garbage was collected."""
    with ScriptedServer([HELLO]) as server:
        chat = client_for(server.url).chats.create(model="m")
        gc.collect()
        assert chat.send_message("hi").text == "Hello."
        chat.client.close()


def test_a_closed_client_refuses_calls() -> None:
    """After close, or after its ``with`` block, a client refuses further calls."""
    with ScriptedServer([HELLO]) as server:
        with client_for(server.url) as client:
            assert client.models.generate_content(model="m", contents="hi").text == "Hello."
        with pytest.raises(InputError, match="closed"):
            client.models.generate_content(model="m", contents="hi")


def test_a_client_is_made_quickly() -> None:
    """Making a client loads no certificates and connects to nothing: it takes less than 5 ms."""
    Client(api_key="K")
    spent = []
    for _ in range(5):
        began = time.perf_counter()
        Client(api_key="K")
        spent.append(time.perf_counter() - began)
    assert min(spent) < 0.005


def test_plain_http_loads_no_certificates_and_fails_closed() -> None:
    """For http:// the TLS settings trust nobody; for https:// they verify, and all clients share them."""
    assert context_for("http://127.0.0.1").get_ca_certs() == []
    secure = context_for("https://x.example")
    assert secure is context_for("https://y.example")
    assert secure.check_hostname
    with pytest.raises(InputError, match="SSL_CERT_FILE"):
        context_for("https://x.example", environ={"SSL_CERT_FILE": "/nowhere/at/all.pem"})


@pytest.mark.parametrize("family", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_a_client_of_ones_own_is_used_and_never_closed(family: Any) -> None:
    """An injected client of either family carries the requests, with its own timeout and headers, and stays open."""
    with ScriptedServer([event_reply(text_chunk("a"), text_chunk("b", "STOP"))]) as server:
        own = family.Client(headers={"x-own": "1"}, timeout=3)
        own_async = family.AsyncClient(headers={"x-own": "2"})
        with client_for(server.url, httpx_client=own, httpx_async_client=own_async) as client:
            chat = client.chats.create(model="m")
            assert [chunk.text for chunk in chat.send_message_stream("hi")] == ["a", "b"]

            async def talk() -> list[str | None]:
                texts = [chunk.text async for chunk in chat.aio.send_message_stream("hi")]
                await client.aio.aclose()
                assert not own_async.is_closed
                await own_async.aclose()
                return texts

            assert asyncio.run(talk()) == ["a", "b"]
        assert not own.is_closed
        own.close()
        assert [request.headers["x-own"] for request in server.requests] == ["1", "2"]
        assert server.requests[0].headers["x-goog-api-key"]


@pytest.mark.parametrize("family", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_the_timeout_of_an_injected_client_counts(family: Any) -> None:
    """A timeout set on the injected client ends a silent request."""
    with ScriptedServer([[{"sleep_s": 5}]]) as server, family.Client(timeout=0.1) as own:
        client = client_for(server.url, httpx_client=own)
        with pytest.raises(TimeoutError):
            client.models.generate_content(model="m", contents="hi")


def test_options_of_the_client_and_of_one_call() -> None:
    """Headers, timeout and extra body of the call go over those of the client; the user agent can be one's own."""
    with ScriptedServer([HELLO]) as server:
        options = {"headers": {"X-A": "1", "User-Agent": "me"}, "extra_body": {"labels": {"a": "1"}}}
        with client_for(server.url, **options) as client:
            config = {"http_options": {"headers": {"x-a": "2"}, "timeout": 12345}}
            client.models.generate_content(model="m", contents="hi", config=config)
        got = server.requests[0]
        assert (got.headers["x-a"], got.headers["user-agent"], got.headers["x-server-timeout"]) == ("2", "me", "13")
        assert got.json["labels"] == {"a": "1"}


def test_requests_of_this_machine_go_past_the_proxy() -> None:
    """A request to loopback is sent straight there, whatever HTTP_PROXY says."""
    program = (
        "import sys\nfrom genai_magics.client import Client\n"
        "client = Client(api_key='K', http_options={'base_url': sys.argv[1]})\n"
        "print(client.models.generate_content(model='m', contents='hi').text)"
    )
    with ScriptedServer([HELLO]) as server:
        done = subprocess.run(
            [sys.executable, "-c", program, server.url],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env=os.environ | {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"},
        )
    assert done.stdout == "Hello.\n"


def test_models_are_listed_page_by_page() -> None:
    """The list asks for the next page when it is needed, and an empty page in the middle is no end."""
    pages = [
        {"models": [{"name": "models/a"}], "nextPageToken": "t&1"},
        {"nextPageToken": "2"},
        {"models": [{"name": "models/b"}]},
    ]
    with ScriptedServer([json_reply(page) for page in pages]) as server, client_for(server.url) as client:
        assert [model.name for model in client.models.list(config={"page_size": 1})] == ["models/a", "models/b"]
        assert [request.target for request in server.requests][1] == "/v1/models?pageSize=1&pageToken=t%261"


def test_a_forked_child_does_not_use_the_connections_of_its_parent() -> None:
    """After a fork with a warm connection both processes get their own answers."""
    program = (
        "import os, sys, warnings\nfrom genai_magics.client import Client\n"
        "client = Client(api_key='K', http_options={'base_url': sys.argv[1]})\n"
        "chat = client.chats.create(model='m')\nchat.send_message('warm')\n"
        "child = os.fork()\n"
        "texts = [chat.send_message('x').text for _ in range(5)]\n"
        "code = 0 if texts == ['Hello.'] * 5 else 1\n"
        "if not child: os._exit(code)\n"
        "sys.exit(code or os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    with ScriptedServer([HELLO]) as server:
        done = subprocess.run([sys.executable, "-c", program, server.url], check=False, cwd=Path(__file__).parents[2])
        assert done.returncode == 0
        assert len(server.requests) == 11


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"base_url": "http://127.0.0.1:99999"}, id="port too large"),
        pytest.param({"base_url": "http://127.0.0.1:port"}, id="port of letters"),
        pytest.param({"base_url": "http://[::1"}, id="open bracket"),
        pytest.param({"base_url": "https://a..b.invalid"}, id="empty label"),
        pytest.param({"base_url": "https://xn--.invalid"}, id="no punycode"),
        pytest.param({"headers": {"X-Name": "\u00e9"}}, id="header beyond ASCII"),
        pytest.param({"timeout": -5}, id="negative timeout"),
        pytest.param({"httpx_client": httpx.AsyncClient()}, id="asynchronous httpx client"),
        pytest.param({"httpx_client": httpx2.AsyncClient()}, id="asynchronous httpx2 client"),
    ],
)
def test_what_cannot_work_is_refused_in_words(options: dict[str, Any]) -> None:
    """A malformed address, header or time, and a client of the wrong kind, are the caller's to change."""
    with pytest.raises(InputError) as caught:
        client_for("http://127.0.0.1:1", **options).models.generate_content(model="m", contents="hi")
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize("family", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_a_closed_client_of_ones_own_is_refused(family: Any) -> None:
    """It is named as what is closed, before anything is sent."""
    with family.Client() as own:
        client = client_for("http://127.0.0.1:1", httpx_client=own)
    with pytest.raises(InputError, match="passed in http_options is closed"):
        client.models.generate_content(model="m", contents="hi")


def test_a_process_that_only_blocks_loads_no_asyncio() -> None:
    """What the awaiting driver alone needs is loaded when it is used."""
    code = (
        "import sys; from genai_magics.client import Client; from genai_magics.errors import ConnectionFailed\n"
        "options = {'base_url': 'http://127.0.0.1:1', 'retry_options': {'attempts': 1}}\n"
        "try: Client(http_options=options).models.generate_content(model='m', contents='hi')\n"
        "except ConnectionFailed: print('asyncio' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
