"""Reads of the catalogue by as many as there are connections for."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from sqlalchemy import QueuePool, delete

from corpus.errors import ArchiveError
from index.archive import Archive
from index.catalogue import schema
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
        with pytest.raises(ArchiveError, match="Too many read the archive at once"):
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
