"""Removing articles from the archive, and restoring them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, func, insert, select

from corpus.errors import InputError
from index.archive import Archive
from index.backup.copy import mark_in_backup
from index.catalogue import schema as t
from index.catalogue.clauses import present_in
from index.catalogue.engine import IS_CLEAN, batches, set_meta
from index.catalogue.records import ArticleRecord, WorkReport, record_of
from index.ingest.commit import apply_batch
from index.ingest.publishers_words import lift
from index.ingest.recovery import bump_generation, collect_garbage, deactivate, recover
from index.registers.audit_log import log_action

_BATCH_ARTICLES = 64
_MOST_NAMED = 5


def remove(
    archive: Archive,
    article_ids: Sequence[str],
    by: str | None = None,
    on_wait: Callable[[str], None] | None = None,
) -> WorkReport:
    """Take articles out of every answer at once; whatever is synced, they stay out until `restore`.

    Their texts and vectors leave the disk with the next `rebuild`.

    Args:
        archive: The archive.
        article_ids: The articles.
        by: The account that asked for it, for the log; None for the system's user.
        on_wait: Called once with who holds the lock, if it is not free.

    Raises:
        InputError: One of them was never in the archive; nothing is removed.
        ArchiveError: The archive cannot be written.
    """
    started = time.monotonic()
    with archive.writer("remove", on_wait):
        recover(archive)
        with archive.catalogue.reading() as connection:
            _check_known(connection, article_ids)
        mark_in_backup(archive.place.folder, article_ids, removed=True)
        with archive.catalogue.writing() as connection:
            fresh = [name for name in dict.fromkeys(article_ids) if not _is_removed(connection, name)]
            chunks = sum(deactivate(connection, article_id) for article_id in fresh)
            if fresh:
                connection.execute(insert(t.removal), [{"article_id": article_id} for article_id in fresh])
                log_action(connection, "remove", {"article_ids": fresh}, by)
            set_meta(connection, IS_CLEAN, "")
            generation = bump_generation(connection)
        collect_garbage(archive)
        archive.mark_seen(generation)
    return WorkReport(len(fresh), chunks, time.monotonic() - started)


def restore(
    archive: Archive,
    article_ids: Sequence[str],
    by: str | None = None,
    on_wait: Callable[[str], None] | None = None,
) -> WorkReport:
    """Restore removed articles, each with the version that answers used last.

    An article whose text is no longer on the disk comes back with the next sync of its PATH.

    Args:
        archive: The archive.
        article_ids: The articles.
        by: The account that asked for it, for the log; None for the system's user.
        on_wait: Called once with who holds the lock, if it is not free.

    Raises:
        InputError: One of them was never in the archive; nothing is restored.
        ArchiveError: The archive cannot be written.
    """
    started = time.monotonic()
    with archive.writer("restore", on_wait):
        recover(archive)
        with archive.catalogue.writing() as connection:
            _check_known(connection, article_ids)
            back = [name for name in dict.fromkeys(article_ids) if _is_removed(connection, name)]
            for some in batches(back):
                connection.execute(delete(t.removal).where(t.removal.c.article_id.in_(some)))
            lift(connection, article_ids)
            if back:
                log_action(connection, "restore", {"article_ids": back}, by)
        mark_in_backup(archive.place.folder, article_ids, removed=False)
        with archive.catalogue.reading() as connection:
            records = _last_versions(connection, article_ids)
        # After a crash a second run finds the same articles: those that are not active.
        for some in batches(records, _BATCH_ARTICLES):
            apply_batch(archive, [record.article() for record in some])
    chunks = archive.catalogue.chunk_count([record.article_id for record in records])
    return WorkReport(len(records), chunks, time.monotonic() - started)


def _check_known(connection: Connection, article_ids: Sequence[str]) -> None:
    present = present_in(connection, t.article.c.article_id, article_ids)
    unknown = [article_id for article_id in article_ids if article_id not in present]
    if unknown:
        listed = ", ".join(repr(article_id) for article_id in unknown[:_MOST_NAMED])
        more = f" and {len(unknown) - _MOST_NAMED} more" if len(unknown) > _MOST_NAMED else ""
        raise InputError(
            f"The archive has no article {listed}{more}; nothing was changed",
            "Use ids as a search or an answer shows them.",
        )


def _is_removed(connection: Connection, article_id: str) -> bool:
    query = select(t.removal.c.article_id).where(t.removal.c.article_id == article_id)
    return connection.execute(query).first() is not None


def _last_versions(connection: Connection, article_ids: Sequence[str]) -> list[ArticleRecord]:
    """The newest version, if one is stored, of each of these articles that is not active."""
    records = []
    for some in batches(article_ids):
        newest = (
            select(t.version.c.article_id, func.max(t.version.c.version).label("version"))
            .join(t.article, t.article.c.article_id == t.version.c.article_id)
            .where(t.article.c.article_id.in_(some), t.article.c.version.is_(None))
            .group_by(t.version.c.article_id)
            .subquery()
        )
        query = select(t.version).join(
            newest,
            (newest.c.article_id == t.version.c.article_id) & (newest.c.version == t.version.c.version),
        )
        records += [record_of(row, (row.version,), False, ()) for row in connection.execute(query)]
    return records
