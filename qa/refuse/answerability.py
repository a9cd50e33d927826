"""How likely the evidence answers the question."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from corpus.text.lexicon import MONTH_NAMES, any_of
from index.catalogue.records import to_ms
from index.search.boosts import near_days
from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.evidence.candidates import Evidence
from qa.question.understand import Question

WEIGHTS_FILE = Path(__file__).with_name("weights.json")
"""What `Fitted` is read from; only the thresholds in it are written by hand."""


class Weights(BaseModel):
    """A logistic regression over the signs, and the threshold for its result.

    Attributes:
        weights: By the names of the signs.
        bias: The constant term.
        answered: The least probability at which evidence is shown as the answer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: dict[str, float]
    bias: float
    answered: float

    def probability(self, signs: Mapping[str, float]) -> float:
        """Return the probability, 0 to 1, that evidence with these signs answers."""
        total = self.bias + sum(weight * signs[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-total))


class Fitted(BaseModel):
    """What `python -m tests.benchmarks.answers.refusal --fit` writes: `docs/reader.md` has its figures.

    Attributes:
        with_day: For questions whose day is known.
        without_day: For all others, where the signs are less reliable.
        any_day: The least probability at which evidence from other times is shown as the answer, where the
            day is known and nothing from around it answers.
        near: The least probability at which evidence is shown as what comes nearest.
        worth_reading: The least at which a capable language model reads it: the model judges better than the
            signs whether the answer is there, and what it writes is checked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    with_day: Weights
    without_day: Weights
    any_day: float
    near: float
    worth_reading: float


@cache
def fitted() -> Fitted:
    """Return the fitted weights, read from their file once."""
    return Fitted.model_validate_json(WEIGHTS_FILE.read_text("utf-8"))


# The reader has learned English, and in other languages it is nearly as often right but less sure. Of 24
# questions of XQuAD each in German, Spanish and Chinese .75, .83 and .54 reach it (.25: .58, .50, .50), and
# none of those whose article was left out reaches .17.
_ANSWERED_ABROAD = 0.2
_NEARNESS_DAYS, _RECENCY_DAYS = 20.0, 365.0
_UNKNOWN_NEARNESS = 0.5
_PAST = re.compile(
    r"\b(?:1[4-9]|20)\d\d\b|\b(?:years?|months?|decades?) ago\b|"
    r"\blast (?:year|month|summer|winter|spring|fall)\b|"
    rf"\b(?:{any_of(MONTH_NAMES)})\b"
)


def signs(
    question: Question,
    evidence: Sequence[Evidence],
    today: date | None = None,
    newest: datetime | None = None,
) -> dict[str, float]:
    """Return the signs that the evidence answers, by name.

    "certainty" is how sure the reader is of the answering words, 0 to 1. "score" is the score of the best
    sentence, which includes the reader's log-odds. "chunk" is the share of the question's terms, without the
    noun that it asks for, in that sentence's chunk, headline, outlet or day. "nearness" is how near the
    article is to the day the question is about: it halves every 20 days from the day of asking or, where that
    is not known, every year from the newest article in the evidence. It is 0.5 if that is unknown, because
    only that article is undated or the question is about another time. The evidence is best first, not empty.
    """
    best = evidence[0]
    return {
        "certainty": best.certainty,
        "score": best.score,
        "chunk": coverage(question.answer_terms, terms(f"{best.text} {_with_origin(best.hit)}")),
        "nearness": _nearness(question, evidence, today, newest),
    }


def _with_origin(hit: Hit) -> str:
    """A chunk with its headline, outlet and day: only the day matches "in March 2024"."""
    day = f"{hit.published_at:%-d %B %Y}" if hit.published_at else ""
    return " ".join((hit.title, hit.text, hit.source or "", day))


def _nearness(
    question: Question, evidence: Sequence[Evidence], today: date | None, newest: datetime | None
) -> float:
    published = evidence[0].hit.published_at
    dated = [item.hit.published_at for item in evidence if item.hit.published_at]
    if today is None and not dated:
        return 1.0
    if published is None or _PAST.search(question.asked):
        return _UNKNOWN_NEARNESS
    if today is not None:
        return near_days(to_ms(published), today, _NEARNESS_DAYS)
    newest = newest or max(dated)
    return float(0.5 ** ((newest - published) / timedelta(days=_RECENCY_DAYS)))


def threshold(question: Question, today: date | None = None) -> float:
    """Return the least answerability at which evidence is shown as the answer to `question`."""
    answered = _weights(question, today).answered
    abroad = question.language not in ("", "en") and today is None
    return min(answered, _ANSWERED_ABROAD) if abroad else answered


def answerability(
    question: Question,
    evidence: Sequence[Evidence],
    today: date | None = None,
    newest: datetime | None = None,
) -> float:
    """Return the probability that `evidence` (best first) answers `question`; 0.0 without evidence."""
    if not evidence:
        return 0.0
    if evidence[0].defines:
        return evidence[0].defines
    return _weights(question, today).probability(signs(question, evidence, today, newest))


@dataclass(frozen=True, slots=True)
class Estimate:
    """How likely evidence answers a question.

    Attributes:
        probability: 0 to 1.
        margin: By how much that exceeds what an answer needs; negative where it falls short.
        by_day: Whether that the evidence is from around the day of asking speaks for it.
    """

    probability: float
    margin: float
    by_day: bool = False


def estimate(
    question: Question,
    evidence: Sequence[Evidence],
    today: date | None = None,
    newest: datetime | None = None,
) -> Estimate:
    """Return how likely `evidence` (best first) answers `question`, asked on `today` if that matters.

    Without a day, evidence counts by how much older it is than `newest` or, by default, the newest of it.
    """
    probability = answerability(question, evidence, today, newest)
    return Estimate(probability, probability - threshold(question, today), _day_matters(question, today))


def estimate_of_any_day(question: Question, evidence: Sequence[Evidence]) -> Estimate:
    """Return how likely `evidence` from any time answers a question that nothing from around its day does."""
    probability = answerability(question, evidence)
    return Estimate(probability, probability - fitted().any_day)


def _weights(question: Question, today: date | None) -> Weights:
    return fitted().with_day if _day_matters(question, today) else fitted().without_day


def _day_matters(question: Question, today: date | None) -> bool:
    return today is not None and not _PAST.search(question.asked)
