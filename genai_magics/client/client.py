"""The client: one way to one service, with everything that can be asked of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Generic, Self

from ..content.http_options import HttpOptions
from ..errors import InputError
from ..transport.auth import Secret
from ..transport.backend import Gateway
from ..transport.connection import Connection
from ..transport.drivers import Driver
from ..transport.faults import bare
from ..transport.flow import Awaiting, Blocking, Mode
from .chats import Chats
from .models import Models
from .settings import Service, chosen_service

__all__ = ["AsyncClient", "Client", "Gateway"]


class _Rooms(Generic[Mode]):
    """What a client offers in either mode."""

    def __init__(self, connection: Connection, driver: Driver, service: Service) -> None:
        self._connection = connection
        self._driver = driver
        self._service = service
        self._models: Models[Mode] = Models(connection, driver)

    @property
    def models(self) -> Models[Mode]:
        """Ask models directly, without a conversation."""
        return self._models

    @property
    def chats(self) -> Chats[Mode]:
        """Start conversations."""
        return Chats(self._connection, self._driver, self)

    @property
    def connection(self) -> Connection:
        """The connection all calls of this client share."""
        return self._connection

    @property
    def vertexai(self) -> bool:
        """Whether this client talks to Vertex AI; False in this version."""
        return False

    @property
    def offline(self) -> bool:
        """Whether the demo model inside this process answers, instead of a service."""
        return self._service.offline

    def __repr__(self) -> str:
        backend = self._service.backend
        place = "offline demo" if self.offline else backend.base_url
        return f"{type(self).__name__}({place})"


class Client(_Rooms[Blocking]):
    """A client of the Gemini API, of a gateway that speaks its protocol, or of the offline demo model.

    Without a key, an address or a gateway the demo model inside this process answers. `aio` is the same client with
    awaitable calls. Nothing is connected before the first call.

    *api_key*
        the key; default ``GOOGLE_API_KEY``, then ``GEMINI_API_KEY``.
    *http_options*
        `HttpOptions` or a dict: address, version, headers, timeout in milliseconds, retries, own httpx clients.
        A key is only ever sent to the address it was given with.
    *gateway*
        a `Gateway`, which brings its own token.
    *offline*
        True for the demo model, False to refuse it; default: when nothing else is given, or with
        ``GENAI_MAGICS_OFFLINE=1``.
    *vertexai*, *enterprise*, *credentials*, *project*, *location*, *debug_config*
        accepted as the official client names them; Vertex AI itself is refused with `InputError` in this version.
    """

    def __init__(
        self,
        *,
        vertexai: bool | None = None,
        enterprise: bool | None = None,
        api_key: Secret | str | None = None,
        credentials: Any = None,
        project: str | None = None,
        location: str | None = None,
        debug_config: Any = None,
        http_options: HttpOptions | Mapping[str, Any] | None = None,
        gateway: Gateway | None = None,
        offline: bool | None = None,
    ) -> None:
        # First of all, so that no traceback through here can show a key or a header.
        api_key = Secret.of(api_key)
        options = _checked(http_options)
        http_options = None
        if isinstance(options, InputError):
            raise options
        if vertexai is not None and enterprise is not None and vertexai != enterprise:
            raise InputError("vertexai and enterprise mean the same and contradict each other. Pass one.")
        vertexai = vertexai if enterprise is None else enterprise
        if not vertexai and (credentials is not None or project or location):
            raise InputError("credentials, project and location belong to Vertex AI. The Gemini API takes api_key.")
        service = chosen_service(
            os.environ, api_key=api_key, options=options, gateway=gateway, offline=offline, vertexai=vertexai
        )
        self.debug_config = debug_config
        connection = Connection(service.backend, options, transport=_demo() if service.offline else None)
        super().__init__(connection, connection.blocking, service)
        self._aio = AsyncClient(connection, connection.awaiting, service)

    @property
    def aio(self) -> AsyncClient:
        """The same client with awaitable calls."""
        return self._aio

    def close(self) -> None:
        """Close the connections of blocking calls, which are refused from now on; not those of `aio`."""
        self._connection.blocking.close_now()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(_Rooms[Awaiting]):
    """The awaitable face of a `Client`: ``client.aio``."""

    async def aclose(self) -> None:
        """Close the connections of awaitable calls, which are refused from now on."""
        await self._connection.awaiting.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _checked(given: HttpOptions | Mapping[str, Any] | None) -> HttpOptions | InputError | None:
    """The options *given*, or the error they mean without the frames that hold them."""
    try:
        return None if given is None else HttpOptions.of(given)
    except InputError as error:
        return bare(error)


def _demo() -> Any:
    from ..offline import OfflineTransport

    return OfflineTransport()
