"""Room of deleted rows: nothing of their words stays in the file, and nobody waits until it is given back."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from corpus.errors import ArchiveError
from index.catalogue.databases import sqlite_space
from index.catalogue.databases.sqlite import FILE
from index.catalogue.engine import Database, batches

_SIZES = (40, 300, 900, 1_700, 3_900, 9_000)


def secret(number: int, size: int) -> str:
    """A text that says one word only, and no other text does."""
    return f"zilp{number:06d}q " * (size // 12)


def filled(database: Database, count: int, size: int = 3_000) -> None:
    with database.writing() as connection:
        rows = [(f"k{number}", secret(number, size)) for number in range(count)]
        connection.exec_driver_sql("INSERT INTO meta VALUES (?, ?)", rows)


def emptied(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM meta WHERE key LIKE 'k%'")


def run(folder: Path, statement: str) -> list[Any]:
    """What a connection says that waits for nobody."""
    connection = sqlite3.connect(folder / FILE, timeout=0)
    with connection:
        rows = connection.execute(statement).fetchall()
    connection.close()
    return rows


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path)


def in_pauses(monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> None:
    monkeypatch.setattr(sqlite_space.time, "sleep", lambda _: action())


@pytest.mark.parametrize("seed", range(4))
def test_no_word_of_what_was_deleted_or_changed_stays_in_the_file(database: Database, seed: int) -> None:
    dice, there = random.Random(seed), dict[str, int]()
    for some in batches(range(400), 10):
        with database.writing() as connection:
            for number in some:
                one_change(connection, dice, there, number)
    database.compact()
    files = list(Path(database.name).parent.glob(f"{FILE}*"))
    found = {int(number) for path in files for number in re.findall(rb"zilp(\d{6})q", path.read_bytes())}
    assert found == set(there.values())


def one_change(connection: Connection, dice: random.Random, there: dict[str, int], number: int) -> None:
    """Write, overwrite or delete a text; `there` has which number each key has."""
    is_new = not there or dice.random() < 0.5
    key = f"{dice.random()}" if is_new else dice.choice(sorted(there))
    if not is_new and dice.random() < 0.5:
        connection.exec_driver_sql("DELETE FROM meta WHERE key = ?", (key,))
        del there[key]
        return
    text = secret(number, dice.choice(_SIZES))
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, text))
    there[key] = number


def test_others_write_while_room_is_given_back(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(database, 4_000)
    emptied(database)
    size = (tmp_path / FILE).stat().st_size
    told: list[object] = []
    in_pauses(monkeypatch, lambda: told.append(run(tmp_path, "INSERT INTO meta VALUES (random(), 'me')")))
    database.compact()
    assert len(told) > 3
    assert (tmp_path / FILE).stat().st_size < size / 20
    assert database.damage() is None
    assert database.free_share() < 0.1


def test_others_write_while_somebody_reads_an_older_state(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(database, 20)
    reader = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM meta").fetchone()
    emptied(database)
    told: list[object] = []

    def meanwhile() -> None:
        told.append(run(tmp_path, "INSERT INTO meta VALUES (random(), 'me')"))
        if len(told) == 3:
            reader.close()

    in_pauses(monkeypatch, meanwhile)
    database.compact()
    assert len(told) >= 3
    assert not (tmp_path / f"{FILE}-wal").exists()


def test_who_reads_an_older_state_for_long_is_told(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(database, 20)
    reader = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM meta").fetchone()
    emptied(database)
    monkeypatch.setattr("index.catalogue.databases.sqlite._READERS_PATIENCE_S", -1)
    with pytest.raises(ArchiveError, match="in use") as told:
        database.compact()
    assert "citedesk rebuild" in told.value.hint
    reader.close()
    database.compact()


def test_a_file_of_the_older_kind_is_written_anew_once(tmp_path: Path) -> None:
    before = sqlite3.connect(tmp_path / FILE)
    before.execute("CREATE TABLE older (text)")
    before.executemany("INSERT INTO older VALUES (?)", [(secret(n, 3_000),) for n in range(500)])
    before.commit()
    before.close()
    database = Database(tmp_path)
    filled(database, 500)
    emptied(database)
    assert run(tmp_path, "PRAGMA auto_vacuum") == [(0,)]
    database.compact()
    assert run(tmp_path, "PRAGMA auto_vacuum") == [(2,)]
    assert database.free_share() < 0.01
    assert run(tmp_path, "SELECT count(*) FROM older") == [(500,)]
