from datetime import UTC, datetime

import pytest

from corpus.text.dates import dateline_day, parse_published


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


@pytest.mark.parametrize("text", ["", "  ", None])
def test_no_date_is_unknown_and_never_today(text: str | None) -> None:
    assert parse_published(text) == (None, None)


@pytest.mark.parametrize(
    "text", ["yesterday", "2025-13-01", "0001-01-01", "9999-12-31", "16/04/2025", "0000", "1e9"]
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
    with pytest.raises(ValueError, match="is no date") as refused:
        parse_published(text)
    assert len(str(refused.value)) < 200
