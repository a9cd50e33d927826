"""The days and outlets that a question names, as hints for its search and never as filters."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from corpus.text.lexicon import MONTH_NAMES, MONTH_NUMBERS, SMALL_NUMBERS, WEEKDAYS, any_of, any_pattern
from corpus.text.outlets import short_names
from index.search.hints_abroad import parts_abroad

_MONTH = (
    rf"(?P<month>{'|'.join(f'{name}|{name[:3]}(?![a-z])|{name[:4]}(?![a-z])' for name in MONTH_NAMES)})\.?"
)
_ANY_YEAR = r"(?:1[4-9]|20)\d\d"
_YEAR = rf"(?P<year>{_ANY_YEAR})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_COUNT_WORDS = SMALL_NUMBERS[1:7]
_COUNTS = {"a": 1, "an": 1} | {word: SMALL_NUMBERS.index(word) for word in _COUNT_WORDS}
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_MONTHS, _MOST_MONTHS_BACK = 12, 6
# "In 2024 and 2026" names both.
_YEAR_MORE = re.compile(
    rf"(?:\s+(?:and|or|to|until|till|with|against|versus|vs\.?)\s+|\s*[-–]\s*)(?:(?:in|of)\s+)?{_YEAR}\b",
    re.I,
)
_THIRDS = {"early": (0.0, 1 / 3), "mid": (1 / 3, 2 / 3), "late": (2 / 3, 1.0)}
# The part of a host name that is the outlet's: "theweek" of "www.theweek.co.uk".
_HOST = re.compile(r"^(?:www\.)?([\w-]+)\.(?:[a-z]{2,}\.)?[a-z]{2,}$")
_SAYS = r"(?:reports?|reported|says?|said|writes?|wrote|article|story|coverage|interview|poll)"
# Short names of newspapers: "the Gazette" means every outlet whose name ends so.
_NEWSPAPERS = frozenset(
    "advertiser argus bulletin chronicle courier dispatch echo examiner gazette globe guardian herald "
    "independent inquirer journal mail mercury messenger news observer post press record register reporter "
    "sentinel standard star sun telegraph times tribune wire".split()
)


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days, both inclusive."""

    first: date
    last: date

    def away(self, day: date) -> int:
        """Return how many days `day` lies outside, 0 inside."""
        return max((self.first - day).days, (day - self.last).days, 0)


def named_days(question: str, today: date | None) -> tuple[Days, ...]:
    """Return the spans of days that a question names, in no particular order, each once.

    These are days, months and years ("on 5 March 2023", "in early March 2023", "in 2021") and, if `today` is
    known, days relative to it ("yesterday", "last week", "two months ago", "on Tuesday", "in March"). "This
    week" names nothing: nearness to `today` covers it. A span that begins after `today` is left out, because
    it is what the question is about and not when it was reported. A year alone counts only after "in",
    "during", "since" or "of", or joined to such a year, because names contain years too.
    """
    return tuple(dict.fromkeys(days for *_, days in spelled_days(question, today)))


def spelled_days(question: str, today: date | None) -> list[tuple[int, int, Days]]:
    """Return the spans of days that a question names, each with the offsets of its words."""
    spans: list[tuple[int, int, Days]] = []
    for pattern, read in _FORMS:
        for match in pattern.finditer(question):
            if any(match.start() < end and start < match.end() for start, end, _ in spans):
                continue
            days = read(match, today)
            if days is not None:
                spans += [(*match.span(), days), *_years_more(question, match, days)]
    for start, end, year, month, day in parts_abroad(question):
        named = _named(year, month, day, today)
        if named is not None and not any(start < behind and before < end for before, behind, _ in spans):
            spans.append((start, end, named))
    return [spelled for spelled in spans if today is None or spelled[2].first <= today]


def _years_more(question: str, match: re.Match[str], days: Days) -> Iterator[tuple[int, int, Days]]:
    """The years that are joined to a whole year."""
    if (days.first.month, days.last.month) != (1, _MONTHS) or days.first.year != days.last.year:
        return
    end = match.end()
    while more := _YEAR_MORE.match(question, end):
        end = more.end()
        yield (*more.span(), _year(more, None))


def _exact(match: re.Match[str], today: date | None) -> Days | None:
    parts = match.groupdict()
    year = _int(parts.get("year"))
    month = parts["month"]
    number = int(month) if month.isdigit() else _month_number(month)
    return _named(year, number, int(parts["day"]), today)


def _named(year: int | None, month: int, day: int | None, today: date | None) -> Days | None:
    """A day or a whole month; without a year the likely one, None where there is no such day."""
    year = year or _likely_year(month, today)
    first, last = (_valid_day(year, month, number) for number in (day or 1, day or _length(year, month)))
    return Days(first, last) if first and last else None


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _length(year: int | None, month: int) -> int:
    return monthrange(year, month)[1] if year and 1 <= month <= _MONTHS else 0


def _month(match: re.Match[str], today: date | None) -> Days | None:
    number = _month_number(match["month"])
    year = _int(match["year"]) or _likely_year(number, today)
    if year is None:
        return None
    length = monthrange(year, number)[1]
    low, high = _THIRDS.get((match["part"] or "").lower().rstrip("- "), (0.0, 1.0))
    return Days(date(year, number, 1 + int(low * length)), date(year, number, max(1, int(high * length))))


def _year(match: re.Match[str], today: date | None) -> Days:
    year = int(match["year"])
    return Days(date(year, 1, 1), date(year, 12, 31))


def _from_to(match: re.Match[str], today: date | None) -> Days | None:
    """From one day or month to another; a year that only one of them has counts for both."""
    month, last_month = (_month_number(match[name]) for name in ("month", "last_month"))
    last_year = _int(match["last_year"]) or _likely_year(last_month, today)
    if last_year is None:
        return None
    year = _int(match["year"]) or last_year - (month > last_month)
    day, last_day = (_int(match[f"{name}day"] or match[f"{name}day_behind"]) for name in ("", "last_"))
    first, last = _named(year, month, day, today), _named(last_year, last_month, last_day, today)
    return Days(first.first, last.last) if first and last and first.first <= last.last else None


def _years(match: re.Match[str], today: date | None) -> Days | None:
    first, last = int(match["year"]), int(match["last"])
    return Days(date(first, 1, 1), date(last, 12, 31)) if first <= last else None


def _ago(match: re.Match[str], today: date | None) -> Days | None:
    if today is None:
        return None
    word = match["count"].lower()
    unit = _UNIT_DAYS[match["unit"].lower()]
    middle = _back(today, unit * (_COUNTS.get(word) or int(word)))
    return Days(_back(middle, unit // 2), _back(middle, -(unit // 2)))


def _near(match: re.Match[str], today: date | None) -> Days | None:
    """Yesterday, and the last week, month or year."""
    if today is None:
        return None
    unit = (match["unit"] or "").lower()
    if unit == "year":
        return Days(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    if unit == "month":
        last = _back(today, today.day)
        return Days(last.replace(day=1), last)
    return Days(_back(today, 13 if unit else 1), _back(today, 1))


def _weekday(match: re.Match[str], today: date | None) -> Days | None:
    if today is None:
        return None
    weekday = WEEKDAYS.index(match["weekday"].lower())
    back = (today.weekday() - weekday) % 7 or 7
    day = _back(today, back)
    return Days(day, day)


def _back(day: date, days: int) -> date:
    try:
        return day - timedelta(days=days)
    except OverflowError:
        return date.min


def _month_number(name: str) -> int:
    return MONTH_NUMBERS[name[:3].lower()]


def _likely_year(month: int, today: date | None) -> int | None:
    """The year of the last such month before `today`; None if the next one is nearer."""
    if today is None:
        return None
    if month <= today.month:
        return today.year
    return today.year - 1 if today.month + 12 - month <= _MOST_MONTHS_BACK else None


def _valid_day(year: int | None, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year else None
    except ValueError:
        return None


def _part(prefix: str) -> str:
    """A day or a month as a pattern, whose groups begin with `prefix`."""
    part = rf"(?:{_DAY}\s+(?:of\s+)?)?{_MONTH}(?:\s+(?P<day_behind>\d{{1,2}})\b)?(?:,?\s+{_YEAR}\b)?"
    return part.replace("(?P<", f"(?P<{prefix}")


_Reader = Callable[[re.Match[str], date | None], Days | None]
# Months need their capital, because "may" and "march" are words too. Longer forms come first.
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (
        re.compile(
            rf"\b(?:[Bb]etween|[Ff]rom)\s+{_part('')}\s+(?:and|to|until|till|through)\s+{_part('last_')}"
        ),
        _from_to,
    ),
    (re.compile(rf"\b{_YEAR}-(?P<month>0[1-9]|1[0-2])-(?P<day>\d\d)\b"), _exact),
    (re.compile(rf"\b{_MONTH}\s+{_DAY}\b(?:,?\s+{_YEAR}\b)?"), _exact),
    (re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR}\b)?"), _exact),
    (
        re.compile(
            rf"\b(?P<lead>[Ii]n|[Dd]uring|[Ss]ince|[Oo]f|[Bb]y|[Ll]ast|[Ee]arly|[Mm]id|[Ll]ate)[\s-]+"
            rf"(?:the\s+)?(?P<part>(?:early|mid|late)[\s-]+)?{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR}\b)?"
        ),
        _month,
    ),
    (re.compile(rf"\b(?P<part>(?:[Ee]arly|[Mm]id|[Ll]ate)[\s-]+)?{_MONTH},?\s+(?:of\s+)?{_YEAR}\b"), _month),
    (
        re.compile(rf"\b(?:between|from)\s+{_YEAR}\s+(?:and|to|until|till)\s+(?P<last>{_ANY_YEAR})\b", re.I),
        _years,
    ),
    (re.compile(rf"\b(?:in|during|since|of)\s+(?:early |mid-?|late )?{_YEAR}\b", re.I), _year),
    (
        re.compile(
            rf"\b(?P<count>an?|{any_of(_COUNT_WORDS)}|\d{{1,2}})\s+(?P<unit>day|week|month|year)s?\s+ago\b",
            re.I,
        ),
        _ago,
    ),
    (
        re.compile(r"\b(?:(?:last|previous)\s+(?P<unit>week|month|year)|yesterday)\b", re.I),
        _near,
    ),
    (re.compile(rf"\b(?:on|last)\s+(?P<weekday>{any_of(WEEKDAYS)})\b", re.I), _weekday),
)


def named_sources(question: str, sources: Sequence[str]) -> frozenset[str]:
    """Return the `sources` that a question names as reporting.

    A name counts next to a word for reporting ("according to CNN", "the Courier reported"): alone it may be
    an ordinary word or the question's subject. A host name matches its outlet's name ("usatoday.com": "USA
    Today").
    """
    folded = f" {question} "
    return frozenset(source for source in sources if source and _source_pattern(source).search(folded))


@lru_cache(maxsize=10_000)
def _source_pattern(source: str) -> re.Pattern[str]:
    name = source_names(source)
    return any_pattern(
        "(?:according to|as told to|in an interview with|reported (?:by|in)|reporting by|published "
        rf"(?:by|in)|told)\s+(?:the\s+)?(?:{name})\b",
        rf"\b(?:{name})(?:'s|’s)?\s+{_SAYS}\b",
        rf"^\s*what(?:'s|’s|\s+is|\s+was|\s+were|\s+stood)?\s+in\s+(?:the\s+)?(?:{name})\s*"
        r"(?:\?|on\b|in\b|of\b|last\b)",
        rf"\b(?:did|does|has|had)\s+(?:the\s+)?(?:{name})\s+(?:say|report|write|publish|tell|said|written)\b",
    )


def source_names(source: str) -> str:
    """Return the ways to write an outlet's name as alternatives of a pattern, without "the" before them."""
    return "|".join(_spelled(source))


def _spelled(source: str) -> Iterator[str]:
    """The ways to write an outlet's name, as patterns."""
    words = re.findall(r"\w+", source)
    if words:
        yield r"\W*".join(re.escape(word) for word in words)
    if words and len(words) > 1 and words[0].lower() == "the":
        yield r"\W*".join(re.escape(word) for word in words[1:])
    if len(words) > 1 and words[-1].lower() in _NEWSPAPERS:
        yield re.escape(words[-1])
    for name in short_names(source):
        yield r"\W*".join(map(re.escape, re.findall(r"\w+", name)))
    host = _HOST.match(source.lower())
    if host:
        # There may be a space between any two letters: a host name does not show where its words end.
        yield r"\s?".join(re.escape(char) for char in host[1].replace("-", ""))
