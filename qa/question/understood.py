"""What was understood of a question beside its words: a period, outlets, what the turn before brought in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from index.search.hints import Days, named_sources, spelled_days
from qa.question.unattributed import without_outlet
from qa.question.understand import Question

Kind = Literal["period", "outlet", "carried"]

_BEFORE_DAYS = re.compile(
    r"(?:\b(?:in|on|during|since|from|by|of|between|until|before|after)\s+(?:the\s+)?)?$", re.I
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was understood.

    Attributes:
        kind: The period or the outlet that the question names, or what is carried over from before.
        text: It in words.
        without: The question without it; "" where nothing would be left of it.
    """

    kind: Kind
    text: str
    without: str = ""


def readings(question: Question, today: date | None, outlets: Collection[str]) -> tuple[Reading, ...]:
    """Return what was understood, in the order in which it is shown.

    Args:
        question: After what was said before.
        today: The day it is asked, if known.
        outlets: Those that it may name.
    """
    outlet_names = named_sources(question.asked, sorted(outlets))
    outlet_readings = [
        Reading("outlet", outlet, without_outlet(question.asked, outlet)) for outlet in sorted(outlet_names)
    ]
    carried = [Reading("carried", question.carried, question.asked)] if question.carried else []
    return (*_periods(question, today), *outlet_readings, *carried)


def _periods(question: Question, today: date | None) -> Iterator[Reading]:
    """The span from the first to the last day that is named."""
    spans = spelled_days(question.asked, today)
    if not spans:
        return
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    days = Days(min(span[2].first for span in spans), max(span[2].last for span in spans))
    before = _BEFORE_DAYS.sub("", question.asked[:start])
    left = " ".join(f"{before} {question.asked[end:]}".split()).replace(" ?", "?")
    yield Reading("period", in_words(days), left if re.search(r"\w", left) else "")


def in_words(days: Days) -> str:
    """Return a span of days as short as it can be said: "2024", "March 2024", "5 March 2024"."""
    first, last = days.first, days.last
    if first == last:
        return _day(first)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B %Y}"
        if (first.month, last.month) == (1, 12):
            return f"{first.year}" if first.year == last.year else f"{first.year} – {last.year}"
        return f"{first:%B %Y} – {last:%B %Y}"
    return f"{_day(first)} – {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
