"""Migrating a catalogue of an older schema, so that an upgrade loses no article."""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy import Connection, text

from corpus.errors import ArchiveError
from index.catalogue.logins import hide_logins
from index.catalogue.schema import SCHEMA

# Before schema 3 every version but the first was a correction.
CORRECTIONS = (
    "UPDATE version SET corrected_ms = coalesce(updated_ms, synced_ms), corrects = coalesce("
    "(SELECT max(older.version) FROM version AS older WHERE older.article_id = version.article_id "
    "AND older.version < version.version), version - 1) WHERE version > 1"
)


def _unnumber_fingerprint(connection: Connection) -> None:
    """Remove the schema's number from the fingerprint, where it was before schema 5."""
    value = connection.execute(text("SELECT value FROM meta WHERE key = 'fingerprint'")).scalar()
    fingerprint = {name: part for name, part in json.loads(value or "{}").items() if name != "schema"}
    connection.execute(
        text("UPDATE meta SET value = :value WHERE key = 'fingerprint'"), {"value": json.dumps(fingerprint)}
    )


def _index_facts(connection: Connection) -> None:
    """Have lists and counts read no texts; see `version_facts` in `schema`."""
    if connection.dialect.name == "sqlite":
        connection.execute(
            text(
                "CREATE INDEX IF NOT EXISTS version_facts ON version (article_id, version, published_ms, "
                "embargo_ms, expires_ms, source, language, section, author, title)"
            )
        )


# By the schema that they lead to. Never change a released step; add another. PostgreSQL's catalogues begin
# with schema 6, so the steps up to there are in SQLite's words; later ones must be in words of both.
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
    # It may give an article another id: its versions follow before the transaction ends.
    4: ("PRAGMA defer_foreign_keys = ON", hide_logins),
    5: (_unnumber_fingerprint,),
    6: ("ALTER TABLE version ADD COLUMN section TEXT",),
    7: (
        "DROP INDEX IF EXISTS chunk_of_article",
        "CREATE INDEX IF NOT EXISTS chunks_of_article ON chunk (article_id, version, build, chunk_id)",
        "DROP INDEX IF EXISTS active_article",
        "CREATE INDEX IF NOT EXISTS active_version ON article (article_id, version, story) "
        "WHERE version IS NOT NULL",
        _index_facts,
    ),
}


def check_schema(number: int) -> None:
    """Refuse the schema of a newer Citedesk; checked first, because opening needs no right to write.

    Raises:
        ArchiveError: The number is greater than any that is known.
    """
    if number > SCHEMA:
        raise ArchiveError(
            f"The archive was made by a newer Citedesk: its schema is {number}, and this one knows {SCHEMA}",
            "Update Citedesk, or name another archive with --data-dir or DATABASE_URL.",
        )


def migrate(connection: Connection, number: int) -> None:
    """Bring a catalogue to `SCHEMA`, inside the transaction of the caller.

    Args:
        connection: In a transaction; tables that are new since are there already.
        number: The schema that the catalogue has, 0 for a new one.

    Raises:
        ArchiveError: It was made by a newer Citedesk.
    """
    check_schema(number)
    for step in (step for later in range((number or SCHEMA) + 1, SCHEMA + 1) for step in _STEPS[later]):
        if isinstance(step, str):
            connection.execute(text(step))
        else:
            step(connection)
