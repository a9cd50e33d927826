"""Facets: what articles have in common is counted within what is chosen, as the archive is now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from index.archive import Archive
from index.browse.facets import Selection, month_span
from index.ingest.removal import remove, restore
from tests.index.makers import article, day, put

pytestmark = pytest.mark.both_databases


@pytest.fixture
def filled(archive: Archive) -> Archive:
    put(
        archive,
        article("a", "One.", source="Courier", author="Ada", language="en", published_at=day("2025-06-01")),
        article("b", "Two.", source="Courier", author="Kay", language="de", published_at=day("2025-06-30")),
        article("c", "Three.", source="Signal", author="Ada", language="en", published_at=day("1969-12-31")),
        article("d", "Four.", source="Signal", section="Sport"),
        article("e", "Five."),
    )
    return archive


def test_every_value_is_counted_and_what_is_unknown_is_one(filled: Archive) -> None:
    counts = filled.facets.count()
    assert counts.total == 5
    assert counts.values["sources"] == {"Courier": 2, "Signal": 2, "": 1}
    assert counts.values["authors"] == {"": 2, "Ada": 2, "Kay": 1}
    assert list(counts.values["months"].items()) == [("2025-06", 2), ("1969-12", 1), ("", 2)]
    assert counts.values["sections"] == {"": 4, "Sport": 1}
    assert counts.values["languages"] == {"en": 2, "": 2, "de": 1}
    assert counts.days == {date(1969, 12, 31): 1, date(2025, 6, 1): 1, date(2025, 6, 30): 1}


def test_a_facet_is_counted_within_the_others_and_not_within_itself(filled: Archive) -> None:
    counts = filled.facets.count(Selection(sources=("Courier",)))
    assert counts.total == 2
    assert counts.values["sources"] == {"Courier": 2, "Signal": 2, "": 1}
    assert counts.values["authors"] == {"Ada": 1, "Kay": 1}
    both = filled.facets.count(Selection(sources=("Courier", "Signal"), authors=("Ada",)))
    assert both.total == 2
    assert both.values["sources"] == {"Courier": 1, "Signal": 1}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(months=("2025-06", "")), ["a", "b", "d", "e"]),
        (Selection(sources=("",)), ["e"]),
        (Selection(sections=("Sport",)), ["d"]),
        (Selection(first=date(2025, 6, 1), last=date(2025, 6, 1)), ["a"]),
        (Selection(last=date(1969, 12, 31)), ["c"]),
        (Selection(first=date(2025, 6, 30)), ["b"]),
        (Selection(months=("2025-06",), authors=("Ada",)), ["a"]),
        (Selection(languages=("xx",)), []),
    ],
)
def test_what_is_selected(filled: Archive, selection: Selection, expected: list[str]) -> None:
    index = filled.facets
    inside = index.mask(selection)
    assert [name for name, chosen in zip(index.article_ids, inside, strict=True) if chosen] == expected


def test_days_are_counted_whatever_days_and_months_are_chosen(filled: Archive) -> None:
    counts = filled.facets.count(Selection(months=("1969-12",), first=date(2025, 1, 1)))
    assert counts.total == 0
    assert counts.between(date(2025, 6, 1), date(2025, 6, 30)) == 2
    assert counts.values["months"] == {"2025-06": 2}


def test_it_follows_every_change(filled: Archive) -> None:
    assert filled.facets is filled.facets
    remove(filled, ["a"])
    assert filled.facets.count().total == 4
    restore(filled, ["a"])
    put(filled, article("f", "Six.", source="Post"))
    assert filled.facets.count().values["sources"]["Post"] == 1
    assert filled.facets.count().total == 6


def test_an_article_comes_when_its_embargo_ends(archive: Archive) -> None:
    now = datetime(2025, 6, 1, tzinfo=UTC)
    archive.catalogue.clock = lambda: now
    put(archive, article("a", "One.", embargoed_until=now + timedelta(hours=1)))
    assert archive.facets.count().total == 0
    now += timedelta(hours=2)
    assert archive.facets.count().total == 1


def test_months_have_their_last_days() -> None:
    assert month_span("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert month_span("9999-12") == (date(9999, 12, 1), date(9999, 12, 31))
    with pytest.raises(ValueError, match="month"):
        month_span("2024-13")
