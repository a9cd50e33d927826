"""Which of the ways a question may be understood is meant: the one that the evidence answers best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.archive import Archive
from index.search.filters import Filters
from index.search.terms import terms
from qa.evidence.day import telling
from qa.evidence.find import Finder, Findings
from qa.question.days_asked import DaysAsked, days_asked
from qa.question.understand import Question
from qa.refuse.answerability import answerability, threshold

# From which probability on a way is taken without looking at the others.
_SURE = 0.5
# So many of the terms of what is carried over are told with what answers.
_ON_TOPIC = 0.5


@dataclass(frozen=True, slots=True)
class Meant:
    """A question as it is meant, and what was found for it.

    Attributes:
        question: As understood.
        days: The days whose news it asks for, or None.
        filters: Hard limits, narrowed to those days.
        found: The hits and the sentences in them.
    """

    question: Question
    days: DaysAsked | None
    filters: Filters | None
    found: Findings


def meant(
    archive: Archive,
    finder: Finder,
    ways: Sequence[Question],
    filters: Filters | None,
    today: date | None,
    top_k: int,
) -> Meant:
    """Return the way that the evidence answers most surely, with what was found for it.

    The first that answers surely is taken, and what tells of what was talked of before a question by itself;
    the other ways are then not looked for.

    Args:
        archive: Where to look.
        finder: Finds.
        ways: In which a question may be understood, the likeliest first; at least one.
        filters: Hard limits.
        today: The day it is asked, if known.
        top_k: How many hits are wanted.
    """
    day = telling(today, archive.catalogue.counts())
    looked_at: list[tuple[float, Meant]] = []
    for way in ways:
        if not way.carried and any(_goes_on(one, sure, day) for sure, one in looked_at):
            break
        one = _found(archive, finder, way, filters, today, top_k)
        looked_at.append((answerability(way, one.found.evidence, day), one))
        if looked_at[-1][0] >= _SURE and (not way.carried or _goes_on(one, _SURE, day)):
            return one
    going_on = [item for item in looked_at if _goes_on(item[1], item[0], day)]
    return max(going_on or looked_at, key=lambda item: item[0])[1]


def _goes_on(one: Meant, sure: float, day: date | None) -> bool:
    """Whether evidence answers, as the reader sees it too, and tells of what is carried over."""
    evidence, carried = one.found.evidence, set(terms(one.question.carried))
    if not carried or not evidence or evidence[0].logit < 0 or sure < threshold(one.question, day):
        return False
    best = evidence[0]
    return len(carried & {*terms(best.title), *terms(best.hit.text)}) >= _ON_TOPIC * len(carried)


def _found(
    archive: Archive,
    finder: Finder,
    question: Question,
    filters: Filters | None,
    today: date | None,
    top_k: int,
) -> Meant:
    days = days_asked(question.standalone, today, archive.catalogue.sources)
    filters = days.within(filters) if days else filters
    return Meant(question, days, filters, finder.find(question, top_k, filters, today))
