"""Every record and enumeration a caller may build or meet, under the names the Gemini API documents."""

from .content import *  # noqa: F403
from .content import __all__  # noqa: F401
