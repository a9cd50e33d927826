"""When the articles were published, as HTML: a lane for each outlet, each with a scale of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.dates import day_in_words
from index.browse.timeline import Timeline
from qa.web.html.rendering import rendered
from qa.web.state.limits import Limits, name_of_value

_MOST_LANES = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles of an outlet in a span; its height is per cent of the lane's highest."""

    place: int
    count: int
    height: int
    first: str
    last: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """An outlet's bars; `source` is None for what several outlets have together."""

    source: str | None
    name: str
    total: int
    most: int
    chosen: bool
    bars: tuple[Bar, ...]


def lanes(drawn: Timeline | None, limits: Limits) -> str:
    """Return a lane of bars for each of the outlets with the most articles, and one for all others.

    Bars outside the limits are drawn more quietly. `drawn` is None where the archive has no dates.
    """
    shown = list(_lanes(drawn, limits)) if drawn else []
    return str(rendered("archive/lanes.html", drawn=drawn, lanes=shown, limits=limits))


def _lanes(drawn: Timeline, limits: Limits) -> Iterator[Lane]:
    outlets = list(drawn.counts.items())
    # One outlet alone is no crowd.
    shown = outlets if len(outlets) == _MOST_LANES + 1 else outlets[:_MOST_LANES]
    for source, counts in shown:
        chosen = not limits.sources or source in limits.sources
        yield _lane(source, name_of_value("sources", source), counts, drawn, limits, chosen)
    rest = outlets[len(shown) :]
    if rest:
        summed = tuple(map(sum, zip(*(counts for _, counts in rest), strict=True)))
        chosen = not limits.sources or any(source in limits.sources for source, _ in rest)
        yield _lane(None, f"{len(rest)} other outlets", summed, drawn, limits, chosen)


def _lane(
    source: str | None, name: str, counts: tuple[int, ...], drawn: Timeline, limits: Limits, chosen: bool
) -> Lane:
    most = max(counts)
    bars = tuple(_bar(place, count, most, drawn, limits) for place, count in enumerate(counts) if count)
    return Lane(source, name, sum(counts), most, chosen, bars)


def _bar(place: int, count: int, most: int, drawn: Timeline, limits: Limits) -> Bar:
    first, last = drawn.spans[place]
    days = first.isoformat(), last.isoformat()
    within = (not limits.first_day or limits.first_day <= days[1]) and (
        not limits.last_day or days[0] <= limits.last_day
    )
    name = {
        "week": f"week of {day_in_words(first)}",
        "month": f"{first:%B %Y}",
        "quarter": f"{first:%B} to {last:%B %Y}",
        "year": f"{first:%Y}",
    }[drawn.unit]
    return Bar(place, count, max(round(100 * count / most), 8), *days, name, within)
