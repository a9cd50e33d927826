"""The timeline: whole weeks, months, quarters or years without gaps, and every dated article in one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.browse.facets import EVERYTHING
from index.browse.timeline import Timeline, Unit, timeline
from tests.index.catalogue.rows import facet_index

DAYS = st.dates(date(1800, 1, 1), date(2100, 12, 31))


def counted(days: list[date | None], most: int = 80) -> Timeline | None:
    index = facet_index([("Courier", day) for day in days])
    return timeline(index, index.mask(EVERYTHING), most)


@given(st.lists(DAYS, min_size=1, max_size=20), st.integers(1, 100))
def test_every_day_lies_in_one_span_and_spans_have_no_gaps(days: list[date], most: int) -> None:
    drawn = counted([*days, None], most)
    assert drawn is not None
    assert sum(drawn.counts["Courier"]) == len(days)
    for (_, last), (first, _) in zip(drawn.spans, drawn.spans[1:], strict=False):
        assert first - last == timedelta(days=1)
    for (first, last), count in zip(drawn.spans, drawn.counts["Courier"], strict=True):
        assert count == sum(first <= day <= last for day in days)
    assert drawn.unit == "year" or len(drawn.spans) <= most


@pytest.mark.parametrize(
    ("last", "unit", "spans"),
    [
        (date(2025, 1, 5), "week", [(date(2024, 12, 30), date(2025, 1, 5))]),
        (date(2027, 1, 1), "month", [(date(2025, 1, 1), date(2025, 1, 31))]),
        (date(2040, 1, 1), "quarter", [(date(2025, 1, 1), date(2025, 3, 31))]),
        (date(2090, 1, 1), "year", [(date(2025, 1, 1), date(2025, 12, 31))]),
    ],
)
def test_what_is_longer_has_longer_spans(last: date, unit: Unit, spans: list[tuple[date, date]]) -> None:
    drawn = counted([date(2025, 1, 1), last])
    assert drawn is not None
    assert drawn.unit == unit
    assert list(drawn.spans[:1]) == spans


def test_outlets_with_the_most_come_first_and_what_has_no_date_is_left_out() -> None:
    days = [("Signal", date(2025, 1, 1)), ("Courier", date(2025, 1, 8)), ("Courier", date(2025, 1, 9))]
    index = facet_index([*days, ("Post", None), (None, date(2025, 1, 1))])
    drawn = timeline(index, index.mask(EVERYTHING))
    assert drawn is not None
    assert list(drawn.counts.items()) == [("Courier", (0, 2)), ("", (1, 0)), ("Signal", (1, 0))]
    assert counted([None]) is None
    assert counted([date(9999, 12, 31)]) is not None
