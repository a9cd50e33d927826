"""Connections that give up on a server that does not answer.

A frozen server keeps its connections open, and none of its own time-outs fires: only the client can give up.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection

READING_S = 60.0
"""How long to wait for a statement, in seconds."""
WRITING_S = 3600.0
"""How long to wait for one that may lock, write or clear away much."""


class PatientConnection(psycopg.Connection[Any]):
    """A connection of psycopg's that is closed when a statement takes too long.

    Attributes:
        patience_s: How long that is, in seconds.
    """

    patience_s = READING_S

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **kwargs: Any) -> Any:
        """Wait for what is asked of the server, as psycopg does, but not for ever.

        Raises:
            OperationalError: There is no answer; the connection is closed.
        """
        return super().wait(self._bounded(gen), *args, **kwargs)

    def _bounded(self, waiting: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        until = time.monotonic() + self.patience_s
        try:
            wanted = next(waiting)
            while True:
                ready = yield wanted
                # Nothing is ready: psycopg only looks up ten times a second.
                if not ready and time.monotonic() > until:
                    self.pgconn.finish()
                    reason = f"it has not answered for {self.patience_s:,.0f} seconds"
                    raise psycopg.OperationalError(reason)
                wanted = waiting.send(ready)
        except StopIteration as done:
            return done.value


@contextmanager
def patient(connection: Connection, seconds: float = WRITING_S) -> Iterator[None]:
    """Wait longer, or less long, for the statements inside."""
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, PatientConnection)
    before, driver.patience_s = driver.patience_s, seconds
    try:
        yield
    finally:
        driver.patience_s = before
