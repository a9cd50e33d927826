"""Whether other sentences give the same answer: the reader seldom misreads several reports alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.search.terms import terms

# In the reader's log-odds: a sentence with even odds counts for a tenth.
_HALF_HEARD = 2.0


@dataclass(frozen=True, slots=True)
class SentenceAnswer:
    """What the reader makes of one sentence; copies of the sentence agree with nothing.

    `logit` gives the log-odds that the sentence answers, `certainty` the probability that `answer` is its
    answer, 0 to 1.
    """

    sentence: str
    answer: str
    logit: float
    certainty: float


def agreement(answers: Sequence[SentenceAnswer]) -> list[float]:
    """Return how much the others support each answer, 0 for not at all; it grows logarithmically.

    Another sentence counts by the probability that it answers, that of its words, and the share of terms that
    both answers have in common, if one contains all terms of the other.
    """
    keys = [frozenset(terms(one.answer)) for one in answers]
    return [
        math.log1p(
            sum(
                _alike(keys[place], keys[other]) * _voice(answers[other])
                for other in range(len(answers))
                if answers[other].sentence != answers[place].sentence
            )
        )
        for place in range(len(answers))
    ]


def _voice(one: SentenceAnswer) -> float:
    return one.certainty / (1.0 + math.exp(_HALF_HEARD - one.logit))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    if one and other and (one <= other or other <= one):
        return len(one & other) / len(one | other)
    return 0.0
