"""Requests beside those of google-genai: the same calls on both clients, compared as they leave."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from genai_magics.client import Client
from tests.oracle import canonical, google_requests
from tests.servers import text_chunk

Ask = Callable[[Any], object]

SYSTEM = {"system_instruction": "Be brief.", "temperature": 0.5, "top_k": 7, "stop_sequences": ["x"], "seed": 3}
SAFETY = {"safety_settings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}]}
SCHEMA = {
    "response_mime_type": "application/json",
    "response_json_schema": {"type": "object", "properties": {"a_b": {}}},
}
PAST = [{"role": "user", "parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}]
PIXEL = {"inline_data": {"mime_type": "image/png", "data": b"\xfb\xff\xfe"}}
FILE = {"file_data": {"mime_type": "text/plain", "file_uri": "https://x.example/files/a"}}
ANSWERED = {"function_response": {"name": "f", "response": {"snake_case": 1}}}


def generate(contents: Any, config: Any = None, model: str = "gemini-3.8-flash") -> Ask:
    return lambda client: client.models.generate_content(model=model, contents=contents, config=config)


def stream(contents: Any, config: Any = None) -> Ask:
    return lambda client: list(client.models.generate_content_stream(model="m", contents=contents, config=config))


def chat(*messages: Any, config: Any = None, history: Any = None, over: Any = None) -> Ask:
    def talk(client: Any) -> None:
        talking = client.chats.create(model="m", config=config, history=history)
        for message in messages:
            talking.send_message(message, over)

    return talk


CASES = {
    "text": generate("hi"),
    "texts": generate(["a", "b"]),
    "contents": generate(PAST),
    "content and text": generate([*PAST, "c"]),
    "bytes": generate([PIXEL, "what is this?"]),
    "file": generate([FILE]),
    "function response": generate([ANSWERED]),
    "not ASCII": generate("日本語 \U0001f642"),
    "model with prefix": generate("hi", model="models/m"),
    "tuned model": generate("hi", model="tunedModels/t"),
    "model of a publisher": generate("hi", model="publishers/google/models/m"),
    "settings": generate("hi", SYSTEM),
    "empty settings": generate("hi", {}),
    "camelCase settings": generate("hi", {"maxOutputTokens": 5, "topP": 0.5}),
    "safety": generate("hi", SAFETY),
    "schema": generate("hi", SCHEMA),
    "thinking": generate("hi", {"thinking_config": {"include_thoughts": True, "thinking_budget": 64}}),
    "search": generate("hi", {"tools": [{"google_search": {}}]}),
    "code execution": generate("hi", {"tools": [{"code_execution": {}}]}),
    "cached content": generate("hi", {"cached_content": "c1"}),
    "extra body": generate("hi", {"http_options": {"extra_body": {"labels": {"a": "b"}}}}),
    "extra body over settings": generate(
        "hi", {"temperature": 0.1, "http_options": {"extra_body": {"generationConfig": {"topK": 2}}}}
    ),
    "version of one call": generate("hi", {"http_options": {"api_version": "v1alpha"}}),
    "time allowed": generate("hi", {"http_options": {"timeout": 2500}}),
    "headers of one call": generate("hi", {"http_options": {"headers": {"X-Mine": "1"}}}),
    "stream": stream("hi"),
    "stream with settings": stream(["a", PIXEL], SYSTEM | SAFETY),
    "chat": chat("one"),
    "chat of three messages": chat("one", "two", "three"),
    "chat with settings": chat("one", "two", config=SYSTEM),
    "chat with history": chat("one", history=PAST),
    "chat with settings of a message": chat("one", over=SYSTEM),
    "count tokens": lambda client: client.models.count_tokens(model="m", contents=["a", "b"]),
    "get": lambda client: client.models.get(model="m"),
    "list": lambda client: list(client.models.list()),
    "list in pages": lambda client: list(client.models.list(config={"page_size": 3})),
    "list tuned": lambda client: list(client.models.list(config={"query_base": False})),
}


def answer(request: httpx.Request) -> httpx.Response:
    """What a service would say to this request, shortly."""
    reply = text_chunk("ok", "STOP", totalTokens=1, name="models/m", models=[])
    if "stream" in request.url.path:
        return httpx.Response(200, text=f"data: {json.dumps(reply)}\n\n", headers={"Content-Type": "text/event-stream"})
    return httpx.Response(200, json=reply)


def our_requests(ask: Ask) -> list[httpx.Request]:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer(request)

    with httpx.Client(transport=httpx.MockTransport(handler)) as engine:
        ask(Client(api_key="K", http_options={"httpx_client": engine}))
    return seen


def told(request: httpx.Request) -> dict[str, Any]:
    """What matters of a request, in canonical form."""
    named = {name: request.headers.get(name) for name in ("x-goog-api-key", "x-server-timeout", "x-mine")}
    body = request.read()
    return {
        "method": request.method,
        "url": str(request.url),
        "headers": named,
        "body": canonical(json.loads(body)) if body else None,
    }


@pytest.mark.parametrize("name", CASES)
def test_requests_are_those_of_google(name: str) -> None:
    """Every request of the call goes where google-genai sends it, with the same body, key and time allowed."""
    ask = CASES[name]
    ours = [told(request) for request in our_requests(ask)]
    theirs = [told(request) for request in google_requests(ask, answer)]
    for request in theirs:
        request["body"] = request["body"] or None
    assert ours == theirs
    assert ours
