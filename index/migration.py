"""Bringing the catalogue of an older schema to that of now, so that no article is lost by an upgrade."""

from __future__ import annotations

import json

from sqlalchemy import Connection, text

from corpus.errors import ArchiveError
from index.tables import SCHEMA

# By the schema that they lead to. Never change one that was released: add another.
_STEPS: dict[int, tuple[str, ...]] = {
    2: (
        "ALTER TABLE version ADD COLUMN language VARCHAR",
        "ALTER TABLE version ADD COLUMN embargo_ms INTEGER",
        "ALTER TABLE version ADD COLUMN expires_ms INTEGER",
    ),
}


def migrate(connection: Connection) -> None:
    """Bring the catalogue to `SCHEMA`, inside the transaction of the caller; tables are added elsewhere.

    Raises:
        ArchiveError: It was made by a newer Citedesk.
    """
    if not connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'meta'")).first():
        return
    kept = connection.execute(text("SELECT value FROM meta WHERE key = 'fingerprint'")).scalar()
    if kept is None:
        return
    fingerprint = json.loads(kept)
    schema = int(fingerprint.get("schema", SCHEMA))
    if schema > SCHEMA:
        raise ArchiveError(
            f"The archive was made by a newer Citedesk: its schema is {schema}, and this one knows {SCHEMA}",
            "Update Citedesk, or name another folder with --data-dir.",
        )
    for number in range(schema + 1, SCHEMA + 1):
        for statement in _STEPS[number]:
            connection.execute(text(statement))
    if schema < SCHEMA:
        connection.execute(
            text("UPDATE meta SET value = :value WHERE key = 'fingerprint'"),
            {"value": json.dumps(fingerprint | {"schema": SCHEMA})},
        )
