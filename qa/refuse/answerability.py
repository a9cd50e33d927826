"""Whether the evidence answers the question at all."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

from corpus.text.lexicon import MONTH_NAMES, any_of
from index.catalogue.records import to_ms
from index.search.boosts import near_days
from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.evidence.sentences import Evidence
from qa.question.understand import Question, told_terms

# A logistic regression over the signs below, fitted by `python -m tests.benchmarks.bench_refusal --fit` on
# the tune split of a set of news questions, each asked of the archive as it is and again without the articles
# that hold its answer (173 cases; area under the ROC curve 0.90 in cross-validation, 0.82 without the day).
_WEIGHTS = {"chunk": 3.19, "similarity": 3.12, "lead": 2.14, "nearness": 2.14}
_BIAS = -6.42
# Chosen on those cases and on 590 of another year that nothing was fitted on (there 0.88 and 0.82). Where the
# day is known, 79 % and 68 % of the questions without an answer are refused, 88 % and 87 % of the refusals
# are right, and less than one in five questions is answered with something else. Where it is not known the
# other signs tell less, and in an archive of few articles less still, so less is refused: 33 % and 40 %, 93 %
# and 92 % rightly.
THRESHOLD = 0.45
THRESHOLD_WITHOUT_DAY = 0.25

# From where on a capable language model reads evidence that would not be quoted: it tells better than the
# signs whether the answer is there, and what it writes is checked.
WORTH_READING = 0.15

# By how many days an archive may end before the day of a question that it is still thought to be news of.
_REACH_DAYS = 20
_LEAD_OVER = 3
_NEARNESS_DAYS = 20.0
_UNKNOWN_NEARNESS = 0.5
_PAST = re.compile(
    r"\b(?:1[4-9]|20)\d\d\b|\b(?:years?|months?|decades?) ago\b|"
    r"\blast (?:year|month|summer|winter|spring|fall)\b|"
    rf"\b(?:{any_of(MONTH_NAMES)})\b"
)


def signs(question: Question, evidence: Sequence[Evidence], today: date | None = None) -> dict[str, float]:
    """Return the signs that the best evidence answers, each 0 to 1 except "lead".

    "chunk" is the share of the question's terms, but for the noun that it asks for, in the chunk of the best
    sentence, its headline, outlet or day, "similarity" the sentence's cosine to the question, "lead" how far
    its score is above that of the fourth-best, "nearness" how near its article is to the day the question is
    about: it halves with every 20 days, and is 0.5 when that day is not known, because nobody said which day
    it is or the question speaks of another time.

    Args:
        question: What is asked.
        evidence: Best first; not empty.
        today: The day it is asked.
    """
    best = evidence[0]
    behind = evidence[min(_LEAD_OVER, len(evidence) - 1)]
    return {
        "chunk": coverage(told_terms(question), terms(_with_origin(best.hit))),
        "similarity": max(0.0, best.similarity),
        "lead": best.score - behind.score,
        "nearness": _nearness(question, best, today),
    }


def _with_origin(hit: Hit) -> str:
    """A chunk with its headline, outlet and day: "in March 2024" is told by the day alone."""
    day = f"{hit.published_at:%-d %B %Y}" if hit.published_at else ""
    return " ".join((hit.title, hit.text, hit.source or "", day))


def _nearness(question: Question, best: Evidence, today: date | None) -> float:
    if today is None or _PAST.search(question.asked):
        return _UNKNOWN_NEARNESS
    published = best.hit.published_at
    if published is None:
        return _UNKNOWN_NEARNESS
    return near_days(to_ms(published), today, _NEARNESS_DAYS)


def telling(today: date | None, newest: date | None) -> date | None:
    """Return `today` if it tells what a question is about: not when the archive ends long before it.

    Such an archive holds no news of the day, and whoever asks it knows that the news is old.

    Args:
        today: The day of the question.
        newest: The day of the archive's newest article.
    """
    if today is None or newest is None or (today - newest).days > _REACH_DAYS:
        return None
    return today


def threshold(question: Question, today: date | None = None) -> float:
    """Return from which answerability on evidence is shown as the answer to `question`."""
    known = today is not None and not _PAST.search(question.asked)
    return THRESHOLD if known else THRESHOLD_WITHOUT_DAY


def answerability(question: Question, evidence: Sequence[Evidence], today: date | None = None) -> float:
    """Return the probability that `evidence` (best first) answers `question`; 0.0 without evidence."""
    if not evidence:
        return 0.0
    found = signs(question, evidence, today)
    total = _BIAS + sum(_WEIGHTS[name] * value for name, value in found.items())
    return 1.0 / (1.0 + math.exp(-total))
