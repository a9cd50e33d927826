"""An archive of an older schema opens with everything it held; one of a newer schema is left alone."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import ArchiveError
from index.database import FILE
from index.search import search
from tests.index.makers import article, assert_whole, put
from tests.index.test_change import open_at

# What each schema added, so that an older one can be made of an archive of now.
ADDED = {2: [("version", "language"), ("version", "embargo_ms"), ("version", "expires_ms")]}


def set_schema(folder: Path, number: int) -> None:
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        [kept] = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
        value = json.dumps(json.loads(kept) | {"schema": number})
        connection.execute("UPDATE meta SET value = ? WHERE key = 'fingerprint'", [value])
        for added in (columns for schema, columns in ADDED.items() if schema > number):
            for table, column in added:
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


def test_a_newer_catalogue_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    open_at(folder).close()
    set_schema(folder, 99)
    with pytest.raises(ArchiveError, match="newer Citedesk"):
        open_at(folder)
