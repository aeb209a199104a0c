"""What type checkers say of the calls; checked by mypy and pyright, never run."""

from collections.abc import Coroutine
from typing import Any, assert_type

from genai_magics.client import AsyncClient, Chat, Client
from genai_magics.client.models import CountTokensResponse, Model
from genai_magics.content.response import GenerateContentResponse
from genai_magics.transport.flow import AsyncStream, Awaiting, Blocking, Stream


def blocking(client: Client) -> None:
    assert_type(client.models.generate_content(model="m", contents="hi"), GenerateContentResponse)
    assert_type(client.models.generate_content_stream(model="m", contents="hi"), Stream[GenerateContentResponse])
    for chunk in client.models.generate_content_stream(model="m", contents="hi"):
        assert_type(chunk, GenerateContentResponse)
    assert_type(client.models.count_tokens(model="m", contents="hi"), CountTokensResponse)
    assert_type(client.models.list(), Stream[Model])
    chat = client.chats.create(model="m")
    assert_type(chat, Chat[Blocking])
    assert_type(chat.send_message("hi", fresh=True), GenerateContentResponse)
    assert_type(chat.send_message_stream("hi"), Stream[GenerateContentResponse])
    assert_type(chat.aio, Chat[Awaiting])


async def awaiting(client: Client) -> None:
    assert_type(client.aio, AsyncClient)
    call: Coroutine[Any, Any, GenerateContentResponse] = client.aio.models.generate_content(model="m", contents="hi")
    assert_type(await call, GenerateContentResponse)
    chat = client.aio.chats.create(model="m")
    assert_type(chat, Chat[Awaiting])
    assert_type(await chat.send_message("hi"), GenerateContentResponse)
    assert_type(chat.send_message_stream("hi"), AsyncStream[GenerateContentResponse])
    async for chunk in await chat.send_message_stream("hi"):
        assert_type(chunk, GenerateContentResponse)
    async for chunk in chat.send_message_stream("hi"):
        assert_type(chunk, GenerateContentResponse)


def mistakes(client: Client) -> None:
    client.models.generate_content(model="m")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.models.generate_content(modle="m", contents="hi")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.chats.create(model=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
