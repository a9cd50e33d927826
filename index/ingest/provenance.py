"""Which PATH brought which article, so that pruning a PATH removes only what is gone from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, select

from corpus.article import Article, Withdrawal
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


def place_of(article: Article) -> str:
    """Return the place of an article; of a feed's entry with the feed's id of it, to be taken back by."""
    entry = encodable(article.fallback_id or "")
    return entry if entry.startswith(f"{article.origin}#") else article.origin


def stands_in(location: str, files: Sequence[Path]) -> bool:
    """Whether an article's place is in one of these files."""
    names = [encodable(path.as_posix()) for path in files]
    return any(
        location == name or location.startswith((f"{name}:", f"{name}/", f"{name}#")) for name in names
    )


def remember_origins(
    archive: Archive, root: str, places: Sequence[tuple[str, str]], run: int, *, unread: bool = False
) -> None:
    """Record that a PATH has these articles.

    Args:
        archive: The archive.
        root: The PATH's name, from `root_of`.
        places: Each article's id and the place where it was read, from `place_of`.
        run: The number of the sync that saw them.
        unread: Whether they were not read this time, so that a place that is known says more.
    """
    rows = [
        {"root": root, "article_id": article_id, "location": location, "seen": run}
        for article_id, location in places
    ]
    if rows:
        with archive.catalogue.writing() as connection:
            # Two syncs of one PATH may run at the same time: the later one wins.
            write_over(connection, t.origin, rows, ["seen"] if unread else (), growing=["seen"])


def with_entries(connection: Connection, withdrawals: Sequence[Withdrawal]) -> list[Withdrawal]:
    """Return withdrawals with the ids of the articles that their feeds brought under the ids given there.

    What somebody else brought too, from a host that is not the feed's, is not the feed's to take back.
    """
    entries = {name for one in withdrawals for name in one.article_ids if name.startswith(f"{one.origin}#")}
    known: dict[str, list[str]] = {}
    for some in batches(sorted(entries)):
        query = select(t.origin.c.article_id, t.origin.c.location).where(t.origin.c.location.in_(some))
        for row in connection.execute(query.distinct()):
            if _may_speak_for(connection, row.location, row.article_id):
                known.setdefault(row.location, []).append(row.article_id)
    return [
        replace(one, article_ids=tuple(dict.fromkeys((*own, *one.article_ids))))
        if (own := [name for entry in one.article_ids for name in known.get(entry, ())])
        else one
        for one in withdrawals
    ]


def _may_speak_for(connection: Connection, entry: str, article_id: str) -> bool:
    feed = entry.partition("#")[0]
    if not is_address(feed) or urlsplit(feed).hostname == urlsplit(article_id).hostname:
        return True
    others = select(t.origin.c.root).where(t.origin.c.article_id == article_id, t.origin.c.location != entry)
    return connection.execute(others.limit(1)).first() is None


def remove_gone(
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
