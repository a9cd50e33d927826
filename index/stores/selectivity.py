"""The selectivity of filters: what share of an archive passes one, without looking at every article."""

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
    """The number of an archive's articles, in all and by day, at one moment.

    Args:
        counts: The archive's counts.
        read_days: Returns the number of articles by day, as days since 1970; called at most once.

    Attributes:
        counts: The archive's counts.
    """

    def __init__(self, counts: Counts, read_days: Callable[[], Mapping[int, int]]) -> None:
        self.counts, self._read_days = counts, read_days

    @cached_property
    def _by_day(self) -> Mapping[int, int]:
        return self._read_days()

    def share(self, limit: Limit) -> float | None:
        """Return the share that passes, 0 to 1, assuming outlets alike on all days; None if unknown."""
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
    """Estimates what share of an archive passes a limit; may be used from many threads.

    Articles are counted by day once after each change of the archive.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._state = (0, -1)
        self._days: Mapping[int, int] = {}

    def current(self) -> Extent:
        """Return the archive's current numbers; call it once a search: each call reads the catalogue."""
        return Extent(self._catalogue.counts(), self._by_day)

    def _by_day(self) -> Mapping[int, int]:
        """The number of dated articles by day, as days since 1970."""
        state = self._catalogue.state()
        with self._lock:
            if state != self._state:
                day = t.version.c.published_ms // _DAY_MS
                query = active_facts(select(day, func.count())).where(day.is_not(None)).group_by(day)
                with self._catalogue.reading() as connection:
                    self._days = {int(row[0]): int(row[1]) for row in connection.execute(query)}
                self._state = state
            return self._days
