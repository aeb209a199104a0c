"""Names what went wrong on the way: an HTTP library's exception in, one of ours out.

Both httpx and httpx2 are understood, by the names of their exceptions; neither is imported.
"""

from __future__ import annotations

from typing import TypeVar

from ..errors import ConnectionFailed, InputError, ReplyInterrupted, RequestTimeout

__all__ = ["bare", "explain"]

E = TypeVar("E", bound=BaseException)

_FAMILIES = {"httpx", "httpx2", "httpcore", "httpcore2", "h11", "h2", "anyio", "ssl", "socket"}
_NO_CONNECTION = {"ConnectError", "ProxyError", "UnsupportedProtocol"}
_TELLING = {"ConnectError", "ProxyError"}


def explain(error: Exception, place: str, *, answered: bool) -> Exception:
    """What *error* means for somebody who asked *place* something; *answered* when the reply had begun.

    An exception that is not about travelling comes back as it is, without the stack of the HTTP library.
    """
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, RuntimeError) and "loop" in str(error):
        # An asynchronous client passed in keeps connections of the event loop it was used in before.
        return ConnectionFailed(f"The connection to {place} belonged to an event loop that has ended. Send again.")
    if isinstance(error, UnicodeError) or kinds & {"InvalidURL", "LocalProtocolError"}:
        return InputError(f"The request to {place} cannot be put on the wire: its address or a header is malformed.")
    if not _is_about_travelling(error):
        return bare(error)
    if "ConnectTimeout" in kinds:
        return ConnectionFailed(f"{place} could not be reached in time. Check the address and the network.")
    if kinds & {"TimeoutException", "TimeoutError"}:
        waited = "stopped sending in the middle of the reply" if answered else "did not answer in time"
        return RequestTimeout(f"{place} {waited}. Send again, or allow more with http_options timeout.")
    if answered:
        return ReplyInterrupted(f"{place} broke off in the middle of the reply. What came is kept; send again.")
    if kinds & _NO_CONNECTION:
        why = f": {error}" if kinds & _TELLING and str(error) else ""
        return ConnectionFailed(f"No connection to {place}{why}. Check the address, the network and any proxy.")
    return ConnectionFailed(f"{place} closed the connection without an answer. Send again.")


def bare(error: E) -> E:
    """*error* without the frames and the exceptions it came through, which may show what was sent."""
    error.__traceback__ = error.__context__ = error.__cause__ = None
    return error


def _is_about_travelling(error: Exception) -> bool:
    families = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    return bool(families & _FAMILIES) or isinstance(error, OSError | EOFError)
