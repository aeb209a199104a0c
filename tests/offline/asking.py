"""Asks the offline app in the plainest way: one prompt or a list of them, over its own httpx transport."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from genai_magics.offline import OfflineApp, OfflineTransport

MODEL = "gemini-3.8-flash"
GENERATE = f"/v1/models/{MODEL}:generateContent"
STREAM = f"/v1/models/{MODEL}:streamGenerateContent"


def offline_client(app: OfflineApp | None = None, pace: float = 0.0, **options: Any) -> httpx.Client:
    """A blocking httpx client whose every request the offline app answers."""
    return httpx.Client(transport=OfflineTransport(app, pace), base_url="http://offline.test", **options)


def user(text: str) -> dict[str, Any]:
    """One user turn."""
    return {"role": "user", "parts": [{"text": text}]}


def conversation(*texts: str) -> list[dict[str, Any]]:
    """Turns that alternate between user and model, the user first."""
    return [{"role": ("user", "model")[i % 2], "parts": [{"text": text}]} for i, text in enumerate(texts)]


def post(body: Mapping[str, Any], path: str = GENERATE) -> httpx.Response:
    """The response to one request."""
    with offline_client() as client:
        return client.post(path, json=body)


def respond(prompt: str, settings: Mapping[str, Any] | None = None, **top_level: Any) -> dict[str, Any]:
    """The whole JSON of the reply to one prompt; *settings* go into generationConfig."""
    response = post({"contents": [user(prompt)], "generationConfig": settings or {}, **top_level})
    assert response.status_code == 200, response.text
    return json.loads(response.content)  # type: ignore[no-any-return]


def answer(prompt: str, settings: Mapping[str, Any] | None = None, **top_level: Any) -> str:
    """The words of the reply to one prompt."""
    return words(respond(prompt, settings, **top_level))


def words(response: Mapping[str, Any], candidate: int = 0) -> str:
    """The words of one candidate, without thinking."""
    parts = response["candidates"][candidate]["content"].get("parts", [])
    return "".join(part.get("text", "") for part in parts if not part.get("thought"))


def chat(*prompts: str) -> list[str]:
    """The replies to several prompts in one conversation, at temperature 0."""
    contents: list[dict[str, Any]] = []
    replies = []
    for prompt in prompts:
        contents.append(user(prompt))
        response = post({"contents": contents, "generationConfig": {"temperature": 0}}).json()
        contents.append(response["candidates"][0]["content"])
        replies.append(words(response))
    return replies


def streamed(prompt: str, settings: Mapping[str, Any] | None = None, **top_level: Any) -> list[dict[str, Any]]:
    """The chunks of an event stream."""
    body = {"contents": [user(prompt)], "generationConfig": settings or {}, **top_level}
    with offline_client() as client:
        return list(events(client.post(f"{STREAM}?alt=sse", json=body).content))


def events(body: bytes) -> Iterator[dict[str, Any]]:
    """The JSON of each event of a stream."""
    for event in body.split(b"\r\n\r\n"):
        if event:
            yield json.loads(event.removeprefix(b"data: "))
