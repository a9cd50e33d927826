"""Bringing the catalogue of an older schema to that of now, so that no article is lost by an upgrade."""

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
# By the schema that they lead to. Never change one that was released: add another.
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
}


def is_older(connection: Connection) -> bool:
    """Whether the catalogue must be migrated; asked first, so that opening it takes no right to write.

    Raises:
        ArchiveError: It was made by a newer Citedesk.
    """
    return _schema(_fingerprint(connection)) < SCHEMA


def migrate(connection: Connection) -> None:
    """Bring the catalogue to `SCHEMA`, inside the transaction of the caller.

    Raises:
        ArchiveError: It was made by a newer Citedesk.
    """
    fingerprint = _fingerprint(connection)
    schema = _schema(fingerprint)
    if schema < SCHEMA:  # Steps may look at tables that are younger than the catalogue.
        t.metadata.create_all(connection)
    for number in range(schema + 1, SCHEMA + 1):
        for step in _STEPS[number]:
            if isinstance(step, str):
                connection.execute(text(step))
            else:
                step(connection)
    if schema < SCHEMA:
        connection.execute(
            text("UPDATE meta SET value = :value WHERE key = 'fingerprint'"),
            {"value": json.dumps(fingerprint | {"schema": SCHEMA})},
        )


def _fingerprint(connection: Connection) -> dict[str, Any]:
    """What the catalogue says it was built by; nothing of one that is new."""
    if not connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'meta'")).first():
        return {}
    kept = connection.execute(text("SELECT value FROM meta WHERE key = 'fingerprint'")).scalar()
    return dict(json.loads(kept)) if kept else {}


def _schema(fingerprint: dict[str, Any]) -> int:
    schema = int(fingerprint.get("schema", SCHEMA))
    if schema > SCHEMA:
        raise ArchiveError(
            f"The archive was made by a newer Citedesk: its schema is {schema}, and this one knows {SCHEMA}",
            "Update Citedesk, or name another folder with --data-dir.",
        )
    return schema
