from datetime import UTC, datetime

import pytest

from corpus.text.datelines import dateline_day
from corpus.text.dates import parse_published


@pytest.mark.parametrize(
    ("text", "moment", "precision"),
    [
        ("2025-04-16", datetime(2025, 4, 16, tzinfo=UTC), "day"),
        ("2025-04-16T07:40:00Z", datetime(2025, 4, 16, 7, 40, tzinfo=UTC), "instant"),
        ("2025-04-16T01:40:00+02:00", datetime(2025, 4, 15, 23, 40, tzinfo=UTC), "instant"),
        ("Wed, 16 Apr 2025 07:40:00 GMT", datetime(2025, 4, 16, 7, 40, tzinfo=UTC), "instant"),
    ],
)
def test_dates_are_taken_as_utc(text: str, moment: datetime, precision: str) -> None:
    assert parse_published(text) == (moment, precision)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Apr 16, 2025", "2025-04-16"),
        ("April 16th, 2025", "2025-04-16"),
        ("16 April 2025", "2025-04-16"),
        ("Wednesday, 16 April 2025", "2025-04-16"),
        ("Wednesday, April 16, 2025", "2025-04-16"),
        ("16-Apr-2025", "2025-04-16"),
        ("16-APR-25", "2025-04-16"),
        ("16-APR-25 07.40.00.000000 PM", "2025-04-16T19:40"),
        ("Wednesday, 16-Apr-25 07:40:00 GMT", "2025-04-16T07:40"),
        ("2025-106", "2025-04-16"),
        ("16.IV.2025", "2025-04-16"),
        ("16 IV 2025", "2025-04-16"),
        ("2025-04-16 07.40", "2025-04-16T07:40"),
        ("2025-04-16T07.40", "2025-04-16T07:40"),
        ("16/Apr/2025:07:40:00 +0200", "2025-04-16T05:40"),
        ("16/Apr/2025", "2025-04-16"),
        ("16.04.25", "2025-04-16"),
        ("16.4.25, 7:40 Uhr", "2025-04-16T07:40"),
        ("Published: 16 April 2025", "2025-04-16"),
        ("Last updated on April 16, 2025", "2025-04-16"),
        ("Updated 07:40 BST, 16 April 2025", "2025-04-16T06:40"),
        ("Stand: 16.04.2025 07:40 Uhr", "2025-04-16T07:40"),
        ("Publié le 16 avril 2025 à 7h40", "2025-04-16T07:40"),
        ("07:40, 16 April 2025", "2025-04-16T07:40"),
        ("7:40 PM, Wednesday, April 16, 2025", "2025-04-16T19:40"),
        ("16.04.2025", "2025-04-16"),
        ("16. April 2025", "2025-04-16"),
        ("Mi, 16 Mai 2025", "2025-05-16"),
        ("16 août 2025", "2025-08-16"),
        ("16 de abril de 2025", "2025-04-16"),
        ("2025/04/16", "2025-04-16"),
        ("2025-4-6", "2025-04-06"),
        ("2025年4月16日", "2025-04-16"),
        ("٢٠٢٥-٠٤-١٦", "2025-04-16"),
        ("2025-W16-3", "2025-04-16"),
        ("2025-04-16 07:40:00 UTC", "2025-04-16T07:40"),
        ("2025-04-16 07:40:00 +0200", "2025-04-16T05:40"),
        ("2025-04-16T07:40:00.000+0200", "2025-04-16T05:40"),
        ("2025-04-16 at 07:40", "2025-04-16T07:40"),
        ("2025-04-16T24:00:00", "2025-04-17T00:00"),
        ("2025-04-16T07:40:60Z", "2025-04-16T07:40:59"),
        ("2025-04-16T07:40:00Z[UTC]", "2025-04-16T07:40"),
        ("2025/04/16 07:40:00", "2025-04-16T07:40"),
        ("16.04.2025 07:40", "2025-04-16T07:40"),
        ("April 16, 2025 7:40 PM", "2025-04-16T19:40"),
        ("April 16, 2025, 12:40 a.m. EDT", "2025-04-16T04:40"),
        ("Wed Apr 16 07:40:00 +0000 2025", "2025-04-16T07:40"),
        ("Wed Apr 16 07:40:00 UTC 2025", "2025-04-16T07:40"),
        ("Wed Apr 16 07:40:00 2025", "2025-04-16T07:40"),
        ("Wednesday, April 16, 2025 - 07:40", "2025-04-16T07:40"),
        ("16. April 2025 um 07:40 Uhr", "2025-04-16T07:40"),
        ("16.04.2025, 7:40 Uhr", "2025-04-16T07:40"),
        ("16 avril 2025 à 7h40", "2025-04-16T07:40"),
        ("Wed, 16 Apr 25 07:40:00 +0200", "2025-04-16T05:40"),
        ("Wed Apr  16 07:40:00 CEST 2025", "2025-04-16T05:40"),
        ("2025-04-16T07:40:00[Europe/Oslo]", "2025-04-16T05:40"),
        ("2025-04-16 07:40:00 Europe/Oslo", "2025-04-16T05:40"),
        ("2025-04-16T07:40:00+01:00[Europe/Oslo]", "2025-04-16T06:40"),
        ("2025-04-16T07:40:00\u221205:00", "2025-04-16T12:40"),
        ("2025\u201304\u201316", "2025-04-16"),
        ("2025-W16", None),
        ("20250416074000", "2025-04-16T07:40"),
        ("202504160740", "2025-04-16T07:40"),
        ("20250416T074000Z", "2025-04-16T07:40"),
        ("1744789200", "2025-04-16T07:40"),
        ("1744789200000", "2025-04-16T07:40"),
        ("Wed, 16 Apr 2025 01:40:00 CEST", "2025-04-15T23:40"),
        ("Wed, 16 Apr 2025 00:40:00 BST", "2025-04-15T23:40"),
        ("Wed, 16 Apr 2025 03:40:00 IST", "2025-04-15T22:10"),
        ("Wed, 16 Apr 2025 03:40:00 JST", "2025-04-15T18:40"),
        ("Wed, 16 Apr 2025 03:40:00 GMT+2", "2025-04-16T01:40"),
        ("Wed, 16 Apr 2025 03:40:00 +0200 (CEST)", "2025-04-16T01:40"),
        ("Wed, 16 Apr 2025 22:40:00 PDT", "2025-04-17T05:40"),
        ("April 16, 2025 10:40 a.m. ET", "2025-04-16T14:40"),
        ("Jan. 16, 2025 10:40 PM PT", "2025-01-17T06:40"),
        ("16 April 2025, 10:40 CAT", "2025-04-16T08:40"),
    ],
)
def test_the_usual_spellings_are_read(text: str, told: str | None) -> None:
    if told is None:
        with pytest.raises(ValueError, match="is not a date"):
            parse_published(text)
        return
    moment, precision = parse_published(text)
    assert moment == datetime.fromisoformat(told).replace(tzinfo=UTC)
    assert precision == ("instant" if "T" in told else "day")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Wed, 16 Apr 2025 03:40:00 QQT", "time zone QQT, which is not known"),
        ("04/05/2025", "may be 5 April 2025 or 4 May 2025"),
        ("04/05/2025 10:15:00 PM", "may be"),
        ("0000-00-00 00:00:00", "not a date"),
        ("1970-01-01T00:00:00Z", "where no date was set"),
        ("2025-04", "not a date"),
        ("2025", "not a date"),
        ("N/A", "not a date"),
        ("null", "not a date"),
        ("31 April 2025", "not a date"),
        ("April 16, 2025 19:40 PM", "not a date"),
        ("16 Lorem 2025", "not a date"),
    ],
)
def test_what_may_be_another_day_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_published(text)


@pytest.mark.parametrize("text", ["", "  ", None])
def test_no_date_is_unknown_and_never_today(text: str | None) -> None:
    assert parse_published(text) == (None, None)


@pytest.mark.parametrize(
    "text", ["yesterday", "2025-13-01", "0001-01-01", "9999-12-31", "16/14/2025", "0000", "1e9"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is"):
        parse_published(text)


MARCH = "https://courier.example/2023/03/04/ferry-sinks"


@pytest.mark.parametrize(
    ("dateline", "url", "day"),
    [
        ("HASK, March 3 (Reuters) - A ferry sank.", MARCH, "2023-03-03"),
        ("PORT ELLISK, Norway, Mar. 3 (AP) \u2014 A ferry sank.", MARCH, "2023-03-03"),
        ("HASK, 3 March (Reuters) \u2013 A ferry sank.", MARCH, "2023-03-03"),
        ("HASK, March 3, 2023 - A ferry sank.", None, "2023-03-03"),
        ("HASK, March 3 (Reuters) - A ferry sank.", None, None),
        ("HASK, March 3 (Reuters) - A ferry sank.", "https://courier.example/2023/ferry", None),
        ("HASK, Dec 31 (Reuters) - A ferry sank.", "https://courier.example/2024/01/01/ferry", None),
        ("HASK, March 33 (Reuters) - A ferry sank.", MARCH, None),
        ("HASK (AP) - A ferry sank on March 3.", MARCH, None),
        ("A ferry sank off Hask, March 3 - it was the third.", MARCH, None),
        ("Hask, March 3 - A ferry sank.", MARCH, None),
    ],
)
def test_a_dateline_gives_the_day_when_its_year_is_certain(
    dateline: str, url: str | None, day: str | None
) -> None:
    moment, precision = dateline_day(dateline, url)
    assert (moment and f"{moment:%Y-%m-%d}") == day
    assert precision == ("day" if day else None)


@pytest.mark.parametrize(
    "text",
    [
        "1 Jan 2020 99999999999999999999:00:00 +0000",
        "1 Jan 2020 10:00:00 +99999999999999999999",
        "1 Jan 2020 " + "9" * 5_000,
        "9" * 5_000,
        "20²5-04-16",
        "inf",
        "nan",
    ],
)
def test_a_date_of_impossible_numbers_is_refused_in_few_words(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date") as refused:
        parse_published(text)
    assert len(str(refused.value)) < 200
