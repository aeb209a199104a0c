"""Every record and enumeration a caller may build or meet, under the names the Gemini API documents.

A record is loaded when its name is first used.
"""

from typing import TYPE_CHECKING, Any

from . import content

if TYPE_CHECKING:
    from .content import *  # noqa: F403

__all__ = content.__all__


def __getattr__(name: str) -> Any:
    return getattr(content, name)


def __dir__() -> list[str]:
    return dir(content)
