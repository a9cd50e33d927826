"""Migrating a catalogue of an older schema, so that an upgrade loses no article."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

from corpus.errors import ArchiveError
from index.catalogue import schema as t
from index.catalogue.logins import hide_logins
from index.catalogue.schema import SCHEMA

# Before schema 3 every version but the first was a correction.
CORRECTIONS = (
    "UPDATE version SET corrected_ms = coalesce(updated_ms, synced_ms), corrects = coalesce("
    "(SELECT max(older.version) FROM version AS older WHERE older.article_id = version.article_id "
    "AND older.version < version.version), version - 1) WHERE version > 1"
)


def _fingerprint(connection: Connection) -> dict[str, Any]:
    """The fingerprint that the catalogue states; empty for a new one."""
    if not connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'meta'")).first():
        return {}
    value = connection.execute(text("SELECT value FROM meta WHERE key = 'fingerprint'")).scalar()
    return dict(json.loads(value)) if value else {}


def _unnumber_fingerprint(connection: Connection) -> None:
    """Remove the schema's number from the fingerprint, where it was before schema 5."""
    fingerprint = {name: value for name, value in _fingerprint(connection).items() if name != "schema"}
    connection.execute(
        text("UPDATE meta SET value = :value WHERE key = 'fingerprint'"), {"value": json.dumps(fingerprint)}
    )


# By the schema that they lead to. Never change a released step; add another.
_STEPS: dict[int, tuple[str | Callable[[Connection], None], ...]] = {
    2: (
        "ALTER TABLE version ADD COLUMN language VARCHAR",
        "ALTER TABLE version ADD COLUMN embargo_ms INTEGER",
        "ALTER TABLE version ADD COLUMN expires_ms INTEGER",
    ),
    3: (
        "ALTER TABLE version ADD COLUMN cleaner VARCHAR",
        "ALTER TABLE version ADD COLUMN corrected_ms INTEGER",
        "ALTER TABLE version ADD COLUMN corrects INTEGER",
        CORRECTIONS,
    ),
    4: (hide_logins,),
    5: (_unnumber_fingerprint,),
    6: ("ALTER TABLE version ADD COLUMN section TEXT",),
}


def is_older(connection: Connection) -> bool:
    """Whether the catalogue must be migrated; checked first, because opening it needs no right to write.

    Raises:
        ArchiveError: It was made by a newer Citedesk.
    """
    return _schema_of(connection) < SCHEMA


def migrate(connection: Connection) -> None:
    """Bring the catalogue to `SCHEMA`, inside the transaction of the caller.

    Raises:
        ArchiveError: It was made by a newer Citedesk.
    """
    schema = _schema_of(connection)
    if schema < SCHEMA:  # Steps may use tables that are newer than the catalogue.
        t.metadata.create_all(connection)
    # A step may give an article another id: its versions follow before the transaction ends.
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for number in range(schema + 1, SCHEMA + 1):
        for step in _STEPS[number]:
            if isinstance(step, str):
                connection.execute(text(step))
            else:
                step(connection)
    number_schema(connection)


def number_schema(connection: Connection) -> None:
    """Record that the catalogue has the current schema, unless it says so already."""
    if _user_version(connection) != SCHEMA:
        connection.execute(text(f"PRAGMA user_version = {SCHEMA}"))


def _schema_of(connection: Connection) -> int:
    """The number of the catalogue's schema; the current one if it is new."""
    schema = _user_version(connection) or int(_fingerprint(connection).get("schema", SCHEMA))
    if schema > SCHEMA:
        raise ArchiveError(
            f"The archive was made by a newer Citedesk: its schema is {schema}, and this one knows {SCHEMA}",
            "Update Citedesk, or name another folder with --data-dir.",
        )
    return schema


def _user_version(connection: Connection) -> int:
    return int(connection.execute(text("PRAGMA user_version")).scalar_one())
