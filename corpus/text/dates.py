"""Publication dates: aware UTC with their precision, or unknown."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corpus.text.dates_abroad import in_english
from corpus.text.lexicon import MONTH_NUMBERS, ZONE_HOURS, ZONE_REGIONS

Precision = Literal["day", "instant"]
"""Whether a date names a day or an instant."""
_DAY_DIGITS = 8
# Digits of seconds and milliseconds since 1970, from 1973 to 2033.
_EPOCH_UNITS = {9: 1, 10: 1, 12: 1_000, 13: 1_000}
_ISO_TIME = re.compile(r"\dT\d")
# The day of the year, "2024-155", and a month as the Romans count, "3.VI.2024".
_DAY_OF_YEAR = re.compile(r"(\d{4})-(\d{3})")
_ROMAN = re.compile(r"^(\d{1,2})(?:\.\s?|\s|/)(I{1,3}|I?V|VI{1,3}|I?X|XI{1,2})(?:\.\s?|\s|/)(?=\d{4})")
_ROMANS = "I II III IV V VI VII VIII IX X XI XII".split()
# Python's own reading takes the minutes of "10.15" for parts of a second.
_DOTTED_CLOCK = re.compile(r"\d[T ]\d{1,2}\.\d\d(?!\d)")
# What some programs put after a date: "[Europe/Oslo]", "(CEST)".
_NOTE = re.compile(
    r"\s*(?:\[(?P<region>[\w/+-]{1,40})\]|\([A-Za-z ]{1,40}\)|\s(?P<bare>[A-Z][a-z]+/\w{2,30}))$"
)
_OFFSET = re.compile(r"(?:Z|[+-]\d\d:?(?:\d\d)?)$")
# "5 March 2024 at 10:15", "5. März 2024 um 10:15 Uhr", "Tuesday, March 5, 2024 - 10:15", "10h15".
_BEFORE_CLOCK = re.compile(r",?\s(?:at|um|om|à|a las|alle|klo?\.?|-|\||·|•)\s(?=\d{1,2}[:.h]\d\d)")
_BEHIND_CLOCK = re.compile(r"(?<=\d)\s?(?:Uhr|hrs\.?|uur)$")
# What pages print before a date, and the clock before the day: "Updated 10:15 BST, 12 May 2024".
_BEFORE_DAY = re.compile(
    r"^(?:(?:first |last )?(?:published|posted|updated|modified)|veröffentlicht|aktualisiert|stand|publié|"
    r"mis à jour|publicado|actualizado|pubblicato|aggiornato|gepubliceerd|publicerad|publisert)"
    r"(?:\s?:|\s(?:on|at|am|le|el|il|op|em))?\s+",
    re.I,
)
_CLOCK_FIRST = re.compile(
    r"^(\d{1,2}[:.]\d\d(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s[A-Z]{2,5})?),?\s(?:on\s)?(.*\d{4})$"
)
# As servers log it: "12/May/2024:10:15:00 +0200".
_OF_LOGS = re.compile(r"^(\d{1,2})/([A-Za-z]{3,9})/(\d{4})(?::(?=\d\d:))?")
# As libraries of news print it: "May 12, 2024 Sunday".
_WEEKDAY_BEHIND = re.compile(r"(?<=\d{4}),?\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?=\s|,|$)")
_HOURS = re.compile(r"(?<=\s\d)h(?=\d\d\b)|(?<=\s\d\d)h(?=\d\d\b)")
_DASHES = str.maketrans(dict.fromkeys("−–‐‑", "-"))
_WEEK = re.compile(r"\d{4}-?W\d\d")
_MIDNIGHT = re.compile(r"(\d)[T ]24:00(?::00(?:\.0+)?)?(?!\d)")
_LEAP_SECOND = re.compile(r":60(?![\d:])")
_ZONE = re.compile(
    r"(?<=[\dMm.])\s?(?<!\dT)\b(?P<name>(?![AP]M\b)[A-Z]{1,5})(?:(?P<hours>[+-]\d{1,2})(?::?(?P<minutes>\d\d))?)?"
    r"(?P<year>\s+\d{4})?$"
)
_CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<half>[AaPp]\.?[Mm])\b\.?)?(?:\s?(?P<offset>[+-]\d\d:?\d\d))?"
)
_BEHIND = rf"(?:(?:,\s?|\s|T){_CLOCK})?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_NAME = r"(?P<month>[^\W\d_]{3,12}\.?)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:[.,]|st|nd|rd|th|er)?[\s-](?:de |of )?{_NAME},?[\s-]"
        rf"(?:del? )?(?P<year>\d{{4}})\.?{_BEHIND}",
        rf"{_WEEKDAY}{_NAME}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}}){_BEHIND}",
        rf"{_WEEKDAY}{_NAME}\s(?P<day>\d{{1,2}})\s{_CLOCK}\s(?P<year>\d{{4}})",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})\s{_NAME}\s(?P<year>\d\d)\s{_CLOCK}",  # RFC 822
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})-{_NAME}-(?P<year>\d\d){_BEHIND}",  # RFC 850, and Oracle's "13-MAY-24"
        rf"{_WEEKDAY}(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_BEHIND}",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}}|\d\d)\.?{_BEHIND}",
        rf"(?P<year>\d{{4}})\.?,?\s{_NAME}\s(?P<day>\d{{1,2}})\.?{_BEHIND}",  # "2025. április 16."
        rf"(?P<year>\d{{4}})\.?,?\s(?P<day>\d{{1,2}})\.?\s{_NAME}{_BEHIND}",
        rf"(?P<year>\d{{4}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<day>\d{{1,2}})\.{_BEHIND}",
        rf"{_CLOCK}\s(?P<day>\d{{1,2}})\s{_NAME},?\s(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]{_BEHIND}",
    )
)
# "12/05/2024" and "12-05-2024"; with dots the day comes first everywhere.
_OF_NUMBERS = re.compile(
    rf"{_WEEKDAY}(?P<one>\d{{1,2}})(?P<mark>[/-])(?P<other>\d{{1,2}})(?P=mark)(?P<year>\d{{4}})(?!\d)"
)
_MONTHS = 12
# A place in capitals, a day, perhaps an agency, a dash.
_LONGEST = 100
# A year of two digits is of the century that RFC 2822 gives it.
_TURN = 50
# The first newspaper is of 1605; around 1400 are the present years of the calendars of Iran and of Islam.
_FIRST_YEAR, _LAST_YEAR = 1600, 2200


class UnknownZone(ValueError):
    """A date has an unknown time zone, so its instant is unknown."""


class TwoDays(ValueError):
    """A date such as "05/12/2024" may be either of two days."""


def parse_published(
    text: str | None, day_first: bool | None = None
) -> tuple[datetime | None, Precision | None]:
    """Return a date as aware UTC with its precision; nothing given is unknown, never today.

    Takes the spellings of RFC 3339, RFC 2822 and ISO 8601, seconds and milliseconds since 1970, digits alone
    (``20240512``, ``20240512101500``), and what is written with the year first or with a month's name in the
    languages of most news ("May 12, 2024", "12 мая 2024 г.", "2024/5/2 10:15", "12.05.2024"). A day alone is
    midnight UTC, "day"; with a time it is an "instant", without an offset in UTC. "25/12/2024" can only be
    one day.

    Args:
        text: The date as it is written.
        day_first: Whether "05/12/2024" is the fifth of December (True) or the twelfth of May (False); None
            if nobody knows.

    Raises:
        UnknownZone: It names a time zone that is not known.
        TwoDays: It may be either of two days, and `day_first` does not say which.
        ValueError: `text` is not a date, or its year is before 1600 or after 2200.
    """
    value = (text or "").strip()
    if not value:
        return None, None
    if len(value) > _LONGEST:
        raise ValueError(f"{value[:_LONGEST]!r} and what follows it is not a date")
    try:
        moment, precision = _read_in_any_language(value, day_first)
        utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (UnknownZone, TwoDays):
        raise
    except (ValueError, OverflowError):
        raise ValueError(f"{value!r} is not a date") from None
    if not utc.timestamp() and precision == "instant":
        raise ValueError(f"{value!r} is where clocks begin, and stands where no date was set")
    return _bounded(utc, value), precision


def _read_in_any_language(value: str, day_first: bool | None) -> tuple[datetime, Precision]:
    try:
        return _read(value, day_first)
    except TwoDays:
        raise
    except ValueError:
        english = in_english(value)
        if english == value:
            raise
        return _read(english, day_first)


def _read(value: str, day_first: bool | None) -> tuple[datetime, Precision]:
    """A date in any of the spellings; naive without an offset."""
    plain = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in value)
    if plain.isdigit():
        return _of_digits(plain)
    plain = _BEFORE_DAY.sub("", " ".join(plain.split()).translate(_DASHES))
    plain = _WEEKDAY_BEHIND.sub("", plain)
    plain, region = _without_note(_CLOCK_FIRST.sub(r"\2 \1", _OF_LOGS.sub(r"\1-\2-\3 ", plain).strip()))
    plain = _HOURS.sub(":", _BEHIND_CLOCK.sub("", _BEFORE_CLOCK.sub(" ", plain)))
    if _WEEK.fullmatch(plain):
        raise ValueError
    if day := _DAY_OF_YEAR.fullmatch(plain):
        return datetime.strptime(f"{day[1]} {day[2]}", "%Y %j"), "day"
    plain = _ROMAN.sub(lambda month: f"{month[1]}.{_ROMANS.index(month[2]) + 1}.", plain)
    next_day = timedelta(days=bool(_MIDNIGHT.search(plain)))
    plain = _LEAP_SECOND.sub(":59", _MIDNIGHT.sub(r"\1 00:00", plain))
    plain, named = _without_zone(plain, value)
    zone = named or region
    try:
        if _DOTTED_CLOCK.search(plain):
            raise ValueError
        moment = datetime.fromisoformat(plain)
        precision: Precision = "instant" if ":" in plain or _ISO_TIME.search(plain) else "day"
    except ValueError:
        moment, precision = _of_words(_in_order(plain, day_first))
    return (moment if zone is None else moment.replace(tzinfo=zone)) + next_day, precision


def _without_note(plain: str) -> tuple[str, tzinfo | None]:
    """The date without what stands behind it in brackets, and the zone, where only that names it."""
    note = _NOTE.search(plain)
    if note is None:
        return plain, None
    rest = plain[: note.start()]
    region = note["region"] or note["bare"] or ""
    if "/" not in region or _OFFSET.search(rest):
        return rest, None
    return rest, _zone_of(region, plain)


def _zone_of(region: str, value: str) -> tzinfo:
    try:
        return ZoneInfo(region)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(f"{value!r} names the time zone {region}, which is not known") from None


def _of_digits(value: str) -> tuple[datetime, Precision]:
    if len(value) == _DAY_DIGITS:
        return datetime.strptime(value, "%Y%m%d"), "day"
    if len(value) in _EPOCH_UNITS and value[0] != "2":
        return datetime.fromtimestamp(int(value) / _EPOCH_UNITS[len(value)], UTC), "instant"
    form = {12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}.get(len(value))
    if form is None:
        raise ValueError
    return datetime.strptime(value, form), "instant"


def _without_zone(plain: str, value: str) -> tuple[str, tzinfo | None]:
    """The date without the name of its zone, and the zone."""
    match = _ZONE.search(plain)
    if match is None:
        return plain, None
    name = match["name"].upper()
    rest = f"{plain[: match.start('name')].rstrip()}{match['year'] or ''}"
    if name in ZONE_REGIONS and not match["hours"]:
        return rest, _zone_of(ZONE_REGIONS[name], value)
    hours = ZONE_HOURS.get(name)
    if hours is None:
        raise UnknownZone(f"{value!r} names the time zone {match['name']}, which is not known")
    offset = timedelta(hours=hours)
    if match["hours"]:  # "GMT+2"
        offset += timedelta(
            hours=int(match["hours"]), minutes=int(match["hours"][0] + (match["minutes"] or "0"))
        )
    return rest, timezone(offset)


def _in_order(plain: str, day_first: bool | None) -> str:
    """The date with a day of numbers, "12/05/2024", written with the year first; others as they are."""
    match = _OF_NUMBERS.match(plain)
    if match is None:
        return plain
    one, other = int(match["one"]), int(match["other"])
    if day_first is None and one != other and max(one, other) <= _MONTHS:
        year = int(match["year"])
        days = " or ".join(
            day_in_words(date(year, month, day)) for month, day in ((one, other), (other, one))
        )
        raise TwoDays(f"{plain!r} may be {days}")
    is_day_first = one > _MONTHS or (bool(day_first) and other <= _MONTHS)
    day, month = (one, other) if is_day_first else (other, one)
    return f"{plain[: match.start('one')]}{match['year']}/{month}/{day}{plain[match.end() :]}"


def _of_words(plain: str) -> tuple[datetime, Precision]:
    match = next(filter(None, (form.fullmatch(plain) for form in _FORMS)), None)
    if match is None:
        raise ValueError
    parts = match.groupdict()
    month = parts["month"]
    number = int(month) if month.isdigit() else MONTH_NUMBERS.get(month.casefold().rstrip("."))
    if number is None:
        raise ValueError
    hour = int(parts["hour"] or 0)
    if half := (parts["half"] or "").lower()[:1]:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if half == "p" else 0)
    year = int(parts["year"])
    moment = datetime(
        year if year > 99 else year + (2000 if year < _TURN else 1900),
        number,
        int(parts["day"]),
        hour,
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
    )
    if offset := parts["offset"]:
        moment = datetime.fromisoformat(f"{moment.isoformat()}{offset.replace(':', '')}")
    return moment, "instant" if parts["hour"] else "day"


def day_in_words(day: date) -> str:
    """Return a day, in UTC for an aware time, in the form shown to people: 12 December 2024."""
    if isinstance(day, datetime):
        day = day.astimezone(UTC)
    return f"{day.day} {day:%B %Y}"


def _bounded(moment: datetime, value: str) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"{value!r} is not in a year that news can come from")
    return moment
