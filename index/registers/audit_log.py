"""What operators did to the archive, when and by whom."""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from sqlalchemy import Connection, Row, insert, select

from index.catalogue import schema as t
from index.catalogue.reads import Catalogue
from index.catalogue.records import from_ms, now_ms
from index.contract import Count, Keyed, iso_utc

_DETAILS: dict[str, Any] = {
    "article_ids": list[str],
    "reason": str,
    "source": str,
    "day": str,
    "origin": str,
    "articles": Count,
    "chunks": Count,
    "missing": Count,
    "surplus": Count,
}
_Action = Literal["remove", "withdraw", "restore", "label", "rebuild", "repair"]
LogEntry = Annotated[
    dict[str, Any], Keyed({"at": str, "by": str, "action": _Action} | _DETAILS, optional=_DETAILS)
]
"""What an operator did, by their account or this system's user, and to what or how much of it."""


def log_action(connection: Connection, action: str, detail: Mapping[str, Any], by: str | None = None) -> None:
    """Add an entry in the transaction of the action; `by` is an account, or None for the system's user."""
    row = {
        "done_ms": now_ms(),
        "by": by or _user(),
        "action": action,
        "detail": json.dumps(detail, ensure_ascii=False),
    }
    connection.execute(insert(t.action_log), row)


def last_actions(catalogue: Catalogue, count: int) -> list[LogEntry]:
    """Return the last `count` entries, newest first, as plain values."""
    query = select(t.action_log).order_by(t.action_log.c.id.desc()).limit(count)
    with catalogue.reading() as connection:
        return [_entry(row) for row in connection.execute(query)]


def each_action(catalogue: Catalogue) -> list[LogEntry]:
    """Return all entries, oldest first, as plain values."""
    with catalogue.reading() as connection:
        return [_entry(row) for row in connection.execute(select(t.action_log).order_by(t.action_log.c.id))]


def _entry(row: Row[Any]) -> LogEntry:
    return {"at": iso_utc(from_ms(row.done_ms)), "by": row.by, "action": row.action, **json.loads(row.detail)}


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # A container's user may have no name.
        return "unknown"
