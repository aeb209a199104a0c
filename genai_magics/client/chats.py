"""Conversations: a `Chat` sends messages with what was said before, and remembers what came of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from ..content.coerce import to_content, to_contents
from ..content.config import GenerateContentConfig, merge
from ..content.message import Content
from ..content.response import GenerateContentResponse
from ..errors import TransportError
from ..transport.connection import Connection
from ..transport.drivers import Driver
from ..transport.flow import Awaiting, Flow, Mode, Resource, StreamFlow, endpoint, streaming
from .generation import generate, generate_stream
from .history import ChatEvent, History, Sending, State, Turn

if TYPE_CHECKING:
    from .client import AsyncClient, Client

__all__ = ["Chat", "Chats"]

ConfigLike = GenerateContentConfig | Mapping[str, Any] | None


class _Conversation:
    """What both faces of a chat share."""

    def __init__(self, client: Any, model: str, config: GenerateContentConfig | None, history: History) -> None:
        self.client, self.model, self.config, self.history = client, model, config, history
        self.name: str | None = None


class Chat(Resource[Mode]):
    """One conversation with a model.

    `aio` is the same conversation with awaitable calls. One message is answered at a time: a second one sent
    meanwhile raises `ChatBusy`. Whatever happens to a reply, the turn is kept and marked with what became of it.
    """

    def __init__(self, connection: Connection, driver: Driver, conversation: _Conversation) -> None:
        super().__init__(connection, driver)
        self._conversation = conversation
        self._other: Chat[Any] | None = None

    @endpoint
    def send_message(
        self,
        message: Any,
        config: ConfigLike = None,
        *,
        model: str | None = None,
        fresh: bool = False,
        record: bool = True,
        origin: Any = None,
    ) -> Flow[GenerateContentResponse]:
        """Send *message* and wait for the whole reply.

        *message* is text, a `Part`, an image, a file's path, a dict or a list of these. *config* goes field by field
        over the chat's own, and *model* is asked in place of the chat's own. With *fresh* nothing said before is sent
        along; without *record* the turn is not kept. *origin* is kept on the turn as it is. Python functions among the
        tools are declared, never run: a call the model makes is in ``response.function_calls``.

        Raises `InputError`, `ChatBusy`, `APIError` or `TransportError`; the turn then says how far it came.
        """

        def ask(sending: Sending, contents: list[Content]) -> Flow[GenerateContentResponse]:
            return _seen(sending, generate(self._connection, sending.model, contents, sending.turn.config))

        user = to_content(message)
        over = None if config is None else GenerateContentConfig.of(config)
        flow = self._begun(ask, user, over, model=model, fresh=fresh, record=record, origin=origin)
        return cast("Flow[GenerateContentResponse]", flow)  # It emits nothing, as what it asks emits nothing.

    @streaming
    def send_message_stream(
        self,
        message: Any,
        config: ConfigLike = None,
        *,
        model: str | None = None,
        fresh: bool = False,
        record: bool = True,
        origin: Any = None,
    ) -> StreamFlow[GenerateContentResponse, GenerateContentResponse]:
        """Send *message* and iterate over the reply as it arrives; arguments and errors as for `send_message`.

        The turn begins, and is sent, when the first chunk is asked for; a stream that nobody reads holds nothing up.
        Stopping early, by leaving the loop, closing the stream or interrupting, keeps what came as an interrupted
        turn.
        """
        user = to_content(message)
        over = None if config is None else GenerateContentConfig.of(config)

        def ask(sending: Sending, contents: list[Content]) -> StreamFlow[GenerateContentResponse, None]:
            settings = sending.turn.config
            return generate_stream(self._connection, sending.model, contents, settings, see=sending.add)

        # The settings a person misspelt, or a model there is none of, are refused at the call.
        self._connection.backend.model(model or self.model)
        return self._at_first_chunk(
            lambda: self._begun(ask, user, over, model=model, fresh=fresh, record=record, origin=origin)
        )

    @property
    def aio(self) -> Chat[Awaiting]:
        """This conversation with awaitable calls: the same turns, one message at a time over both."""
        if not self._driver.blocking:
            return self  # type: ignore[return-value]  # mypy cannot see that this one is awaiting already
        if self._other is None:
            self._other = Chat(self._connection, self._connection.awaiting, self._conversation)
            self._other._other = self  # noqa: SLF001
        return self._other

    def get_history(self, curated: bool = False) -> list[Content]:
        """Copies of everything said so far, oldest first; *curated*: only what the next message tells the model."""
        return [content.model_copy(deep=True) for content in self._conversation.history.contents(curated=curated)]

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Every turn that has ended, oldest first."""
        return self._conversation.history.turns

    @property
    def last(self) -> Turn | None:
        """The turn that ended last, or None."""
        return self.turns[-1] if self.turns else None

    @property
    def running(self) -> Turn | None:
        """The turn that is being answered with what has come so far, or None."""
        return self._conversation.history.running

    def clear(self) -> None:
        """Forget every turn; a reply that is on its way goes on."""
        self._conversation.history.clear()

    def observe(self, callback: Callable[[ChatEvent], object]) -> Callable[[], None]:
        """Call *callback* with each `ChatEvent` of this conversation, in the sender's thread.

        What the callback raises is ignored. The function returned ends the observation.
        """
        return self._conversation.history.observe(callback)

    def use(self, client: Client | AsyncClient) -> None:
        """Send later messages through *client*; the turns stay."""
        self._conversation.client = client
        for face in (self, self._other):
            if face is not None:
                face._move(client.connection)  # noqa: SLF001

    def _move(self, connection: Connection) -> None:
        self._driver = connection.blocking if self._driver.blocking else connection.awaiting
        self._connection = connection

    @property
    def client(self) -> Any:
        """The client that messages go through."""
        return self._conversation.client

    @property
    def model(self) -> str:
        """The model that is asked; set it to ask another from the next message on."""
        return self._conversation.model

    @model.setter
    def model(self, model: str) -> None:
        self._conversation.model = model

    @property
    def config(self) -> GenerateContentConfig | None:
        """The settings of every message, where a message has none of its own; set it to change them."""
        return self._conversation.config

    @config.setter
    def config(self, config: ConfigLike) -> None:
        self._conversation.config = None if config is None else GenerateContentConfig.of(config)

    @property
    def name(self) -> str | None:
        """What the chat is called, if anything."""
        return self._conversation.name

    @name.setter
    def name(self, name: str | None) -> None:
        self._conversation.name = name

    def __repr__(self) -> str:
        name = f"{self.name!r}, " if self.name else ""
        turns = len(self.turns)
        return f"Chat({name}{self.model!r}, {turns} turn{'' if turns == 1 else 's'})"

    def _repr_markdown_(self) -> str:
        return f"`{self!r}`"

    def _at_first_chunk(
        self, begin: Callable[[], StreamFlow[GenerateContentResponse, GenerateContentResponse]]
    ) -> StreamFlow[GenerateContentResponse, GenerateContentResponse]:
        return (yield from begin())

    def _begun(
        self,
        ask: Callable[[Sending, list[Content]], StreamFlow[GenerateContentResponse, GenerateContentResponse | None]],
        user: Content,
        over: GenerateContentConfig | None,
        *,
        model: str | None,
        fresh: bool,
        record: bool,
        origin: Any,
    ) -> StreamFlow[GenerateContentResponse, GenerateContentResponse]:
        """The flow of a turn that has begun; made anew when another turn ended while it was being made."""
        settings = merge(self.config, over) if self.config or over else None
        history = self._conversation.history
        while True:
            turn = Turn(user, state="running", model=model or self.model, config=settings, origin=origin)
            sending = Sending(history, turn, record=record)
            earlier: list[Content] = (
                [] if fresh else [content for past in sending.after for content in past.remembered()]
            )
            flow = sending.follow(self._recorded(sending, ask(sending, _alternating([*earlier, user]))))
            if history.begin(sending):
                return flow

    def _recorded(
        self, sending: Sending, asked: StreamFlow[GenerateContentResponse, GenerateContentResponse | None]
    ) -> StreamFlow[GenerateContentResponse, GenerateContentResponse]:
        """*asked*, with the turn ended as what became of it."""
        state: State = "interrupted"
        error: Exception | None = None
        try:
            response = yield from asked
            turn = sending.so_far("complete")
            state = "blocked" if turn.response is not None and turn.response.blocked else "complete"
            return response or cast("GenerateContentResponse", turn.response)
        except Exception as failure:
            broken = isinstance(failure, TransportError) and sending.so_far("failed").text
            state, error = "interrupted" if broken else "failed", failure
            raise
        finally:
            if error is None and sending.whole and state == "interrupted":
                state = "complete"
            self._conversation.history.end(sending, state, error)


class Chats(Resource[Mode]):
    """Makes chats that go through one client."""

    def __init__(self, connection: Connection, driver: Driver, client: Any) -> None:
        super().__init__(connection, driver)
        self._client = client

    def create(
        self, *, model: str, config: ConfigLike = None, history: Sequence[Content | Mapping[str, Any]] | None = None
    ) -> Chat[Mode]:
        """A new chat with *model*.

        *config* holds for every message, field by field under what a message brings itself. *history* is what was
        said before, as contents with role ``user`` or ``model``.
        """
        settings = None if config is None else GenerateContentConfig.of(config)
        said = to_contents(list(history)) if history else []
        self._connection.backend.model(model)
        conversation = _Conversation(self._client, model, settings, History(said))
        return Chat(self._connection, self._driver, conversation)


def _seen(sending: Sending, asked: Flow[GenerateContentResponse]) -> Flow[GenerateContentResponse]:
    response = yield from asked
    sending.add(response)
    return response


def _alternating(contents: list[Content]) -> list[Content]:
    """*contents* with neighbours of one role joined, as a strict server wants them."""
    joined: list[Content] = []
    for content in contents:
        if joined and joined[-1].role == content.role:
            parts = [*(joined[-1].parts or ()), *(content.parts or ())]
            joined[-1] = Content(role=content.role, parts=parts)
        else:
            joined.append(content)
    return joined
