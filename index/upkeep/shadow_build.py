"""New indexes that grow beside those in use, while others go on writing to the archive."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple, Self

from sqlalchemy import delete, func, select

from corpus.errors import ArchiveError, ArchiveMismatch
from index.archive import Archive
from index.builds import new_build
from index.catalogue import schema as t
from index.catalogue.clauses import active
from index.catalogue.engine import batches
from index.catalogue.records import ArticleRecord, to_ms
from index.ingest.chunks import cut, write_chunks, write_derived
from index.ingest.embedding import batch_size
from index.ingest.progress import OnProgress, Progress
from index.ingest.recovery import forget_garbage, garbage_of, unmark
from index.stores.chroma import blank_unset
from index.stores.derived import Derived
from index.stores.vectors import VectorServer

_BATCH_ARTICLES = 64


class Stamp(NamedTuple):
    """The state of an article in the indexes: with another value in the catalogue, they are behind."""

    version: int
    source: str | None
    published_ms: int | None
    author: str | None
    section: str | None
    chunks: int


class Building:
    """The indexes of a new build, which catch up with the catalogue step by step.

    Use it in a ``with`` statement; it never holds the writer's lock itself.

    Args:
        archive: The archive.
        on_progress: Called after every batch.

    Attributes:
        build: Its name.
        written: The ids of all articles that were ever written to it.
    """

    def __init__(self, archive: Archive, on_progress: OnProgress | None = None) -> None:
        self.build = new_build()
        self.written: set[str] = set()
        self._archive = archive
        self._on_progress = on_progress
        self._started = time.monotonic()
        self._done: dict[str, Stamp] = {}
        self._derived: Derived | None = None
        self._former: VectorServer | None = None

    def __enter__(self) -> Self:
        with self._archive.catalogue.writing() as connection:
            self._archive.builds.begin(connection, self.build)
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def articles(self) -> int:
        """How many articles it holds."""
        return len(self._done)

    @property
    def chunks(self) -> int:
        """How many chunks it holds."""
        return sum(stamp.chunks for stamp in self._done.values())

    def catch_up(self) -> int:
        """Write active articles that it lacks, delete others; return how many articles changed.

        Whatever was changed meanwhile is for the next call.
        """
        # First what writers marked, because an article that came back has its former ids.
        garbage = garbage_of(self._archive, self.build)
        if garbage:
            self._open().delete(garbage)
        forget_garbage(self._archive, self.build, garbage)
        active = self._active()
        stale = [article_id for article_id, stamp in active.items() if self._done.get(article_id) != stamp]
        gone = [article_id for article_id in self._done if article_id not in active]
        for some in batches(gone, _BATCH_ARTICLES):
            self._take_out(self._open(), some)
        for some in batches(stale, batch_size(self._archive).articles):
            derived = self._open()
            self._take_out(derived, [article_id for article_id in some if article_id in self._done])
            self._write(derived, some)
            self._tell(len(active))
        return len(stale) + len(gone)

    def check(self) -> None:
        """Raise `ArchiveError` unless vectors and words match the chunks of the catalogue exactly."""
        derived = self._open()
        vectors = derived.vectors.count()
        texts = derived.words.count() if derived.follower is None else self.chunks
        if (vectors, texts) != (self.chunks, self.chunks):
            raise ArchiveError(
                f"The new indexes hold {vectors:,} vectors and {texts:,} texts of {self.chunks:,} chunks",
                "Check that the disk has room, and run: citedesk rebuild",
            )

    def close(self) -> None:
        """Close the files, leaving nothing in them that was not written on purpose."""
        if self._former is not None:
            self._former.close()
            self._former = None
        if self._derived is not None:
            self._derived.close()
            self._derived = None
            blank_unset(self._archive.builds.folder(self.build))

    @property
    def is_open(self) -> bool:
        """Whether its files are open; `catch_up` opens them again only where something is to be written."""
        return self._derived is not None

    def _open(self) -> Derived:
        if self._derived is None:
            self._derived = self._archive.builds.open(self.build)
            with suppress(ArchiveMismatch):  # Vectors of another form are made anew.
                self._former = self._archive.builds.server(self._archive.build)
        return self._derived

    def _active(self) -> dict[str, Stamp]:
        """The active articles, with the number of their chunks in this build."""
        mine = (
            select(func.count())
            .where(
                t.chunk.c.article_id == t.article.c.article_id,
                t.chunk.c.version == t.article.c.version,
                t.chunk.c.build == self.build,
            )
            .scalar_subquery()
        )
        label = (t.version.c.source, t.version.c.published_ms, t.version.c.author, t.version.c.section)
        query = active(select(t.article.c.article_id, t.article.c.version, *label, mine)).order_by(
            t.article.c.article_id
        )
        with self._archive.catalogue.reading() as connection:
            return {row[0]: Stamp(*row[1:]) for row in connection.execute(query)}

    def _take_out(self, derived: Derived, article_ids: Sequence[str]) -> None:
        chosen = (t.chunk.c.build == self.build) & t.chunk.c.article_id.in_(article_ids)
        with self._archive.catalogue.reading() as connection:
            ids = list(connection.execute(select(t.chunk.c.chunk_id).where(chosen)).scalars())
        derived.delete(ids)
        with self._archive.catalogue.writing() as connection:
            connection.execute(delete(t.chunk).where(chosen))
        for article_id in article_ids:
            del self._done[article_id]

    def _write(self, derived: Derived, article_ids: Sequence[str]) -> None:
        records = self._archive.catalogue.records(article_ids)
        counts = write_articles(self._archive, derived, self.build, records, self._former)
        for record in records:
            self._done[record.article_id] = Stamp(
                record.version,
                record.source,
                to_ms(record.published_at),
                record.author,
                record.section,
                counts.get(record.article_id, 0),
            )
        self.written.update(record.article_id for record in records)

    def _tell(self, total: int) -> None:
        if self._on_progress:
            seconds = time.monotonic() - self._started
            share = min(len(self._done) / total, 1.0)
            self._on_progress(Progress("rebuild", len(self._done), seconds, total=total, share=share))


def write_articles(
    archive: Archive,
    derived: Derived,
    build: str,
    records: Sequence[ArticleRecord],
    former: VectorServer | None,
) -> Mapping[str, int]:
    """Write articles to a build, with the vectors of the `former` one, if servers have them.

    Returns:
        How many chunks each has, by id; none has no entry.
    """
    chunks = [chunk for record in records for chunk in cut(archive, record.article(), record.version)]
    with archive.catalogue.writing() as connection:
        write_chunks(connection, chunks, build)
        # What was marked while it was removed may have come back.
        unmark(connection, build, (chunk.chunk_id for chunk in chunks))
    write_derived(archive, chunks, derived, former)
    return Counter(chunk.article.article_id for chunk in chunks)
