"""Stopping a reply in every way: what came is kept, the connection is closed, and the next message goes out."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from genai_magics.client import Chat
from genai_magics.errors import ChatBusy
from genai_magics.transport.background import submit
from tests.client.talking import client_for, close_loop_clients, run
from tests.servers import ScriptedServer, event_reply, text_chunk, wait_until

STALLED = event_reply(text_chunk("half "), finish=False)
GOOD = event_reply(text_chunk("Better now.", "STOP"))


def told(chat: Chat[Any]) -> list[tuple[str, str]]:
    return [(turn.state, turn.text) for turn in chat.turns]


@pytest.mark.parametrize("moment", ["before the first byte", "in the middle"])
def test_ctrl_c_returns_at_once_and_keeps_the_turn(moment: str) -> None:
    """A real SIGINT ends a stalled stream within half a second; the turn is kept, and the next send works."""
    script = STALLED if moment == "in the middle" else [{"sleep_s": 60}]
    program = textwrap.dedent(
        """
        import sys, time
        from genai_magics.client import Client
        client = Client(api_key="K", http_options={"base_url": sys.argv[1]})
        chat = client.chats.create(model="m")
        print("sending", flush=True)
        try:
            for chunk in chat.send_message_stream("hi"):
                print("chunk", flush=True)
        except KeyboardInterrupt:
            pass
        began = time.time()
        print(repr([(turn.state, turn.text, turn.user.parts[0].text) for turn in chat.turns]), flush=True)
        print(chat.send_message_stream("again").__next__().text, flush=True)
        """
    )
    with ExitStack() as tidy, ScriptedServer([script, GOOD]) as server:
        arguments = [sys.executable, "-c", program, server.url]
        child = tidy.enter_context(
            subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "sending\n"
        if moment == "in the middle":
            assert child.stdout.readline() == "chunk\n"
        assert wait_until(lambda: server.requests)
        timer = threading.Timer(0.2, os.kill, (child.pid, signal.SIGINT))
        timer.start()
        timer.join()
        killed = threading.Timer(5, child.kill)
        killed.start()
        before = os.times().elapsed
        kept = child.stdout.readline()
        assert os.times().elapsed - before < 0.5
        killed.cancel()
        text = "half " if moment == "in the middle" else ""
        assert kept == f"[('interrupted', {text!r}, 'hi')]\n"
        assert child.stdout.read() == "Better now.\n"
        assert child.wait(10) == 0


@pytest.mark.parametrize("way", ["break", "close", "with", "exception"])
def test_leaving_a_stream_early_keeps_what_came(way: str) -> None:
    """Leaving the loop, closing the stream and an error of one's own all end the turn as interrupted."""
    with ScriptedServer([STALLED, GOOD]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")
        _leave(chat, way)
        assert told(chat) == [("interrupted", "half ")]
        assert [chunk.text for chunk in chat.send_message_stream("again")] == ["Better now."]
        said = [part["text"] for content in server.requests[1].json["contents"] for part in content["parts"]]
        assert said == ["hi", "half ", "again"]


def _leave(chat: Chat[Any], way: str) -> None:
    if way == "break":
        for _ in chat.send_message_stream("hi"):
            break
    elif way == "close":
        stream = chat.send_message_stream("hi")
        next(stream)
        stream.close()
        stream.close()
        assert list(stream) == []
    elif way == "with":
        with chat.send_message_stream("hi") as stream:
            next(stream)
    else:
        with pytest.raises(ZeroDivisionError):
            _fail_within(chat)


def _fail_within(chat: Chat[Any]) -> None:
    for _ in chat.send_message_stream("hi"):
        _ = 1 / 0


def test_an_interrupt_in_the_readers_own_code_frees_the_chat() -> None:
    """An interrupt between two chunks ends the turn, even while the traceback is kept, as IPython keeps it."""
    with ScriptedServer([STALLED, GOOD]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")

        def cell() -> None:
            for _ in chat.send_message_stream("hi"):
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt) as kept:
            cell()
        assert told(chat) == [("interrupted", "half ")]
        assert [chunk.text for chunk in chat.send_message_stream("again")] == ["Better now."]
        assert kept.traceback


def test_a_stream_that_is_never_read_holds_nothing_up() -> None:
    """A stream nobody reads sends nothing, leaves no turn and keeps no other message waiting, even while it is held."""
    with ScriptedServer([GOOD]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")
        held = chat.send_message_stream("hi")
        assert chat.running is None
        assert [chunk.text for chunk in chat.send_message_stream("again")] == ["Better now."]
        held.close()
        assert told(chat) == [("complete", "Better now.")]
        assert len(server.requests) == 1


def test_a_stream_read_late_knows_the_turns_that_came_between() -> None:
    """What a message tells the model is what was said when it is sent, not when its stream was made."""
    with ScriptedServer([GOOD, GOOD]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")
        late = chat.send_message_stream("late")
        list(chat.send_message_stream("early"))
        list(late)
        said = [part["text"] for content in server.requests[-1].json["contents"] for part in content["parts"]]
        assert said == ["early", "Better now.", "late"]


def test_the_connection_is_closed_when_a_stream_is_left() -> None:
    """The server sees the end of the connection when the reader leaves, without waiting for garbage."""
    endless = [STALLED[0], *[part for _ in range(400) for part in (STALLED[1], {"sleep_s": 0.01})]]
    with ScriptedServer([endless]) as server, client_for(server.url) as client:
        stream = client.chats.create(model="m").send_message_stream("hi")
        next(stream)
        stream.close()
        assert wait_until(lambda: not any("_serve" in str(t.name) for t in threading.enumerate()), seconds=2)


def test_cancelling_a_task_keeps_what_came() -> None:
    """A cancelled task leaves an interrupted turn, and the same loop sends the next message."""
    with ScriptedServer([STALLED, GOOD]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")

        async def talk() -> list[str | None]:
            begun = asyncio.Event()

            async def read() -> None:
                async for _ in chat.aio.send_message_stream("hi"):
                    begun.set()

            task = asyncio.create_task(read())
            await begun.wait()
            await asyncio.sleep(0.02)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert told(chat) == [("interrupted", "half ")]
            texts = [chunk.text async for chunk in await chat.aio.send_message_stream("again")]
            await close_loop_clients(chat)
            return texts

        assert run(talk) == ["Better now."]


def test_the_background_loop_can_be_cancelled_from_outside() -> None:
    """A reply that runs in the background stops when its future is cancelled, and the chat is free at once."""
    with ScriptedServer([STALLED, GOOD]) as server, client_for(server.url) as client:
        chat = client.chats.create(model="m")
        heard = []
        chat.observe(lambda event: heard.append(event.kind))
        future = submit(_read(chat, "hi"))
        assert wait_until(lambda: "chunk" in heard)
        with pytest.raises(ChatBusy, match="'hi'"):
            chat.send_message("meanwhile")
        assert chat.running is not None
        assert chat.running.text == "half "
        future.cancel()
        assert wait_until(lambda: chat.running is None)
        assert told(chat) == [("interrupted", "half ")]
        assert submit(_read(chat, "again")).result(5) == "Better now."
        assert heard == ["started", "chunk", "ended", "started", "chunk", "ended"]
        submit(close_loop_clients(chat)).result(5)


async def _read(chat: Chat[Any], message: str) -> str:
    return "".join([chunk.text or "" async for chunk in chat.aio.send_message_stream(message)])


def test_one_interrupt_at_any_line_never_corrupts_a_chat() -> None:
    """Wherever one KeyboardInterrupt strikes in our code, the turn is told apart and the next message is answered."""
    good = event_reply(text_chunk("one "), text_chunk("two", "STOP"))
    room = str(Path(sys.modules[Chat.__module__].__file__ or "").parents[1])
    with ScriptedServer([good]) as server, client_for(server.url) as client:
        struck = 0
        for countdown in range(1, 2000, 7):
            chat = client.chats.create(model="m")
            if not _struck(chat, countdown, room):
                break
            struck += 1
            assert chat.running is None, countdown
            assert [chunk.text for chunk in chat.send_message_stream("again")] == ["one ", "two"]
            assert chat.turns[-1].state == "complete"
    assert struck > 30


def _in_finalizer(frame: Any) -> bool:
    """Whether *frame* runs while an object is dropped, where Python reports exceptions and does not raise them."""
    while frame is not None:
        if frame.f_code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False


def _struck(chat: Chat[Any], countdown: int, room: str) -> bool:
    """Send with an interrupt at the *countdown*-th line of ours; False when the message ended before."""
    left = countdown

    def trace(frame: Any, event: str, _: Any) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.startswith(room):
            return None
        if event == "line" and not _in_finalizer(frame):
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
        return trace

    sys.settrace(trace)
    try:
        for _ in chat.send_message_stream("hi"):
            pass
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(None)
    return False
