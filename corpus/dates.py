"""Publication dates: aware UTC with their precision, and unknown when they are not said."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from corpus.article import Precision

_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_WEEKDAY_OR_DAY = re.compile(r"^(?:[A-Z][a-z]{2},\s*)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}")
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


def _rfc2822(value: str) -> datetime:
    if not _WEEKDAY_OR_DAY.match(value):
        raise ValueError(f"{value!r} is no date")
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError):
        raise ValueError(f"{value!r} is no date") from None


def _bounded(moment: datetime, value: str) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"{value!r} is in no year that news comes from")
    return moment
