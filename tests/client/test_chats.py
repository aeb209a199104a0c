"""A conversation: what is sent, what is remembered, and that only one message is answered at a time."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest

from genai_magics.client import ChatEvent, Client
from genai_magics.client.history import Turn
from genai_magics.content.message import Content, Part
from genai_magics.errors import APIError, ChatBusy, InputError
from tests.client.talking import client_for, close_loop_clients, run
from tests.servers import ScriptedServer, event_reply, json_reply, text_chunk

HELLO = json_reply(text_chunk("Hello.", "STOP"))


def said(server: ScriptedServer, number: int = -1) -> list[tuple[str, str]]:
    """Role and text of each content of one request."""
    contents = server.requests[number].json["contents"]
    return [(content["role"], "+".join(part.get("text", "?") for part in content["parts"])) for content in contents]


def test_both_faces_are_one_conversation() -> None:
    """What is sent through ``aio`` is remembered by the blocking face, and the other way round."""
    with ScriptedServer([HELLO]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")
        chat.send_message("one")

        async def talk() -> None:
            await chat.aio.send_message("two")
            await close_loop_clients(chat)

        run(talk)
        chat.send_message("three")
        assert said(server) == [
            ("user", "one"),
            ("model", "Hello."),
            ("user", "two"),
            ("model", "Hello."),
            ("user", "three"),
        ]
        assert chat.aio.turns == chat.turns
        assert chat.aio.aio is chat.aio


def test_a_streamed_answer_is_one_content() -> None:
    """The chunks of an answer become one model content with one part of text, thoughts apart."""
    thought = {"candidates": [{"content": {"parts": [{"text": "hm", "thought": True}]}}]}
    reply = event_reply(thought, thought, text_chunk("a"), text_chunk("b"), text_chunk("c", "STOP"))
    with ScriptedServer([reply]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")
        list(chat.send_message_stream("hi"))
        assert [(part.text, part.thought) for part in chat.get_history()[1].parts or ()] == [
            ("hmhm", True),
            ("abc", None),
        ]


def test_fresh_and_unrecorded_messages() -> None:
    """*fresh* sends no history, *record=False* keeps no turn; the events are told all the same."""
    heard: list[ChatEvent] = []
    with ScriptedServer([HELLO]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")
        leave = chat.observe(heard.append)
        chat.send_message("one")
        chat.send_message("two", fresh=True)
        assert said(server) == [("user", "two")]
        chat.send_message("three", record=False, origin="cell 3")
        leave()
        chat.send_message("four")
        assert [turn.user.parts[0].text for turn in chat.turns if turn.user.parts] == ["one", "two", "four"]
    assert [event.kind for event in heard] == ["started", "chunk", "ended"] * 3
    assert heard[-1].turn is not None
    assert (heard[-1].turn.state, heard[-1].turn.origin) == ("complete", "cell 3")


def test_what_observers_raise_breaks_nothing() -> None:
    """An observer that fails does not fail the message."""
    with ScriptedServer([HELLO]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")
        chat.observe(lambda event: 1 / 0)
        assert chat.send_message("hi").text == "Hello."


def test_a_message_brings_its_own_settings_over_those_of_the_chat() -> None:
    """A message's config replaces the fields it sets and keeps the chat's others; neither object changes."""
    with ScriptedServer([HELLO]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m", config={"temperature": 0.1, "system_instruction": "Be brief."})
        chat.send_message("hi", {"temperature": 0.9}, model="other")
        body = server.requests[0].json
        assert body["generationConfig"] == {"temperature": 0.9}
        assert body["systemInstruction"]["parts"] == [{"text": "Be brief."}]
        assert server.requests[0].target == "/v1/models/other:generateContent"
        assert chat.config is not None
        assert chat.config.temperature == 0.1


def test_functions_are_declared_and_never_run() -> None:
    """A Python function among the tools is declared; the model's call of it is returned, not carried out."""

    def ring(times: int) -> None:
        """Ring the bell."""
        raise AssertionError("nobody agreed to this")

    call = {
        "candidates": [
            {
                "content": {"role": "model", "parts": [{"functionCall": {"name": "ring", "args": {"times": 2}}}]},
                "finishReason": "STOP",
            }
        ]
    }
    with ScriptedServer([json_reply(call)]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m", config={"tools": [ring]})
        calls = chat.send_message("hi").function_calls
        assert [(call.name, call.args) for call in calls or ()] == [("ring", {"times": 2})]
        assert server.requests[0].json["tools"][0]["functionDeclarations"][0]["name"] == "ring"


@pytest.mark.parametrize(
    ("history", "sent"),
    [
        pytest.param([("user", "a"), ("model", "b")], [("user", "a"), ("model", "b"), ("user", "hi")], id="a turn"),
        pytest.param([("user", "a"), ("user", "b")], [("user", "a+b+hi")], id="users in a row"),
        pytest.param([("model", "a")], [("model", "a"), ("user", "hi")], id="model first"),
        pytest.param(
            [("user", "a"), ("model", "b"), ("model", "c")],
            [("user", "a"), ("model", "b+c"), ("user", "hi")],
            id="models in a row",
        ),
    ],
)
def test_given_histories_are_kept_and_sent_alternating(
    history: list[tuple[str, str]], sent: list[tuple[str, str]]
) -> None:
    """A given history is told back as it was, and sent with roles that alternate."""
    contents = [Content(role=role, parts=[Part(text=text)]) for role, text in history]
    with ScriptedServer([HELLO]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m", history=contents)
        assert [(content.role, content.text if hasattr(content, "text") else None) for content in chat.get_history()]
        assert [content.wire() for content in chat.get_history()] == [content.wire() for content in contents]
        chat.send_message("hi")
        assert said(server) == sent


def test_a_history_of_other_roles_is_refused() -> None:
    """A role that is neither user nor model is an InputError that names it."""
    with pytest.raises(InputError, match="'system'"):
        Client(api_key="K").chats.create(model="m", history=[Content(role="system", parts=[Part(text="x")])])


def test_histories_are_copies() -> None:
    """Changing what get_history gave changes nothing in the chat; clear forgets."""
    with ScriptedServer([HELLO]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")
        chat.send_message("hi")
        told = chat.get_history()
        told[0].parts = []
        told.clear()
        assert len(chat.get_history()) == 2
        chat.clear()
        assert chat.get_history() == []
        assert chat.last is None


def test_failed_and_blocked_turns_are_listed_and_not_sent() -> None:
    """A refused message and a blocked one are listed, told in the whole history, and left out of the next message."""
    blocked = json_reply({"promptFeedback": {"blockReason": "SAFETY"}})
    refused = json_reply({"error": {"code": 400, "message": "no"}}, 400)
    with ScriptedServer([HELLO, refused, blocked, HELLO]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")
        chat.send_message("one")
        with pytest.raises(APIError):
            chat.send_message("two")
        assert chat.send_message("three").blocked
        chat.send_message("four")
        assert [turn.state for turn in chat.turns] == ["complete", "failed", "blocked", "complete"]
        assert isinstance(chat.turns[1].error, APIError)
        assert said(server) == [("user", "one"), ("model", "Hello."), ("user", "four")]
        assert len(chat.get_history()) == 6
        assert len(chat.get_history(curated=True)) == 4


def test_turns_stay_when_the_client_changes() -> None:
    """`use` sends later messages through another client, with everything said before."""
    with ScriptedServer([HELLO]) as one, ScriptedServer([HELLO]) as two, client_for(one.url) as first:
        chat = first.chats.create(model="m")
        chat.send_message("one")
        with client_for(two.url) as second:
            chat.use(second)
            chat.send_message("two")
            assert chat.client is second
            assert said(two) == [("user", "one"), ("model", "Hello."), ("user", "two")]


def test_eight_threads_never_mix_turns() -> None:
    """Of many threads sending at once each is answered or told ChatBusy; every turn kept is a whole pair."""
    with (
        ScriptedServer([event_reply(text_chunk("a"), text_chunk("b", "STOP"))]) as server,
        client_for(server.url) as client,
    ):
        chat = client.chats.create(model="m")
        results: Counter[str] = Counter()

        def send(name: int) -> None:
            for number in range(12):
                try:
                    text = "".join(chunk.text or "" for chunk in chat.send_message_stream(f"{name}.{number}"))
                    results["answered" if text == "ab" else "mixed"] += 1
                except ChatBusy:
                    results["busy"] += 1

        threads = [threading.Thread(target=send, args=(name,)) for name in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results["mixed"] == 0
        assert results.total() == 96
        assert [turn.text for turn in chat.turns] == ["ab"] * results["answered"]
        for number, request in enumerate(server.requests):
            assert [content["role"] for content in request.json["contents"]] == ["user", "model"] * number + ["user"]


def test_a_second_message_is_refused_while_a_stream_is_open() -> None:
    """While a stream is being read the chat is busy, on both faces, and says with what."""
    with (
        ScriptedServer([event_reply(text_chunk("a"), text_chunk("b", "STOP"))]) as server,
        client_for(server.url) as client,
    ):
        chat = client.chats.create(model="m")
        stream = chat.send_message_stream("the first question")
        assert next(stream).text == "a"
        with pytest.raises(ChatBusy, match="the first question"):
            chat.send_message("second")
        with pytest.raises(ChatBusy):
            run(chat.aio.send_message_stream("second").__anext__)
        assert chat.running is not None
        assert chat.running.text == "a"
        assert [chunk.text for chunk in stream] == ["b"]
        assert len(chat.turns) == 1


def test_a_chat_shows_itself_shortly() -> None:
    """The repr names chat, model and number of turns."""
    chat: Any = Client(api_key="K").chats.create(model="gemini-x")
    chat.name = "draft"
    assert repr(chat) == "Chat('draft', 'gemini-x', 0 turns)"
    assert chat._repr_markdown_() == "`Chat('draft', 'gemini-x', 0 turns)`"


def test_a_turn_shows_itself_on_one_short_line() -> None:
    """However long the message and the answer, the repr of a turn is one line that says what became of it."""
    turn = Turn(Content(role="user", parts=[Part(text="why?\n" * 500)]), state="interrupted")
    assert repr(turn).startswith("Turn('why? why?")
    assert repr(turn).endswith("…', interrupted, '')")
    assert len(repr(turn)) < 160
