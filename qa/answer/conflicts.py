"""Reports of one thing that give different numbers or days."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from corpus.text.lexicon import HOW_MANY
from index.search.terms import coverage, is_stop, stem, terms, words
from qa.answer.quotes import NEARLY_AS_SURE
from qa.evidence.candidates import Evidence
from qa.facts.dates import Day, placed_days, without_days
from qa.facts.numbers import Quantity, bound_start, placed_quantities
from qa.facts.tokens import names
from qa.question.understand import Question

_SAME_NEWS = timedelta(days=4)
_AS_MUCH, _MOST = 0.8, 0.6
_WORDS_BACK = 4
_WORD = re.compile(r"\S+")
_PUNCTUATION = ".,;:!?…)]}\"”’'"
_COUNTED = re.compile(rf"{HOW_MANY}([^?]*)", re.I)
_HOW_MUCH = re.compile(r"\bhow much\b|\b(?:costs?|prices?|fees?|sum)\b", re.I)
_MONEY = frozenset("$£€¥")
_SCALES = frozenset("hundred thousand million billion trillion dozen".split())


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of one outlet, with its words for what is asked: "more than 6,500 people"."""

    item: Evidence
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Value:
    content: Quantity | Day
    words: str

    def agrees(self, other: _Value) -> bool:
        """Whether both may be the same."""
        mine, theirs = self.content, other.content
        if isinstance(mine, Day) and isinstance(theirs, Day):
            return mine.agrees(theirs) or theirs.agrees(mine)
        if isinstance(mine, Quantity) and isinstance(theirs, Quantity):
            return mine.is_about(theirs) or theirs.is_about(mine)
        return False

    def compares(self, other: _Value) -> bool:
        """Whether both are of the same kind and unit."""
        return getattr(self.content, "unit", "") == getattr(other.content, "unit", "")


def conflicting(question: Question, evidence: Sequence[Evidence]) -> list[Claim]:
    """Return the best report and those of the same news that give other values; empty if all agree.

    Only for a question about a count, a sum of money or a day. A report counts if another outlet published it
    within days, its sentence has as much of the question, and its passage has the same names. Ages and shares
    are not compared, because a sentence often gives those of others too.
    """
    values = _what_is_asked(question)
    if values is None or not evidence:
        return []
    best, mine = evidence[0], values(evidence[0])
    name_terms, common = _named_and_common(question)
    others: dict[str, Claim] = {}
    for item in evidence[1:] if mine else ():
        theirs = values(item)
        if (
            _same_news(item, best)
            and _says_as_much(common, item, best, values is _days)
            and _has_as_much(name_terms, _passage(item), _passage(best))
            and _differs(mine, theirs)
        ):
            others.setdefault(item.hit.source or "", _claim(item, theirs))
    return [_claim(best, mine), *others.values()] if others else []


def _what_is_asked(question: Question) -> Callable[[Evidence], list[_Value]] | None:
    """A function that finds the asked-for values in a sentence; None if they cannot be compared."""
    kind = next(iter(question.kinds), None)
    if kind == "date":
        return _days
    if kind != "number":
        return None
    noun = _counted(question)
    if noun is None:
        return partial(_numbers, find=_sums) if _HOW_MUCH.search(question.query) else None
    return partial(_numbers, find=partial(_counts_of, noun))


def _claim(item: Evidence, values: Sequence[_Value]) -> Claim:
    return Claim(item, tuple(dict.fromkeys(value.words for value in values)))


def _named_and_common(question: Question) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The terms of a question that are names, which the whole passage may have, and the others."""
    row = question.query_tokens
    name_stems = {row[place].stem for place in names(row)}
    inside = {term: weight for term, weight in question.terms.items() if term in name_stems}
    return inside, {term: weight for term, weight in question.terms.items() if term not in name_stems}


def _same_news(item: Evidence, best: Evidence) -> bool:
    """Whether two sentences come from different outlets and were published within days of each other."""
    mine, theirs = item.hit, best.hit
    if not mine.source or not theirs.source or mine.source == theirs.source:
        return False
    if mine.published_at is None or theirs.published_at is None:
        return False
    return abs(mine.published_at - theirs.published_at) <= _SAME_NEWS


def _says_as_much(weights: Mapping[str, float], item: Evidence, best: Evidence, is_day: bool) -> bool:
    """Whether a sentence is about the same thing; for a day the reader must be nearly as sure of it too."""
    if is_day:
        sure = item.was_read and item.logit >= best.logit - NEARLY_AS_SURE
        return sure and _has_as_much(weights, item.text, best.text, _MOST)
    return _has_as_much(weights, item.text, best.text)


def _has_as_much(weights: Mapping[str, float], text: str, best: str, share: float = _AS_MUCH) -> bool:
    return coverage(weights, terms(text)) >= share * coverage(weights, terms(best))


def _passage(item: Evidence) -> str:
    return f"{item.title} {item.hit.text}"


def _counted(question: Question) -> str | None:
    """The stem of what a question counts: "people" of "how many people marched"."""
    match = _COUNTED.search(question.query)
    first = next(iter(words(match[1])), "") if match else ""
    return stem(first) if first and not is_stop(first) and first not in _SCALES else None


def _days(item: Evidence) -> list[_Value]:
    """The days in the words that answer: a sentence may name others."""
    span = item.answer_in_text
    if span is None:
        return []
    return [
        _Value(day, item.text[start:end].rstrip("."))
        for day, start, end in placed_days(item.text)
        if start < span.end and span.start < end
    ]


def _numbers(item: Evidence, find: Callable[[str], list[tuple[Quantity, int, int]]]) -> list[_Value]:
    """The asked-for numbers, without bounds from above: "up to ten" reports no count."""
    text = without_days(item.text)
    return [
        _Value(quantity, " ".join(item.text[bound_start(text, start) : end].split()))
        for quantity, start, end in find(text)
        if quantity.bound != "under"
    ]


def _sums(text: str) -> list[tuple[Quantity, int, int]]:
    return [placed for placed in placed_quantities(text) if placed[0].unit in _MONEY]


def _counts_of(noun: str, text: str) -> list[tuple[Quantity, int, int]]:
    """The last number within a few words before each mention of `noun`, with the text up to that mention."""
    row = list(_WORD.finditer(text))
    counts = []
    for place, word in enumerate(row):
        if noun in map(stem, words(word[0])):
            start = row[max(place - _WORDS_BACK, 0)].start()
            end = word.start() + len(word[0].rstrip(_PUNCTUATION))
            placed = placed_quantities(text[start : word.start()])[-1:]
            counts += [(quantity, start + begin, end) for quantity, begin, _ in placed]
    return counts


def _differs(mine: Sequence[_Value], theirs: Sequence[_Value]) -> bool:
    pairs = [(a, b) for a in mine for b in theirs]
    return any(a.compares(b) for a, b in pairs) and not any(a.agrees(b) for a, b in pairs)
