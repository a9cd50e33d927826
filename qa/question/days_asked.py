"""Questions that ask only what was reported on some days: "What happened on 5 March 2023?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.text.lexicon import MONTH_NAMES, WEEKDAYS, any_pattern
from index.search.filters import Filters
from index.search.hints import Days, named_days, named_sources
from index.search.terms import stems_of
from qa.question.understand import Question

_ASKS_FOR_NEWS = any_pattern(
    r"^(?:what|which|any)\b.*\b(?:happen(?:ed|s)?|news|report(?:s|ed)?|say|said|publish(?:ed)?|wr"
    r"(?:i|o)te|took place)\b",
    r"^what(?:['’]s|\s+is|\s+was|\s+were|\s+stood)?\s+in\b",
)
# Reports from that time show how things stood then.
_ASKS_HOW_IT_WAS = re.compile(
    r"^who (?:was|were|won|coached|led|ran|headed|owned|chaired|managed|governed)\b", re.I
)
# A course of events is answered day by day, as a timeline.
_ASKS_FOR_COURSE = re.compile(r"\bhappened\s+(?:between|from)\b", re.I)
_ASKS_WHAT_WAS_REPORTED = re.compile(
    r"^what (?:did|has|have|had|was|were)\b.*\b(?:report(?:ed)?|write|wrote|written|publish(?:ed)?)\b", re.I
)
_ASKS_WHAT_HAPPENED = re.compile(r"^what happened\b", re.I)
_WAS = re.compile(r"\b(?:did|was|were)\b", re.I)
# What such a question may say beside its days and outlets.
_FILLING = stems_of(
    "news report say publish write event article story day week month year early late yesterday last"
)
OF_TIME = stems_of(" ".join((*MONTH_NAMES, *(name[:3] for name in MONTH_NAMES), *WEEKDAYS)))
"""The terms of months and weekdays."""
# The evening's news stands in the next day's paper.
_PRINTED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """The days, and perhaps the outlets, whose news a question asks for; no outlets means all."""

    days: Days
    outlets: frozenset[str] = frozenset()

    def within(self, filters: Filters | None) -> Filters:
        """Return `filters` narrowed to these days and outlets; as they are where nothing would be left."""
        filters = filters or Filters()
        narrowed = filters.within(self.days.first, self.days.last + _PRINTED_WITHIN)
        sources = filters.sources or tuple(sorted(self.outlets))
        return replace(narrowed, sources=sources) if narrowed else filters


def days_asked(question: str, today: date | None, outlets: Callable[[], Collection[str]]) -> DaysAsked | None:
    """Return the days whose news a question asks for, None when it asks for anything more.

    The archive's outlets are looked up only where a question names days and asks for news.
    """
    spans = named_days(question, today)
    if len(spans) != 1 or not _ASKS_FOR_NEWS.search(question) or _ASKS_FOR_COURSE.search(question):
        return None
    outlet_names = named_sources(question, sorted(outlets()))
    return DaysAsked(spans[0], outlet_names) if not _other_terms(question, outlet_names) else None


def period_of(question: Question, today: date | None) -> Days | None:
    """Return the time of which a question asks what happened or, now over, how things were; else None."""
    text = question.standalone
    happened = _ASKS_WHAT_HAPPENED.search(text) or _ASKS_WHAT_WAS_REPORTED.search(text)
    is_a_price = question.measure is not None and question.measure.is_price
    is_a_value = question.measure is not None or "number" in question.kinds
    was_a_value = (is_a_price and _WAS.search(text)) or (is_a_value and question.present)
    if not (happened or was_a_value or _ASKS_HOW_IT_WAS.search(text)):
        return None
    spans = named_days(text, today)
    if len(spans) != 1 or _ASKS_FOR_COURSE.search(text):
        return None
    is_over = today is None or spans[0].last < today
    return spans[0] if happened or is_over else None


def _other_terms(question: str, outlets: Collection[str]) -> set[str]:
    """The terms of a question beyond its days and outlets."""
    names = {term for outlet in outlets for term in stems_of(outlet)}
    return {
        term
        for term in stems_of(question)
        if not (term[0].isdigit() or term in names or term in _FILLING or term in OF_TIME)
    }
