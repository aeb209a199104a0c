"""How likely the words of a reply were."""

from .record import Record


class LogprobsResultCandidate(Record):
    """A token and how likely it was."""

    token: str | None = None
    token_id: int | None = None
    log_probability: float | None = None


class LogprobsResultTopCandidates(Record):
    """The likeliest tokens at one place."""

    candidates: list[LogprobsResultCandidate] | None = None


class LogprobsResult(Record):
    """How likely the tokens of a reply were."""

    chosen_candidates: list[LogprobsResultCandidate] | None = None
    top_candidates: list[LogprobsResultTopCandidates] | None = None
    log_probability_sum: float | None = None
