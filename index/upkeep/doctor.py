"""Checking whether an archive is whole, and mending it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field
from sqlalchemy import func, or_, select

from corpus.errors import ArchiveBusy, ArchiveError
from index.archive import Archive
from index.backup.copy import back_up, damage_of_backup, forget_backup, read_backup
from index.catalogue import schema as t
from index.catalogue.databases.sqlite import BACKUP
from index.catalogue.engine import batches
from index.catalogue.journal import begin_journal
from index.contract import Document, iso_utc
from index.ingest.chunks import chunks_of, write_derived
from index.ingest.progress import OnProgress, Progress, waiting
from index.ingest.recovery import bump_generation, recover
from index.registers.audit_log import log_action
from index.upkeep.rebuild import forget_builds_but, rebuild

_BATCH_ARTICLES = 64


@dataclass(frozen=True, slots=True)
class Check(Document):
    """One thing that was looked at.

    Attributes:
        name: What.
        ok: Whether it is as it should be.
        detail: What was found, for people.
    """

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Diagnosis(Document):
    """All checks, and what was mended before they were made.

    Attributes:
        ok: Whether every check was passed.
        checks: In the order made.
        repaired: What was mended, in words.
    """

    ok: bool = field(init=False, default=False)
    checks: Annotated[tuple[Check, ...], Field(min_length=1)]
    repaired: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "ok", all(check.ok for check in self.checks))


def diagnose(archive: Archive, repair: bool = False, on_progress: OnProgress | None = None) -> Diagnosis:
    """Check whether catalogue, vectors and words agree; with `repair`, mend them from the catalogue first.

    Writers wait meanwhile. `salvage` is for a damaged catalogue. The archive was opened with
    ``allow_mismatch``, because it may not be whole.
    """
    repaired = _repaired(archive, on_progress) if repair else ()
    with archive.writer("doctor", waiting("doctor", on_progress)):
        return Diagnosis(tuple(_checks(archive)), repaired)


def _repaired(archive: Archive, on_progress: OnProgress | None) -> tuple[str, ...]:
    """Mend everything that can be mended, and return what was done."""
    on_wait = waiting("doctor", on_progress)
    with archive.rebuilder("doctor", on_wait):
        try:
            with archive.writer("doctor", on_wait):
                return tuple(_repair(archive, on_progress))
        except ArchiveBusy:
            raise
        except ArchiveError as error:
            report = rebuild(archive, on_progress, keep_damaged=True)
            return (f"rebuilt the indexes ({report.chunks:,} chunks), because: {error.message}",)


def _checks(archive: Archive) -> Iterator[Check]:
    yield _catalogue(archive)
    yield _built_with(archive)
    yield _unfinished(archive)
    yield _offsets(archive)
    active_ids = archive.catalogue.active_chunk_ids()
    for name in ("vectors", "words"):
        try:
            missing, surplus = _difference(archive, name, active_ids)
        except ArchiveError as error:
            yield Check(name, False, error.message)
            continue
        detail = f"{len(active_ids):,} chunks"
        if missing or surplus:
            detail += f", {len(missing):,} of them missing, {len(surplus):,} too many"
        yield Check(name, not missing and not surplus, detail)
    yield _backup(archive)


def _catalogue(archive: Archive) -> Check:
    damage = archive.catalogue.damage()
    return Check("catalogue", damage is None, damage or "whole")


def _built_with(archive: Archive) -> Check:
    try:
        archive.check_fingerprint()
    except ArchiveError as error:
        return Check("fingerprint", False, f"{error.message}. {error.hint}")
    return Check("fingerprint", True, archive.place.model)


def _unfinished(archive: Archive) -> Check:
    with archive.catalogue.reading() as connection:
        pending = connection.execute(select(func.count()).select_from(t.pending)).scalar_one()
        mine = select(func.count()).where(t.garbage.c.build == archive.build)
        garbage = connection.execute(mine).scalar_one()
    left = 0 if archive.is_rebuilding() else len(archive.builds.names()) - 1
    counts = {"versions half written": pending, "chunks to delete": garbage, "rebuilds cut short": left}
    leftovers = [f"{count:,} {what}" for what, count in counts.items() if count > 0]
    return Check("unfinished work", not leftovers, ", ".join(leftovers) or "none")


def _offsets(archive: Archive) -> Check:
    outside = or_(
        t.chunk.c.start < 0,
        t.chunk.c.start >= t.chunk.c.end,
        t.chunk.c.end > func.length(t.version.c.body),
        t.version.c.body.is_(None),
    )
    query = (
        select(func.count())
        .select_from(t.chunk)
        .outerjoin(
            t.version,
            (t.version.c.article_id == t.chunk.c.article_id) & (t.version.c.version == t.chunk.c.version),
        )
        .where(outside)
    )
    with archive.catalogue.reading() as connection:
        wrong = connection.execute(query).scalar_one()
    return Check("offsets", not wrong, f"{wrong:,} chunks lie outside their text" if wrong else "all inside")


def _backup(archive: Archive) -> Check:
    if archive.place.database is not None:
        return Check("backup", True, "none of ours: PostgreSQL's are made by pg_dump")
    damage = damage_of_backup(archive.place.folder)
    if damage is not None:
        return Check("backup", False, f"{BACKUP} is damaged: {damage}")
    backup = read_backup(archive.place.folder)
    if backup is not None:
        return Check("backup", True, f"of {iso_utc(backup.made_at)}")
    return Check("backup", True, "none yet: the next sync makes one" if archive.place.keep_backup else "none")


def _difference(archive: Archive, name: str, active_ids: set[str]) -> tuple[set[str], set[str]]:
    ids: set[str] = getattr(archive.derived, name).ids()
    return active_ids - ids, ids - active_ids


def _repair(archive: Archive, on_progress: OnProgress | None) -> Iterator[str]:
    """Mend everything that needs no rebuild, and return what was done."""
    archive.check_fingerprint()
    undone = recover(archive)
    if undone:
        yield f"undid {undone:,} half-written versions"
    left = [name for name in archive.builds.names() if name != archive.build]
    if left:
        forget_builds_but(archive, archive.build)
        yield f"deleted {len(left):,} indexes that a rebuild left unfinished"
    yield from _repair_derived(archive, on_progress)
    if damage_of_backup(archive.place.folder) is not None:
        forget_backup(archive.place.folder)
        back_up(archive)
        yield "made the backup anew, which was damaged"


def _repair_derived(archive: Archive, on_progress: OnProgress | None) -> Iterator[str]:
    active_ids = archive.catalogue.active_chunk_ids()
    differences = [_difference(archive, name, active_ids) for name in ("vectors", "words")]
    missing = set().union(*(missing for missing, _ in differences))
    surplus = set().union(*(surplus for _, surplus in differences))
    if surplus:
        archive.derived.delete(sorted(surplus))
        yield f"deleted {len(surplus):,} chunks that no article has"
    if missing:
        _write_again(archive, missing, on_progress)
        yield f"wrote {len(missing):,} missing chunks again"
    if surplus or missing:
        with archive.catalogue.writing() as connection:
            if archive.place.is_shared:
                begin_journal(connection)  # Other machines may have the same words wrong.
                bump_generation(connection)
            log_action(connection, "repair", {"missing": len(missing), "surplus": len(surplus)})


def _write_again(archive: Archive, missing: set[str], on_progress: OnProgress | None) -> None:
    ids = archive.catalogue.active_article_ids()
    started, done = time.monotonic(), 0
    for some in batches(ids, _BATCH_ARTICLES):
        records = archive.catalogue.records(some)
        chunks = [c for record in records for c in chunks_of(archive, record.article(), record.version)]
        write_derived(archive, [chunk for chunk in chunks if chunk.chunk_id in missing], archive.derived)
        done += len(some)
        if on_progress:
            seconds = time.monotonic() - started
            on_progress(Progress("doctor", done, seconds, total=len(ids), share=done / len(ids)))
