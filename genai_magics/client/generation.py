"""Asks a model for content, whole or in a stream: the flows that `Models` and `Chat` both stand on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..content.config import GenerateContentConfig
from ..content.request import request_body
from ..content.response import GenerateContentResponse
from ..errors import InvalidReply, ReplyInterrupted
from ..transport.connection import Connection
from ..transport.exchange import fetch, open_events
from ..transport.flow import Emit, Flow, Request, StreamFlow
from ..transport.retry import Policy

__all__ = ["generate", "generate_stream"]


def generate(
    connection: Connection, model: str, contents: Any, config: GenerateContentConfig | None
) -> Flow[GenerateContentResponse]:
    """The whole answer of *model*; raises `InvalidReply` for one without candidates that was not blocked.

    What cannot be sent is refused here, before the flow begins.
    """
    request, policy = _request(connection, "generateContent", model, contents, config)
    return _whole(connection, request, policy)


def generate_stream(
    connection: Connection,
    model: str,
    contents: Any,
    config: GenerateContentConfig | None,
    *,
    see: Callable[[GenerateContentResponse], object] | None = None,
) -> StreamFlow[GenerateContentResponse, None]:
    """The answer of *model* chunk by chunk, each shown to *see* before it is handed out.

    The stream is read to its end, not to the first finish reason: text may follow one. Raises `ReplyInterrupted`
    after the last chunk when the stream ended without any, and `InvalidReply` when there was no answer in it. What
    cannot be sent is refused here, before the flow begins.
    """
    request, policy = _request(connection, "streamGenerateContent", model, contents, config, streamed=True)
    return _chunks(connection, request, policy, see or _nobody)


def _nobody(chunk: GenerateContentResponse) -> None:
    """Nobody looks on."""


def _request(
    connection: Connection,
    verb: str,
    model: str,
    contents: Any,
    config: GenerateContentConfig | None,
    *,
    streamed: bool = False,
) -> tuple[Request, Policy]:
    options = config.http_options if config else None
    request = connection.request(
        "POST",
        f"{connection.backend.model(model)}:{verb}",
        body=request_body(contents, config),
        query={"alt": "sse"} if streamed else None,
        options=options,
        streamed=streamed,
    )
    return request, connection.policy(options)


def _whole(connection: Connection, request: Request, policy: Policy) -> Flow[GenerateContentResponse]:
    reply = yield from fetch(connection, request, policy)
    response = GenerateContentResponse.read(reply.body)
    if not response.candidates and not _was_refused(response):
        raise InvalidReply(f"{reply.url} sent a reply without an answer. Send again.")
    return response


def _chunks(
    connection: Connection,
    request: Request,
    policy: Policy,
    see: Callable[[GenerateContentResponse], object],
) -> StreamFlow[GenerateContentResponse, None]:
    reader = yield from open_events(connection, request, policy)
    read = GenerateContentResponse.read
    refused = False
    seen: set[int] = set()
    finished: set[int] = set()
    while reader.ready:
        for event in reader.ready:
            chunk = read(event)
            for candidate in chunk.candidates or ():
                seen.add(candidate.index or 0)
                if candidate.finish_reason is not None:
                    finished.add(candidate.index or 0)
            if chunk.prompt_feedback is not None:
                refused = refused or _was_refused(chunk)
            see(chunk)
            yield Emit(chunk)
        yield from reader.read_on()
    url = reader.reply.url
    if not refused:
        if not seen:
            raise InvalidReply(f"{url} sent a reply without an answer. Send again.")
        if min(seen) not in finished:
            raise ReplyInterrupted(f"{url} ended the reply without saying that it was finished. What came is kept.")


def _was_refused(response: GenerateContentResponse) -> bool:
    feedback = response.prompt_feedback
    return feedback is not None and feedback.block_reason is not None
