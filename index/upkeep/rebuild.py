"""Building the derived indexes anew beside those in use, then swapping them in one step."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import ExitStack

from sqlalchemy import Connection, delete, select, true

from corpus.errors import ArchiveError
from index.archive import Archive
from index.backup.copy import back_up, forget_backup
from index.catalogue import schema as t
from index.catalogue.databases.sqlite import DAMAGED
from index.catalogue.engine import IS_CLEAN, set_meta
from index.catalogue.records import WorkReport
from index.ingest.progress import OnProgress, waiting
from index.ingest.recovery import bump_generation, undo_pending
from index.registers.audit_log import log_action
from index.registers.embedding_queue import forget_wanted
from index.registers.redaction import redact_kept, removed_ids
from index.upkeep.leak_scan import Stamps, stamps_of, traces_of_removed
from index.upkeep.left_uploads import clear_ownerless
from index.upkeep.shadow_build import Building

# Changes made meanwhile are indexed too, round after round, until this few are left: the rest is done while
# writers wait.
_FEW_ARTICLES = 64
_MOST_ROUNDS = 20
_TRIES = 3
_MUCH_FREE = 0.25


def rebuild(
    archive: Archive, on_progress: OnProgress | None = None, *, keep_damaged: bool = False
) -> WorkReport:
    """Chunk, embed and index every active article anew, with the current settings.

    Searches go on with the old build until the new one is whole, and so do syncs and removals: what they
    change meanwhile is taken over before the swap, for which alone they wait. A crash leaves the old build in
    use. The vectors kept from before serve again where model and text are the same. What was removed by an
    operator leaves the disk: its versions, its vectors, its words, and its quotes in answers that were shared
    or judged. A second rebuild waits for the first.

    Args:
        archive: Opened with ``allow_mismatch`` if its fingerprint differs.
        on_progress: Called after every batch, and with what it waits for.
        keep_damaged: Keep the damaged catalogue that a repair put aside; it may contain anything.

    Raises:
        ArchiveBusy: Another process kept its lock for longer than the patience of this one.
        ArchiveError: The archive cannot be written, or pieces of a removed article got into the new indexes.
    """
    started = time.monotonic()
    tell = waiting("rebuild", on_progress)

    with archive.rebuilder("rebuild", tell), ExitStack() as locked:
        for tries_left in reversed(range(_TRIES)):
            if not tries_left:  # Something came between each time: now nobody else writes.
                locked.enter_context(archive.writer("rebuild", tell))
            with archive.writer("rebuild", tell):
                undo_pending(archive)
                forget_builds_but(archive, archive.build)
            with Building(archive, on_progress) as building:
                _grow(building)
                looked_at = _look_over(archive, building)
                with archive.writer("rebuild", tell):
                    is_done = looked_at is not None and _finish(archive, building, looked_at)
                    if is_done and not keep_damaged:
                        (archive.place.folder / DAMAGED).unlink(missing_ok=True)
                if is_done:
                    locked.close()
                    _tidy(archive, tell)
                    return WorkReport(building.articles, building.chunks, time.monotonic() - started)
    raise ArchiveError(
        "The new indexes hold pieces of a removed article, and the old ones stay in use",
        "Run citedesk rebuild in a process of its own: memory of this one has got into its files.",
    )


def _grow(building: Building) -> None:
    for _ in range(_MOST_ROUNDS):
        if building.catch_up() <= _FEW_ARTICLES:
            return


def _look_over(archive: Archive, building: Building) -> Stamps | None:
    """Look for removed articles in the new files while others write; None where some are in them."""
    building.check()
    building.close()
    looked_at = stamps_of(archive, building.build)
    return None if traces_of_removed(archive, building.build) else looked_at


def _finish(archive: Archive, building: Building, looked_at: Stamps) -> bool:
    """Index the remaining changes and swap, while nobody else writes; False to build it again."""
    undo_pending(archive)
    building.catch_up()
    if building.is_open:
        building.check()
        building.close()
    with archive.catalogue.reading() as connection:
        removed = removed_ids(connection)
    # Its files have words and vectors of articles that were removed meanwhile, deleted or not.
    if removed & building.written or traces_of_removed(archive, building.build, looked_at):
        return False
    forget_backup(archive.place.folder)  # It has what was removed; a new one is made behind the swap.
    _swap(archive, building)
    archive.refresh()
    archive.builds.drop(keep=[building.build])
    return True


def _swap(archive: Archive, building: Building) -> None:
    """Make searches use the new build, and forget the old one, in one transaction."""
    with archive.catalogue.writing() as connection:
        set_meta(connection, "build", building.build)
        set_meta(connection, "fingerprint", json.dumps(archive.fingerprint))
        set_meta(connection, "model", archive.place.model)
        _forget_chunks_but(connection, building.build)
        removed = select(t.removal.c.article_id)
        if connection.execute(delete(t.version).where(t.version.c.article_id.in_(removed))).rowcount:
            set_meta(connection, IS_CLEAN, "")
        redact_kept(connection)
        forget_wanted(connection)  # First: what is handed in afterwards is not kept.
        _forget_vectors(connection, building, archive.place.keeps_vectors)
        log_action(connection, "rebuild", {"articles": building.articles, "chunks": building.chunks})
        bump_generation(connection)


def _forget_vectors(connection: Connection, building: Building, keep_used: bool) -> None:
    """Delete the vectors of texts that no article has; of all, where a server has them."""
    surplus = t.embedding.c.text_key.not_in(select(t.chunk.c.text_key)) if keep_used else true()
    deleted = connection.execute(delete(t.embedding).where(surplus)).rowcount
    if not keep_used and deleted > _MUCH_FREE * building.chunks:
        set_meta(connection, IS_CLEAN, "")  # Left from before they were on a server: worth their room.


def _tidy(archive: Archive, tell: Callable[[str], None] | None) -> None:
    """Back up, free what the old build took and what uploads left, and follow the new build."""
    # A crash before it leaves no backup, as it is since the swap: the next sync makes one.
    back_up(archive, tell)
    _free_room(archive)
    clear_ownerless(archive.place.folder)
    archive.follow()


def _free_room(archive: Archive) -> None:
    """Have room given back where something of a removed article may be in the files, or much is empty.

    With a database who searches waits meanwhile, as long as its tables take to copy.
    """
    catalogue = archive.catalogue
    if catalogue.get(IS_CLEAN) and catalogue.free_share() < _MUCH_FREE:
        return
    catalogue.compact()
    with catalogue.writing() as connection:
        set_meta(connection, IS_CLEAN, "yes")


def forget_builds_but(archive: Archive, build: str) -> None:
    """Delete the remains of an interrupted rebuild; the caller holds both locks."""
    with archive.catalogue.writing() as connection:
        _forget_chunks_but(connection, build)
    archive.builds.drop(keep=[build])


def _forget_chunks_but(connection: Connection, build: str) -> None:
    connection.execute(delete(t.chunk).where(t.chunk.c.build != build))
    connection.execute(delete(t.garbage).where(t.garbage.c.build != build))
