"""Chooses among phrasings as a model samples words: repeatably, by temperature, top-p, top-k and seed.

The first phrasing is the likeliest. Phrasing number i has weight exp(-i / (2 * temperature)), top-k keeps the first k,
top-p keeps the likeliest until their shares reach p, and the draw itself is a hash of the request. So the same request
always gives the same words, temperature 0 or top-k 1 always the first phrasing.
"""

import hashlib
import math
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

Option = TypeVar("Option")


class Chance:
    """One repeatable source of choices; *key* says everything the choices may depend on."""

    def __init__(self, key: str, *, temperature: float = 1.0, top_p: float = 1.0, top_k: float | None = None) -> None:
        self._key = key
        self._temperature = temperature
        self._top_p = top_p
        self._top_k = top_k

    def pick(self, options: Sequence[Option], about: str) -> Option:
        """One of *options*; the same one whenever the same choice (*about*) is asked again."""
        shares = self._shares(len(options))
        draw = self.number(about) * sum(shares)
        position = next((i for i, reached in enumerate(accumulate(shares)) if draw < reached), len(shares) - 1)
        return options[position]

    def number(self, about: str) -> float:
        """A number from 0 up to but without 1, fixed by the key and *about*."""
        digest = hashlib.sha256(f"{self._key}\0{about}".encode("utf-8", "replace")).digest()
        return int.from_bytes(digest[:7]) / 2**56

    def _shares(self, count: int) -> list[float]:
        if self._temperature <= 0:
            return [1.0]
        kept = count if self._top_k is None else max(1, min(count, int(self._top_k)))
        weights = [math.exp(-i / (2 * self._temperature)) for i in range(kept)]
        shares = [weight / sum(weights) for weight in weights]
        needed = next((i for i, reached in enumerate(accumulate(shares)) if reached >= self._top_p), len(shares) - 1)
        return shares[: needed + 1]
