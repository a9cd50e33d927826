"""Giving the room of deleted rows back in small steps, beside which others go on writing to the file.

Deleted rows are overwritten with zeros where they stand (`secure_delete`), so nothing of them is left in the
file itself. Its log has the pages as they were before, until it is emptied.
"""

from __future__ import annotations

import time
from math import ceil
from typing import Any

from sqlalchemy import Connection

# A step moves 2 MB: 50 ms on two busy cores, in which others wait, and they have as long before the next.
_PAGES = 500
# While it waits for readers of an older state, whoever empties the log lets nobody write.
_MOST_HELD_MS, _AGAIN_S = 50, 0.25


def prepare_file(cursor: Any) -> None:
    """Have deleted rows overwritten, and a file that is still empty be one that is shortened in steps."""
    cursor.execute("PRAGMA secure_delete = ON")
    if not cursor.execute("PRAGMA page_count").fetchone()[0]:
        cursor.execute("PRAGMA auto_vacuum = INCREMENTAL")


def give_back(connection: Connection) -> None:
    """Shorten the file by its empty pages; one of the older kind is written anew, once, and others wait."""
    if not _number(connection, "auto_vacuum"):
        connection.exec_driver_sql("PRAGMA auto_vacuum = INCREMENTAL")
        connection.exec_driver_sql("VACUUM")
    driver: Any = connection.connection.driver_connection
    for _ in range(ceil(_number(connection, "freelist_count") / _PAGES)):
        started = time.monotonic()
        driver.executescript(f"PRAGMA incremental_vacuum({_PAGES})")  # Others run it for one page only.
        time.sleep(time.monotonic() - started)


def empty_log(connection: Connection, patience_s: float) -> bool:
    """Write the log into the file and empty it; return whether nobody kept it from that for so long."""
    until = time.monotonic() + patience_s
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {_MOST_HELD_MS}")
    while True:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        if not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(_AGAIN_S)


def _number(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
