"""Spans of days that can be chosen with one click."""

from __future__ import annotations

from datetime import date

from index.browse.facets import FACETS, Facet, FacetCounts
from qa.web.html.filters import bar, panel, presets
from qa.web.state.limits import Limits

TODAY = date(2026, 3, 5)


def offered(*days: date, limits: Limits | None = None) -> list[tuple[str, int]]:
    counts = FacetCounts(len(days), {}, dict.fromkeys(days, 1))
    return [(preset.name, preset.count) for preset in presets(limits or Limits(), counts, TODAY)]


def test_only_spans_that_have_articles_are_offered() -> None:
    assert offered(TODAY, date(2026, 3, 1)) == [
        ("Today", 1),
        ("This week", 1),
        ("This month", 2),
        ("This year", 2),
    ]
    assert offered(date(2026, 1, 2), date(2024, 5, 30)) == [("This year", 1)]


def test_an_archive_of_the_past_offers_its_newest_month_and_years() -> None:
    days = date(2024, 5, 30), date(2024, 1, 1), date(2022, 7, 1), date(2006, 9, 14)
    assert offered(*days) == [("May 2024", 1), ("2024", 2), ("2022", 1)]
    assert offered() == []


def test_a_span_that_is_chosen_can_be_taken_off_although_nothing_is_left_in_it() -> None:
    chosen = Limits(first_day="2026-03-05", last_day="2026-03-05")
    assert offered(date(2024, 5, 30), limits=chosen)[0] == ("Today", 0)
    empty = FacetCounts(0, {facet: {} for facet in ("sources", "authors", "sections")}, {})
    assert "cd-filter-preset" not in panel("chat", Limits(), empty, TODAY)


def test_an_archive_of_one_day_names_it_once() -> None:
    def told(*days: date) -> str:
        values: dict[Facet, dict[str, int]] = {facet: {} for facet in FACETS}
        return panel("chat", Limits(), FacetCounts(len(days), values, dict.fromkeys(days, 1)), TODAY)

    assert "Articles from 5 March 2026. Write" in told(TODAY)
    assert "Articles from 1 March 2026 to 5 March 2026. Write" in told(TODAY, date(2026, 3, 1))


def test_many_values_of_a_facet_have_one_chip_together() -> None:
    few = bar("archive", Limits(tuple("ABCD")))
    assert few.count("cd-chip-off") == 4
    many = bar("archive", Limits(tuple("ABCDE"), authors=("Ada",)))
    assert "<bdi>5 outlets</bdi>" in many
    assert many.count("cd-chip-off") == 2
    said = {"do": "none", "facet": "sources"}
    assert Limits(tuple("ABCDE"), authors=("Ada",)).changed(said) == Limits(authors=("Ada",))
