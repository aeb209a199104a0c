"""What can be asked of models: content, how many tokens it takes, and which models there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..content.coerce import to_contents
from ..content.config import GenerateContentConfig
from ..content.record import Record
from ..content.request import request_body
from ..content.response import GenerateContentResponse
from ..transport.exchange import fetch
from ..transport.flow import Emit, Flow, Mode, Resource, StreamFlow, endpoint, streaming
from .generation import generate, generate_stream

__all__ = ["CountTokensResponse", "ListModelsConfig", "Model", "Models"]


class CountTokensResponse(Record):
    """How many tokens contents take: ``total_tokens``, of which ``cached_content_token_count`` are cached."""

    total_tokens: int | None = None
    cached_content_token_count: int | None = None


class Model(Record):
    """One model as the service describes it; ``name`` is what calls take as ``model=``, limits are in tokens."""

    name: str | None = None
    display_name: str | None = None
    description: str | None = None
    version: str | None = None
    input_token_limit: int | None = None
    output_token_limit: int | None = None
    supported_generation_methods: list[str] | None = None
    temperature: float | None = None
    max_temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    thinking: bool | None = None

    @property
    def supported_actions(self) -> list[str] | None:
        """The methods the model answers to, such as ``generateContent``."""
        return self.supported_generation_methods


class ListModelsConfig(Record):
    """Which models to list, and how many at a time; by default all base models of the service."""

    page_size: int | None = None
    page_token: str | None = None
    filter: str | None = None
    query_base: bool | None = None


class Models(Resource[Mode]):
    """The models of a service: ask one, count tokens, list them."""

    @endpoint
    def generate_content(
        self, *, model: str, contents: Any, config: GenerateContentConfig | Mapping[str, Any] | None = None
    ) -> Flow[GenerateContentResponse]:
        """Ask *model* and wait for the whole answer.

        *contents* is text, a `Part`, a `Content`, a dict, an image, a file's path, or a list of these. *config* is a
        `GenerateContentConfig` or a dict of its fields. Python functions among its tools are declared to the model
        but never run: a call the model makes is in ``response.function_calls``.

        Raises `InputError` for what cannot be sent, `APIError` for a refusal, `TransportError` for a failed journey.
        """
        return generate(self._connection, model, contents, _config(config))

    @streaming
    def generate_content_stream(
        self, *, model: str, contents: Any, config: GenerateContentConfig | Mapping[str, Any] | None = None
    ) -> StreamFlow[GenerateContentResponse, None]:
        """Ask *model* and iterate over its answer as it arrives; arguments and errors as for `generate_content`.

        Each chunk is a response with the new piece of the answer. A stream that ends without a finish reason raises
        `ReplyInterrupted` after its last chunk. Leaving the loop closes the connection.
        """
        return generate_stream(self._connection, model, contents, _config(config))

    @endpoint
    def count_tokens(
        self, *, model: str, contents: Any, config: GenerateContentConfig | Mapping[str, Any] | None = None
    ) -> Flow[CountTokensResponse]:
        """Ask how many tokens *contents* take for *model*; with *config*, its instruction and tools count too."""
        settings = _config(config)
        path = self._connection.backend.model(model)
        if settings is None:
            body: dict[str, Any] = {"contents": [content.wire() for content in to_contents(contents)]}
        else:
            body = {"generateContentRequest": {"model": path, **request_body(contents, settings)}}
        reply = yield from _fetched(self, "POST", f"{path}:countTokens", settings, body=body)
        return CountTokensResponse.read(reply)

    @endpoint
    def get(self, *, model: str) -> Flow[Model]:
        """Fetch the description of one model by its name."""
        return Model.read((yield from _fetched(self, "GET", self._connection.backend.model(model))))

    @streaming
    def list(self, *, config: ListModelsConfig | Mapping[str, Any] | None = None) -> StreamFlow[Model, None]:
        """Iterate over all models of the service; a page of them is fetched when it is needed.

        *config* is a `ListModelsConfig` or a dict: ``page_size`` and ``page_token`` say how many come at once and
        where to begin, ``filter`` which ones, and ``query_base=False`` asks for tuned models.
        """
        wished = ListModelsConfig.of(config or {})
        path = "tunedModels" if wished.query_base is False else "models"
        query = {"pageSize": wished.page_size, "pageToken": wished.page_token, "filter": wished.filter}
        return _pages(self, path, query)


def _pages(models: Models[Any], path: str, query: dict[str, Any]) -> StreamFlow[Model, None]:
    while True:
        page = _ModelPage.read((yield from _fetched(models, "GET", path, query=query)))
        for model in (*(page.models or ()), *(page.tuned_models or ())):
            yield Emit(model)
        if not page.next_page_token:
            return
        query = query | {"pageToken": page.next_page_token}


class _ModelPage(Record):
    models: list[Model] | None = None
    tuned_models: list[Model] | None = None
    next_page_token: str | None = None


def _config(config: GenerateContentConfig | Mapping[str, Any] | None) -> GenerateContentConfig | None:
    return None if config is None else GenerateContentConfig.of(config)


def _fetched(
    models: Models[Any],
    method: str,
    path: str,
    config: GenerateContentConfig | None = None,
    *,
    body: dict[str, Any] | None = None,
    query: dict[str, Any] | None = None,
) -> Flow[bytes]:
    connection = models._connection  # noqa: SLF001 - a method but for its place
    options = config.http_options if config else None
    request = connection.request(method, path, body=body, query=query, options=options)
    return (yield from fetch(connection, request, connection.policy(options))).body
