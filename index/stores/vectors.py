"""The interface of a vector store, whichever backend implements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.catalogue.limit import Limit
from index.embed.protocol import Vectors

Nearest = list[tuple[str, float]]
"""Chunk ids with their cosine similarity (-1 to 1), best first."""


@dataclass(frozen=True, slots=True)
class VectorRow:
    """One chunk's vector with what it can be filtered by; None stands for what is unknown."""

    chunk_id: str
    article_id: str
    source: str | None
    published_ms: int | None
    author: str | None = None
    section: str | None = None


class VectorStore(Protocol):
    """Keeps the vectors of one build; may be used from many threads. All of it may raise `ArchiveError`."""

    def upsert(self, rows: Sequence[VectorRow], vectors: Vectors) -> None:
        """Write `rows` with their ``(n, dimension)`` vectors; an id that is there already is replaced."""

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Delete chunks; ids that are not there are no error."""

    def nearest(self, vector: Vectors, count: int, limit: Limit | None = None) -> Nearest:
        """Return up to `count` chunks within a limit.

        Some may lie outside it: the caller checks them against the catalogue.
        """

    def count(self) -> int:
        """Return the number of vectors kept."""

    def ids(self) -> set[str]:
        """Return the ids of all vectors kept."""

    def reopen(self) -> None:
        """Load what another process has written."""

    def close(self) -> None:
        """Close the store."""


class VectorServer(VectorStore, Protocol):
    """A vector store that has the only copy of its vectors."""

    def read(self, chunk_ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of those chunks that are there, by id."""
