"""What is set beside a question: told in words, and changed by whatever a browser says."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.errors import QuestionError
from index.browse.facets import Selection
from qa.web.state.limits import Limits, name_of_value

SET = Limits(("Courier",), "2025-01-01", "2025-02-01", authors=("Ada",), months=("2025-01",))


def test_a_value_is_set_and_taken_off() -> None:
    limits = Limits().changed({"do": "toggle", "facet": "sources", "value": "Courier"})
    limits = limits.changed({"do": "toggle", "facet": "sources", "value": ""})
    assert limits.sources == ("Courier", "")
    assert limits.changed({"do": "toggle", "facet": "sources", "value": "Courier"}).sources == ("",)


def test_days_are_set_by_name_however_they_are_typed() -> None:
    limits = Limits().changed({"do": "days", "first_day": "2025-01-01", "last_day": "2025-01-31"})
    assert limits.span_in_words() == "January 2025"
    backwards = limits.changed({"do": "days", "last_day": "2024-01-31"})
    assert backwards.span_in_words() == "1 January 2025 to 31 January 2024"
    assert limits.changed({"do": "days", "last_day": ""}).span_in_words() == "From 1 January 2025"
    assert limits.changed({"do": "days", "first_day": " 1 Jan. 2025"}) == limits
    assert not SET.changed({"do": "clear"}).any_set


def test_what_is_no_day_stays_as_it_was_typed_and_is_told() -> None:
    limits = Limits().changed(
        {"do": "days", "first_day": "soon", "last_day": "5/12/2024", "today": "2 May 2025"}
    )
    assert [limits.day_shown(name) for name in ("first_day", "last_day", "today")] == [
        "soon",
        "5/12/2024",
        "2 May 2025",
    ]
    assert limits.day_fault("first_day") == "'soon' is not a date. Write it as 12 December 2024."
    assert "may be 12 May 2024 or 5 December 2024" in limits.day_fault("last_day")
    assert limits.day_fault("today") == ""
    assert limits.span_in_words() == "“soon” (no date) to “5/12/2024” (no date)"
    assert Limits(today="soon").named() == (("Asked on", "“soon” (no date)"),)
    assert limits.selection().first is None
    with pytest.raises(QuestionError, match="'soon', which is not a date"):
        limits.filters()
    assert len(Limits().changed({"do": "days", "today": "x" * 500}).today) == 40


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"do": "show"},
        {"do": "toggle", "facet": "any_set", "value": "x"},
        {"do": "toggle", "facet": ["sources"], "value": "x"},
        {"do": "toggle", "facet": "sources", "value": 7},
        {"do": "toggle", "facet": "sources", "value": "x" * 6_000},
        {"do": "none", "facet": "today"},
        {"do": "none", "facet": ["sources"]},
        *({"do": "outlets", "outlets": outlets} for outlets in ("", "[", "7", "[]", "[7]", '{"a": 1}')),
        {"do": "outlets", "outlets": f'["{"x" * 6_000}"]'},
    ],
)
def test_what_no_button_says_changes_nothing(said: dict[str, object]) -> None:
    assert SET.changed(said) == SET


def test_a_browser_cannot_set_without_end() -> None:
    limits = Limits()
    for number in range(300):
        limits = limits.changed({"do": "toggle", "facet": "authors", "value": str(number)})
    assert len(limits.authors) == 100


def test_they_reach_the_desk_the_catalogue_and_the_reader() -> None:
    assert SET.filters().authors == ("Ada",)
    assert SET.told() == "Filters: only Courier, by Ada, from 1 January 2025, until 1 February 2025"
    selection = Selection(("Courier",), ("Ada",), ("2025-01",), (), date(2025, 1, 1), date(2025, 2, 1))
    assert SET.selection() == selection
    assert Limits(first_day="soon", months=("2025-13", "")).selection() == Selection(months=("",))


def test_values_have_names() -> None:
    assert name_of_value("months", "2024-12") == "December 2024"
    assert name_of_value("months", "") == "Undated"
    assert name_of_value("languages", "de") == "German"
    assert name_of_value("sources", "de") == "de"


@pytest.mark.parametrize("place", range(4))
def test_each_can_be_gone_without_by_the_name_it_is_shown_under(place: int) -> None:
    limits = Limits(("Courier", "Signal"), "2025-01-01", "", "2025-03-01", ("Ada",))
    named = limits.named()
    name, text = named[place]
    fewer = limits.without(name, text)
    assert fewer.named() == (*named[:place], *named[place + 1 :])
    assert limits.changed({"do": "without", "filter": name, "text": text}) == fewer
    # Pressed twice it is still off.
    assert fewer.without(name, text) == fewer


def test_without_a_name_all_are_gone_without() -> None:
    assert not SET.without("", "").any_set
    assert SET.without("Outlet", "Nobody") == SET
    assert SET.without("Colour", "Courier") == SET
