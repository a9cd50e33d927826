"""Publication dates: aware UTC with their precision, and unknown when they are not said."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

Precision = Literal["day", "instant"]
"""Whether a date names a day or an instant."""


_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_WEEKDAY_OR_DAY = re.compile(r"^(?:[A-Z][a-z]{2},\s*)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
# A place in capitals, a day, perhaps an agency, a dash.
_DATELINE = re.compile(
    rf"(?P<place>[A-Z]{{2}}[^\n\d()–—]{{0,60}}?),? "
    rf"(?:(?P<month>{_MONTH}) (?P<day>\d{{1,2}})|(?P<day_before>\d{{1,2}}) (?P<month_after>{_MONTH}))"
    r"(?:,? (?P<year>(?:19|20)\d\d))?,? ?(?:\([A-Z][^()\n]{0,40}\))? ?(?:--?|–|—)[ \n]"
)
_YEAR_AND_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?=[/-])")
_LONGEST = 100
_FIRST_YEAR, _LAST_YEAR = 1400, 2200


def parse_published(text: str | None) -> tuple[datetime | None, Precision | None]:
    """Return a date as aware UTC with its precision; nothing given is unknown, never today.

    Takes ``YYYY-MM-DD`` and ``YYYYMMDD`` (midnight UTC, "day"), RFC 3339 and RFC 2822 ("instant"; without an
    offset, UTC).

    Raises:
        ValueError: `text` is no date, or its year is before 1400 or after 2200.
    """
    value = (text or "").strip()
    if not value:
        return None, None
    if len(value) > _LONGEST:
        raise ValueError(f"{value[:_LONGEST]!r} and what follows it is no date")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = _rfc2822(value)
    if _DAY.fullmatch(value):
        return _bounded(moment.replace(tzinfo=UTC), value), "day"
    try:
        utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{value!r} is no date that can be kept") from None
    return _bounded(utc, value), "instant"


def dateline_day(body: str, url: str | None) -> tuple[datetime | None, Precision | None]:
    """Return the day of a dateline, "LONDON, March 3 (Reuters) -", when its year is certain.

    That is when the dateline gives it, or the address has year and month, ``/2023/03/``, and the day lies in
    that month. A day without a certain year is unknown.
    """
    match = _DATELINE.match(body)
    if match is None:
        return None, None
    named = match["month"] or match["month_after"]
    month = _MONTHS.index(named[:3].lower()) + 1
    day = int(match["day"] or match["day_before"])
    year = match["year"]
    if year is None:
        told = _YEAR_AND_MONTH.search(url or "")
        if told is None or int(told[2]) != month:
            return None, None
        year = told[1]
    try:
        return datetime(int(year), month, day, tzinfo=UTC), "day"
    except ValueError:
        return None, None


def _rfc2822(value: str) -> datetime:
    if not _WEEKDAY_OR_DAY.match(value):
        raise ValueError(f"{value!r} is no date")
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        raise ValueError(f"{value!r} is no date") from None


def _bounded(moment: datetime, value: str) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"{value!r} is in no year that news comes from")
    return moment
