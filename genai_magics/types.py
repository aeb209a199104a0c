"""Every record and enumeration a caller may build or meet, under the names the Gemini API documents.

A record is loaded when its name is first used.
"""

from typing import TYPE_CHECKING, Any

from . import content

if TYPE_CHECKING:
    from .content import *  # noqa: F403

__all__ = content.__all__


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"genai_magics.types has no {name!r}.{_nearest(name)}")
    return getattr(content, name)


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, __all__, n=1)
    return f" Did you mean {near[0]}?" if near else ""


def __dir__() -> list[str]:
    return dir(content)
