"""Filters in Chroma's own syntax.

It looks up every part of a filter by itself, and nearly all rows of an archive are from before the end of a
month. So on a server a day stands as two numbers, itself and its month, and a span is named by those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from index.catalogue.limit import Limit
from index.catalogue.records import from_ms

Where = dict[str, Any]


def by_instants(limit: Limit | None) -> Where | None:
    """Return a limit on rows that have an outlet and an instant; None for none."""
    if limit is None:
        return None
    clauses: list[Where] = [{"source": {"$in": list(limit.sources)}}] if limit.sources else []
    if limit.from_ms is not None:
        clauses.append({"published_ms": {"$gte": limit.from_ms}})
    if limit.to_ms is not None:
        clauses.append({"published_ms": {"$lt": limit.to_ms}})
    return _all_of(clauses)


def by_days(limit: Limit | None, first: datetime | None, last: datetime | None) -> Where | None:
    """Return a limit on rows that have an outlet, author, section, day and month; None for none.

    `first` and `last` are the days of the oldest and newest row; without them there are no rows.
    """
    if limit is None:
        return None
    chosen = (("source", limit.sources), ("author", limit.authors), ("section", limit.sections))
    clauses: list[Where] = [{name: {"$in": list(wanted)}} for name, wanted in chosen if wanted]
    if limit.from_ms is not None or limit.to_ms is not None:
        clauses.append(_span(limit, first or datetime.now(UTC), last or datetime.now(UTC)))
    return _all_of(clauses)


def _span(limit: Limit, first: datetime, last: datetime) -> Where:
    begin = max(first, from_ms(limit.from_ms) or first).date()
    # The end is half open.
    end = min(last, from_ms(limit.to_ms - 1) or last if limit.to_ms is not None else last).date()
    months: list[int] = []
    days: list[int] = []
    for month, some in groupby(_days(begin, end), key=month_number):
        within = list(some)
        if within[0].day == 1 and (within[-1] + timedelta(days=1)).day == 1:
            months.append(month)
        else:
            days += map(day_number, within)
    parts: list[Where] = []
    if months:
        parts.append({"month": {"$in": months}})
    if days or not months:  # Chroma wants to look for something also where no day is left.
        parts.append({"day": {"$in": days or [0]}})
    return {"$or": parts} if len(parts) > 1 else parts[0]


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def day_number(day: date) -> int:
    """Return a day as a number that people can read, such as 20250305."""
    return month_number(day) * 100 + day.day


def month_number(day: date) -> int:
    """Return its month, such as 202503."""
    return day.year * 100 + day.month


def _all_of(clauses: Iterable[Where]) -> Where | None:
    some = list(clauses)
    return {"$and": some} if len(some) > 1 else some[0] if some else None
