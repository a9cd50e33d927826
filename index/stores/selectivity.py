"""How much of an archive passes a filter, without looking at every article each time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cached_property

from sqlalchemy import func, select

from index.catalogue import schema as t
from index.catalogue.clauses import active_facts
from index.catalogue.limit import Limit
from index.catalogue.reads import Catalogue
from index.catalogue.records import Counts

_DAY_MS = 24 * 3600 * 1000


class Extent:
    """How much an archive has, at one moment.

    Args:
        counts: Of its articles.
        read_days: Returns how many articles there are by their day, counted from 1970; called once at most.

    Attributes:
        counts: Of its articles.
    """

    def __init__(self, counts: Counts, read_days: Callable[[], Mapping[int, int]]) -> None:
        self.counts, self._read_days = counts, read_days

    @cached_property
    def _by_day(self) -> Mapping[int, int]:
        return self._read_days()

    def share(self, limit: Limit) -> float | None:
        """Return the share, 0 to 1, as if outlets were alike on all days; None where it is not known."""
        counts = self.counts
        if limit.is_of_catalogue or not counts.articles:
            return None
        share = 1.0
        if limit.sources:
            share *= sum(counts.sources.get(name, 0) for name in limit.sources) / counts.articles
        if limit.from_ms is not None or limit.to_ms is not None:
            first = -1e18 if limit.from_ms is None else limit.from_ms // _DAY_MS
            end = 1e18 if limit.to_ms is None else limit.to_ms / _DAY_MS
            share *= sum(n for day, n in self._by_day.items() if first <= day < end) / counts.articles
        return share


class Shares:
    """Tells how much of an archive passes a limit; may be used from many threads.

    Its articles are counted by day once for each change of it.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._state = (0, -1)
        self._days: Mapping[int, int] = {}

    def current(self) -> Extent:
        """Return how much the archive has now; ask once for a search, as the catalogue is read each time."""
        return Extent(self._catalogue.counts(), self._by_day)

    def _by_day(self) -> Mapping[int, int]:
        """The articles that have a date by their day, counted from 1970."""
        state = self._catalogue.state()
        with self._lock:
            if state != self._state:
                day = t.version.c.published_ms // _DAY_MS
                query = active_facts(select(day, func.count())).where(day.is_not(None)).group_by(day)
                with self._catalogue.reading() as connection:
                    self._days = {int(row[0]): int(row[1]) for row in connection.execute(query)}
                self._state = state
            return self._days
