"""A second copy of what cannot be recreated, from which a repair restores what the catalogue lost.

It holds texts, removals, origins, logs and what readers kept, and no vectors or chunks: those are made anew.
What an operator removes is marked in it at once and leaves it, as it leaves the catalogue, by a rebuild.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_mock_engine, text

from corpus.errors import ArchiveError
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.databases.sqlite import BACKUP, FILE
from index.catalogue.records import from_ms

TABLES = (
    t.article,
    t.version,
    t.removal,
    t.withdrawal,
    t.held,
    t.notice,
    t.origin,
    t.band,
    t.action_log,
    t.sync_log,
    t.feedback,
    t.shared,
    t.feed,
    t.stated,
)
"""The tables worth saving, without half-written versions and servers' validators."""

_PART = f"{BACKUP}.part"
# Renewed after a day, or earlier if the archive has grown by a quarter, because that is much to lose.
_AGE_MS = 24 * 60 * 60 * 1000
_GROWTH = 1.25

_REMOVE = (
    "INSERT OR IGNORE INTO removal (article_id) VALUES (?)",
    "UPDATE article SET version = NULL WHERE article_id = ?",
)
_RESTORE = (
    "UPDATE article SET version = (SELECT max(version.version) FROM version "
    "WHERE version.article_id = article.article_id) WHERE article_id = ? AND version IS NULL",
    "DELETE FROM removal WHERE article_id = ?",
)


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup states about itself."""

    made_at: datetime
    rows: int


def read_backup(folder: Path) -> Backup | None:
    """Return the statement of the backup in a data folder; None without a readable backup."""
    path = folder / BACKUP
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(path, timeout=60)) as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        made_at = from_ms(int(meta["made_ms"]))
        return Backup(made_at, int(meta["rows"])) if made_at else None
    except (sqlite3.Error, KeyError, ValueError, OverflowError):
        return None


def back_up(archive: Archive, tell: Callable[[str], None] | None = None) -> None:
    """Make a new backup if it is time for one; a failure is reported and affects nothing else.

    A catalogue in PostgreSQL has none here: pg_dump makes those. `tell` is called with what is waited for,
    and with why a backup failed.
    """
    if archive.place.database is not None:
        return
    try:
        if not archive.place.keep_backup:
            forget_backup(archive.place.folder)
        elif _is_due(archive):
            with archive.writer("backup", tell):
                write_backup(archive)
    except ArchiveError as error:
        if tell:
            tell(f"{error.message}. {error.hint}")


def write_backup(archive: Archive) -> None:
    """Replace the backup by a new one; the caller holds the writer's lock.

    Raises:
        ArchiveError: It cannot be written; the last one stays.
    """
    folder = archive.place.folder
    part = folder / _PART
    try:
        part.unlink(missing_ok=True)
        _copy(folder / FILE, part, _last_row(archive))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, folder / BACKUP)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise ArchiveError(
            f"The backup of the catalogue could not be written: {error}",
            "Make room on the disk, or set BACKUP to false.",
        ) from error


def _copy(whole: Path, part: Path, rows: int) -> None:
    with closing(sqlite3.connect(part, timeout=60, isolation_level=None)) as connection:
        # After a crash the next backup deletes the partial file: it needs no journal.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("ATTACH DATABASE ? AS whole", (str(whole),))
        connection.execute("BEGIN")
        for statement in _tables_made():
            connection.execute(statement)
        for table in TABLES:
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            connection.execute(
                f'INSERT INTO main."{table.name}" ({names}) SELECT {names} FROM whole."{table.name}"'
            )
        meta = {"made_ms": str(int(time.time() * 1000)), "rows": str(rows)}
        connection.executemany("INSERT INTO main.meta VALUES (?, ?)", meta.items())
        connection.execute("COMMIT")


@cache
def _tables_made() -> tuple[str, ...]:
    """The statements by which a backup's tables are made."""
    statements: list[str] = []

    def note(statement: Any, *_: Any, **__: Any) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("sqlite://", note)
    t.metadata.create_all(engine, tables=[t.meta, *TABLES], checkfirst=False)
    return tuple(statements)


def forget_backup(folder: Path) -> None:
    """Delete the backup and any partial one.

    Raises:
        ArchiveError: It cannot be deleted.
    """
    try:
        for name in (BACKUP, f"{BACKUP}-journal", _PART):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"{folder / BACKUP} cannot be deleted, and may hold text that was removed: {error.strerror}",
            "Delete it by hand.",
        ) from error


def mark_in_backup(folder: Path, article_ids: Sequence[str], removed: bool) -> None:
    """Mark articles in the backup as removed or not, so that a repair does not bring back removed ones.

    A backup that cannot be written is deleted: no backup is better than one that brings them back.
    """
    path = folder / BACKUP
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(path, timeout=60)) as connection, connection:
            for statement in _REMOVE if removed else _RESTORE:
                connection.executemany(statement, [(article_id,) for article_id in article_ids])
    except sqlite3.Error:
        forget_backup(folder)


def damage_of_backup(folder: Path) -> str | None:
    """Return what is wrong with the backup; None if it is whole or does not exist."""
    path = folder / BACKUP
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(path, timeout=60)) as connection:
            damage = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    if damage != "ok":
        return damage
    return None if read_backup(folder) else "it does not say when it was made"


def _is_due(archive: Archive) -> bool:
    backup = read_backup(archive.place.folder)
    if backup is None:
        return True
    age_ms = time.time() * 1000 - backup.made_at.timestamp() * 1000
    return not 0 <= age_ms < _AGE_MS or _last_row(archive) > backup.rows * _GROWTH


def _last_row(archive: Archive) -> int:
    # Not a count, which would read an index of the whole archive.
    with archive.catalogue.reading() as connection:
        return int(connection.execute(text("SELECT max(rowid) FROM version")).scalar() or 0)
