"""A chat as a widget: transcript, text box, Send, Stop, Clear and temperature, over a `Chat` that others share too."""

from __future__ import annotations

import weakref
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets

from ..errors import ChatBusy, InputError
from ..session import current
from ..transport.background import submit
from .controls import TemperatureControl
from .fallback import static_html, static_text
from .feed import Feed
from .transcript import Action, Transcript
from .turn_view import PANEL, TurnView, sentence

if TYPE_CHECKING:
    from ..client.chats import Chat
    from ..client.history import ChatEvent

NOT_OURS = "A cell or a line of Python is waiting for this reply. Interrupt the kernel (■) to stop it."

_on_their_way: weakref.WeakKeyDictionary[Chat[Any], set[Future[None]]] = weakref.WeakKeyDictionary()
"""What panels have sent and is not answered to the end, so that any panel of a chat can stop it."""


def _checked(chat: Any) -> Chat[Any]:
    from ..client.chats import Chat

    if not isinstance(chat, Chat):
        raise InputError(
            f"ChatPanel shows a Chat, not {type(chat).__name__}. "
            "Pass one of client.chats.create(...), or open one by its name with %genai_chat NAME."
        )
    return chat


class ChatPanel(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """An ordinary widget that shows *chat*, by default the session's, and talks to it.

    ``ChatPanel()`` as the last line of a cell shows it; it may sit in any box, tab or accordion. Turns sent from cells
    and Python appear in it as they grow, and what is sent from it becomes a turn of the chat. Replies grow on a
    background thread, also while a cell runs. `close` it when it is not needed any more.
    """

    def __init__(self, chat: Chat[Any] | None = None) -> None:
        self._chat = _checked(chat) if chat is not None else current().chat()
        self._sent: set[Future[None]] = _on_their_way.setdefault(self._chat, set())
        self.transcript = Transcript(Feed(self._chat), self._act)
        self.temperature = TemperatureControl(self._chat)
        super().__init__([self.transcript, self.temperature])
        self.add_class("genai-chat-panel")
        self._unsubscribe = self._chat.observe(self._happened)

    @property
    def chat(self) -> Chat[Any]:
        """The conversation this panel shows."""
        return self._chat

    def send(self, text: str) -> None:
        """Send *text* as the next message; returns at once, and the reply grows in the panel.

        While another reply of this chat is on its way nothing is sent, and the panel says so.
        """
        if not text.strip():
            return
        sending = submit(self._converse(text))
        self._sent.add(sending)
        sending.add_done_callback(self._sent.discard)

    def stop(self) -> None:
        """End the reply a panel asked for; what has arrived is kept and marked.

        A reply that a cell or Python waits for is ended by interrupting the kernel; the panel says so.
        """
        stopped = [sending.cancel() for sending in tuple(self._sent)]
        running = self._chat.running
        if not any(stopped) and running is not None and running.origin != PANEL:
            self.transcript.notice(NOT_OURS)

    def clear(self) -> None:
        """Forget every turn of the chat, for cells and Python too."""
        self._chat.clear()

    def close(self) -> None:
        """Stop listening to the chat and close every part. A reply on its way goes on; closing twice is harmless."""
        if not hasattr(self, "_unsubscribe"):
            return  # ipywidgets closes also what __init__ refused to build
        self._unsubscribe()
        parts: list[Any] = [self.transcript, *self.temperature.children, self.temperature, self]
        for part in parts:
            for owned in (part.layout, getattr(part, "style", None)):
                if owned is not None:
                    owned.close()
            ipywidgets.Widget.close(part)

    async def _converse(self, text: str) -> None:
        try:
            # What goes wrong with a reply is in its turn, and so in the transcript.
            async for _chunk in self._chat.aio.send_message_stream(text, origin=PANEL):
                pass
        except (ChatBusy, InputError) as refused:
            self.transcript.notice(sentence(refused), unsent=text)

    def _happened(self, event: ChatEvent) -> None:
        self.transcript.happened(event)
        if event.kind != "chunk":
            self.temperature.refresh()

    def _act(self, action: Action, text: str) -> None:
        if action == "send":
            self.send(text)
        elif action == "clear":
            self.clear()
        elif (running := self._chat.running) is not None and running.id == text:
            # A click that a busy kernel hears late is not meant for the reply that came after.
            self.stop()

    def _repr_mimebundle_(self, **formats: Any) -> dict[str, Any]:
        """The widget, and for readers who cannot show one, the conversation as it stands now."""
        shown: dict[str, Any] = super()._repr_mimebundle_(**formats)
        views = [TurnView.of(turn) for turn in self._chat.turns]
        return {**shown, "text/html": static_html(views), "text/plain": static_text(views)}
