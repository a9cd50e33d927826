from datetime import UTC, date, datetime

import pytest

from index.catalogue.records import Counts
from qa.evidence.day import relevant_day

TODAY = date(2024, 3, 10)


def counts(first: date | None, last: date | None, articles: int = 1000) -> Counts:
    days = [datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None for day in (first, last)]
    return Counts(
        articles=articles,
        versions=articles,
        stories=articles,
        chunks=articles,
        undated=0,
        sources={},
        first_published=days[0],
        last_published=days[1],
        languages={},
        expired=0,
        last_expired=None,
    )


@pytest.mark.parametrize(
    ("today", "newest", "told"),
    [
        (None, TODAY, None),
        (TODAY, None, None),
        (TODAY, date(2024, 3, 9), TODAY),
        (TODAY, date(2024, 6, 1), TODAY),
        (TODAY, date(2024, 2, 19), TODAY),
        (TODAY, date(2024, 2, 18), None),
        (TODAY, date(2020, 1, 1), None),
    ],
)
def test_a_day_long_after_the_archive_ends_tells_nothing(
    today: date | None, newest: date | None, told: date | None
) -> None:
    assert relevant_day(today, counts(newest, newest)) == told


def test_a_day_tells_nothing_of_an_archive_with_few_articles_for_its_span() -> None:
    first = date(2022, 3, 10)
    assert relevant_day(TODAY, counts(first, TODAY, articles=32)) is None
    assert relevant_day(TODAY, counts(first, TODAY, articles=4_000)) == TODAY
    assert relevant_day(TODAY, counts(TODAY, TODAY, articles=5)) == TODAY
