"""Whether one run is better than another, or only luckier with its cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better one run is than another on the same cases.

    Attributes:
        mean: Mean of ``a - b``.
        low: Lower end of the 95 % interval.
        high: Upper end of it.
        n: Over how many cases.
    """

    mean: float
    low: float
    high: float
    n: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def paired_bootstrap(
    a: Sequence[float | None], b: Sequence[float | None], rounds: int = 10_000, seed: int = 0
) -> Difference | None:
    """Return the mean of ``a - b`` with its 95 % percentile interval, None when no case has both.

    Args:
        a: One run's scores, a value or None for each case.
        b: The other run's, of the same cases in the same order.
        rounds: How often the cases are drawn again, with replacement.
        seed: The same seed gives the same interval.

    Raises:
        ValueError: The runs differ in length.

    Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
    """
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    if not pairs:
        return None
    gaps = np.array([x - y for x, y in pairs])
    random = np.random.default_rng(seed)
    # Round by round, not in one (rounds, n) draw, so that memory does not grow with the number of cases.
    means = [gaps[random.integers(0, len(gaps), len(gaps))].mean() for _ in range(rounds)]
    low, high = np.percentile(means, (2.5, 97.5))
    return Difference(float(gaps.mean()), float(low), float(high), len(pairs))
