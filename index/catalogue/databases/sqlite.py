"""The catalogue as a file of SQLite in the data folder, and all that is SQLite's own."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import TimeoutError as NoConnection

from corpus.errors import ArchiveError
from index.catalogue.databases.lock import FolderLock, Lock
from index.catalogue.databases.notices import NoNotices, Notices, Topic
from index.catalogue.databases.sqlite_space import empty_log, give_back, prepare_file

FILE = "catalogue.sqlite"
DAMAGED = "catalogue.damaged.sqlite"
"""Where a repair puts a catalogue that could not be read, until the next rebuild."""
BACKUP = "backup.sqlite"
"""A second copy of what cannot be recreated; see `backup`."""
_UNUSABLE = (-1, -1)
# A server answers 20 questions at once and serves everything else from 40 threads, each of which reads one
# thing at a time, and now and then something within it; a few are kept open, the others opened at need.
_KEPT, _MOST = 10, 80
# How long to wait for a writer: what it does at once may be much, such as forgetting the chunks of a build.
_PATIENCE_S = 300
_READERS_PATIENCE_S = 60


class SqliteFile:
    """The file in a data folder, a `Backend`.

    Any number of threads and processes may read while one writes.

    Args:
        folder: The data folder; it must exist.

    Attributes:
        path: The file.
        name: It, for people.
        openings: How many files were opened so far. A repair replaces a damaged file, and a folder may be
            deleted and made anew; whatever was read from the former file is then outdated.
    """

    longest_id: int | None = None
    first_generation = 0

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.name = str(self.path)
        self.openings = 1
        self._folder = folder
        self._opening = threading.RLock()
        self._engine = _engine(self.path)
        self._file: tuple[int, int] | None = None

    @property
    def engine(self) -> Engine:
        """Its connections."""
        return self._engine

    def follow(self, prepare: Callable[[], None]) -> None:
        """Open the file at the path anew if it was replaced: old connections would use a deleted file."""
        there = _identity(self.path)
        if self._file is None:  # Nothing was read yet, and the file may only be made now.
            self._file = there
        if there == self._file:
            return
        with self._opening:
            there = _identity(self.path)
            if there == self._file:
                return
            if there is None:
                hint = "Put it back and ask again, or run: citedesk doctor --repair"
                raise ArchiveError(f"The catalogue {self.path} is gone", hint)
            former, self._engine = self._engine, _engine(self.path)
            former.dispose()
            self.openings += 1
            try:
                self._file = there
                prepare()
            except BaseException:
                self._file = _UNUSABLE
                raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection whose statements all see the same state."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction: committed at the end, undone by an exception."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")

    def sharing(self) -> AbstractContextManager[Connection]:
        """Open a transaction as `writing` does: in a file one writes at a time."""
        return self.writing()

    def schema(self, connection: Connection) -> int:
        """Return the number that versions before Alembic gave the schema: of old, the fingerprint's."""
        number = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if number or not inspect(connection).has_table("meta"):
            return number
        value = connection.execute(text("SELECT value FROM meta WHERE key = 'fingerprint'")).scalar()
        return int(json.loads(value).get("schema", 0)) if value else 0

    def number_schema(self, connection: Connection, number: int) -> None:
        """Record the schema where versions before Alembic look, so that they refuse a newer one."""
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")

    def lock(self, name: str, patience_s: float) -> Lock:
        """Return a right that one process at a time has to the data folder."""
        return FolderLock(self._folder, name, patience_s)

    def notices(self, topic: Topic) -> Notices:
        """Return what waits and never hears: who wants to know of a topic looks by themselves."""
        return NoNotices()

    def compact(self) -> None:
        """Free the space of deleted rows, so that nothing of them is left in the files.

        Raises:
            ArchiveError: Somebody is still reading an older state of them.
        """
        with self._engine.connect() as connection:
            try:
                give_back(connection)
                is_empty = empty_log(connection, _READERS_PATIENCE_S)
            except sqlite3.Error as error:
                raise self.explained(error) from error
            finally:
                connection.invalidate()  # Its patience is another now.
        if not is_empty:
            raise ArchiveError(
                f"The file {self.path}-wal is in use and may hold text that was removed",
                "Wait until other processes have stopped reading, and run: citedesk rebuild",
            )

    def free_share(self) -> float:
        """Return which share of the file's pages is empty."""
        with self.reading() as connection:
            free, all_of_them = (
                int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
                for name in ("freelist_count", "page_count")
            )
        return free / max(all_of_them, 1)

    def damage(self) -> str | None:
        """Return the first thing that is wrong with the file."""
        with self.reading() as connection:
            damage = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
        return None if damage == "ok" else damage

    def size(self) -> int:
        """Return how many bytes the file takes, with its log."""
        return sum(path.stat().st_size for path in self._folder.glob(f"{FILE}*"))

    def explained(self, error: Exception) -> ArchiveError:
        """Return an error of SQLite in words."""
        reason = str(getattr(error, "orig", None) or error)
        if isinstance(error, NoConnection):
            return ArchiveError("Too many requests are reading the archive at once", "Ask again in a minute.")
        broken = "malformed" in reason or "not a database" in reason
        return ArchiveError(
            f"The catalogue {self.path} cannot be used: {reason}",
            "Run: citedesk doctor --repair, which saves the articles that can be read."
            if broken
            else "Check that the folder can be written and that the disk has room.",
        )

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _identity(path: Path) -> tuple[int, int] | None:
    """The identity of the file at a path, or None."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _engine(path: Path) -> Engine:
    connecting = {"timeout": _PATIENCE_S, "check_same_thread": False, "isolation_level": None}
    engine = create_engine(
        f"sqlite:///{path}", connect_args=connecting, pool_size=_KEPT, max_overflow=_MOST - _KEPT
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        prepare_file(cursor)
        # Readers can go on while one writes; a commit is on the disk when it returns.
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    return engine
