"""The catalogue's SQLite file: its connections, and the few values that say what built it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as NoConnection

from corpus.errors import ArchiveError
from index.catalogue import schema as t
from index.catalogue.migrations import is_older, migrate, number_schema
from index.catalogue.upserts import write_over

FILE = "catalogue.sqlite"
DAMAGED = "catalogue.damaged.sqlite"
"""Where a repair puts a catalogue that could not be read, until the next rebuild."""
BACKUP = "backup.sqlite"
"""A second copy of what cannot be recreated; see `backup`."""
_UNUSABLE = (-1, -1)
# SQLite takes 32,766 variables in a statement; a few hundred at a time are as fast.
_AT_ONCE = 500
# A server answers 20 questions at once and serves everything else from 40 threads, each of which reads one
# thing at a time, and now and then something within it; a few are kept open, the others opened at need.
_KEPT, _MOST = 10, 80
# How long to wait for who writes: a rebuild's last step gives back room, which takes seconds for each GB.
_PATIENCE_S = 300


def batches(items: Iterable[Any], size: int = _AT_ONCE) -> Iterator[list[Any]]:
    """Yield `items` in lists of at most `size`."""
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


class Database:
    """Connections to the catalogue, for reading and for writing.

    Any number of threads and processes may read while one writes; each read sees a consistent state.

    Args:
        folder: The data folder; it must exist.

    Attributes:
        clock: The time by which embargoes end and articles expire.
        openings: How many files were opened so far. A repair replaces a damaged file, and a folder may be
            deleted and made anew; whatever was read from the former file is then outdated.

    Raises:
        ArchiveError: The file cannot be opened, is no catalogue, or was made by a newer Citedesk.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.openings = 1
        self._opening = threading.RLock()
        self._file: tuple[int, int] | None = None
        self._engine = _engine(self.path)
        self._prepare()
        self._file = _identity(self.path)

    def _prepare(self) -> None:
        """Bring the tables to the current schema."""
        with self.reading() as connection:
            older = is_older(connection)
        if older:
            with self.writing() as connection:
                migrate(connection)
        try:
            with self._engine.connect() as connection:
                t.metadata.create_all(connection)
                number_schema(connection)
        except DatabaseError as error:
            raise self._failed(error) from error

    def _follow(self) -> None:
        """Open the file at the path anew if it was replaced: old connections would use a deleted file."""
        if self._file is None or _identity(self.path) == self._file:
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
                self._prepare()
            except BaseException:
                self._file = _UNUSABLE
                raise

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _failed(self, error: Exception) -> ArchiveError:
        reason = str(getattr(error, "orig", None) or error)
        if isinstance(error, NoConnection):
            return ArchiveError("Too many read the archive at once", "Ask again in a minute.")
        broken = "malformed" in reason or "not a database" in reason
        return ArchiveError(
            f"The catalogue {self.path} cannot be used: {reason}",
            "Run: citedesk doctor --repair, which saves the articles that can be read."
            if broken
            else "Check that the folder can be written and that the disk has room.",
        )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection whose statements all see the same state."""
        self._follow()
        try:
            with self._engine.connect() as connection:
                connection.execute(text("BEGIN"))
                try:
                    yield connection
                finally:
                    connection.execute(text("ROLLBACK"))
        except (DatabaseError, NoConnection) as error:
            raise self._failed(error) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction: committed at the end, undone by an exception."""
        self._follow()
        try:
            with self._engine.connect() as connection:
                connection.execute(text("BEGIN IMMEDIATE"))
                try:
                    yield connection
                except BaseException:
                    connection.execute(text("ROLLBACK"))
                    raise
                connection.execute(text("COMMIT"))
        except (DatabaseError, NoConnection) as error:
            raise self._failed(error) from error

    def compact(self) -> None:
        """Free the space of deleted rows, so that nothing of them is left in the files.

        Raises:
            ArchiveError: Somebody is still reading them when the time-out of the connection ends.
        """
        self._follow()
        try:
            with self._engine.connect() as connection:
                connection.execute(text("VACUUM"))
                busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
        except DatabaseError as error:
            raise self._failed(error) from error
        if busy:
            raise ArchiveError(
                f"The file {self.path}-wal is in use and may hold text that was removed",
                "Wait until other processes have ended their reading, and run: citedesk rebuild",
            )

    # -- what built it, and how often it changed --------------------------------------------------

    def now_ms(self) -> int:
        """Return the instant by which embargoes end and articles expire, UTC milliseconds since 1970."""
        return round(self.clock().timestamp() * 1000)

    def get(self, key: str) -> str | None:
        """Return a value of the `meta` table, or None."""
        with self.reading() as connection:
            return get_meta(connection, key)

    def generation(self) -> int:
        """Return how many changes became active so far, so that readers can notice a new one."""
        return int(self.get("generation") or 0)

    def state(self) -> tuple[int, int]:
        """Return the number of the open file, from `openings`, and its generation."""
        generation = self.generation()
        return self.openings, generation


def _identity(path: Path) -> tuple[int, int] | None:
    """The identity of the file at a path, or None."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def get_meta(connection: Connection, key: str) -> str | None:
    """Return a value of the `meta` table, or None."""
    return connection.execute(select(t.meta.c.value).where(t.meta.c.key == key)).scalar()


def set_meta(connection: Connection, key: str, value: str) -> None:
    """Write a value of the `meta` table."""
    write_over(connection, t.meta, [{"key": key, "value": value}])


def _engine(path: Path) -> Engine:
    connecting = {"timeout": _PATIENCE_S, "check_same_thread": False, "isolation_level": None}
    engine = create_engine(
        f"sqlite:///{path}", connect_args=connecting, pool_size=_KEPT, max_overflow=_MOST - _KEPT
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        # Readers can go on while one writes; a commit is on the disk when it returns.
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    return engine
