"""Says in one sentence why a service withheld a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ReplyBlocked

if TYPE_CHECKING:
    from ..content.response import GenerateContentResponse, SafetyRating

__all__ = ["blocked"]

_LIKELIER = ("LOW", "MEDIUM", "HIGH")


def blocked(response: GenerateContentResponse) -> ReplyBlocked:
    """The error for a *response* that was withheld, with the kind of harm named where the service says so."""
    feedback = response.prompt_feedback
    prompt_refused = feedback is not None and feedback.block_reason is not None
    candidate = response.candidates[0] if response.candidates else None
    reason = _word(feedback.block_reason if feedback is not None and prompt_refused else response.finish_reason)
    ratings = [*((feedback and feedback.safety_ratings) or ()), *((candidate and candidate.safety_ratings) or ())]
    rating = _decisive(ratings)
    category, probability = (_word(rating.category), _word(rating.probability)) if rating else (None, None)
    why = f"{_plain(category)}, probability {_plain(probability)}" if category and probability else _plain(category)
    return ReplyBlocked(
        f"The service blocked the {'prompt' if prompt_refused else 'reply'}: {f'{why} ({reason})' if why else reason}. "
        "Rephrase it, or change the safety settings.",
        reason=reason,
        category=category,
        probability=probability,
        response=response,
    )


def _decisive(ratings: list[SafetyRating]) -> SafetyRating | None:
    """The rating that blocked: the one that says so, else the likeliest harm."""
    likely = [rating for rating in ratings if _word(rating.probability) in _LIKELIER]
    likely.sort(key=lambda rating: _LIKELIER.index(_word(rating.probability) or ""))
    return next((rating for rating in ratings if rating.blocked), likely[-1] if likely else None)


def _word(value: Any) -> str | None:
    return None if value is None else str(getattr(value, "value", value))


def _plain(word: str | None) -> str:
    return (word or "").removeprefix("HARM_CATEGORY_").replace("_", " ").lower()
