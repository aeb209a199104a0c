"""The google-genai client, an independent judge, talks to ``python -m genai_magics.offline``."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

genai = pytest.importorskip("google.genai")

MODEL = "gemini-3.8-flash"
SILENT = ("GOOGLE_", "GEMINI_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, str]]:
    """The URL and the token a server in a process of its own prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(SILENT)}
    command = [sys.executable, "-m", "genai_magics.offline", "--port", "0", "--pace", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        token = process.stdout.readline().split()[-1]
        assert url
        yield url[0], token
        process.terminate()


@pytest.fixture(scope="module")
def client(address: tuple[str, str]) -> Iterator[Any]:
    """A real client pointed at the server; the environment does not choose another service for it."""
    url, token = address
    with genai.Client(api_key=token, vertexai=False, http_options={"base_url": url}) as client:
        yield client


def test_a_token_of_32_random_bytes_is_printed_once(address: tuple[str, str]) -> None:
    """The token is long enough that nobody guesses it."""
    assert len(address[1]) >= 43


def test_it_generates(client: Any) -> None:
    """generate_content gives text, a reason, usage and ids."""
    response = client.models.generate_content(model=MODEL, contents="17*23")
    assert "391" in response.text
    assert response.candidates[0].finish_reason == "STOP"
    assert response.usage_metadata.total_token_count > response.usage_metadata.prompt_token_count > 0
    assert (response.model_version, bool(response.response_id)) == (MODEL, True)


def test_it_streams(client: Any) -> None:
    """generate_content_stream gives many chunks that make up the whole."""
    chunks = list(client.models.generate_content_stream(model=MODEL, contents="Explain closures"))
    assert len(chunks) > 10
    assert "## Closures" in "".join(chunk.text for chunk in chunks)
    assert chunks[-1].candidates[0].finish_reason == "STOP"


def test_it_chats(client: Any) -> None:
    """A chat remembers the turn before."""
    chat = client.chats.create(model=MODEL)
    chat.send_message("Explain list comprehensions, with a table and a short example.")
    assert "## Dict comprehensions" in chat.send_message("And now the same for dictionaries.").text
    assert "the same for dictionaries" in chat.send_message("what did I just ask?").text


def test_it_counts_tokens(client: Any) -> None:
    """count_tokens counts by the stated rule."""
    assert client.models.count_tokens(model=MODEL, contents="x" * 40).total_tokens == 10


def test_it_parses_json_by_a_schema(client: Any) -> None:
    """A schema given to the client comes back as a parsed value of its shape."""
    item = {"type": "OBJECT", "properties": {"name": {"type": "STRING"}, "minutes": {"type": "INTEGER"}}}
    config = {"response_mime_type": "application/json", "response_schema": {"type": "ARRAY", "items": item}}
    recipes = client.models.generate_content(model=MODEL, contents="Two recipes", config=config).parsed
    assert [set(recipe) for recipe in recipes] == [{"name", "minutes"}] * 2


def test_it_calls_a_declared_function(client: Any) -> None:
    """A declaration that fits gives a function call with typed arguments."""
    parameters = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}
    tools = [{"function_declarations": [{"name": "get_weather", "parameters": parameters}]}]
    response = client.models.generate_content(model=MODEL, contents="The weather in Oslo?", config={"tools": tools})
    (call,) = response.function_calls
    assert (call.name, call.args) == ("get_weather", {"city": "Oslo"})


def test_it_runs_a_python_function_and_tells_its_result(client: Any) -> None:
    """The client's own tool loop runs a function and gets the answer in words."""

    def get_weather(city: str) -> str:
        """The weather in a city."""
        return f"sunny in {city}"

    chat = client.chats.create(model=MODEL, config={"tools": [get_weather]})
    assert "sunny in Oslo" in chat.send_message("The weather in Oslo?").text


def test_it_shows_thoughts_and_candidates(client: Any) -> None:
    """Thinking parts and several candidates arrive as the client knows them."""
    config = {"thinking_config": {"include_thoughts": True}, "candidate_count": 2, "seed": 4, "temperature": 0.9}
    response = client.models.generate_content(model=MODEL, contents="Explain closures", config=config)
    assert [candidate.content.parts[0].thought for candidate in response.candidates] == [True, True]
    assert response.usage_metadata.thoughts_token_count > 0


def test_it_sees_a_block(client: Any) -> None:
    """A blocked prompt is known as blocked, by its category."""
    feedback = client.models.generate_content(model=MODEL, contents="[demo: harassment high]").prompt_feedback
    assert feedback.block_reason == "SAFETY"
    assert [rating.category for rating in feedback.safety_ratings if rating.blocked] == ["HARM_CATEGORY_HARASSMENT"]


@pytest.mark.parametrize(
    ("model", "prompt", "kind", "code"),
    [
        ("gemini-0", "hello", "ClientError", 404),
        (MODEL, "[demo: error 429]", "ClientError", 429),
        (MODEL, "[demo: error 503]", "ServerError", 503),
    ],
)
def test_its_errors_are_the_clients_own(client: Any, model: str, prompt: str, kind: str, code: int) -> None:
    """Errors arrive as the client's error classes, with the code."""
    with pytest.raises(getattr(genai.errors, kind)) as caught:
        client.models.generate_content(model=model, contents=prompt)
    assert caught.value.code == code


def test_an_error_in_a_stream_is_seen(client: Any) -> None:
    """An error event in the middle of a stream is raised by the client."""
    with pytest.raises(genai.errors.ServerError):
        list(client.models.generate_content_stream(model=MODEL, contents="[demo: error 503 in reply] Explain closures"))


def test_a_wrong_key_is_refused(address: tuple[str, str]) -> None:
    """Another key gets a 403."""
    options = {"base_url": address[0]}
    stranger = genai.Client(api_key="wrong", vertexai=False, http_options=options)
    with stranger, pytest.raises(genai.errors.ClientError) as caught:
        stranger.models.generate_content(model=MODEL, contents="hello")
    assert caught.value.code == 403


def test_models_and_embeddings(client: Any) -> None:
    """The model list and embeddings are served, too."""
    assert f"models/{MODEL}" in [model.name for model in client.models.list()]
    embedded = client.models.embed_content(model="gemini-embedding-001", contents="tea").embeddings
    assert len(embedded[0].values) == 768
