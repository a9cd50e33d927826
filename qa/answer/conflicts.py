"""Reports of one thing that give different numbers: shown side by side, with outlet and day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from index.search.terms import coverage, is_stop, stem, terms, words
from qa.evidence.candidates import Evidence
from qa.facts.dates import without_days
from qa.facts.numbers import Quantity, quantities
from qa.facts.tokens import names, tokens
from qa.question.understand import Question

_SAME_NEWS = timedelta(days=4)
_AS_MUCH = 0.8
_WORDS_BACK = 4
_WORD = re.compile(r"\S+")
_HOW_MANY = re.compile(r"\bhow many\b(?: (?:of|more|other|different|the))*([^?]*)", re.I)
_HOW_MUCH = re.compile(r"\bhow much\b|\b(?:costs?|prices?|fees?|sum)\b", re.I)
_MONEY = frozenset("$£€¥")
_SCALES = frozenset("hundred thousand million billion trillion dozen".split())


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What several outlets report otherwise.

    Attributes:
        items: The evidence of each, the best first.
        text: What the reader is told.
    """

    items: tuple[Evidence, ...]
    text: str


@dataclass(frozen=True, slots=True)
class _Report:
    item: Evidence
    counts: tuple[Quantity, ...]

    def told(self) -> str:
        hit = self.item.hit
        day = hit.published_at.strftime("%-d %B %Y") if hit.published_at else ""
        return f"{hit.source} ({day}) has {', '.join(map(_written, self.counts))}"


def disagreement(question: Question, evidence: Sequence[Evidence]) -> Disagreement | None:
    """Return the reports of the best evidence's news that give other numbers, None when all agree.

    Only for a question that wants a count or a sum of money, and of outlets that report within days of each
    other: in a sentence that counts the same, says as much of what is asked, and stands in a passage that has
    the same names. Ages and shares are left out, for a sentence has those of others too.
    """
    if "number" not in question.kinds[:1] or not evidence:
        return None
    named, common = _named_and_common(question)
    noun = _counted(question)
    if noun is None and not _HOW_MUCH.search(question.query):
        return None
    best = _Report(evidence[0], _counts(evidence[0], noun))
    others: dict[str, _Report] = {}
    for item in evidence[1:] if best.counts else ():
        other = _Report(item, _counts(item, noun))
        if (
            _same_news(item, best.item)
            and _has_as_much(common, item.text, best.item.text)
            and _has_as_much(named, _passage(item), _passage(best.item))
            and _differs(best.counts, other.counts)
        ):
            others.setdefault(item.hit.source or "", other)
    if not others:
        return None
    reports = (best, *others.values())
    text = f"Reports disagree: {'; '.join(report.told() for report in reports)}."
    return Disagreement(tuple(report.item for report in reports), text)


def _named_and_common(question: Question) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The terms of a question that are names, which the passage around may have, and the others."""
    row = tokens(question.query)
    named = {row[place].stem for place in names(row)}
    inside = {term: weight for term, weight in question.terms.items() if term in named}
    return inside, {term: weight for term, weight in question.terms.items() if term not in named}


def _same_news(item: Evidence, best: Evidence) -> bool:
    """Whether two sentences are of different outlets' reports within days of each other."""
    mine, theirs = item.hit, best.hit
    if not mine.source or not theirs.source or mine.source == theirs.source:
        return False
    if mine.published_at is None or theirs.published_at is None:
        return False
    return abs(mine.published_at - theirs.published_at) <= _SAME_NEWS


def _has_as_much(wanted: Mapping[str, float], text: str, best: str) -> bool:
    return coverage(wanted, terms(text)) >= _AS_MUCH * coverage(wanted, terms(best))


def _passage(item: Evidence) -> str:
    return f"{item.title} {item.hit.text}"


def _counted(question: Question) -> str | None:
    """The stem of what a question counts: "people" of "how many people marched"."""
    asked = _HOW_MANY.search(question.query)
    first = next(iter(words(asked[1])), "") if asked else ""
    return stem(first) if first and not is_stop(first) and first not in _SCALES else None


def _counts(item: Evidence, noun: str | None) -> tuple[Quantity, ...]:
    """What a sentence has of what is asked: numbers of `noun`, or of money when nothing is counted.

    "Up to ten" is nobody's report of how many it were.
    """
    text = without_days(item.text)
    found = _counts_of(noun, text) if noun else [one for one in quantities(text) if one.unit in _MONEY]
    return tuple(one for one in found if one.bound != "under")


def _counts_of(noun: str, text: str) -> list[Quantity]:
    """The last number before each mention of `noun`, a few words back at most."""
    row = list(_WORD.finditer(text))
    found = []
    for place, word in enumerate(row):
        if noun in map(stem, words(word[0])):
            start = row[max(place - _WORDS_BACK, 0)].start()
            found += quantities(text[start : word.start()])[-1:]
    return found


def _differs(mine: Sequence[Quantity], theirs: Sequence[Quantity]) -> bool:
    units = {one.unit for one in mine} & {one.unit for one in theirs}
    return bool(units) and not any(a.is_about(b) or b.is_about(a) for a in mine for b in theirs)


def _written(quantity: Quantity) -> str:
    return f"{quantity.unit if quantity.unit in _MONEY else ''}{quantity.value:,.10g}"
