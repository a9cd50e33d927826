"""An archive in PostgreSQL is cleaned, checked and followed as one in a folder is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from corpus.errors import ArchiveError
from index.archive import Archive
from index.catalogue import schema as t
from index.ingest.removal import remove
from index.search.pipeline import search
from index.upkeep.doctor import diagnose
from index.upkeep.rebuild import rebuild
from tests.fakes import BagOfWords
from tests.index.makers import article, assert_whole, put
from tests.postgres import Postgres

psycopg = pytest.importorskip("psycopg")
pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def files_with(words: bytes, archive: Archive, postgres: Postgres) -> list[Path]:
    """The files of the archive's tables that hold some bytes."""
    mine = "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = "
    engine = archive.catalogue._backend.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        names = connection.execute(text(f"{mine} current_schema()::regnamespace")).scalars().all()
    paths = [postgres.folder / "data" / name for name in names]
    assert len(paths) > 10
    return [path for path in paths if words in path.read_bytes()]


def test_a_rebuild_takes_what_was_removed_out_of_the_tables(archive: Archive, postgres: Postgres) -> None:
    put(archive, article("a", "The ferry Margarethe sank."), article("b", "A pier was built."))
    remove(archive, ["a"])
    assert files_with(b"Margarethe", archive, postgres)
    before = archive.catalogue.size()
    assert rebuild(archive).articles == 1
    assert not files_with(b"Margarethe", archive, postgres)
    assert 0 < archive.catalogue.size() <= before
    with archive.catalogue.reading() as connection:
        assert connection.execute(select(t.version.c.article_id)).scalars().all() == ["b"]
    assert_whole(archive)


def test_text_that_an_older_reader_may_still_see_is_told_and_gone_once_it_has_ended(
    archive: Archive, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server keeps deleted rows for whoever began to read before, be it other tables."""
    monkeypatch.setattr("index.catalogue.databases.postgres._READERS_PATIENCE_S", 1)
    put(archive, article("a", "The ferry Margarethe sank."), article("b", "A pier was built."))
    with psycopg.connect(host=str(postgres.folder), user="citedesk", dbname="postgres") as other:
        other.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        other.execute("SELECT 1 FROM pg_class")
        remove(archive, ["a"])
        with pytest.raises(ArchiveError, match="may hold text that was removed") as caught:
            rebuild(archive)
        assert "citedesk rebuild" in caught.value.hint
    monkeypatch.undo()
    rebuild(archive)
    assert not files_with(b"Margarethe", archive, postgres)


def test_the_doctor_finds_it_whole_and_says_who_keeps_the_backup(archive: Archive) -> None:
    put(archive, article("a", "The ferry sank."))
    archive.derived.vectors.delete(sorted(archive.derived.vectors.ids()))
    assert not diagnose(archive).ok
    checks = {check.name: check for check in diagnose(archive, repair=True).checks}
    assert all(check.ok for check in checks.values())
    assert "pg_dump" in checks["backup"].detail


def test_what_another_process_made_active_is_found_by_the_next_question(archive: Archive) -> None:
    put(archive, article("a", "The ferry sank off Hask."))
    assert search(archive, "ferry").hits
    other = Archive(archive.place, encoder=BagOfWords())
    put(other, article("b", "A ferry sails from Hask."))
    assert {hit.article_id for hit in search(archive, "ferry").hits} == {"a", "b"}
    remove(other, ["a"])
    assert {hit.article_id for hit in search(archive, "ferry").hits} == {"b"}
    other.close()
