"""One session: chats made on demand, one client under all of them."""

from collections.abc import Iterator

import httpx
import pytest

from genai_magics import Client
from genai_magics.content.config import GenerateContentConfig
from genai_magics.errors import InputError
from genai_magics.offline import OfflineApp, OfflineTransport
from genai_magics.session import DEFAULT_MODEL, Session, current


class Service:
    """An offline model of its own, with a client that goes to it."""

    def __init__(self) -> None:
        self.app = OfflineApp()
        self.engine = httpx.Client(transport=OfflineTransport(self.app, pace=0))
        self.client = Client(offline=False, http_options={"httpx_client": self.engine})


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.engine.close()


@pytest.fixture
def other() -> Iterator[Service]:
    made = Service()
    yield made
    made.engine.close()


def test_a_chat_is_made_once(service: Service) -> None:
    """The chat of a name is always the same object, with the name on it; other names are other chats."""
    session = Session(service.client, environ={})
    assert session.chat() is session.chat("default")
    assert session.chat("draft") is not session.chat()
    assert [*session.chats] == ["default", "draft"]
    assert (session.chat().name, session.chat("draft").name) == ("default", "draft")
    assert session.chat().model == DEFAULT_MODEL
    with pytest.raises(TypeError):
        session.chats["mine"] = session.chat()  # type: ignore[index]


@pytest.mark.parametrize("name", ["", "  ", None, 3])
def test_a_name_is_text(service: Service, name: object) -> None:
    """A chat without a usable name is refused with what was seen."""
    with pytest.raises(InputError, match="called by a name"):
        Session(service.client, environ={}).chat(name)  # type: ignore[arg-type]


def test_new_chats_start_with_the_defaults(service: Service) -> None:
    """The model comes from the environment, model and settings from the session when they are set there."""
    session = Session(service.client, environ={"GENAI_MAGICS_MODEL": "gemini-2.5-pro"})
    assert session.chat().model == "gemini-2.5-pro"
    session.model, session.config = "gemini-2.5-flash", GenerateContentConfig(temperature=0.5)
    chat = session.chat("next")
    chat.send_message("hello")
    request = service.app.requests[-1]
    assert "gemini-2.5-flash" in request.path
    assert request.body["generationConfig"] == {"temperature": 0.5}


def test_configure_moves_every_chat_and_keeps_its_turns(service: Service, other: Service) -> None:
    """After configure all chats talk through the new client, with the new model, and know what was said."""
    session = Session(service.client, environ={})
    chat = session.chat()
    chat.send_message("one")
    session.configure(other.client, model="gemini-2.5-pro", config=GenerateContentConfig(seed=1))
    assert session.client is other.client
    chat.send_message("two")
    request = other.app.requests[-1]
    assert len(service.app.requests) == 1
    assert "gemini-2.5-pro" in request.path
    assert request.body["generationConfig"] == {"seed": 1}
    assert [content["role"] for content in request.body["contents"]] == ["user", "model", "user"]
    assert session.chat("next").model == "gemini-2.5-pro"


def test_configure_changes_only_what_it_is_given(service: Service) -> None:
    """Without a client the client stays, without a model the models stay."""
    session = Session(service.client, environ={})
    session.configure(model="gemini-2.5-pro")
    session.configure(config=GenerateContentConfig(seed=1))
    assert session.client is service.client
    assert (session.model, session.config) == ("gemini-2.5-pro", GenerateContentConfig(seed=1))


def test_configure_makes_a_client_from_arguments(service: Service, other: Service) -> None:
    """Arguments of a client make one; what a person made is not closed when it is replaced, what we made is."""
    session = Session(service.client, environ={})
    session.configure(offline=True)
    ours = session.client
    assert ours.offline
    service.client.models.count_tokens(model=DEFAULT_MODEL, contents="still open")
    session.configure(other.client)
    with pytest.raises(Exception, match="closed"):
        ours.models.count_tokens(model=DEFAULT_MODEL, contents="gone")


def test_a_client_and_its_arguments_exclude_each_other(service: Service) -> None:
    """Both at once is refused, naming the arguments."""
    with pytest.raises(InputError, match="offline"):
        Session(service.client, environ={}).configure(service.client, offline=True)


def test_the_kernel_has_one_session() -> None:
    """`current` gives the same session every time, and it says what is in it."""
    assert current() is current()
    assert "Session(" in repr(current())
    assert repr(Session(environ={})) == f"Session(client not made yet, {DEFAULT_MODEL!r}, no chats yet)"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param({"gatewy": 3}, ["'gatewy'", "gateway"], id="a slip"),
        pytest.param({"temperature": 3}, ["'temperature'", "config"], id="not an argument"),
        pytest.param({"client": "a-key"}, ["str", "api_key="], id="a key in place of a client"),
        pytest.param({"gateway": {"token": "t"}}, ["dict", "Gateway(base_url="], id="a dict in place of a gateway"),
        pytest.param({"config": {"temprature": 1}}, ["'temprature'", "temperature"], id="a slip in the settings"),
        pytest.param({"offline": True, "config": 3}, ["int", "GenerateContentConfig"], id="no settings"),
    ],
)
def test_configure_refuses_before_it_changes(service: Service, arguments: dict[str, object], words: list[str]) -> None:
    """What cannot be used is told in a sentence that shows no value, and session and chats stay as they were."""
    session = Session(service.client, environ={})
    chat = session.chat()
    with pytest.raises(InputError) as refused:
        session.configure(**arguments)  # type: ignore[arg-type]
    assert not [word for word in words if word not in str(refused.value)]
    assert "a-key" not in str(refused.value)
    assert (session.client, session.config, chat.client, chat.config) == (service.client, None, service.client, None)
