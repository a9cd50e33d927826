"""Which PATH brought which article, so that pruning a PATH removes only what is gone from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import delete, select

from corpus.fetch.http import is_address
from corpus.identity import encodable, without_login
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.clauses import present_in
from index.catalogue.databases.upserts import write_over
from index.catalogue.engine import batches
from index.ingest.recovery import bump_generation, collect_garbage, deactivate, recover

IsLookedAt = Callable[[str], bool]
"""Whether a run read the place of an article without an error."""


def root_of(path: str | Path) -> str:
    """Return the name under which a PATH's articles are recorded; an address loses its password."""
    if is_address(path):
        return without_login(str(path))
    return encodable(Path(path).expanduser().resolve().as_posix())


def remember_origins(archive: Archive, root: str, places: Sequence[tuple[str, str]], run: int) -> None:
    """Record that a PATH has these articles.

    Args:
        archive: The archive.
        root: The PATH's name, from `root_of`.
        places: Each article's id and the place where it was read.
        run: The number of the sync that saw them.
    """
    rows = [
        {"root": root, "article_id": article_id, "location": location, "seen": run}
        for article_id, location in places
    ]
    if rows:
        with archive.catalogue.writing() as connection:
            # Two syncs of one PATH may run at the same time: the later one wins.
            write_over(connection, t.origin, rows, growing=["seen"])


def prune(
    archive: Archive,
    root: str,
    run: int,
    is_looked_at: IsLookedAt,
    on_wait: Callable[[str], None] | None = None,
) -> int:
    """Take out the articles that a PATH brought before and no longer has; return how many.

    Articles that another PATH has stay, and so do those where this run did not look and those that a later
    sync has seen.

    Args:
        archive: The archive.
        root: The PATH's name, from `root_of`.
        run: The number of this sync.
        is_looked_at: Returns, for an article's place, whether this sync could have seen it.
        on_wait: Called once with who holds the lock, if it is not free.
    """
    with archive.writer("prune", on_wait):
        recover(archive)
        with archive.catalogue.writing() as connection:
            unseen = select(t.origin.c.article_id, t.origin.c.location).where(
                t.origin.c.root == root, t.origin.c.seen < run
            )
            gone = [row.article_id for row in connection.execute(unseen) if is_looked_at(row.location)]
            for some in batches(gone):
                connection.execute(
                    delete(t.origin).where(t.origin.c.root == root, t.origin.c.article_id.in_(some))
                )
            elsewhere = present_in(connection, t.origin.c.article_id, gone)
            removed = sum(deactivate(connection, name) > 0 for name in gone if name not in elsewhere)
            generation = bump_generation(connection)
        collect_garbage(archive)
        archive.mark_seen(generation)
    return removed
