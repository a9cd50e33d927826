"""Whether other sentences give the same answer: what several reports say is seldom misread in all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.search.terms import terms

# In log-odds of the reader: a sentence about which it is as unsure as not counts for a tenth.
_HALF_HEARD = 2.0


@dataclass(frozen=True, slots=True)
class SentenceAnswer:
    """What the reader makes of one sentence, as far as others may agree with it.

    Attributes:
        sentence: The sentence; copies of it agree with nothing.
        answer: Its words that answer.
        logit: The log-odds that it answers.
        certainty: The probability of these words, 0 to 1.
    """

    sentence: str
    answer: str
    logit: float
    certainty: float


def agreement(answers: Sequence[SentenceAnswer]) -> list[float]:
    """Return how much the others speak for the answer of each one, 0 for none; grows with the logarithm.

    Another sentence counts with its probability that it answers and that of its words, and the share of the
    two answers' terms that they have in common if one says all that the other does.
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
