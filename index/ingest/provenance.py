"""Which PATH brought which article, so that pruning one takes out what is gone from it and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection, delete, select

from corpus.fetch.http import is_address
from corpus.identity import encodable, without_login
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.engine import batches
from index.catalogue.upserts import write_over
from index.ingest.recovery import bump_generation, collect_garbage, deactivate, recover

IsLookedAt = Callable[[str], bool]
"""Whether a run read the place where an article was, and without a fault."""


def root_of(path: str | Path) -> str:
    """Return the name under which a PATH's articles are remembered: of an address, without a password."""
    if is_address(path):
        return without_login(str(path))
    return encodable(Path(path).expanduser().resolve().as_posix())


def remember_origins(archive: Archive, root: str, places: Sequence[tuple[str, str]], run: int) -> None:
    """Take note that a PATH holds these articles.

    Args:
        archive: Where to.
        root: The PATH, as `root_of` names it.
        places: Each article's id and the place where it was read.
        run: The number of the sync that saw them.
    """
    rows = [
        {"root": root, "article_id": article_id, "location": location, "seen": run}
        for article_id, location in places
    ]
    if rows:
        with archive.catalogue.writing() as connection:
            # Two syncs of one PATH may run side by side: the later one's word stands.
            write_over(connection, t.origin, rows, growing=["seen"])


def prune(
    archive: Archive,
    root: str,
    run: int,
    is_looked_at: IsLookedAt,
    on_wait: Callable[[str], None] | None = None,
) -> int:
    """Take out what a PATH brought before and does not hold now; return how many articles.

    What another PATH holds stays, and so does what lay where this run did not look, or what a sync that
    began later has seen.

    Args:
        archive: Whose.
        root: The PATH, as `root_of` names it.
        run: The number of the sync that read it now.
        is_looked_at: Tells by an article's place whether that sync could have seen it.
        on_wait: Told once who holds the lock, when it is not to be had at once.
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
            elsewhere = _brought_elsewhere(connection, gone)
            removed = sum(deactivate(connection, name) > 0 for name in gone if name not in elsewhere)
            generation = bump_generation(connection)
        collect_garbage(archive)
        archive.mark_seen(generation)
    return removed


def _brought_elsewhere(connection: Connection, article_ids: Sequence[str]) -> set[str]:
    elsewhere: set[str] = set()
    for some in batches(article_ids):
        query = select(t.origin.c.article_id).where(t.origin.c.article_id.in_(some))
        elsewhere.update(connection.execute(query).scalars())
    return elsewhere
