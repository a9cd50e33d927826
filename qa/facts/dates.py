"""The dates that a text names, and which of a sentence's dates are in the passages that it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.text.lexicon import MONTH_NAMES, MONTH_NUMBERS, WEEKDAY_NAMES, WEEKDAYS, any_of, month_forms
from corpus.text.sentences import sentences

_WEEKDAYS = [name[:3] for name in WEEKDAYS]
_WORD_END = r"\b"
_MONTH = rf"(?P<month>{month_forms(_WORD_END)})\.?"
_DATE = re.compile(
    r"(?:\b(?P<before>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+)?"
    + r"\b"
    + _MONTH
    + r"(?:\s+(?P<after>\d{1,2})(?:st|nd|rd|th)?(?![\d,]*\d))?(?:,?\s+(?P<year>(?:1[5-9]|20)\d\d)\b)?"
)
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
_WEEKDAY = re.compile(rf"\b({any_of(name[:3] for name in WEEKDAY_NAMES)})(?:s?|nes|rs|ur)days?\b")
_RELATIVE = re.compile(r"\b(yesterday|today|tonight|tomorrow)\b", re.IGNORECASE)
_YEAR_BEFORE = re.compile(r"\b(?:(?:last|previous) year|a year (?:ago|earlier|before))\b", re.IGNORECASE)
_YEAR_AFTER = re.compile(r"\b(?:next|the coming) year\b", re.IGNORECASE)
# With one of these a weekday may be the one that comes.
_TO_COME = re.compile(
    r"\b(?:will|next|coming|upcoming|begins|beginning|starts|starting|scheduled|expected|set to)\b",
    re.IGNORECASE,
)
_THIS_WEEK = re.compile(
    r"\b(?:this|last|next|earlier this|later this) "
    r"(?:morning|afternoon|evening|night|week|weekend|month|spring|summer|autumn|fall|winter|year)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is given; a missing part is None."""

    day: int | None
    month: int
    year: int | None

    def agrees(self, other: Day) -> bool:
        """Whether both can be the same date, and `other` names the day if this one does."""
        return (
            self.month == other.month
            and (self.day is None or self.day == other.day)
            and (self.year is None or other.year is None or self.year == other.year)
        )


def days(text: str) -> list[Day]:
    """Return the dates named in `text` that have a month, in order: "12 May", "May 12, 2025", "in May"."""
    return [day for _, day in _dated(text)]


def placed_days(text: str) -> list[tuple[Day, int, int]]:
    """Return the dates of `days` with their offsets ``[start, end)``."""
    return [(day, *place) for place, day in _dated(text)]


def without_days(text: str) -> str:
    """Return `text` with its dates replaced by as many spaces: "12 May" is not twelve of anything."""
    for (start, end), _ in _dated(text):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _dated(text: str) -> list[tuple[tuple[int, int], Day]]:
    placed = []
    for match in _DATE.finditer(text):
        number = match["before"] or match["after"]
        month = MONTH_NUMBERS[match["month"][:3].lower()]
        year = int(match["year"]) if match["year"] else None
        placed.append((match.span(), Day(int(number) if number else None, month, year)))
    for match in _ISO.finditer(text):
        if 1 <= int(match["month"]) <= 12:
            placed.append((match.span(), Day(int(match["day"]), int(match["month"]), int(match["year"]))))
    return sorted(placed, key=lambda pair: pair[0])


def weekdays(text: str) -> set[str]:
    """Return the days of the week named in `text`, as three letters."""
    return {match.group(1).lower() for match in _WEEKDAY.finditer(text)}


def resolved_days(text: str, published: date) -> list[date]:
    """Return the dates that "Tuesday" or "yesterday" mean in an article published on `published`."""
    resolved = [
        published - timedelta(days=(published.weekday() - _WEEKDAYS.index(name)) % 7)
        for name in sorted(weekdays(text))
    ]
    shifts = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
    resolved += [
        published + timedelta(days=shifts[match.group().lower()]) for match in _RELATIVE.finditer(text)
    ]
    return resolved


def counts_from_report(text: str) -> bool:
    """Return whether `text` gives a time only relative to the day of its report: "Tuesday", "last week"."""
    relative = weekdays(text) or _RELATIVE.search(text) or _THIS_WEEK.search(text)
    return bool(relative) and not days(text)


def unknown_dates(sentence: str, around: str, published: Sequence[date] = ()) -> list[str]:
    """Return a reason for each date of `sentence` that neither `around` nor an article's day gives."""
    follow = [day for issued in published for day in _implied_days(around, issued)]
    years = implied_years(around, published)
    stated = days(around) + [Day(day.day, day.month, day.year) for day in follow]
    reasons = [
        f"the date {_day_text(mine)} does not stand in the passage"
        for mine in days(sentence)
        if not any(mine.agrees(other) for other in stated)
        or (mine.year and not _year_known(mine.year, around, follow, years))
    ]
    stated_weekdays = weekdays(around) | {
        _WEEKDAYS[day.weekday()] for day in follow if _is_named(day, around)
    }
    missing = sorted(weekdays(sentence) - stated_weekdays)
    return reasons + [f"the day {name!r} does not stand in the passage" for name in missing]


def implied_years(around: str, published: Sequence[date]) -> set[int]:
    """Return the years that a passage implies: those of its articles, and "last year" and "next year"."""
    shifts = [0]
    if _YEAR_BEFORE.search(around):
        shifts.append(-1)
    if _YEAR_AFTER.search(around):
        shifts.append(1)
    return {day.year + shift for day in published for shift in shifts}


def _implied_days(around: str, issued: date) -> list[date]:
    """The dates that a passage implies: those of its weekdays, else its article's day."""
    resolved = resolved_days(around, issued)
    for span in sentences(around):
        if _TO_COME.search(text := span.of(around)):
            ahead = ((_WEEKDAYS.index(name) - issued.weekday()) % 7 for name in weekdays(text))
            resolved += [issued + timedelta(days=days_on) for days_on in ahead]
    return resolved or [issued]


def _is_named(day: date, around: str) -> bool:
    return any(other.agrees(Day(day.day, day.month, day.year)) and other.day for other in days(around))


def _year_known(year: int, around: str, follow: Sequence[date], implied: set[int]) -> bool:
    return str(year) in around or year in implied or any(day.year == year for day in follow)


def _day_text(day: Day) -> str:
    parts = (str(day.day) if day.day else "", MONTH_NAMES[day.month - 1][:3], str(day.year or ""))
    return " ".join(part for part in parts if part)
