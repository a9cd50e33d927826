"""Days as newspapers of other languages print them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from babel.dates import format_date, format_datetime

from corpus.text.dates import parse_published
from corpus.text.dates_abroad import _plain
from corpus.text.names_abroad import FILE, LANGUAGES, OF_NUMBERED_MONTHS, as_file, names_abroad
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("16 декабря 2025", "2025-12-16"),
        ("Вторник, 16 декабря 2025 года, 10:15", "2025-12-16T10:15"),
        ("16 дек. 2025 г. в 10:15 МСК", "2025-12-16T07:15"),
        ("16 грудня 2025 р., 10:15", "2025-12-16T10:15"),
        ("16 يناير 2025", "2025-01-16"),
        ("الخميس 16 يناير/كانون الثاني 2025 - 10:15 م", "2025-01-16T22:15"),
        ("١٦ كانون الثاني ٢٠٢٥، الساعة ١٠:١٥", "2025-01-16T10:15"),
        ("\u200f16 جانفي 2025", "2025-01-16"),
        ("16 grudnia 2025 r., godz. 10:15", "2025-12-16T10:15"),
        ("16. prosince 2025 v 10:15", "2025-12-16T10:15"),
        ("16. prosinca 2025.", "2025-12-16"),
        ("2025. december 16., kedd", "2025-12-16"),
        ("2025 m. gruodžio 16 d.", "2025-12-16"),
        ("2025. gada 16. decembris", "2025-12-16"),
        ("16 Aralık 2025 Salı, 10:15", "2025-12-16T10:15"),
        ("16. joulukuuta 2025 klo 10.15", "2025-12-16T10:15"),
        ("tirsdag den 16. december 2025 kl. 10.15", "2025-12-16T10:15"),
        ("Τρίτη, 16 Δεκεμβρίου 2025, 10:15 μ.μ.", "2025-12-16T22:15"),
        ("יום שלישי, 16 בדצמבר 2025 בשעה 10:15", "2025-12-16T10:15"),
        ("मंगलवार, 16 दिसंबर 2025", "2025-12-16"),
        ("Thứ Ba, 16 tháng 12, 2025", "2025-12-16"),
        ("16 de desembre del 2025", "2025-12-16"),
        ("16 de diciembre de 2025, 10:15 p. m.", "2025-12-16T22:15"),
        ("2025年12月16日（火）10時15分", "2025-12-16T10:15"),
        ("2025年12月16日 下午3:15", "2025-12-16T15:15"),
        ("2025. 12. 16. 오후 3:15", "2025-12-16T15:15"),
        ("令和7年12月16日", "2025-12-16"),
        ("平成元年12月16日", "1989-12-16"),
        ("民國114年12月16日", "2025-12-16"),
        ("16 Dec 2025 | 10:15", "2025-12-16T10:15"),
    ],
)
def test_the_spellings_of_other_languages_are_read(text: str, told: str) -> None:
    moment, precision = parse_published(text)
    assert moment == datetime.fromisoformat(told).replace(tzinfo=UTC)
    assert precision == ("instant" if "T" in told else "day")


@pytest.mark.parametrize("language", [*LANGUAGES, *OF_NUMBERED_MONTHS])
def test_every_language_s_own_way_to_write_a_day_is_read(language: str) -> None:
    # Of some months a Croatian name is the Polish or Czech one of another month.
    months = set(range(1, 13)) - ({6, 7, 10} if language == "hr" else set())
    for month in months:
        moment = datetime(2025, month, 16, 15, 7, tzinfo=UTC)
        for form in ("full", "long", "medium"):
            assert parse_published(format_date(moment, form, language))[0] == moment.replace(hour=0, minute=0)
        assert parse_published(format_datetime(moment, "medium", locale=language)) == (moment, "instant")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("16. listopada 2025.", "not a date"),
        ("16 رمضان 1446", "not a date"),
        ("۱۴۰۳/۰۵/۱۲", "not in a year"),
        ("16/09/1446", "not in a year"),
        ("16 декабря", "not a date"),
        ("декабрь 2025", "not a date"),
        ("31 апреля 2025", "not a date"),
        ("16 апреля мая 2025", "not a date"),
        ("в среду", "not a date"),
        ("03\u200f/11\u200f/2024", "may be 11 March 2024 or 3 November 2024"),
    ],
)
def test_what_may_be_another_day_or_none_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_published(text)


def test_no_name_means_two_things() -> None:
    meanings: dict[str, set[str]] = {}
    for name in names_abroad():
        meanings.setdefault(_plain(name.written).casefold().rstrip("."), set()).add(name.english)
    several = {name for name, meant in meanings.items() if len(meant) > 1}
    assert several == {"lip", "lis", "listopad", "listopada", "srp"}


def test_the_file_of_names_is_what_babel_says() -> None:
    assert FILE.read_text("utf-8") == as_file(), "Write it anew: make names"


def test_reading_a_day_of_another_language_loads_no_babel() -> None:
    code = (
        "import sys; from corpus.text.dates import parse_published\n"
        "from corpus.text.dates_abroad import months_abroad\n"
        "print(parse_published('16 декабря 2025')[0], len(months_abroad()[1]) > 500, 'babel' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert told.split() == ["2025-12-16", "00:00:00+00:00", "True", "False"]
