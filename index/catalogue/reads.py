"""The catalogue: every article, every version, their chunks, what is active. By SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, and_, case, func, select

from index.catalogue import schema as t
from index.catalogue.cached_counts import CountCache
from index.catalogue.clauses import (
    Moment,
    active,
    active_facts,
    chunk_counts,
    chunks_by_article,
    copies_of,
    has_expired,
    is_out,
    is_row_out,
    limit_clauses,
    next_change,
    of_active_chunks,
    visible,
    visible_facts,
)
from index.catalogue.databases.address import DatabaseAddress
from index.catalogue.engine import Database, batches, get_meta
from index.catalogue.limit import Limit
from index.catalogue.records import ArticleRecord, ChunkRow, Counts, from_ms, record_of


class Catalogue(Database):
    """Reads of the catalogue, each of a consistent state.

    Args:
        folder: The data folder; it must exist.
        keeps_expired: Whether expired articles are shown.
        address: The PostgreSQL database that keeps it, None for a file in the folder.
    """

    def __init__(
        self, folder: Path, keeps_expired: bool = False, address: DatabaseAddress | None = None
    ) -> None:
        super().__init__(folder, address)
        self._keeps_expired = keeps_expired
        self._counts = CountCache()

    def moment(self) -> Moment:
        """Return the current instant, and whether expired articles are shown."""
        return Moment(self.now_ms(), self._keeps_expired)

    # -- articles ------------------------------------------------------------------------------------

    def record(self, article_id: str, version: int | None = None) -> ArticleRecord | None:
        """Return one version of an article, the active one (or the newest) by default; None if unknown."""
        with self.reading() as connection:
            removed = select(t.removal.c.article_id)
            current = connection.execute(
                select(t.article).where(
                    t.article.c.article_id == article_id, t.article.c.article_id.not_in(removed)
                )
            ).first()
            if current is None:
                return None
            numbers = tuple(
                connection.execute(
                    select(t.version.c.version)
                    .where(t.version.c.article_id == article_id)
                    .order_by(t.version.c.version)
                ).scalars()
            )
            number = version or current.version
            if number is None or number not in numbers:
                return None
            row = connection.execute(
                select(t.version).where(t.version.c.article_id == article_id, t.version.c.version == number)
            ).one()
            at = self.moment()
            if not is_row_out(row, at):
                return None
            copies = copies_of(connection, [current.story], at).get(current.story, ())
        others = tuple(copy for copy in copies if copy != article_id)
        return record_of(row, numbers, current.version == number, others)

    def each_record(self) -> Iterator[ArticleRecord]:
        """Yield the active version of every article that may be shown, by id, without copies and versions."""
        query = visible(self.moment(), select(t.version)).order_by(t.version.c.article_id)
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
        records: list[ArticleRecord] = []
        with self.reading() as connection:
            for some in batches(article_ids):
                query = active(select(t.version)).where(t.article.c.article_id.in_(some))
                records += [record_of(row, (row.version,), True, ()) for row in connection.execute(query)]
        return records

    def sources(self) -> dict[str, int]:
        """Return the outlets with their number of articles that may be shown, most first; "" for unknown."""
        with self.reading() as connection:
            return self._sources(connection, self.moment())

    @staticmethod
    def _sources(connection: Connection, at: Moment) -> dict[str, int]:
        name = func.coalesce(t.version.c.source, "")
        query = visible_facts(at, select(name, func.count())).group_by(name)
        query = query.order_by(func.count().desc(), name)
        return {str(source): int(count) for source, count in connection.execute(query)}

    def counts(self) -> Counts:
        """Return what `status` shows.

        Articles under embargo and expired ones are not counted. Counting reads every chunk's row, and every
        answer needs the archive's last day, so the counts are cached until a change becomes active, an
        embargo ends or an article expires; of many articles up to a minute longer.
        """
        at = self.moment()
        with self.reading() as connection:
            state = self.openings, get_meta(connection, "generation")
            return self._counts.current(
                state, at.now_ms, lambda: (self._count(connection, at), next_change(connection, at.now_ms))
            )

    def _count(self, connection: Connection, at: Moment) -> Counts:
        query = visible_facts(
            at,
            select(
                func.count(),
                func.count(t.article.c.story.distinct()),
                func.count() - func.count(t.version.c.published_ms),
                func.min(t.version.c.published_ms),
                func.max(t.version.c.published_ms),
                func.coalesce(func.sum(chunk_counts(connection)), 0),
            ),
        )
        articles, stories, undated, first, last, chunks = connection.execute(query).one()
        versions = connection.execute(
            select(func.count()).select_from(t.version).where(is_out(at))
        ).scalar_one()
        language = func.coalesce(t.version.c.language, "")
        spoken = visible_facts(at, select(language, func.count())).group_by(language)
        languages = {
            str(code): int(count)
            for code, count in connection.execute(spoken.order_by(func.count().desc(), language))
        }
        return Counts(
            articles,
            versions,
            stories,
            int(chunks),
            undated,
            # By this connection: waiting for a second one while holding this one may deadlock.
            self._sources(connection, at),
            from_ms(first),
            from_ms(last),
            languages,
            *self._expired(connection, at),
        )

    @staticmethod
    def _expired(connection: Connection, at: Moment) -> tuple[int, datetime | None]:
        """How many articles are hidden because they expired, and when the last did."""
        if at.keeps_expired:
            return 0, None
        query = active_facts(select(func.count(), func.max(t.version.c.expires_ms)))
        query = query.where(has_expired(at.now_ms))
        count, last = connection.execute(query).one()
        return count, from_ms(last)

    # -- chunks --------------------------------------------------------------------------------------

    def chunk_rows(self, chunk_ids: Sequence[str]) -> dict[str, ChunkRow]:
        """Return those of `chunk_ids` that may be shown now, by id: active, out of embargo, not expired."""
        rows: dict[str, ChunkRow] = {}
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
                        t.version.c.corrected_ms,
                        t.version.c.language,
                        t.version.c.author,
                        t.version.c.section,
                    ),
                    connection,
                ).where(t.chunk.c.chunk_id.in_(some), is_out(self.moment()))
                rows |= {row[0]: ChunkRow(*row) for row in connection.execute(query)}
        return rows

    def chunk_total(self) -> int:
        """Return how many active chunks there are, under embargo or not."""
        with self.reading() as connection:
            query = select(func.sum(chunk_counts(connection))).where(t.article.c.version.is_not(None))
            return int(connection.execute(query).scalar_one() or 0)

    def active_chunk_ids(self) -> set[str]:
        """Return the ids of all active chunks of the current build."""
        with self.reading() as connection:
            query = chunks_by_article(select(t.chunk.c.chunk_id), connection)
            return set(connection.execute(query).scalars())

    def versions_of_chunks(self, chunk_ids: Sequence[str] | None = None) -> dict[str, tuple[str, int]]:
        """Return the version, as article id and number, of some chunks or of all, superseded ones included.

        A chunk's version never changes, in any build.
        """
        query = select(t.chunk.c.chunk_id, t.chunk.c.article_id, t.chunk.c.version)
        with self.reading() as connection:
            if chunk_ids is None:
                queries = [query]
            else:
                query = query.where(t.chunk.c.build == get_meta(connection, "build"))
                queries = [query.where(t.chunk.c.chunk_id.in_(some)) for some in batches(chunk_ids)]
            return {row[0]: (row[1], row[2]) for one in queries for row in connection.execute(one)}

    def chunk_ids_within(self, limit: Limit) -> list[str]:
        """Return the ids of the chunks of the current build that lie within a limit."""
        with self.reading() as connection:
            query = chunks_by_article(select(t.chunk.c.chunk_id), connection)
            return list(connection.execute(query.where(*limit_clauses(limit))).scalars())

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

    def summaries(self, versions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """Return the standfirst of each of some versions (article id and number) that has one."""
        columns = (t.version.c.article_id, t.version.c.version)
        summaries: dict[tuple[str, int], str] = {}
        with self.reading() as connection:
            for some in batches(versions):
                # SQLite would look for pairs through all versions.
                names = {name for name, _ in some}
                query = select(*columns, t.version.c.summary).where(
                    t.version.c.article_id.in_(names), t.version.c.summary != ""
                )
                summaries |= {(row[0], row[1]): row[2] for row in connection.execute(query)}
        return {version: summaries[version] for version in versions if version in summaries}

    def copies(self, stories: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the active articles of each story that may be shown now, by id."""
        with self.reading() as connection:
            return copies_of(connection, stories, self.moment())

    def share(self, limit: Limit) -> float:
        """Return the share of the articles that may be shown that pass a limit, 0 to 1."""
        inside = and_(*limit_clauses(limit))
        query = visible_facts(self.moment(), select(func.count(), func.sum(case((inside, 1), else_=0))))
        with self.reading() as connection:
            total, passed = connection.execute(query).one()
        return (passed or 0) / total if total else 0.0

    def chunk_count(self, article_ids: Sequence[str]) -> int:
        """Return the number of active chunks of some articles."""
        with self.reading() as connection:
            return sum(
                connection.execute(
                    chunks_by_article(select(func.count()), connection).where(
                        t.article.c.article_id.in_(some)
                    )
                ).scalar_one()
                for some in batches(article_ids)
            )
