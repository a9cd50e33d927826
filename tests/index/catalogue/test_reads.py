"""Reads of the catalogue by as many as there are connections for."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import Connection, QueuePool, delete, event

from corpus.errors import ArchiveError
from index.archive import Archive
from index.browse.texts import texts_of
from index.catalogue import schema
from index.catalogue.limit import Limit
from tests.index.makers import article, put


def hold(archive: Archive, held: ExitStack, left: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take all connections but `left`, and have nobody wait for another."""
    pool = archive.catalogue._backend.engine.pool
    assert isinstance(pool, QueuePool)
    monkeypatch.setattr(pool, "_timeout", 0.05)
    for _ in range(pool.size() + pool._max_overflow - left):
        held.enter_context(archive.catalogue.reading())


def test_counting_needs_one_connection_or_many_who_count_would_wait_for_each_other(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(archive, article("a", "The ferry sails at noon.", source="The Courier"))
    with ExitStack() as held:
        hold(archive, held, 1, monkeypatch)
        assert archive.catalogue.counts().sources == {"The Courier": 1}
    assert archive.catalogue.sources() == {"The Courier": 1}


def test_more_readers_than_connections_are_told_so(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as held:
        hold(archive, held, 0, monkeypatch)
        with pytest.raises(ArchiveError, match="Too many requests are reading the archive at once"):
            archive.catalogue.counts()


def test_as_many_read_at_once_as_a_server_has_threads(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive.catalogue._backend.engine.pool, "_timeout", 0.05)
    with ExitStack() as held:
        for _ in range(70):
            held.enter_context(archive.catalogue.reading())


def test_no_version_is_kept_without_its_article(archive: Archive) -> None:
    put(archive, article("a", "The ferry sails at noon."))
    with (
        pytest.raises(ArchiveError, match="FOREIGN KEY"),
        archive.catalogue.writing() as connection,
    ):
        connection.execute(delete(schema.article))


def test_what_goes_over_all_articles_reads_no_row_that_holds_a_text(archive: Archive) -> None:
    put(archive, article("a", "The ferry sails at noon."), article("b", "The pier opens at nine."))
    on_sqlite = archive.catalogue._backend.engine.dialect.name == "sqlite"
    scans: list[tuple[str, str]] = []

    def note(connection: Connection, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if statement.startswith("SELECT") and on_sqlite:
            driver = connection.connection.cursor()
            plan = driver.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            scans.extend((row[3], statement) for row in plan if row[3].split()[1] in ("version", "chunk"))

    event.listen(archive.catalogue._backend.engine, "before_cursor_execute", note)
    archive.catalogue.counts()
    archive.catalogue.sources()
    archive.catalogue.chunk_total()
    archive.catalogue.active_chunk_ids()
    archive.catalogue.share(Limit(("The Courier",), 0, 1))
    assert archive.facets.article_ids == ("a", "b")
    assert bool(scans) == on_sqlite
    # What is about a few of them looks up those.
    few = [("a", 1), ("b", 1)]
    assert len(texts_of(archive.catalogue, few)) == 2
    assert archive.catalogue.summaries(few) == {}
    assert not [
        scan for scan in scans if scan[0].startswith("SCAN") and " USING COVERING INDEX " not in scan[0]
    ]
