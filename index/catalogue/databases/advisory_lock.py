"""One process at a time, on whatever machine: advisory locks, which end with their connection."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, Engine, func, literal_column, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as NoConnection

from corpus.errors import ArchiveError
from index.catalogue.databases.lock import NOTICE_AFTER_S, Lock, OnWait, busy
from index.contract import iso_utc

_TIMED_OUT = "55P03"
# A batch's end is soon over; who stands by, or waits for a rebuild, may do so for days.
_AGAIN_S, _SELDOM_S = 0.1, 0.5
# PostgreSQL cuts longer names of sessions.
_MOST_BYTES = 63
_WRITER = "writer"
_NOTICED_SOON = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}

_HOLDER = """
SELECT a.application_name FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND (l.classid::bigint << 32) | l.objid::bigint = hashtextextended(current_schema() || :name, 0)
"""


def key_of(name: str) -> ColumnElement[int]:
    """The number of a lock: archives in other schemas of the same database have others."""
    return func.hashtextextended(func.current_schema().op("||")(literal_column(f"'{_full(name)}'")), 0)


def _full(name: str) -> str:
    return f"/citedesk/{name}"


def has_timed_out(error: Exception) -> bool:
    """Whether an error says that a lock was waited for long enough."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) == _TIMED_OUT


class Server(Protocol):
    """The database, as far as a lock needs it."""

    @property
    def engine(self) -> Engine:
        """Its connections."""

    def hold(self, connection: Connection | None) -> None:
        """Have this thread write by the connection that has its right to write; None to end that."""

    def explained(self, error: Exception) -> ArchiveError:
        """Return an error of the database in words."""


class AdvisoryLock(Lock):
    """A right that one process at a time has to the archive in a database.

    The connection that holds it writes, too: a server that lost it, and gave the right to another process,
    takes no commit from it any more.

    Args:
        server: The database.
        name: "writer", to write to the archive, or another right.
        patience_s: How long to wait for another holder, in seconds.
    """

    def __init__(self, server: Server, name: str, patience_s: float) -> None:
        super().__init__()
        self._server, self._name, self._patience_s = server, name, patience_s
        self._connection: Connection | None = None

    def is_free(self) -> bool:
        """Whether nobody holds it, in this process or another."""
        try:
            with self._server.engine.connect() as connection:
                got = connection.execute(select(func.pg_try_advisory_lock(key_of(self._name)))).scalar()
                if got:
                    connection.execute(select(func.pg_advisory_unlock(key_of(self._name))))
                return bool(got)
        except (DatabaseError, NoConnection) as error:
            raise self._server.explained(error) from error

    def is_held(self) -> bool:
        """Whether this process holds it still: with its connection it is another's."""
        from index.catalogue.databases.timeouts import READING_S, patient

        try:
            if self._connection is None:
                return False
            with patient(self._connection, READING_S), self._connection.begin():
                self._connection.execute(select(1))
        except (DatabaseError, NoConnection):
            return False
        return True

    def holder(self) -> str:
        """Return who holds the lock, for people."""
        with suppress(DatabaseError, NoConnection), self._server.engine.connect() as connection:
            name = connection.execute(text(_HOLDER), {"name": _full(self._name)}).scalar()
            if name:
                return str(name)
        return "another process"

    def _take(self, purpose: str, on_wait: OnWait | None) -> None:
        try:
            connection = self._server.engine.connect()
            try:
                self._wait(connection, on_wait)
                _sign(connection, purpose)
            except BaseException:
                connection.invalidate()
                connection.close()
                raise
        except (DatabaseError, NoConnection) as error:
            raise self._server.explained(error) from error
        self._connection = connection
        if self._name == _WRITER:
            self._server.hold(connection)

    def _wait(self, connection: Connection, on_wait: OnWait | None) -> None:
        if self._has(connection, NOTICE_AFTER_S):
            return
        if on_wait:
            on_wait(f"Waiting for {self.holder()}.")
        if not self._has(connection, self._patience_s):
            raise busy(self.holder())

    def _has(self, connection: Connection, seconds: float) -> bool:
        """Whether the lock is had within some seconds.

        It is asked for again and again: a statement that waits for it would keep the server from clearing
        away what was removed, as any that began before does.
        """
        until = time.monotonic() + seconds
        again_s = _AGAIN_S if self._name == _WRITER else _SELDOM_S
        while True:
            with connection.begin():
                if connection.execute(select(func.pg_try_advisory_lock(key_of(self._name)))).scalar():
                    return True
            if time.monotonic() > until:
                return False
            time.sleep(again_s)

    def _release(self) -> None:
        connection, self._connection = self._connection, None
        if self._name == _WRITER:
            self._server.hold(None)
        if connection is None:
            return
        try:
            with connection.begin():
                connection.execute(select(func.pg_advisory_unlock(key_of(self._name))))
                connection.execute(text("RESET application_name"))
        except (DatabaseError, NoConnection):
            connection.invalidate()  # It ends with its session.
        finally:
            connection.close()


def _sign(connection: Connection, purpose: str) -> None:
    """Name the session after who holds the lock for what, for others who have to wait.

    The server is to notice within half a minute that its machine is gone: until then nobody else has it.
    """
    now = iso_utc(datetime.now(UTC))
    name = f"process {os.getpid()} on {socket.gethostname()[:20]} ({purpose}, {now})"[:_MOST_BYTES]
    with connection.begin():
        wanted = {"application_name": name, **_NOTICED_SOON}
        connection.execute(select(*(func.set_config(key, value, False) for key, value in wanted.items())))
