"""The vectors of an archive on several Chroma servers: a collection for each year, queried in parallel.

A year with more chunks than one graph serves well has a collection for each month.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import MAXYEAR, UTC, datetime
from heapq import nlargest
from itertools import repeat
from typing import TYPE_CHECKING, TypeVar

from index.catalogue.limit import NO_LIMIT, Limit
from index.catalogue.reads import Catalogue
from index.catalogue.records import from_ms
from index.embed.protocol import Vectors
from index.stores.chroma_address import ChromaServer
from index.stores.chroma_http import ask, connect
from index.stores.chroma_server import ServerVectors, drop_collection
from index.stores.post_filtering import post_filtered
from index.stores.selectivity import Extent, Shares
from index.stores.vectors import Nearest, VectorRow

if TYPE_CHECKING:
    import httpx

UNDATED, ALL_TIME = 0, -1
"""The spans of undated chunks, and of a collection written before there were spans; every other span is a
year, such as 2024, or a month, such as 202405."""
_AT_ONCE, _PAGE = 16, 500
# The most chunks of a year in one collection, except in collections that existed before.
_MOST = 3_000_000
_FIRST_SPLIT = 1000  # The numbers of earlier years' months would be those of other years.

_Told = TypeVar("_Told")
Spot = tuple[int, int]
"""A span, and the number of the server that has a collection for it."""


class ShardedVectors:
    """A `VectorStore` sharded by year over several servers; what others write is seen at once.

    The number of a new span decides its server, so that neighbouring spans are on different servers. An
    existing collection is searched and updated wherever it is, whichever spans it was written by.

    Args:
        servers: The Chroma servers; more may be added, and their order may change.
        name: The prefix of the collections' names.
        catalogue: What the vectors are derived from.

    Raises:
        ArchiveError: A server cannot be used.
    """

    def __init__(self, servers: Sequence[ChromaServer], name: str, catalogue: Catalogue) -> None:
        self._servers, self._name, self._catalogue = servers, name, catalogue
        self._shares = Shares(catalogue)
        self._listing, self._opening = threading.Lock(), threading.Lock()
        self._spots: dict[Spot, ServerVectors] = {}
        self._listed = False
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="citedesk-spans")
        # One client for each server: making one takes longer than most queries.
        self._clients = [connect(server) for server in servers]
        try:
            self._known()
        except BaseException:
            self.close()
            raise

    def upsert(self, rows: Sequence[VectorRow], vectors: Vectors) -> None:
        """Write `rows` with their ``(n, dimension)`` vectors; an id that is there already is replaced."""
        places: dict[int, list[int]] = defaultdict(list)
        split = {year for year in {_year_of(row.published_ms) for row in rows} if self._is_split(year)}
        spans = {row.chunk_id: _span_of(row.published_ms, split) for row in rows}
        for place, row in enumerate(rows):
            places[spans[row.chunk_id]].append(place)

        homes = {span: self._home(span) for span in places}

        def write(span: int) -> None:
            some = places[span]
            self._at(homes[span]).upsert([rows[place] for place in some], vectors[some])

        def clear(spot: Spot) -> None:
            """Delete chunks from where they were under an earlier date."""
            _delete_there(self._at(spot), [name for name, own in spans.items() if homes[own] != spot])

        list(self._pool.map(write, list(places)))
        list(self._pool.map(clear, self._known()))

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Delete chunks; ids that are not there are no error."""
        self._each(lambda store: _delete_there(store, chunk_ids))

    def nearest(self, vector: Vectors, count: int, limit: Limit | None = None) -> Nearest:
        """Return up to `count` chunks within a limit, the best of all years."""
        asked = {
            spot: part for spot in self._known() if (part := _part(limit or NO_LIMIT, spot[0])) is not None
        }
        if limit is None or all(part == NO_LIMIT for part in asked.values()):
            return self._best_of(asked, vector, count)
        extent = self._shares.current()
        # All years together: what of them lies within is then looked up once.
        found = post_filtered(
            lambda fetched: self._best_of(dict.fromkeys(asked, NO_LIMIT), vector, fetched),
            count,
            limit,
            _share(extent, limit, {span for span, _ in asked}),
            self._catalogue,
        )
        return self._best_of(asked, vector, count, extent) if found is None else found

    def _best_of(
        self, asked: Mapping[Spot, Limit], vector: Vectors, count: int, extent: Extent | None = None
    ) -> Nearest:
        """The nearest of some collections, each within a limit of its own."""
        limits = {spot: part if part != NO_LIMIT else None for spot, part in asked.items()}
        answers = self._pool.map(lambda at: self._at(at).nearest(vector, count, limits[at], extent), asked)
        best: dict[str, float] = {}
        for answer in answers:
            for chunk_id, score in answer:
                best[chunk_id] = max(score, best.get(chunk_id, score))
        return nlargest(count, best.items(), key=lambda one: one[1])

    def read(self, chunk_ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of those of some chunks that are there, by id."""
        vectors: dict[str, Vectors] = {}
        for some in self._each(lambda store: store.read(chunk_ids)) if chunk_ids else ():
            vectors |= some
        return vectors

    def count(self) -> int:
        """Return the number of vectors kept."""
        return sum(self._each(lambda store: store.count()))

    def ids(self) -> set[str]:
        """Return the ids of all vectors kept."""
        return set[str]().union(*self._each(lambda store: store.ids()))

    def reopen(self) -> None:
        """Find the collections that another process has made."""
        self._listed = False

    def close(self) -> None:
        """Close the connections."""
        self._pool.shutdown()
        for store in self._spots.values():
            store.close()
        for client in self._clients:
            client.close()

    def _each(self, do: Callable[[ServerVectors], _Told]) -> list[_Told]:
        return list(self._pool.map(do, [self._at(spot) for spot in self._known()]))

    def _is_split(self, year: int) -> bool:
        """Whether a year's chunks belong in a collection for each month."""
        if year < _FIRST_SPLIT:
            return False
        known = {span for span, _ in self._known()}
        if any(span // 100 == year for span in known):
            return True
        if year in known:
            return self._at(self._home(year)).count() >= _MOST
        # Nothing of that year is written yet: a rebuild may be about to write all of it.
        extent = self._shares.current()
        return (extent.share(_limit_of(year)) or 0.0) * extent.counts.chunks >= _MOST

    def _known(self) -> list[Spot]:
        """The spots that have a collection."""
        with self._listing:
            if not self._listed:
                self._listed = True  # Set first, so that a `reopen` meanwhile has them listed again.
                try:
                    listed = self._pool.map(collections, self._servers, self._clients, repeat(self._name))
                    for number, of_server in enumerate(listed):
                        for span, _ in of_server:
                            self._at((span, number))
                except BaseException:
                    self._listed = False
                    raise
        return sorted(self._spots)

    def _home(self, span: int) -> Spot:
        """Where a span is written: on the server that has it, else on the one that its number gives."""
        usual = (span, _number_of(span) % len(self._servers))
        known = [spot for spot in self._known() if spot[0] == span]
        return usual if usual in known or not known else known[0]

    def _at(self, spot: Spot) -> ServerVectors:
        with self._opening:
            if spot not in self._spots:
                span, number = spot
                name = self._name if span == ALL_TIME else f"{self._name}-{span}"
                server, client = self._servers[number], self._clients[number]
                self._spots[spot] = ServerVectors(
                    server, name, self._catalogue, client, self._shares, _limit_of(span)
                )
            return self._spots[spot]


def collections(server: ChromaServer, client: httpx.Client, name: str) -> list[tuple[int, str]]:
    """Return the spans of a build that a server has, with their collections' names.

    Raises:
        ArchiveError: The server cannot be used.
    """
    names: list[str] = []
    is_last = False
    while not is_last:
        page = ask(client, server, f"collections?limit={_PAGE}&offset={len(names)}", "GET", None)
        names += [existing["name"] for existing in page]
        is_last = len(page) < _PAGE
    begun = f"{name}-"
    ends = [(existing.removeprefix(begun), existing) for existing in names if existing.startswith(begun)]
    of_all_time = [(ALL_TIME, name)] if name in names else []
    return of_all_time + [(int(end), existing) for end, existing in ends if end.isdigit()]


def drop_spans(servers: Iterable[ChromaServer], name: str) -> None:
    """Delete all collections of a build.

    Raises:
        ArchiveError: A server cannot be reached, or refuses.
    """
    for server in servers:
        with connect(server) as client:
            existing = collections(server, client, name)
        for _, collection in existing:
            drop_collection(server, collection)


def _delete_there(store: ServerVectors, chunk_ids: Sequence[str]) -> None:
    """Delete chunks from a collection that has few of them, if any: looking costs a tenth of deleting."""
    if chunk_ids and (there := store.having(chunk_ids)):
        store.delete(there)


def _year_of(published_ms: int | None) -> int:
    published = from_ms(published_ms)
    return published.year if published else UNDATED


def _span_of(published_ms: int | None, split: Collection[int]) -> int:
    """The span of what was published at an instant, where some years are split into months."""
    published = from_ms(published_ms)
    if published is None:
        return UNDATED
    return published.year * 100 + published.month if published.year in split else published.year


def _is_month(span: int) -> bool:
    return span >= 100 * _FIRST_SPLIT


def _number_of(span: int) -> int:
    """A number that grows by one from span to span: consecutive years, or consecutive months."""
    return 12 * (span // 100) + span % 100 if _is_month(span) else span


def _limit_of(span: int) -> Limit:
    """The days of a span as a limit; no limit for undated chunks and for all time."""
    if span in (UNDATED, ALL_TIME):
        return NO_LIMIT
    if not _is_month(span):
        return Limit(from_ms=_instant(span, 1), to_ms=_instant(span + 1, 1))
    year, month = divmod(span, 100)
    return Limit(from_ms=_instant(year, month), to_ms=_instant(year + month // 12, month % 12 + 1))


def _share(extent: Extent, limit: Limit, spans: Iterable[int]) -> float | None:
    """The share of the chunks of some spans that lies within a limit; None where it is not known."""
    inside = extent.share(limit)
    if not inside or (limit.from_ms is None and limit.to_ms is None):
        return inside
    return inside / max(min(sum(extent.share(_limit_of(span)) or 0.0 for span in spans), 1.0), inside)


def _part(limit: Limit, span: int) -> Limit | None:
    """The part of a limit that applies within a span: `NO_LIMIT` for all of it, None for nothing."""
    if span == ALL_TIME or (limit.from_ms is None and limit.to_ms is None):
        return limit
    if span == UNDATED:
        return None
    days = _limit_of(span)
    part = limit.within(days)
    if part.from_ms is None or part.to_ms is None or part.from_ms >= part.to_ms:
        return None
    is_whole = (part.from_ms, part.to_ms) == (days.from_ms, days.to_ms)
    return replace(limit, from_ms=None, to_ms=None) if is_whole else part


def _instant(year: int, month: int) -> int:
    """The first instant of a month, or the last instant that a datetime can have for one after year 9999."""
    first = datetime(year, month, 1, tzinfo=UTC) if year <= MAXYEAR else datetime.max.replace(tzinfo=UTC)
    return round(first.timestamp() * 1000)
