"""The vectors of an archive on several Chroma servers: a collection for each year, queried in parallel."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from heapq import nlargest
from itertools import repeat
from typing import TYPE_CHECKING, TypeVar

from index.catalogue.limit import Limit
from index.catalogue.reads import Catalogue
from index.catalogue.records import from_ms
from index.embed.protocol import Vectors
from index.stores.chroma_address import ChromaServer
from index.stores.chroma_http import ask, connect
from index.stores.chroma_server import ServerVectors, drop_collection
from index.stores.vectors import Nearest, VectorRow

if TYPE_CHECKING:
    import httpx

UNDATED = 0
"""The span of what has no date; every other one is a year."""
_AT_ONCE, _PAGE = 16, 500

_Told = TypeVar("_Told")


class SpannedVectors:
    """A `VectorStore` whose rows lie by their years on several servers; what others write is seen at once.

    Each year has one server, by its number, so that neighbouring years are on different ones.

    Args:
        servers: Where; after a change of their number or order the vectors must be written anew.
        name: What the collections' names begin with.
        catalogue: What the vectors are derived from.

    Raises:
        ArchiveError: A server cannot be used.
    """

    def __init__(self, servers: Sequence[ChromaServer], name: str, catalogue: Catalogue) -> None:
        self._servers, self._name, self._catalogue = servers, name, catalogue
        self._listing, self._opening = threading.Lock(), threading.Lock()
        self._spans: dict[int, ServerVectors] = {}
        self._listed = False
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="citedesk-spans")
        # One for each server: to make one takes longer than most of what is asked.
        self._clients = [connect(server) for server in servers]
        try:
            self._known()
        except BaseException:
            self.close()
            raise

    def upsert(self, rows: Sequence[VectorRow], vectors: Vectors) -> None:
        """Write `rows` with their ``(n, dimension)`` vectors; an id that is there already is replaced."""
        places: dict[int, list[int]] = defaultdict(list)
        for place, row in enumerate(rows):
            places[_span_of(row.published_ms)].append(place)

        def write(span: int) -> None:
            some = places[span]
            self._of(span).upsert([rows[place] for place in some], vectors[some])

        def clear(span: int) -> None:
            """Delete those that had another date before."""
            others = [row.chunk_id for row in rows if _span_of(row.published_ms) != span]
            _delete_there(self._of(span), others)

        list(self._pool.map(write, list(places)))
        list(self._pool.map(clear, self._known()))

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Delete chunks; ids that are not there are no error."""
        self._each(lambda store: _delete_there(store, chunk_ids))

    def nearest(self, vector: Vectors, count: int, limit: Limit | None = None) -> Nearest:
        """Return up to `count` chunks within a limit, the best of all years."""
        asked = [(span, part) for span in self._known() if (part := _part(limit, span)) is not None]
        answers = self._pool.map(
            lambda one: self._of(one[0]).nearest(vector, count, one[1] if one[1] != Limit() else None), asked
        )
        best: dict[str, float] = {}
        for answer in answers:
            for chunk_id, score in answer:
                best[chunk_id] = max(score, best.get(chunk_id, score))
        return nlargest(count, best.items(), key=lambda one: one[1])

    def count(self) -> int:
        """Return the number of vectors kept."""
        return sum(self._each(lambda store: store.count()))

    def ids(self) -> set[str]:
        """Return the ids of all vectors kept."""
        return set[str]().union(*self._each(lambda store: store.ids()))

    def reopen(self) -> None:
        """See the years that another process was the first to write."""
        self._listed = False

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.shutdown()
        for store in self._spans.values():
            store.close()
        for client in self._clients:
            client.close()

    def _each(self, do: Callable[[ServerVectors], _Told]) -> list[_Told]:
        return list(self._pool.map(do, [self._of(span) for span in self._known()]))

    def _known(self) -> list[int]:
        """The spans that have a collection."""
        with self._listing:
            if not self._listed:
                self._listed = True  # Before: what is reopened meanwhile is listed once more.
                try:
                    listed = self._pool.map(collections, self._servers, self._clients, repeat(self._name))
                    for span, _ in (one for of_server in listed for one in of_server):
                        self._of(span)
                except BaseException:
                    self._listed = False
                    raise
        return sorted(self._spans)

    def _of(self, span: int) -> ServerVectors:
        with self._opening:
            if span not in self._spans:
                number = span % len(self._servers)
                server, client = self._servers[number], self._clients[number]
                self._spans[span] = ServerVectors(server, f"{self._name}-{span}", self._catalogue, client)
            return self._spans[span]


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
    return [(int(end), existing) for end, existing in ends if end.isdigit()]


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
    """Delete chunks from a collection that has few of them or none: to look costs a tenth of deleting."""
    if chunk_ids and (there := store.having(chunk_ids)):
        store.delete(there)


def _span_of(published_ms: int | None) -> int:
    published = from_ms(published_ms)
    return published.year if published else UNDATED


def _part(limit: Limit | None, span: int) -> Limit | None:
    """What of a limit is to be asked for within a span: an empty one for all of it, None for nothing."""
    if limit is None:
        return Limit()
    if limit.from_ms is None and limit.to_ms is None:
        return limit
    if span == UNDATED:
        return None
    first, end = _instant(span), _instant(span + 1)
    begins = first if limit.from_ms is None else limit.from_ms
    ends = end if limit.to_ms is None else limit.to_ms
    if ends <= first or begins >= end:
        return None
    return replace(limit, from_ms=None, to_ms=None) if begins <= first and ends >= end else limit


def _instant(year: int) -> int:
    return round(datetime(year, 1, 1, tzinfo=UTC).timestamp() * 1000)
