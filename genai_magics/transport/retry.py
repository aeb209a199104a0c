"""Sends again what may succeed the second time: seldom, after a growing and random wait, and never for long.

Retries are a flow over flows; waiting is a step, so that it can be seen, interrupted and tested without a clock.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from ..errors import APIError, ConnectionFailed, GenaiError, ReplyInterrupted
from .flow import Flow, Sleep

__all__ = ["BUDGET", "Budget", "Policy", "Wait", "retrying"]

T = TypeVar("T")

RETRIED = frozenset({408, 429, 500, 502, 503, 504})
LONGEST_ASKED = 60.0
_NO_QUOTA = re.compile(r"\blimit: 0\b")


@dataclass(frozen=True)
class Wait:
    """A retry that is about to happen: after ``seconds``, attempt ``attempt`` of ``attempts``, because of ``error``."""

    seconds: float
    attempt: int
    attempts: int
    error: GenaiError


@dataclass(frozen=True)
class Policy:
    """How often and how patiently to send again; times in seconds.

    The wait before retry n is drawn between 0 and ``initial * base ** (n - 1)``, at most ``cap``. With ``jitter`` it
    is that value plus up to ``jitter``. What the server asks for is obeyed up to a minute; more means giving up.
    """

    attempts: int = 3
    initial: float = 1.0
    base: float = 2.0
    cap: float = 20.0
    jitter: float | None = None
    codes: Collection[int] = RETRIED
    total: float = 120.0

    def delay(
        self, attempt: int, failure: GenaiError, elapsed: float, *, chance: Callable[[], float] = random.random
    ) -> float | None:
        """Seconds to wait after *attempt* failed; None means give up."""
        if attempt >= self.attempts or not self._may_pass(failure):
            return None
        step = min(self.cap, self.initial * self.base ** (attempt - 1))
        wait = chance() * step if self.jitter is None else min(self.cap, step + chance() * self.jitter)
        asked = failure.retry_delay if isinstance(failure, APIError) else None
        if asked is not None and asked > LONGEST_ASKED:
            return None
        wait = max(wait, asked or 0.0)
        return wait if elapsed + wait <= self.total else None

    def _may_pass(self, failure: GenaiError) -> bool:
        if isinstance(failure, APIError):
            return failure.code in self.codes and not _is_used_up(failure)
        return isinstance(failure, ConnectionFailed | ReplyInterrupted)


class Budget:
    """How many retries a process may still make: 10 at first, a tenth of one more for each success."""

    def __init__(self, tokens: float = 10.0, earned: float = 0.1) -> None:
        self._most = self._tokens = tokens
        self._earned = earned

    def spend(self) -> bool:
        """Take one retry, if there is one."""
        # Without a lock, which an interrupt could leave held: two threads at once may count as one.
        left = self._tokens - 1
        if left >= 0:
            self._tokens = left
        return left >= 0

    def earn(self) -> None:
        """Count one success."""
        self._tokens = min(self._most, self._tokens + self._earned)


BUDGET = Budget()


def retrying(
    attempt: Callable[[], Flow[T]],
    policy: Policy,
    *,
    on_wait: Callable[[Wait], Any] | None = None,
    budget: Budget = BUDGET,
    clock: Callable[[], float] = time.monotonic,
    chance: Callable[[], float] = random.random,
) -> Flow[T]:
    """Do *attempt*, again while *policy* and *budget* allow it; *on_wait* hears of each wait before it begins."""
    began = clock()
    number = 0
    while True:
        number += 1
        try:
            result = yield from attempt()
        except (APIError, ConnectionFailed, ReplyInterrupted) as error:
            failure = error
        else:
            budget.earn()
            return result
        wait = policy.delay(number, failure, clock() - began, chance=chance)
        if wait is None or not budget.spend():
            raise failure
        if on_wait is not None:
            on_wait(Wait(wait, number + 1, policy.attempts, failure))
        yield Sleep(wait)


def _is_used_up(failure: APIError) -> bool:
    """Whether a quota is gone for the day or there is none, so that waiting a little is no use."""
    return "perday" in (failure.quota_id or "").lower() or _NO_QUOTA.search(failure.message or "") is not None
