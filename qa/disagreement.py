"""Reports of one thing that give different numbers: shown side by side, with outlet and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from index.terms import coverage, terms
from qa.evidence import Evidence
from qa.facts import without_days
from qa.numbers import Quantity, quantities
from qa.question import Question

_LOOKED_AT = 10
_SAME_NEWS = timedelta(days=4)
_AS_MUCH = 0.85
_SAME_STORY = 0.3
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What several outlets report otherwise.

    Attributes:
        items: The evidence of each, the best first.
        text: What the reader is told.
    """

    items: tuple[Evidence, ...]
    text: str


def disagreement(question: Question, evidence: Sequence[Evidence]) -> Disagreement | None:
    """Return the reports of the best evidence's news that give other numbers, None when all agree.

    Only for a question that wants a number: of outlets that report within days of each other, in a
    sentence that answers as much of the question, about the same things.
    """
    if "number" not in question.kinds[:1] or not evidence:
        return None
    best = evidence[0]
    mine = _counts(best)
    if not mine:
        return None
    others: dict[str, Evidence] = {}
    for item in evidence[1:_LOOKED_AT]:
        if _reports_the_same(item, best) and _differs(mine, _counts(item)):
            others.setdefault(item.hit.source or "", item)
    if not others:
        return None
    items = (best, *others.values())
    return Disagreement(items, f"Reports disagree: {'; '.join(_reported(item) for item in items)}.")


def _reports_the_same(item: Evidence, best: Evidence) -> bool:
    mine, theirs = item.hit, best.hit
    if not mine.source or not theirs.source or mine.source == theirs.source:
        return False
    if mine.published_at is None or theirs.published_at is None:
        return False
    near = abs(mine.published_at - theirs.published_at) <= _SAME_NEWS
    alike = coverage(terms(f"{item.title} {item.text}"), terms(f"{best.title} {best.text}")) >= _SAME_STORY
    return near and alike and item.overlap >= _AS_MUCH * best.overlap


def _differs(mine: Sequence[Quantity], theirs: Sequence[Quantity]) -> bool:
    units = {one.unit for one in mine} & {one.unit for one in theirs}
    return bool(units) and not any(a.is_about(b) or b.is_about(a) for a in mine for b in theirs)


def _counts(item: Evidence) -> list[Quantity]:
    found = quantities(without_days(item.text))
    return [one for one in found if not (one.value in _YEARS and not one.unit)]


def _reported(item: Evidence) -> str:
    day = item.hit.published_at.strftime("%-d %B %Y") if item.hit.published_at else ""
    shown = ", ".join(f"{one.value:,.10g}{one.unit if one.unit == '%' else ''}" for one in _counts(item))
    return f"{item.hit.source} ({day}) has {shown}"
