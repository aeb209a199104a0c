"""A deterministic model in a box that speaks the Gemini API's protocol, for demos and tests without a key.

Nothing here leaves the machine, and nothing of the rest of genai_magics is imported.
"""

from .app import OfflineApp
from .model import OfflineModel
from .transport import OfflineTransport

__all__ = ["OfflineApp", "OfflineModel", "OfflineTransport"]
