"""Exact search within filters, over a copy of the active vectors in memory.

Chroma searches within a filter slowly: 40,000 vectors take it 28 to 205 ms, the more the filter lets
through, where one product of a matrix and a vector takes 3 to 8. The copy is derived from the catalogue when
a filter is first used, and what changed since is added at the next.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from index import tables as t
from index.catalogue import Catalogue
from index.database import get_meta
from index.embedding import Vectors
from index.queries import of_active_chunks, read_vectors
from index.vectors import Limit

MOST_CHUNKS = 300_000
"""Up to how many chunks are copied: at 384 dimensions 460 MB. Beyond it Chroma searches within filters."""

_UNKNOWN = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class ExactVectors:
    """The active chunks of one generation of the archive.

    Attributes:
        build: The name of the indexes that they belong to.
        chunk_ids: Their ids.
        vectors: ``(n, dimension)`` float32 of unit norm.
        outlets: The outlets that there are, None for the unknown one.
        sources: ``(n,)``, for each chunk the place of its outlet in `outlets`.
        published_ms: ``(n,)`` UTC milliseconds since 1970, the least int64 where unknown.
    """

    build: str
    chunk_ids: tuple[str, ...]
    vectors: Vectors
    outlets: tuple[str | None, ...]
    sources: NDArray[np.int64]
    published_ms: NDArray[np.int64]

    def nearest(self, vector: Vectors, count: int, limit: Limit) -> list[tuple[str, float]]:
        """Return up to `count` chunk ids within `limit` with their cosine similarity, best first."""
        rows = np.flatnonzero(self._inside(limit))
        # Rows are copied to be multiplied alone: that pays where few are left.
        few = len(rows) < len(self.chunk_ids) / 8
        scores = self.vectors[rows] @ vector if few else (self.vectors @ vector)[rows]
        best = np.argpartition(-scores, count - 1)[:count] if count < len(rows) else np.arange(len(rows))
        order = best[np.argsort(-scores[best], kind="stable")]
        return [(self.chunk_ids[rows[i]], float(scores[i])) for i in order]

    def _inside(self, limit: Limit) -> NDArray[np.bool_]:
        inside = np.ones(len(self.chunk_ids), dtype=bool)
        if limit.sources:
            named = [place for place, outlet in enumerate(self.outlets) if outlet in limit.sources]
            inside &= np.isin(self.sources, named)
        if limit.from_ms is not None or limit.to_ms is not None:
            inside &= self.published_ms != _UNKNOWN
        if limit.from_ms is not None:
            inside &= self.published_ms >= limit.from_ms
        if limit.to_ms is not None:
            inside &= self.published_ms < limit.to_ms
        return inside


class ExactCopy:
    """Keeps the copy of one archive; may be used from many threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._generation = -1
        self._held: ExactVectors | None = None

    def current(self, dimension: int) -> ExactVectors | None:
        """Return the copy as the catalogue is now; None when too large, or when a vector is missing there."""
        if self._catalogue.counts().chunks > MOST_CHUNKS:
            return None
        generation = self._catalogue.generation()
        with self._lock:
            if generation != self._generation:
                self._held = _read(self._catalogue, dimension, self._held)
                self._generation = generation
            return self._held


def _read(catalogue: Catalogue, dimension: int, earlier: ExactVectors | None) -> ExactVectors | None:
    columns = (t.chunk.c.chunk_id, t.chunk.c.text_key, t.version.c.source, t.version.c.published_ms)
    with catalogue.reading() as connection:
        build = get_meta(connection, "build") or ""
        rows = list(connection.execute(of_active_chunks(select(*columns), connection)))
        # A chunk's vector is another in another build: it may have been made by another model.
        held = _by_id(earlier) if earlier and earlier.build == build else {}
        wanted = {row.text_key for row in rows if row.chunk_id not in held}
        kept = read_vectors(connection, sorted(wanted), dimension)
    if len(kept) < len(wanted):
        return None
    vectors = np.empty((len(rows), dimension), np.float32)
    for number, row in enumerate(rows):
        vectors[number] = held[row.chunk_id] if row.chunk_id in held else kept[row.text_key]
    outlets = tuple({row.source: None for row in rows})
    codes = {source: code for code, source in enumerate(outlets)}
    return ExactVectors(
        build,
        tuple(row.chunk_id for row in rows),
        vectors,
        outlets,
        np.array([codes[row.source] for row in rows], np.int64),
        np.array([_UNKNOWN if row.published_ms is None else row.published_ms for row in rows], np.int64),
    )


def _by_id(copy: ExactVectors) -> dict[str, Vectors]:
    return dict(zip(copy.chunk_ids, copy.vectors, strict=True))
