"""The interface of a word index, whichever backend implements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.catalogue.limit import Limit


@dataclass(frozen=True, slots=True)
class WordRow:
    """One chunk's words with what it can be filtered by."""

    chunk_id: str
    title: str
    text: str
    source: str | None
    published_ms: int | None


class WordStore(Protocol):
    """Keeps the words of an archive; may be used from many threads. All of it may raise `ArchiveError`."""

    def write(self, rows: Sequence[WordRow], deleted: Sequence[str] = ()) -> None:
        """Replace `rows` by their ids and delete `deleted`, in one commit."""

    def best(
        self, query: str, count: int, limit: Limit | None = None, within: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return up to `count` chunk ids with their BM25 score (above 0), best first."""

    def having(self, phrase: str) -> list[tuple[str, float]]:
        """Return the ids of all chunks that have a word, or several in this order, with their BM25 score."""

    def terms(self, text: str) -> list[str]:
        """Return the words of a text as they are indexed."""

    def count(self) -> int:
        """Return the number of chunks kept."""

    def ids(self) -> set[str]:
        """Return the ids of all chunks kept."""

    def reload(self) -> None:
        """Load what another process has written."""


def words_of(text: str, start: int, summary: str) -> str:
    """Return a chunk's words, and before those of the first one the standfirst: it is printed there."""
    return f"{summary}\n{text}" if summary and not start else text
