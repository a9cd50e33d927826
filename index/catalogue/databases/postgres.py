"""The catalogue in a PostgreSQL database, and all that is PostgreSQL's own.

What SQLite does by being one file is asked for here: readers see one state, and one transaction at a time
writes. psycopg is imported when a database is opened, and nowhere else.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from corpus.errors import ArchiveError
from index.catalogue import schema as t
from index.catalogue.databases.address import DatabaseAddress
from index.catalogue.databases.advisory_lock import AdvisoryLock, has_timed_out, key_of
from index.catalogue.databases.lock import Lock, busy
from index.catalogue.databases.notices import Notices, PostgresNotices, Topic
from index.catalogue.records import now_ms

# PostgreSQL lets in 100 by default, and several processes share them.
_KEPT, _MOST = 5, 30
# How long to wait for a writer, and for readers of what is to be compacted.
_PATIENCE, _READERS_PATIENCE_S = "300s", 60
# A server that is away is noticed in seconds, also when the network swallows everything.
_CONNECTING = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "application_name": "citedesk",
}
_AGAIN_S = 0.2
_NUMBER = re.compile(r"\d+")
_SCHEMA_KEY = "schema"
_NO_ROOM, _NO_RIGHT, _NO_TABLE = "53100", "42501", "42P01"
_HINTS = {
    _NO_ROOM: "Make room on the database's disk, and run this again.",
    _NO_RIGHT: "Give the user in DATABASE_URL the right to create tables in its schema.",
    _NO_TABLE: "Restore it from a dump, or see that DATABASE_URL names the right one, and start again.",
}


class PostgresDatabase:
    """A database on a server, a `Backend`.

    Args:
        address: Where it is.

    Attributes:
        name: The database and its host.
        openings: Always 1: a database that takes the place of another has another first generation.

    Raises:
        ArchiveError: psycopg is not installed, or the address has an unknown option.
    """

    openings = 1
    longest_id: int | None = 1_000  # An index takes 2,704, and has a place beside it.

    def __init__(self, address: DatabaseAddress) -> None:
        self.name = f"database {address.name}"
        self._address = address
        self._engine = _engine(address)
        # The connection by which this thread holds the right to write: what it commits, it commits with it.
        self._held = threading.local()

    @property
    def first_generation(self) -> int:
        """A number that no archive had before, so that one made anew is not taken for its predecessor."""
        return now_ms()

    @property
    def engine(self) -> Engine:
        """Its connections."""
        return self._engine

    def follow(self, prepare: Callable[[], None]) -> None:
        """Do nothing: a database is not replaced while it is connected to."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection whose statements all see the same state."""
        with self._engine.connect() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction while nobody else writes: committed at the end, undone by an exception.

        Raises:
            ArchiveError: The connection by which this thread held the right to write is gone.
        """
        holder: Connection | None = getattr(self._held, "connection", None)
        if holder is not None and holder.invalidated:
            raise ArchiveError(
                f"The connection to the {self.name} broke, and with it the right to write",
                "Run this again: what was finished is kept.",
            )
        from index.catalogue.databases.timeouts import patient

        opened = self._engine.connect() if holder is None else nullcontext(holder)
        with opened as connection, patient(connection), connection.begin():
            # One row at a time, as everything here may count on that nothing changes between its statements.
            patience = func.set_config("lock_timeout", _PATIENCE, True)
            connection.execute(select(patience, func.pg_advisory_xact_lock(key_of("transaction"))))
            yield connection

    @contextmanager
    def sharing(self) -> Iterator[Connection]:
        """Open a transaction beside others that write; both wait where they want the same row."""
        with self._engine.begin() as connection:
            yield connection

    def hold(self, connection: Connection | None) -> None:
        """Have this thread write by the connection that has its right to write; None to end that."""
        self._held.connection = connection

    def schema(self, connection: Connection) -> int:
        """Return the number that versions before Alembic gave the schema, 0 where there is none."""
        if connection.execute(select(func.to_regclass(t.meta.name))).scalar() is None:
            return 0
        number = select(t.meta.c.value).where(t.meta.c.key == _SCHEMA_KEY)
        return int(connection.execute(number).scalar() or 0)

    def number_schema(self, connection: Connection, number: int) -> None:
        """Record the schema where versions before Alembic look, so that they refuse a newer one."""
        connection.execute(t.meta.delete().where(t.meta.c.key == _SCHEMA_KEY))
        connection.execute(t.meta.insert(), {"key": _SCHEMA_KEY, "value": str(number)})

    def lock(self, name: str, patience_s: float) -> Lock:
        """Return a right that one process at a time has to this catalogue, wherever it runs."""
        return AdvisoryLock(self, name, patience_s)

    def notices(self, topic: Topic) -> Notices:
        """Return what waits for word of a topic, from any process; to be closed."""
        return PostgresNotices(self._engine, topic)

    def compact(self) -> None:
        """Write the tables anew without their deleted rows; searches wait meanwhile.

        Raises:
            ArchiveError: Somebody still reads them, or has been reading the database since before.
        """
        from index.catalogue.databases.timeouts import patient

        compacting = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with compacting as connection, patient(connection):
            connection.execute(text(f"SET lock_timeout = '{_READERS_PATIENCE_S}s'"))
            try:
                for table in t.metadata.sorted_tables:
                    if not _vacuum(connection, table.name, _READERS_PATIENCE_S):
                        raise self._in_use()
            except DBAPIError as error:
                if not has_timed_out(error):
                    raise
                raise self._in_use() from error
            finally:
                # The session is not given back with it.
                connection.invalidate()

    def _in_use(self) -> ArchiveError:
        return ArchiveError(
            f"The tables of the {self.name} are in use and may hold text that was removed",
            "Wait until other processes have stopped reading, and run: citedesk rebuild",
        )

    def free_share(self) -> float:
        """Return 0: the server uses the room of deleted rows again."""
        return 0.0

    def damage(self) -> str | None:
        """Return what the server itself knows to be wrong with the database's files."""
        failures = text("SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()")
        with self.reading() as connection:
            count = int(connection.execute(failures).scalar() or 0)
        return f"PostgreSQL counted {count:,} pages whose checksum is wrong" if count else None

    def size(self) -> int:
        """Return how many bytes the tables take, with their indexes."""
        names = list(t.metadata.tables)
        sizes = select(*(func.pg_total_relation_size(func.to_regclass(name)) for name in names))
        with self.reading() as connection:
            return sum(size or 0 for size in connection.execute(sizes).one())

    def explained(self, error: Exception) -> ArchiveError:
        """Return an error of the database in words, without its password and without rows."""
        if isinstance(error, NoConnection):
            return ArchiveError("Too many requests are reading the archive at once", "Ask again in a minute.")
        if has_timed_out(error):
            return busy("another transaction")
        cause: Any = getattr(error, "orig", None) or error
        # What follows the first line may be the row.
        reason = self._address.without_password(str(cause).strip().partition("\n")[0])
        state = getattr(cause, "sqlstate", None)
        if state in _HINTS:
            return ArchiveError(f"The {self.name} cannot be used: {reason}", _HINTS[state])
        return ArchiveError(
            f"The {self.name} cannot be reached or used: {reason}",
            "Try again in a minute. If it stays so, see that PostgreSQL runs and that DATABASE_URL names it.",
        )

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _vacuum(connection: Connection, table: str, patience_s: float) -> bool:
    """Write a table anew, again as long as deleted rows are kept in it; return whether it has none left.

    The server keeps them for every transaction that began before they were deleted, whatever it reads: a dump
    of other tables, or the server's own counting.

    Args:
        connection: Outside a transaction.
        table: Its name.
        patience_s: How long to try again, in seconds.
    """
    until: float | None = None
    while True:
        with _kept_rows(connection) as details:
            connection.execute(text(f'VACUUM (FULL, VERBOSE) "{table}"'))
        if not any(details):
            return True
        until = until or time.monotonic() + patience_s
        if time.monotonic() > until:
            return False
        time.sleep(_AGAIN_S)


@contextmanager
def _kept_rows(connection: Connection) -> Iterator[list[int]]:
    """Collect how many deleted rows the server says that it kept: whatever its language, the first number."""
    counts: list[int] = []

    def count(diagnostic: Any) -> None:
        if number := _NUMBER.search(diagnostic.message_detail or ""):
            counts.append(int(number[0]))

    driver: Any = connection.connection.dbapi_connection
    driver.add_notice_handler(count)
    try:
        yield counts
    finally:
        driver.remove_notice_handler(count)


def _engine(address: DatabaseAddress) -> Engine:
    wanted = {name: value for name, value in _CONNECTING.items() if name not in address.url.query}
    try:
        engine = create_engine(
            address.url,
            connect_args=wanted,
            pool_size=_KEPT,
            max_overflow=_MOST - _KEPT,
            # A connection that broke while nobody used it is noticed, and another takes its place.
            pool_pre_ping=True,
        )
    except ImportError as error:
        raise ArchiveError(
            "PostgreSQL needs the package psycopg, which is not installed",
            "Run: pip install 'psycopg[binary]'",
        ) from error
    # Of a batch that fails it would also tell, on the terminal, that its other statements did.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _take_any_text)
    return engine


def _connect(_dialect: Any, _record: Any, args: Sequence[Any], wanted: Mapping[str, Any]) -> Any:
    from index.catalogue.databases.timeouts import PatientConnection

    return PatientConnection.connect(*args, **wanted)


def _take_any_text(connection: Any, _: Any) -> None:
    """Have a NUL, which PostgreSQL takes in no text, written as the sign for what cannot be shown.

    Articles have none; what people type may.
    """
    from psycopg.types.string import StrDumperUnknown

    class WithoutNul(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd"))

    connection.adapters.register_dumper(str, WithoutNul)
