"""Deleting chunks, versions and articles so that an interrupted deletion can be run again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, delete, func, select, update

from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.databases.notices import notify
from index.catalogue.databases.upserts import write_new_of
from index.catalogue.engine import batches, get_meta, set_meta
from index.catalogue.journal import note_of, shorten


def bump_generation(connection: Connection) -> int:
    """Count one more change, so that other processes notice it."""
    generation = int(get_meta(connection, "generation") or 0) + 1
    set_meta(connection, "generation", str(generation))
    shorten(connection)
    notify(connection, "changes")
    return generation


def deactivate(connection: Connection, article_id: str) -> int:
    """Take an article out of every answer but keep its versions; return the number of its chunks."""
    version = connection.execute(
        select(t.article.c.version).where(t.article.c.article_id == article_id)
    ).scalar()
    if version is None:
        return 0
    connection.execute(update(t.article).where(t.article.c.article_id == article_id).values(version=None))
    connection.execute(delete(t.band).where(t.band.c.article_id == article_id))
    return discard_chunks(connection, article_id, version)


def discard_chunks(connection: Connection, article_id: str, number: int) -> int:
    """Delete a version's chunks from the catalogue and mark their vectors and words for deletion.

    A rebuild in progress has them too, and deletes its own.

    Returns:
        The number of deleted chunks in the build that searches use.
    """
    chosen = and_(t.chunk.c.article_id == article_id, t.chunk.c.version == number)
    rows = select(t.chunk.c.build, t.chunk.c.chunk_id).where(chosen)
    used = select(func.count()).where(chosen, t.chunk.c.build == get_meta(connection, "build"))
    count: int = connection.execute(used).scalar_one()
    write_new_of(connection, t.garbage, rows)
    note_of(connection, select(t.chunk.c.chunk_id).where(chosen).distinct())
    connection.execute(delete(t.chunk).where(chosen))
    return count


def collect_garbage(archive: Archive) -> None:
    """Delete the vectors and words marked for deletion; if interrupted, it can be run again."""
    ids = garbage_of(archive, archive.build)
    if ids:
        archive.derived.delete(ids)
        forget_garbage(archive, archive.build, ids)


def garbage_of(archive: Archive, build: str) -> list[str]:
    """Return the chunks of a build whose vectors and words are marked for deletion."""
    with archive.catalogue.reading() as connection:
        query = select(t.garbage.c.chunk_id).where(t.garbage.c.build == build)
        return list(connection.execute(query).scalars())


def forget_garbage(archive: Archive, build: str, chunk_ids: Sequence[str]) -> None:
    """Record that the vectors and words of these chunks are deleted."""
    with archive.catalogue.writing() as connection:
        unmark(connection, build, chunk_ids)


def unmark(connection: Connection, build: str, chunk_ids: Iterable[str]) -> None:
    """Take the marks for deletion off chunks of a build."""
    for some in batches(chunk_ids):
        connection.execute(
            delete(t.garbage).where(t.garbage.c.build == build, t.garbage.c.chunk_id.in_(some))
        )


def recover(archive: Archive) -> int:
    """Undo what a crash left pending and finish its deletions; return how many versions were undone.

    The caller holds the writer's lock.
    """
    undone = undo_pending(archive)
    collect_garbage(archive)
    return undone


def undo_pending(archive: Archive) -> int:
    """Undo half-written versions without touching vectors and words; return how many there were."""
    with archive.catalogue.reading() as connection:
        left = connection.execute(select(t.pending)).all()
    if left:
        with archive.catalogue.writing() as connection:
            for row in left:
                discard_chunks(connection, row.article_id, row.version)
                if row.fresh:
                    _forget_version(connection, row.article_id, row.version)
            connection.execute(delete(t.pending))
    return len(left)


def _forget_version(connection: Connection, article_id: str, number: int) -> None:
    """Delete a version that never became active, and its article if it has no other."""
    connection.execute(
        delete(t.version).where(t.version.c.article_id == article_id, t.version.c.version == number)
    )
    others = select(t.version.c.article_id).where(t.version.c.article_id == article_id)
    connection.execute(delete(t.article).where(t.article.c.article_id == article_id, ~others.exists()))
