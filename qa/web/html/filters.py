"""The filters of chat and archive as HTML: a panel of values with their counts, and what is set as chips."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.text.lexicon import count_of
from index.browse.facets import FACETS, Facet, FacetCounts, month_span
from qa.web.html.rendering import rendered
from qa.web.state.limits import NAMES, Limits, name_of_value

_YEARS = 3
_MOST_CHIPS = 4
"""The most values of a facet that have a chip each; of more their number is told."""
MOST_VALUES = 100
"""The most values of a facet that are listed; of more the rarest are left out."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that can be chosen, with the number of articles that have it."""

    facet: Facet
    value: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Preset:
    """A span of days with a name, both days as ``YYYY-MM-DD``, and the number of its articles."""

    name: str
    first: str
    last: str
    count: int
    chosen: bool


def bar(place: str, limits: Limits) -> str:
    """Return the button that opens the panel, with what is set as chips that can be taken off."""
    many = [facet for facet in FACETS if len(limits.values(facet)) > _MOST_CHIPS]
    chips = [
        Value(facet, value, name_of_value(facet, value), 0, True)
        for facet in FACETS
        if facet not in many
        for value in limits.values(facet)
    ]
    numbers = [(facet, count_of(len(limits.values(facet)), NAMES[facet].lower())) for facet in many]
    return str(
        rendered(
            "page/filter_bar.html", place=place, limits=limits, chips=chips, numbers=numbers, names=NAMES
        )
    )


def panel(place: str, limits: Limits, counts: FacetCounts, today: date) -> str:
    """Return what can be set.

    In the chat nothing can be asked of what is not known of an article, nor of months and languages.
    """
    facets = FACETS if place == "archive" else ("sources", "authors", "sections")
    lists = [(facet, NAMES[facet], list(_values(facet, limits, counts, place))) for facet in facets]
    return str(
        rendered(
            "page/filter_panel.html",
            place=place,
            limits=limits,
            presets=presets(limits, counts, today),
            # A single value that all articles have narrows nothing.
            lists=[entry for entry in lists if len(entry[2]) > 1 or any(value.chosen for value in entry[2])],
            total=counts.total,
            days=(min(counts.days), max(counts.days)) if counts.days else None,
        )
    )


def _values(facet: Facet, limits: Limits, counts: FacetCounts, place: str) -> Iterator[Value]:
    chosen, counted = limits.values(facet), counts.values[facet]
    shown = dict(list(counted.items())[:MOST_VALUES])
    # What was chosen can be taken off although nothing has it any more.
    shown |= {value: counted.get(value, 0) for value in chosen}
    for value, count in shown.items():
        if value or place == "archive":
            yield Value(facet, value, name_of_value(facet, value), count, value in chosen)


def presets(limits: Limits, counts: FacetCounts, today: date) -> list[Preset]:
    """Return spans of days to choose with one click, those that have articles or are chosen.

    An archive that ends before this year is given its newest month and years instead.
    """
    current = {
        "Today": (today, today),
        "This week": (today - timedelta(days=today.weekday()), today),
        "This month": (today.replace(day=1), today),
        "This year": (today.replace(month=1, day=1), today),
    }
    offered = [_preset(name, *span, limits, counts) for name, span in current.items()]
    if not any(preset.count for preset in offered) and counts.days:
        offered += [_preset(name, *span, limits, counts) for name, span in _newest(max(counts.days))]
    return [preset for preset in offered if preset.count or preset.chosen]


def _preset(name: str, first: date, last: date, limits: Limits, counts: FacetCounts) -> Preset:
    days = first.isoformat(), last.isoformat()
    return Preset(name, *days, counts.between(first, last), days == (limits.first_day, limits.last_day))


def _newest(day: date) -> Iterator[tuple[str, tuple[date, date]]]:
    """The month of a day, its year, and the years before."""
    yield f"{day:%B %Y}", month_span(f"{day:%Y-%m}")
    for year in range(day.year, max(0, day.year - _YEARS), -1):
        yield str(year), (date(year, 1, 1), date(year, 12, 31))
