"""The steps from schema to schema lead, from each of them, to the tables of a new catalogue."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from index.catalogue import migrations
from index.catalogue.databases.address import DatabaseAddress
from index.catalogue.databases.backend import Backend
from index.catalogue.databases.postgres import PostgresDatabase
from index.catalogue.databases.sqlite import SqliteFile
from index.catalogue.engine import Database
from index.catalogue.migrations.upgrade import NEWEST, revision
from index.catalogue.schema import SCHEMA
from tests.conftest import ROOT
from tests.index.striking import fork_server
from tests.postgres import Postgres

pytestmark = pytest.mark.both_databases


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return made


def backend_of(folder: Path, database: DatabaseAddress | None) -> Backend:
    return PostgresDatabase(database) if database else SqliteFile(folder)


def take_steps(folder: Path, database: DatabaseAddress | None, number: int) -> None:
    """Make an empty catalogue by the steps up to a schema, numbered as before Alembic."""
    steps = config()
    with closing(backend_of(folder, database)) as backend, backend.writing() as connection:
        steps.attributes["connection"] = connection
        command.upgrade(steps, revision(number))
        connection.execute(text("DROP TABLE alembic_version"))
        if number < 5 and database is None:
            fingerprint = f'{{"model": "m", "schema": {number}}}'
            connection.execute(text("INSERT INTO meta VALUES ('fingerprint', :it)"), {"it": fingerprint})
        else:
            backend.number_schema(connection, number)


def shape_of(folder: Path, database: DatabaseAddress | None) -> dict[str, Any]:
    """The columns and indexes of each table."""
    with closing(backend_of(folder, database)) as backend, backend.reading() as connection:
        seen = inspect(connection)
        return {
            name: (
                sorted(
                    (column["name"], str(column["type"]).upper(), column["nullable"])
                    for column in seen.get_columns(name)
                ),
                seen.get_pk_constraint(name)["constrained_columns"],
                sorted(str((index["name"], index["column_names"])) for index in seen.get_indexes(name)),
            )
            for name in seen.get_table_names()
        }


def test_the_newest_step_is_the_schema() -> None:
    scripts = ScriptDirectory.from_config(config())
    assert scripts.get_heads() == [NEWEST]
    assert [step.revision for step in scripts.walk_revisions()] == [
        revision(number) for number in range(SCHEMA, 0, -1)
    ]


@pytest.mark.parametrize("number", range(1, 8))
def test_each_schema_becomes_that_of_a_new_catalogue(
    tmp_path: Path, database: DatabaseAddress | None, request: pytest.FixtureRequest, number: int
) -> None:
    older, new = tmp_path / "older", tmp_path / "new"
    older.mkdir()
    new.mkdir()
    take_steps(older, database, number)
    Database(older, database).close()
    server: Postgres | None = request.getfixturevalue("postgres") if database else None
    beside = server.address() if server else None
    Database(new, beside).close()
    assert shape_of(older, database) == shape_of(new, beside)


def test_a_version_before_alembic_finds_a_number_that_it_does_not_know(
    tmp_path: Path, database: DatabaseAddress | None
) -> None:
    for _ in range(2):
        with closing(Database(tmp_path, database)) as opened, opened.reading() as connection:
            assert opened._backend.schema(connection) == SCHEMA > 7


def test_processes_that_open_an_older_catalogue_at_once_wait_for_the_first(
    tmp_path: Path, database: DatabaseAddress | None
) -> None:
    take_steps(tmp_path, database, 5)
    processes = [fork_server().Process(target=open_once, args=(tmp_path, database)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * 3
    assert "stated" in shape_of(tmp_path, database)


def open_once(folder: Path, database: DatabaseAddress | None) -> None:
    Database(folder, database).close()


@pytest.mark.sqlite
def test_threads_may_open_older_catalogues_at_once(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(4)]
    for folder in folders:
        folder.mkdir()
        take_steps(folder, None, 1)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda folder: open_once(folder, None), folders))
    assert all("stated" in shape_of(folder, None) for folder in folders)


@pytest.mark.sqlite
def test_alembic_is_imported_for_an_older_catalogue_only(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.catalogue.engine import Database\n"
        "for _ in range(2): Database(Path(sys.argv[1])).close()\n"
        "print('alembic' in sys.modules)"
    )
    for expected in ("False", "True"):
        ran = subprocess.run(
            [sys.executable, "-c", code, tmp_path], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert ran.stdout.split() == [expected]
        (tmp_path / "catalogue.sqlite").unlink()
        take_steps(tmp_path, None, 7)
