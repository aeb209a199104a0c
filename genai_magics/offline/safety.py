"""Safety ratings, and whether they pass the thresholds a request sets."""

from collections.abc import Mapping
from typing import Any

from .switches import Switches

RATED = (
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
)
PROBABILITIES = ("NEGLIGIBLE", "LOW", "MEDIUM", "HIGH")
DEFAULT_THRESHOLD = "BLOCK_MEDIUM_AND_ABOVE"
_FIRST_BLOCKED = {
    "BLOCK_LOW_AND_ABOVE": 1,
    "BLOCK_MEDIUM_AND_ABOVE": 2,
    "BLOCK_ONLY_HIGH": 3,
    "BLOCK_NONE": 4,
    "OFF": 4,
}
THRESHOLDS = frozenset(_FIRST_BLOCKED) | {"HARM_BLOCK_THRESHOLD_UNSPECIFIED"}


def blocks(threshold: str, probability: str) -> bool:
    """Whether *threshold* stops content of *probability*; an unspecified threshold is BLOCK_MEDIUM_AND_ABOVE."""
    first = _FIRST_BLOCKED.get(threshold, _FIRST_BLOCKED[DEFAULT_THRESHOLD])
    return PROBABILITIES.index(probability) >= first


def is_blocked(switches: Switches, thresholds: Mapping[str, str]) -> bool:
    """Whether the demonstrated harm, if any, passes the request's threshold for its category."""
    if switches.category is None:
        return False
    return blocks(thresholds.get(switches.category, DEFAULT_THRESHOLD), switches.probability)


def ratings(switches: Switches, *, blocked: bool) -> list[dict[str, Any]]:
    """One rating a category: the demonstrated one as asked, the others NEGLIGIBLE."""
    categories = list(RATED)
    if switches.category and switches.category not in categories:
        categories.append(switches.category)
    return [_rating(category, switches, blocked=blocked) for category in categories]


def _rating(category: str, switches: Switches, *, blocked: bool) -> dict[str, Any]:
    if category != switches.category:
        return {"category": category, "probability": "NEGLIGIBLE"}
    rating: dict[str, Any] = {"category": category, "probability": switches.probability}
    return {**rating, "blocked": True} if blocked else rating
