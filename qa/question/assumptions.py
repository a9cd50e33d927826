"""What was read into a question: a period, an outlet, or what it carries over from the previous turn."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from index.contract import Document, Words
from index.search.hints import Days, named_sources, spelled_days
from qa.question.unattributed import without_outlet
from qa.question.understand import Question

_BEFORE_DAYS = re.compile(
    r"(?:\b(?:in|on|during|since|from|by|of|between|until|before|after)\s+(?:the\s+)?)?$", re.I
)


_OPEN = re.compile(r"\b(?:since|after|before|until|from)\s", re.I)
_ONE_SIDED = re.compile(r"\b(since|after|before|until)\s", re.I)
_TWO_SIDED = re.compile(r"(?:between|from)\s", re.I)
# "2024 and 2026" is not what lies between them.
_APART = re.compile(r"\s*(?:and|or|with|against|versus|vs\.?)\s+(?:(?:in|of|on)\s+)?", re.I)
_BETWEEN = re.compile(r"\b(?:between|from)\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Understood(Document):
    """Something that was understood of a question beside its words.

    Attributes:
        kind: "period" or "outlet" that it names, or "carried" over from the turns before.
        text: It in words.
        without: The question without it, to be asked by itself; "" where it cannot be left out.
    """

    kind: Literal["period", "outlet", "carried"]
    text: Words
    without: str


def understood(question: Question, today: date | None, outlets: Collection[str]) -> tuple[Understood, ...]:
    """Return what was understood, in the order in which it is shown."""
    outlet_names = named_sources(question.asked, sorted(outlets))
    named = [
        Understood("outlet", name, without_outlet(question.asked, name)) for name in sorted(outlet_names)
    ]
    carried = [Understood("carried", question.carried, question.asked)] if question.carried else []
    return (*_periods(question, today), *named, *carried)


def _periods(question: Question, today: date | None) -> Iterator[Understood]:
    """The period from the first to the last day that the question names."""
    spans = spelled_days(question.asked, today)
    if not spans:
        return
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    before = _BEFORE_DAYS.sub("", question.asked[:start])
    left = re.sub(r" (?=[?.!])", "", " ".join(f"{before} {question.asked[end:]}".split()))
    yield Understood("period", _told(question.asked, spans), left if re.search(r"\w", left) else "")


def _told(question: str, spans: Sequence[tuple[int, int, Days]]) -> str:
    """The period in words: from the first to the last day, or each of its parts where these stand apart."""
    parts = sorted(spans, key=lambda span: span[:2])
    if _are_apart(question, parts):
        return " and ".join(in_words(days) for *_, days in sorted(parts, key=lambda span: span[2].first))
    start, end, _ = parts[0]
    is_one_sided = len(parts) == 1 and not _TWO_SIDED.match(question, start)
    side = _ONE_SIDED.search(question, max(0, start - len("before the ")), end) if is_one_sided else None
    days = in_words(_all_of(parts))
    return f"{side[1].lower()} {days}" if side else days


def _are_apart(question: str, parts: Sequence[tuple[int, int, Days]]) -> bool:
    if len(parts) == 1 or _BETWEEN.search(question, 0, parts[0][0]):
        return False
    return all(_APART.match(question, end) for _, end, _ in parts[:-1])


def _all_of(spans: Sequence[tuple[int, int, Days]]) -> Days:
    return Days(min(span[2].first for span in spans), max(span[2].last for span in spans))


def of_other_days(question: str, today: date | None, shown: Collection[date]) -> Iterator[str]:
    """Yield what to say where a question names a period, and what is shown was reported outside of it."""
    spans = spelled_days(question, today)
    if spans and shown and not _OPEN.search(question):
        period = _all_of(spans)
        if not any(period.first <= day <= period.last for day in shown):
            yield f"None of these reports is from {in_words(period)}."


def in_words(days: Days) -> str:
    """Return a span of days in as few words as possible: "2024", "March 2024", "5 March 2024"."""
    first, last = days.first, days.last
    if first == last:
        return _day(first)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B %Y}"
        if (first.month, last.month) == (1, 12):
            return f"{first.year}" if first.year == last.year else f"{first.year} – {last.year}"
        return f"{first:%B} – {last:%B %Y}" if first.year == last.year else f"{first:%B %Y} – {last:%B %Y}"
    return f"{_day(first)} – {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
