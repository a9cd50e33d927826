"""The indexes derived from the catalogue, vectors and words, which are written and deleted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.embed.protocol import Vectors
from index.stores.followed_words import FollowedWords
from index.stores.vectors import VectorRow, VectorServer, VectorStore
from index.stores.words import WordRow, WordStore


@dataclass(frozen=True, slots=True)
class ChunkEntry:
    """One chunk as the derived indexes take it.

    Attributes:
        chunk_id: Its id.
        article_id: Its article.
        title: The article's headline.
        text: The words by which it is found: its own, and the standfirst in an article's first chunk.
        source: The outlet, or None.
        published_ms: UTC milliseconds since 1970, or None.
        author: The byline, or None.
        section: The section, or None.
    """

    chunk_id: str
    article_id: str
    title: str
    text: str
    source: str | None
    published_ms: int | None
    author: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """The vectors and the words of one build.

    Attributes:
        vectors: The vector store, on a server or in the data folder.
        words: The word index, in the data folder.
        follower: The word index again, if it follows the catalogue by itself; None where it is written to.
        server: The vector store again, if it has the only copy; None where the catalogue has one too.
    """

    vectors: VectorStore
    words: WordStore
    follower: FollowedWords | None = None
    server: VectorServer | None = None

    def write(self, entries: Sequence[ChunkEntry], vectors: Vectors) -> None:
        """Write chunks with their ``(n, dimension)`` vectors; ids that are there already are replaced."""
        self.vectors.upsert(
            [
                VectorRow(e.chunk_id, e.article_id, e.source, e.published_ms, e.author, e.section)
                for e in entries
            ],
            vectors,
        )
        self.words.write([WordRow(e.chunk_id, e.title, e.text, e.source, e.published_ms) for e in entries])

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Delete chunks; ids that are not there are no error."""
        if chunk_ids:
            self.vectors.delete(chunk_ids)
            self.words.write([], chunk_ids)

    def reopen(self) -> None:
        """Load what another process has written."""
        self.vectors.reopen()
        self.words.reload()

    def close(self) -> None:
        """Close both."""
        self.vectors.close()
