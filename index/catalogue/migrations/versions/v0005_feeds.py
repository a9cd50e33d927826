"""Feeds that are fetched on a schedule, what publishers withdrew, and a fingerprint without the schema."""

from __future__ import annotations

import json

from alembic import op
from sqlalchemy import BigInteger, Column, text

from index.catalogue.schema.columns import NUMBER, TEXT, WORD

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables, and take the schema's number out of the fingerprint."""
    op.create_table(
        "feed",
        Column("url", TEXT, primary_key=True),
        Column("added_ms", BigInteger, nullable=False),
        Column("by", TEXT, nullable=False),
        Column("paused", NUMBER, nullable=False),
        Column("asked", NUMBER, nullable=False),
        Column("begun_ms", BigInteger),
        Column("fetched_ms", BigInteger),
        Column("result", TEXT),
        if_not_exists=True,
    )
    op.create_table(
        "withdrawal",
        Column("article_id", WORD, primary_key=True),
        Column("place", TEXT, primary_key=True),
        Column("changed_ms", BigInteger),
        Column("recalls", NUMBER, nullable=False),
        Column("lifted", NUMBER, nullable=False),
        if_not_exists=True,
    )
    _unnumber_fingerprint()


def _unnumber_fingerprint() -> None:
    connection = op.get_bind()
    value = connection.execute(text("SELECT value FROM meta WHERE key = 'fingerprint'")).scalar()
    if value is not None:
        fingerprint = {name: part for name, part in json.loads(value).items() if name != "schema"}
        written = text("UPDATE meta SET value = :value WHERE key = 'fingerprint'")
        connection.execute(written, {"value": json.dumps(fingerprint)})
