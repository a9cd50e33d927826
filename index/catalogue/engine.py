"""The catalogue's database: its connections, and the few values that say what built it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as NoConnection

from index.catalogue import schema as t
from index.catalogue.databases.address import DatabaseAddress
from index.catalogue.databases.backend import Backend
from index.catalogue.databases.lock import PATIENCE_S, Lock
from index.catalogue.databases.notices import Notices, Topic
from index.catalogue.databases.postgres import PostgresDatabase
from index.catalogue.databases.sqlite import SqliteFile
from index.catalogue.databases.upserts import write_over
from index.catalogue.migrations.upgrade import (
    NEWEST,
    check_revision,
    make,
    recorded_revision,
    revision,
    upgrade,
)
from index.catalogue.schema import SCHEMA

IS_CLEAN = "clean"
"""The value of `meta` that is set while its files are known to have nothing of what was ever removed."""

# SQLite takes 32,766 variables in a statement, PostgreSQL twice as many; a few hundred at a time are as fast.
AT_ONCE = 500
"""How many values a statement is given, where an index leads to them."""


def batches(items: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
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
        address: The PostgreSQL database that keeps the catalogue, None for a file in the folder.

    Attributes:
        clock: The time by which embargoes end and articles expire.

    Raises:
        ArchiveError: It cannot be opened, is no catalogue, or was made by a newer Citedesk.
    """

    def __init__(self, folder: Path, address: DatabaseAddress | None = None) -> None:
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._backend: Backend = PostgresDatabase(address) if address else SqliteFile(folder)
        try:
            self._prepare()
        except BaseException:
            self._backend.close()
            raise

    @property
    def name(self) -> str:
        """What the catalogue is called in messages: its file, or its database."""
        return self._backend.name

    @property
    def longest_id(self) -> int | None:
        """How many bytes an article's id may have, None for no such limit."""
        return self._backend.longest_id

    @property
    def openings(self) -> int:
        """How many databases were opened so far; whatever was read from a former one is outdated."""
        return self._backend.openings

    def _prepare(self) -> None:
        """Bring the tables to the current schema; opening one that has it needs no right to write."""
        with self.reading() as connection:
            recorded = self._revision(connection)
        check_revision(recorded)
        if recorded != NEWEST:
            with self.writing() as connection:
                self._bring_up(connection, self._revision(connection))

    def _revision(self, connection: Connection) -> str:
        """The revision that the tables have; "" for a new catalogue."""
        if recorded := recorded_revision(connection):
            return recorded
        number = self._backend.schema(connection)
        return revision(number) if number else ""

    def _bring_up(self, connection: Connection, recorded: str) -> None:
        """Make or change the tables, unless another process has done so meanwhile."""
        check_revision(recorded)
        if recorded == NEWEST:
            return
        if recorded:
            upgrade(connection, recorded)
        else:
            make(connection)
        self._backend.number_schema(connection, SCHEMA)

    def close(self) -> None:
        """Close every connection."""
        self._backend.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection whose statements all see the same state."""
        self._backend.follow(self._prepare)
        with self._explaining(), self._backend.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction: committed at the end, undone by an exception."""
        self._backend.follow(self._prepare)
        with self._explaining(), self._backend.writing() as connection:
            yield connection

    @contextmanager
    def sharing(self) -> Iterator[Connection]:
        """Open a transaction that others need not wait for, for rows on which nothing else depends."""
        self._backend.follow(self._prepare)
        with self._explaining(), self._backend.sharing() as connection:
            yield connection

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, NoConnection) as error:
            raise self._backend.explained(error) from error

    # -- looking after it --------------------------------------------------------------------------

    def lock(self, name: str = "writer", patience_s: float = PATIENCE_S) -> Lock:
        """Return a right that one process at a time has to the archive.

        Args:
            name: "writer", to write to it, or "rebuild", to build its indexes anew. Whoever needs both takes
                "rebuild" first.
            patience_s: How long to wait for another holder, in seconds.
        """
        return self._backend.lock(name, patience_s)

    def notices(self, topic: Topic) -> Notices:
        """Return what waits for word of a topic, from any process; to be closed."""
        return self._backend.notices(topic)

    def compact(self) -> None:
        """Free the space of deleted rows, so that nothing of them is left in the files.

        Raises:
            ArchiveError: Somebody is still reading them.
        """
        self._backend.follow(self._prepare)
        with self._explaining():
            self._backend.compact()

    def free_share(self) -> float:
        """Return which share of the catalogue's files is empty, 0 to 1; 0 where others see to that."""
        self._backend.follow(self._prepare)
        with self._explaining():
            return self._backend.free_share()

    def damage(self) -> str | None:
        """Return what is wrong with the database's own files, None if nothing is known to be."""
        self._backend.follow(self._prepare)
        with self._explaining():
            return self._backend.damage()

    def size(self) -> int:
        """Return how many bytes of disk the catalogue takes."""
        with self._explaining():
            return self._backend.size()

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

    def first_generation(self) -> int:
        """Return the number from which a new archive counts its changes."""
        return self._backend.first_generation

    def state(self) -> tuple[int, int]:
        """Return the number of the open database, from `openings`, and its generation."""
        generation = self.generation()
        return self.openings, generation


def has_archive(address: DatabaseAddress) -> bool:
    """Whether a PostgreSQL database keeps an archive; it is left as it is.

    Raises:
        ArchiveError: It cannot be asked.
    """
    backend = PostgresDatabase(address)
    try:
        with backend.reading() as connection:
            return inspect(connection).has_table(t.meta.name) and get_meta(connection, "build") is not None
    except (DatabaseError, NoConnection) as error:
        raise backend.explained(error) from error
    finally:
        backend.close()


def get_meta(connection: Connection, key: str) -> str | None:
    """Return a value of the `meta` table, or None."""
    return connection.execute(select(t.meta.c.value).where(t.meta.c.key == key)).scalar()


def set_meta(connection: Connection, key: str, value: str) -> None:
    """Write a value of the `meta` table."""
    write_over(connection, t.meta, [{"key": key, "value": value}])
