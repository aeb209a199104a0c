"""One conversation in a notebook: ``%%genai`` cells, the ``%genai_chat`` panel and plain Python.

``%load_ext genai_magics`` adds the magics. ``from genai_magics import chat, Client`` gives Python the same
conversation and the client it stands on. Nothing heavy is imported until it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from . import errors, types
    from .client import Chat, Client, Gateway
    from .panel import ChatPanel
    from .session import Session, session

    chat = session.chat()
    configure = session.configure

__version__ = "0.1.0"
__all__ = ["Chat", "ChatPanel", "Client", "Gateway", "Session", "chat", "configure", "errors", "types"]

_ROOMS = {
    "Chat": "client",
    "ChatPanel": "panel",
    "Client": "client",
    "Gateway": "client",
    "Session": "session",
}


def __getattr__(name: str) -> Any:
    """Open the room a public name lives in when the name is first used."""
    if name in ("chat", "configure"):
        from .session import current

        return current().chat() if name == "chat" else current().configure
    if name in _ROOMS:
        return getattr(import_module(f".{_ROOMS[name]}", __name__), name)
    if name in __all__:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"genai_magics has no {name!r}. It offers: {', '.join(__all__)}.")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Add ``%%genai``, ``%genai`` and ``%genai_chat`` to *shell*; IPython calls this for ``%load_ext genai_magics``."""
    from .notebook import load

    load(shell)


def unload_ipython_extension(shell: "InteractiveShell") -> None:
    """Take away everything that loading added; IPython calls this for ``%unload_ext genai_magics``."""
    from .notebook import unload

    unload(shell)
