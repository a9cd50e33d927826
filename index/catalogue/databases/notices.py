"""Word that something changed: PostgreSQL's LISTEN and NOTIFY, so that nobody has to look again and again.

Word has nothing in it, and some may be lost with a connection; what changed stands in the tables. So who
waits looks whenever a wait ends, whatever ended it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal, Protocol

from sqlalchemy import ColumnElement, Connection, Engine, func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as NoConnection

from index.catalogue.databases.advisory_lock import key_of

Topic = Literal["changes", "uploads", "texts"]
"""Of articles; files that wait to be taken in; texts that wait for their vectors."""

# How long who hears goes without looking, should word be lost where nobody notices.
_LONGEST_S = 30.0
# How soon a wait ends that is to end; nothing is asked of the server for that.
_TURN_S = 0.5


class Notices(Protocol):
    """Waits for word of one topic, for one thread."""

    @property
    def hears(self) -> bool:
        """Whether word would arrive now; without, the topic is looked at again and again."""

    def wait(self, seconds: float, is_over: Callable[[], bool]) -> None:
        """Return when there may be something new.

        Args:
            seconds: How soon, where word does not arrive.
            is_over: Whether to return though nothing is new; asked twice a second where it does.
        """

    def wake(self) -> None:
        """End the wait; may be called from any thread."""

    def close(self) -> None:
        """Hear nothing more."""


class NoNotices:
    """`Notices` of a database that passes no word on."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    @property
    def hears(self) -> bool:
        """Never."""
        return False

    def wait(self, seconds: float, is_over: Callable[[], bool]) -> None:
        """Return after some seconds, or at `wake`."""
        self._woken.wait(seconds)
        self._woken.clear()

    def wake(self) -> None:
        """End the wait."""
        self._woken.set()

    def close(self) -> None:
        """Do nothing."""


class PostgresNotices(NoNotices):
    """`Notices` by a connection of its own, made when it is first waited for, and anew after it broke.

    Args:
        engine: Makes the connection, which does not count among those that it keeps.
        topic: What to hear of.
    """

    def __init__(self, engine: Engine, topic: Topic) -> None:
        super().__init__()
        self._engine, self._topic = engine, topic
        self._connection: Connection | None = None

    @property
    def hears(self) -> bool:
        """Whether it has its connection."""
        return self._connection is not None

    def wait(self, seconds: float, is_over: Callable[[], bool]) -> None:
        """Return at word, at `wake`, when the connection is made or breaks, or after half a minute."""
        if self._connection is None:
            # From now on it hears; what came before is to be looked for.
            if not self._connected():
                super().wait(seconds, is_over)
            return
        try:
            self._hear(self._connection.connection.dbapi_connection, is_over)
        except self._engine.dialect.loaded_dbapi.Error:
            self._let_go()
        self._woken.clear()

    def close(self) -> None:
        """Give the connection up."""
        self._let_go()

    def _hear(self, driver: Any, is_over: Callable[[], bool]) -> None:
        until = time.monotonic() + _LONGEST_S
        while not self._woken.is_set() and not is_over() and time.monotonic() < until:
            if any(True for _ in driver.notifies(timeout=_TURN_S, stop_after=1)):
                return

    def _connected(self) -> bool:
        try:
            opened = self._engine.connect()
        except (DatabaseError, NoConnection):
            return False
        try:
            opened = opened.execution_options(isolation_level="AUTOCOMMIT")
            opened.detach()
            channel = opened.execute(select(_channel(self._topic))).scalar_one()
            opened.exec_driver_sql(f'LISTEN "{channel}"')
        except (DatabaseError, NoConnection):
            opened.close()
            return False
        self._connection = opened
        return True

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DatabaseError):
                connection.close()


def notify(connection: Connection, topic: Topic) -> None:
    """Give word of a topic once the transaction is committed, where the database passes it on."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(_channel(topic), "")))


def _channel(topic: Topic) -> ColumnElement[str]:
    """Of this archive: others may be in other schemas of the same database."""
    return func.concat("citedesk ", key_of(topic))
