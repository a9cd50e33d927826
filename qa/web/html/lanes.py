"""When the articles were published, as HTML: a lane for each outlet, each with a scale of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.dates import day_in_words
from index.browse.timeline import Timeline
from qa.web.html.rendering import rendered
from qa.web.state.limits import MOST_OUTLETS, Limits, name_of_value

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
    """An outlet's bars, or those of several together.

    Attributes:
        outlets: Their names, as JSON; "" for more than can be chosen.
        name: What the lane is called.
        total: All its articles.
        most: Those of its highest bar.
        chosen: Whether the limits leave it in.
        pressed: Whether its outlets are those that are set.
        bars: Spans that have articles.
    """

    outlets: str
    name: str
    total: int
    most: int
    chosen: bool
    pressed: bool
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
        yield _lane((source,), name_of_value("sources", source), counts, drawn, limits)
    rest = dict(outlets[len(shown) :])
    if rest:
        summed = tuple(map(sum, zip(*rest.values(), strict=True)))
        yield _lane(tuple(rest), f"{len(rest):,} other outlets", summed, drawn, limits)


def _lane(
    sources: tuple[str, ...], name: str, counts: tuple[int, ...], drawn: Timeline, limits: Limits
) -> Lane:
    most = max(counts)
    bars = tuple(_bar(place, count, most, drawn, limits) for place, count in enumerate(counts) if count)
    outlets = json.dumps(sources) if len(sources) <= MOST_OUTLETS else ""
    set_of_these = set(sources) & set(limits.sources)
    pressed = bool(set_of_these) and len(set_of_these) == len(sources)
    return Lane(outlets, name, sum(counts), most, bool(set_of_these) or not limits.sources, pressed, bars)


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
