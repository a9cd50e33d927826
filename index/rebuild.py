"""Building the derived indexes anew beside those in use, and putting them in their place at once."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select

from index import tables as t
from index.archive import Archive, new_build
from index.catalogue import batches, set_meta
from index.change import cut, write_chunks, write_derived
from index.cleanup import bump_generation, recover
from index.derived import Derived
from index.kept import redact_kept
from index.log import log_action
from index.record import ArticleRecord, WorkReport
from index.sync import OnProgress, Progress

_BATCH_ARTICLES = 64


def rebuild(archive: Archive, on_progress: OnProgress | None = None) -> WorkReport:
    """Chunk, embed and index every active article anew, with the settings of now.

    Searches go on with the old build until the new one is whole; a crash leaves the old one in use. The
    vectors kept from before serve again where model and text are the same. Syncs wait until it has ended.
    What was removed by an operator leaves the disk: its versions, its vectors, its words, and its quotes in
    answers that were shared or judged.

    Args:
        archive: Opened with ``allow_mismatch`` when its fingerprint differs.
        on_progress: Told after every batch.
    """
    started = time.monotonic()
    with archive.writer("rebuild"):
        recover(archive)
        old, build = archive.build, new_build()
        _forget_builds_but(archive, old)
        derived = archive.open_derived(build)
        articles = chunks = 0
        try:
            for records in batches(archive.catalogue.each_record(), _BATCH_ARTICLES):
                chunks += _write(archive, derived, build, records)
                articles += len(records)
                if on_progress:
                    on_progress(Progress("rebuild", articles, time.monotonic() - started))
        finally:
            derived.close()
        _swap(archive, build, {"articles": articles, "chunks": chunks})
        archive.refresh()
        archive.drop_builds(keep=[build])
        archive.catalogue.compact()
    return WorkReport(articles, chunks, time.monotonic() - started)


def _write(archive: Archive, derived: Derived, build: str, records: Sequence[ArticleRecord]) -> int:
    chunks = [chunk for record in records for chunk in cut(archive, record.article(), record.version)]
    with archive.catalogue.writing() as connection:
        write_chunks(connection, chunks, build)
    write_derived(archive, chunks, derived)
    return len(chunks)


def _swap(archive: Archive, build: str, done: Mapping[str, int]) -> None:
    """Make the new build the one that searches use, and forget the old one, in one transaction."""
    with archive.catalogue.writing() as connection:
        set_meta(connection, "build", build)
        set_meta(connection, "fingerprint", json.dumps(archive.fingerprint))
        set_meta(connection, "model", archive.place.model)
        connection.execute(delete(t.chunk).where(t.chunk.c.build != build))
        connection.execute(delete(t.garbage))
        removed = select(t.removal.c.article_id)
        connection.execute(delete(t.version).where(t.version.c.article_id.in_(removed)))
        redact_kept(connection)
        used = select(t.chunk.c.text_key)
        connection.execute(delete(t.embedding).where(t.embedding.c.text_key.not_in(used)))
        log_action(connection, "rebuild", done)
        bump_generation(connection)


def _forget_builds_but(archive: Archive, build: str) -> None:
    """Clear away what an interrupted rebuild left."""
    with archive.catalogue.writing() as connection:
        connection.execute(delete(t.chunk).where(t.chunk.c.build != build))
    archive.drop_builds(keep=[build])
