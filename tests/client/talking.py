"""One way to send a message in either mode and to tell what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from genai_magics.client import Chat, Client, Turn
from genai_magics.content.response import GenerateContentResponse
from genai_magics.transport.retry import Budget

QUICK_RETRIES = {"attempts": 3, "initial_delay": 0.01, "jitter": 0.0}
KEY = "AIza-this-is-no-key"


@dataclass
class Outcome:
    """What a caller saw, and the turn the chat kept."""

    text: str
    error: BaseException | None
    chunks: list[GenerateContentResponse]
    turn: Turn | None


def client_for(url: str, **options: Any) -> Client:
    """A client of a server on loopback, quick to retry, with a budget for retries of its own."""
    client = Client(api_key=KEY, http_options={"base_url": url, "retry_options": QUICK_RETRIES, **options})
    client.connection.budget = Budget()
    return client


def stream_blocking(chat: Chat[Any], message: str) -> Outcome:
    """Send in a stream, in this thread."""
    chunks: list[GenerateContentResponse] = []
    error = None
    try:
        for chunk in chat.send_message_stream(message):
            chunks.append(chunk)  # noqa: PERF402 - what came before an error is wanted
    except Exception as raised:  # noqa: BLE001 - any outcome is told
        error = raised
    return _outcome(chat, chunks, error)


def stream_awaiting(chat: Chat[Any], message: str) -> Outcome:
    """Send in a stream, in an event loop of its own."""
    chunks: list[GenerateContentResponse] = []

    async def send() -> BaseException | None:
        try:
            async for chunk in chat.aio.send_message_stream(message):
                chunks.append(chunk)  # noqa: PERF401 - what came before an error is wanted
        except Exception as raised:  # noqa: BLE001 - any outcome is told
            return raised
        finally:
            await close_loop_clients(chat)
        return None

    return _outcome(chat, chunks, run(send))


def run(function: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run *function* in an event loop of its own."""
    return asyncio.run(function())


async def close_loop_clients(chat: Chat[Any]) -> None:
    """Close what this loop's awaiting driver holds, and let it be used again."""
    driver = chat.aio._driver
    await driver.close()
    driver._closed = False


def _outcome(chat: Chat[Any], chunks: list[GenerateContentResponse], error: BaseException | None) -> Outcome:
    return Outcome("".join(chunk.text or "" for chunk in chunks), error, chunks, chat.last)


MODES = {"blocking": stream_blocking, "awaiting": stream_awaiting}
