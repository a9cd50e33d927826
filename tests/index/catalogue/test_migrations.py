"""An archive of an older schema opens with everything it held; one of a newer schema is left alone."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from corpus.errors import ArchiveError
from index.archive import Archive
from index.catalogue import engine
from index.catalogue.databases.sqlite import FILE
from index.catalogue.schema import SCHEMA
from index.search.pipeline import search
from tests.index.ingest.test_commit import open_at
from tests.index.makers import article, assert_whole, day, put, state
from tests.index.striking import fork_server, opened

# What each schema added, so that an older one can be made of an archive of now.
ADDED = {
    2: [("version", "language"), ("version", "embargo_ms"), ("version", "expires_ms")],
    3: [("version", "cleaner"), ("version", "corrected_ms"), ("version", "corrects")],
    6: [("version", "section")],
}


def set_schema(folder: Path, number: int) -> None:
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        if number < 5:
            [fingerprint] = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
            value = json.dumps(json.loads(fingerprint) | {"schema": number})
            connection.execute("UPDATE meta SET value = ? WHERE key = 'fingerprint'", [value])
        connection.execute(f"PRAGMA user_version = {number if number >= 5 else 0}")
        connection.execute("DROP TABLE IF EXISTS alembic_version")
        for index in ("version_facts", "chunks_of_article", "active_version") if number < 7 else ():
            connection.execute(f"DROP INDEX IF EXISTS {index}")
        for added in (columns for schema, columns in ADDED.items() if schema > number):
            for table, column in added:
                if column in {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}:
                    connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        if number < 2:
            connection.execute("DROP TABLE fetched")


def test_an_older_catalogue_is_migrated_and_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    archive = open_at(folder)
    put(archive, article("a", "The ferry sank."), article("b", "A new pier."))
    put(archive, article("a", "The ferry was raised."))
    archive.close()
    set_schema(folder, 1)
    for _ in range(2):
        archive = open_at(folder)
        assert_whole(archive)
        record = archive.catalogue.record("a")
        assert record is not None
        assert (record.versions, record.language) == ((1, 2), None)
        assert {hit.article_id for hit in search(archive, "ferry pier").hits} >= {"a", "b"}
        put(archive, article("c", "A lighthouse.", language="en"))
        archive.close()


def test_what_a_catalogue_of_schema_2_knew_of_corrections_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    archive = open_at(folder)
    put(archive, article("a", "The ferry sank."), article("b", "A pier.", updated_at=day("2024-05-02")))
    put(archive, article("a", "The ferry was raised."), article("b", "Two.", updated_at=day("2024-05-03")))
    before = corrections_of(archive)
    archive.close()
    set_schema(folder, 2)
    archive = open_at(folder)
    after = corrections_of(archive)
    assert after["b"] == before["b"] == (day("2024-05-03"), 1)
    # Schema 2 knows only when the version came, which is a moment after it was told from the one before.
    assert after["a"][1] == before["a"][1] == 1
    assert after["a"][0] is not None
    archive.close()


def corrections_of(archive: Archive) -> dict[str, tuple[object, object]]:
    found = archive.catalogue.records(archive.catalogue.active_article_ids())
    return {record.article_id: (record.corrected_at, record.corrects) for record in found}


def test_a_migration_that_is_killed_is_made_by_the_next_open(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    archive = opened(folder)
    put(archive, article("a", "The ferry sank."), article("b", "A new pier."))
    put(archive, article("a", "The ferry was raised."))
    before = state(archive)
    archive.close()
    set_schema(folder, 1)
    process = fork_server().Process(target=struck_in_migration, args=(folder,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert schema_of(folder) == 1
    archive = opened(folder)
    assert (state(archive), schema_of(folder)) == (before, SCHEMA)
    assert_whole(archive)
    archive.close()


def struck_in_migration(folder: Path) -> None:
    """Be killed when everything is migrated and nothing committed."""
    kept = engine.upgrade

    def struck(connection: Connection, recorded: str) -> None:
        kept(connection, recorded)
        os.kill(os.getpid(), signal.SIGKILL)

    engine.upgrade = struck
    opened(folder)


def schema_of(folder: Path) -> int:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        [fingerprint] = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
        [number] = connection.execute("PRAGMA user_version").fetchone()
    return int(json.loads(fingerprint).get("schema", number))


def test_a_catalogue_is_numbered_from_the_first_and_by_sqlite_alone(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    open_at(folder).close()
    assert schema_of(folder) == SCHEMA
    set_schema(folder, 4)
    assert schema_of(folder) == 4
    archive = open_at(folder)
    archive.check_fingerprint()
    archive.close()
    with closing(sqlite3.connect(folder / FILE)) as connection:
        [fingerprint] = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
    assert "schema" not in json.loads(fingerprint)
    assert schema_of(folder) == SCHEMA


def test_a_newer_catalogue_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    open_at(folder).close()
    set_schema(folder, 99)
    with pytest.raises(ArchiveError, match="newer Citedesk"):
        open_at(folder)


def test_vectors_have_the_name_that_earlier_versions_gave_them(tmp_path: Path) -> None:
    archive = open_at(tmp_path / "archive")
    put(archive, article("a", "The ferry sank."))
    build = archive.build
    archive.close()
    with closing(sqlite3.connect(archive.builds.folder(build) / "chroma" / "chroma.sqlite3")) as connection:
        assert connection.execute("SELECT name FROM collections").fetchall() == [(f"citedesk-{build}",)]


def test_an_older_catalogue_gets_the_indexes_of_a_new_one(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    open_at(folder).close()
    of_new = indexes_of(folder)
    set_schema(folder, 6)
    assert indexes_of(folder) != of_new
    open_at(folder).close()
    assert indexes_of(folder) == of_new


def indexes_of(folder: Path) -> dict[str, str]:
    """Each index with the columns and the condition that it has."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        return {name: " ".join(sql.replace("IF NOT EXISTS ", "").split()) for name, sql in rows}
