"""The catalogue: every article, every version, their chunks, what is active. SQLite by SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    case,
    create_engine,
    event,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from corpus.errors import ArchiveError
from index import tables as t
from index.embedding import Vectors
from index.migration import is_older, migrate
from index.record import ArticleRecord, ChunkRow, Counts, from_ms, record_of
from index.vectors import Limit

FILE = "catalogue.sqlite"
DAMAGED = "catalogue.damaged.sqlite"
"""Where a repair leaves a catalogue that could not be read, until the next rebuild."""
AnySelect: TypeAlias = "Select[*tuple[Any, ...]]"
# SQLite takes 32,766 variables in a statement; a few hundred at a time are as fast.
_AT_ONCE = 500


def batches(items: Iterable[Any], size: int = _AT_ONCE) -> Iterator[list[Any]]:
    """Yield `items` in lists of at most `size`."""
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


class Catalogue:
    """Reads of the catalogue, and the connection that writes go through.

    Any number of threads and processes may read while one writes; each read sees a consistent state.

    Args:
        folder: The data folder; it must exist.

    Attributes:
        clock: Tells which embargo has ended and what has expired.

    Raises:
        ArchiveError: The file cannot be opened, is no catalogue, or that of a newer Citedesk.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._engine = _engine(self.path)
        self._counted: _Counted | None = None
        with self.reading() as connection:
            older = is_older(connection)
        if older:
            with self.writing() as connection:
                migrate(connection)
        try:
            with self._engine.connect() as connection:
                t.metadata.create_all(connection)
        except DatabaseError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _failed(self, error: Exception) -> ArchiveError:
        reason = str(getattr(error, "orig", None) or error)
        broken = "malformed" in reason or "not a database" in reason
        return ArchiveError(
            f"The catalogue {self.path} cannot be used: {reason}",
            "Run: citedesk doctor --repair, which saves the articles that can be read."
            if broken
            else "Check that the folder can be written and that the disk has room.",
        )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection whose statements all see the same state."""
        try:
            with self._engine.connect() as connection:
                connection.execute(text("BEGIN"))
                try:
                    yield connection
                finally:
                    connection.execute(text("ROLLBACK"))
        except DatabaseError as error:
            raise self._failed(error) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction: committed at the end, undone by an exception."""
        try:
            with self._engine.connect() as connection:
                connection.execute(text("BEGIN IMMEDIATE"))
                try:
                    yield connection
                except BaseException:
                    connection.execute(text("ROLLBACK"))
                    raise
                connection.execute(text("COMMIT"))
        except DatabaseError as error:
            raise self._failed(error) from error

    def compact(self) -> None:
        """Give back the room of what was deleted, so that nothing of it is left in the files.

        Raises:
            ArchiveError: Somebody reads what was deleted, for longer than the patience of a connection.
        """
        try:
            with self._engine.connect() as connection:
                connection.execute(text("VACUUM"))
                busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
        except DatabaseError as error:
            raise self._failed(error) from error
        if busy:
            raise ArchiveError(
                f"The file {self.path}-wal is in use and may hold text that was removed",
                "Wait until other processes have ended their reading, and run: citedesk rebuild",
            )

    # -- what built it, and how often it changed --------------------------------------------------

    def now_ms(self) -> int:
        """Return the instant by which embargoes end and articles expire, UTC milliseconds since 1970."""
        return round(self.clock().timestamp() * 1000)

    def get(self, key: str) -> str | None:
        """Return a value of the `meta` table, or None."""
        with self.reading() as connection:
            return get_meta(connection, key)

    def generation(self) -> int:
        """Return how many changes were made active so far: a reader compares it with the last it saw."""
        return int(self.get("generation") or 0)

    # -- articles ------------------------------------------------------------------------------------

    def record(self, article_id: str, version: int | None = None) -> ArticleRecord | None:
        """Return one version of an article, the active one (or the newest) by default; None if unknown."""
        with self.reading() as connection:
            removed = select(t.removal.c.article_id)
            held = connection.execute(
                select(t.article).where(
                    t.article.c.article_id == article_id, t.article.c.article_id.not_in(removed)
                )
            ).first()
            if held is None:
                return None
            numbers = tuple(
                connection.execute(
                    select(t.version.c.version)
                    .where(t.version.c.article_id == article_id)
                    .order_by(t.version.c.version)
                ).scalars()
            )
            wanted = version or held.version
            if wanted is None or wanted not in numbers:
                return None
            row = connection.execute(
                select(t.version).where(t.version.c.article_id == article_id, t.version.c.version == wanted)
            ).one()
            now_ms = self.now_ms()
            if not _is_out(row, now_ms):
                return None
            copies = copies_of(connection, [held.story], now_ms).get(held.story, ())
        others = tuple(copy for copy in copies if copy != article_id)
        return record_of(row, numbers, held.version == wanted, others)

    def each_record(self) -> Iterator[ArticleRecord]:
        """Yield the active version of every article that may be shown, by id, without copies and versions."""
        query = _shown(self.now_ms(), select(t.version)).order_by(t.version.c.article_id)
        with self.reading() as connection:
            for row in connection.execution_options(yield_per=200).execute(query):
                yield record_of(row, (row.version,), True, ())

    def active_article_ids(self) -> list[str]:
        """Return the ids of all active articles, in order, under embargo or not."""
        query = select(t.article.c.article_id).where(t.article.c.version.is_not(None))
        with self.reading() as connection:
            return list(connection.execute(query.order_by(t.article.c.article_id)).scalars())

    def records(self, article_ids: Sequence[str]) -> list[ArticleRecord]:
        """Return the active version of those of these articles that have one, under embargo or not."""
        found: list[ArticleRecord] = []
        with self.reading() as connection:
            for some in batches(article_ids):
                query = _active(select(t.version)).where(t.article.c.article_id.in_(some))
                found += [record_of(row, (row.version,), True, ()) for row in connection.execute(query)]
        return found

    def sources(self) -> dict[str, int]:
        """Return the outlets with their number of articles that may be shown, most first; "" for unknown."""
        name = func.coalesce(t.version.c.source, "")
        query = _shown(self.now_ms(), select(name, func.count())).group_by(name)
        query = query.order_by(func.count().desc(), name)
        with self.reading() as connection:
            return {str(source): int(count) for source, count in connection.execute(query)}

    def counts(self) -> Counts:
        """Return what `status` shows.

        What is under embargo or has expired is not counted. Counting reads every chunk's row, and every
        answer asks up to which day the archive goes: it is done once for each change that was made active,
        and again when an embargo ends or something expires.
        """
        now_ms = self.now_ms()
        with self.reading() as connection:
            generation = get_meta(connection, "generation")
            counted = self._counted
            if counted is None or not counted.holds(generation, now_ms):
                counts = self._count(connection, now_ms)
                counted = self._counted = _Counted(
                    generation, now_ms, _next_change(connection, now_ms), counts
                )
            return counted.counts

    def _count(self, connection: Connection, now_ms: int) -> Counts:
        query = _shown(
            now_ms,
            select(
                func.count(),
                func.count(t.article.c.story.distinct()),
                func.count() - func.count(t.version.c.published_ms),
                func.min(t.version.c.published_ms),
                func.max(t.version.c.published_ms),
            ),
        )
        articles, stories, undated, first, last = connection.execute(query).one()
        versions = connection.execute(
            select(func.count()).select_from(t.version).where(is_out(now_ms))
        ).scalar_one()
        language = func.coalesce(t.version.c.language, "")
        spoken = _shown(now_ms, select(language, func.count())).group_by(language)
        languages = {
            str(code): int(count)
            for code, count in connection.execute(spoken.order_by(func.count().desc(), language))
        }
        chunks = connection.execute(
            of_active_chunks(select(func.count()), connection).where(is_out(now_ms))
        ).scalar_one()
        return Counts(
            articles,
            versions,
            stories,
            chunks,
            undated,
            self.sources(),
            from_ms(first),
            from_ms(last),
            languages,
        )

    # -- chunks --------------------------------------------------------------------------------------

    def chunk_rows(self, chunk_ids: Sequence[str]) -> dict[str, ChunkRow]:
        """Return those of `chunk_ids` that may be shown now, by id: active, out of embargo, not expired."""
        found: dict[str, ChunkRow] = {}
        with self.reading() as connection:
            for some in batches(chunk_ids):
                query = of_active_chunks(
                    select(
                        t.chunk.c.chunk_id,
                        t.chunk.c.article_id,
                        t.chunk.c.version,
                        t.chunk.c.start,
                        t.chunk.c.end,
                        t.article.c.story,
                        t.version.c.title,
                        t.version.c.source,
                        t.version.c.published_ms,
                        t.version.c.updated_ms,
                        t.version.c.url,
                        _corrected_ms(),
                    ),
                    connection,
                ).where(t.chunk.c.chunk_id.in_(some), is_out(self.now_ms()))
                found |= {row[0]: ChunkRow(*row) for row in connection.execute(query)}
        return found

    def chunk_total(self) -> int:
        """Return how many active chunks there are, under embargo or not."""
        with self.reading() as connection:
            return int(connection.execute(of_active_chunks(select(func.count()), connection)).scalar_one())

    def active_chunk_ids(self) -> set[str]:
        """Return the ids of all active chunks of the current build."""
        with self.reading() as connection:
            query = of_active_chunks(select(t.chunk.c.chunk_id), connection)
            return set(connection.execute(query).scalars())

    def chunk_texts(self, chunk_ids: Sequence[str]) -> dict[str, str]:
        """Return the text of chunks of the current build, by id."""
        cut = func.substr(t.version.c.body, t.chunk.c.start + 1, t.chunk.c.end - t.chunk.c.start)
        texts: dict[str, str] = {}
        with self.reading() as connection:
            for some in batches(chunk_ids):
                query = of_active_chunks(select(t.chunk.c.chunk_id, cut), connection)
                texts |= {
                    row[0]: row[1] for row in connection.execute(query.where(t.chunk.c.chunk_id.in_(some)))
                }
        return texts

    def copies(self, stories: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the active articles of each story that may be shown now, by id."""
        with self.reading() as connection:
            return copies_of(connection, stories, self.now_ms())

    def share(self, limit: Limit) -> float:
        """Return which share of the articles that may be shown a limit lets through, 0 to 1."""
        inside = and_(*_limit_clauses(limit))
        query = _shown(self.now_ms(), select(func.count(), func.sum(func.iif(inside, 1, 0))))
        with self.reading() as connection:
            total, passed = connection.execute(query).one()
        return (passed or 0) / total if total else 0.0

    def chunk_count(self, article_ids: Sequence[str]) -> int:
        """Return the number of active chunks of some articles."""
        with self.reading() as connection:
            return sum(
                connection.execute(
                    of_active_chunks(select(func.count()), connection).where(t.chunk.c.article_id.in_(some))
                ).scalar_one()
                for some in batches(article_ids)
            )


@dataclass(frozen=True, slots=True)
class _Counted:
    """Counts with what they hold for: a generation, and a span of time."""

    generation: str | None
    from_ms: int
    until_ms: int | None
    counts: Counts

    def holds(self, generation: str | None, now_ms: int) -> bool:
        """Whether they are still right."""
        in_time = self.from_ms <= now_ms and (self.until_ms is None or now_ms < self.until_ms)
        return generation == self.generation and in_time


def _next_change(connection: Connection, now_ms: int) -> int | None:
    """The instant at which the next embargo ends or the next article expires; None when none does."""
    columns = (t.version.c.embargo_ms, t.version.c.expires_ms)
    found = [
        connection.execute(select(func.min(column)).where(column > now_ms)).scalar() for column in columns
    ]
    return min((moment for moment in found if moment is not None), default=None)


def get_meta(connection: Connection, key: str) -> str | None:
    """Return a value of the `meta` table, or None."""
    return connection.execute(select(t.meta.c.value).where(t.meta.c.key == key)).scalar()


def set_meta(connection: Connection, key: str, value: str) -> None:
    """Write a value of the `meta` table."""
    statement = insert(t.meta).values(key=key, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


def is_out(now_ms: int) -> ColumnElement[bool]:
    """The versions whose embargo has ended and that have not expired."""
    embargo, expiry = t.version.c.embargo_ms, t.version.c.expires_ms
    return and_(or_(embargo.is_(None), embargo <= now_ms), or_(expiry.is_(None), expiry > now_ms))


def _is_out(row: Row[Any], now_ms: int) -> bool:
    return (row.embargo_ms is None or row.embargo_ms <= now_ms) and (
        row.expires_ms is None or row.expires_ms > now_ms
    )


def _corrected_ms() -> ColumnElement[int | None]:
    corrected = func.coalesce(t.version.c.updated_ms, t.version.c.synced_ms)
    return case((t.version.c.version > 1, corrected), else_=None)


def copies_of(connection: Connection, stories: Sequence[str], now_ms: int) -> dict[str, tuple[str, ...]]:
    """Return the active articles of each story that may be shown at an instant, by id."""
    found: dict[str, list[str]] = {}
    for some in batches(stories):
        query = _active(select(t.article.c.story, t.article.c.article_id))
        query = query.where(t.article.c.story.in_(some), is_out(now_ms)).order_by(t.article.c.article_id)
        for story, article_id in connection.execute(query):
            found.setdefault(story, []).append(article_id)
    return {story: tuple(ids) for story, ids in found.items()}


def read_vectors(connection: Connection, text_keys: Sequence[bytes], dimension: int) -> dict[bytes, Vectors]:
    """Return the vectors kept for these texts, by key; texts that have none are missing."""
    found: dict[bytes, Vectors] = {}
    for some in batches(text_keys):
        query = select(t.embedding.c.text_key, t.embedding.c.vector).where(t.embedding.c.text_key.in_(some))
        for key, blob in connection.execute(query):
            vector = np.frombuffer(blob, dtype=np.float32)
            if len(vector) == dimension:
                found[key] = vector
    return found


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": 60, "check_same_thread": False, "isolation_level": None}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        # Readers go on while one writes; a commit is on the disk when it returns.
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    return engine


def _active(query: AnySelect) -> AnySelect:
    """The versions that answers may use."""
    return query.select_from(t.article).join(
        t.version,
        and_(t.version.c.article_id == t.article.c.article_id, t.version.c.version == t.article.c.version),
    )


def _shown(now_ms: int, query: AnySelect) -> AnySelect:
    """Those of them that may be shown at an instant."""
    return _active(query).where(is_out(now_ms))


def of_active_chunks(query: AnySelect, connection: Connection) -> AnySelect:
    """The chunks of those versions, of the build that searches use."""
    build = get_meta(connection, "build")
    return _active(query).join(
        t.chunk,
        and_(
            t.chunk.c.article_id == t.article.c.article_id,
            t.chunk.c.version == t.article.c.version,
            t.chunk.c.build == build,
        ),
    )


def _limit_clauses(limit: Limit) -> list[Any]:
    clauses: list[Any] = [t.version.c.title.is_not(None)]
    if limit.sources:
        clauses.append(t.version.c.source.in_(limit.sources))
    if limit.from_ms is not None:
        clauses.append(t.version.c.published_ms >= limit.from_ms)
    if limit.to_ms is not None:
        clauses.append(t.version.c.published_ms < limit.to_ms)
    return clauses
