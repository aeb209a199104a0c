"""Keeps keys out of sight and puts them on a request at the last moment, for the one place they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from ..errors import InputError

__all__ = ["Headers", "Secret", "Signature", "is_loopback", "origin"]

R = TypeVar("R")

_SHOWN = {"accept", "accept-encoding", "content-type", "user-agent", "x-goog-api-client", "x-server-timeout"}


class Secret:
    """A key or token that never shows itself: as text it is ``****``, and it cannot be pickled or put into JSON."""

    __slots__ = ("_tell",)

    def __init__(self, value: str) -> None:
        value = value.strip()
        if not value or not value.isascii() or not value.isprintable():
            value = ""
            raise InputError("The key is empty or holds characters no key has. Copy it again, without line ends.")
        # In a closure, because tracebacks that show variables also show attributes.
        self._tell: Callable[[], str] = lambda: value

    @classmethod
    def of(cls, value: Secret | str | None) -> Secret | None:
        """*value* as a secret; None and blank text are no secret."""
        if value is None or isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise InputError(f"A key is text, not {type(value).__name__}.")
        return cls(value) if value.strip() else None

    def reveal(self) -> str:
        """The value itself; only for putting it on a request."""
        return self._tell()

    def __repr__(self) -> str:
        return "Secret('****')"

    def __str__(self) -> str:
        return "****"

    def __format__(self, spec: str) -> str:
        return "****"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._tell() == self._tell()

    def __hash__(self) -> int:
        return hash(self._tell())

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Secret is not pickled.")


class Headers(dict[str, str]):
    """Header fields by the name they were given with; a later one replaces an earlier one in any case of letters.

    Shown, it tells the names, and the values only of fields that hold no secret.
    """

    def __init__(self, *layers: Mapping[str, str] | None) -> None:
        super().__init__()
        for layer in layers:
            self.add(layer.items() if layer else ())

    def add(self, fields: Iterable[tuple[str, str]]) -> None:
        """Lay *fields* over what is there."""
        for name, value in fields:
            if not (name.isascii() and value.isprintable() and name.isprintable()):
                raise InputError(f"The header {name!r} holds a line end or another control character.")
            known = next((old for old in self if old.lower() == name.lower()), name)
            self.pop(known, None)
            self[name] = value

    def __repr__(self) -> str:
        shown = (f"{name!r}: {value if name.lower() in _SHOWN else '****'!r}" for name, value in self.items())
        return f"{{{', '.join(shown)}}}"

    __str__ = __repr__


class Signature:
    """Puts a secret into one header of requests that go to one origin, and to no other.

    It is handed to httpx as the request's ``auth``, so that the key is on the request only inside the HTTP library.
    """

    __slots__ = ("_header", "_origin", "_prefix", "_secret")

    def __init__(self, secret: Secret, header: str, url: str, *, prefix: str = "") -> None:
        self._secret, self._header, self._origin, self._prefix = secret, header, origin(url), prefix

    def __call__(self, request: R) -> R:
        """*request* with the key on it, when it goes where the key belongs."""
        if origin(str(request.url)) == self._origin:  # type: ignore[attr-defined]
            request.headers[self._header] = self._prefix + self._secret.reveal()  # type: ignore[attr-defined]
        return request

    def fits(self, url: str) -> bool:
        """Whether the key belongs to where *url* leads."""
        return origin(url) == self._origin

    def __repr__(self) -> str:
        return f"Signature({self._header!r}, {self._origin!r})"


def origin(url: str) -> str:
    """Scheme, host and port of *url*, written out in full."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


def is_loopback(url: str) -> bool:
    """Whether *url* leads to this very machine."""
    host = (urlsplit(url).hostname or "").lower().rstrip(".")
    return host in {"localhost", "::1"} or host.endswith(".localhost") or _is_127(host)


def _is_127(host: str) -> bool:
    numbers = host.split(".")
    return len(numbers) == 4 and numbers[0] == "127" and all(part.isdigit() for part in numbers)
