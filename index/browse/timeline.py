"""How many articles each outlet published when, in as many equal spans as can be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.browse.facets import EPOCH, UNKNOWN, FacetIndex, Mask

Unit = Literal["week", "month", "quarter", "year"]
UNITS: tuple[Unit, ...] = ("week", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
# 1 January 1970 was a Thursday, and weeks begin on Mondays.
_THURSDAY = 3


@dataclass(frozen=True, slots=True)
class Timeline:
    """Articles by outlet and time.

    Attributes:
        unit: What each span is.
        spans: The first and the last day of each, in order and without gaps.
        counts: For each outlet ("" for unknown) the articles in each span; most first.
    """

    unit: Unit
    spans: tuple[tuple[date, date], ...]
    counts: Mapping[str, tuple[int, ...]]


def timeline(index: FacetIndex, mask: Mask, most: int = 80) -> Timeline | None:
    """Return when some articles were published; None if none of them has a date.

    Args:
        index: All articles.
        mask: ``(n,)``, those to count.
        most: The most spans, unless there are more years.
    """
    dated = mask & (index.days != UNKNOWN)
    days, codes = index.days[dated], index.columns["sources"].codes[dated]
    if not len(days):
        return None
    for unit in UNITS:
        numbers = _numbers(days, unit)
        first, last = int(numbers.min()), int(numbers.max())
        if last - first < most:
            break
    width = last - first + 1
    names = index.columns["sources"].names
    table = np.zeros((len(names), width), np.int64)
    np.add.at(table, (codes, numbers - first), 1)
    totals = Counter(dict(zip(names, table.sum(axis=1).tolist(), strict=True)))
    rows = dict(zip(names, table.tolist(), strict=True))
    counts = {name: tuple(rows[name]) for name, total in totals.most_common() if total}
    return Timeline(unit, tuple(_span(number, unit) for number in range(first, last + 1)), counts)


def _numbers(days: NDArray[np.int64], unit: Unit) -> NDArray[np.int64]:
    """The number of each day's week, month, quarter or year since 1970."""
    if unit == "week":
        return (days + _THURSDAY) // 7
    months: NDArray[Any] = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // _MONTHS[unit]


def _span(number: int, unit: Unit) -> tuple[date, date]:
    if unit == "week":
        monday = EPOCH + timedelta(days=7 * number - _THURSDAY)
        return monday, monday + min(timedelta(days=6), date.max - monday)
    first = _month(number * _MONTHS[unit])
    following = (number + 1) * _MONTHS[unit]
    last = _month(following) - timedelta(days=1) if _year(following) <= date.max.year else date.max
    return first, last


def _month(number: int) -> date:
    return date(_year(number), number % 12 + 1, 1)


def _year(number: int) -> int:
    return EPOCH.year + number // 12
