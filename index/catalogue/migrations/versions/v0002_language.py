"""An article's language and the days between which it may be shown; what operators and readers leave."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer

from index.catalogue.schema.columns import TEXT, WORD

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns, and the tables that an archive of schema 1 may lack."""
    op.add_column("version", Column("language", WORD))
    op.add_column("version", Column("embargo_ms", BigInteger))
    op.add_column("version", Column("expires_ms", BigInteger))
    op.create_table("removal", Column("article_id", WORD, primary_key=True), if_not_exists=True)
    op.create_table(
        "fetched",
        Column("url", TEXT, primary_key=True),
        Column("etag", TEXT, nullable=False),
        Column("last_modified", TEXT, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "action_log",
        Column("id", Integer, primary_key=True),
        Column("done_ms", BigInteger, nullable=False),
        Column("by", TEXT, nullable=False),
        Column("action", WORD, nullable=False),
        Column("detail", TEXT, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "feedback",
        Column("id", Integer, primary_key=True),
        Column("given_ms", BigInteger, nullable=False),
        Column("by", TEXT, nullable=False),
        Column("rating", WORD, nullable=False),
        Column("comment", TEXT, nullable=False),
        Column("asked", TEXT, nullable=False),
        Column("answer", TEXT, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "shared",
        Column("name", WORD, primary_key=True),
        Column("made_ms", BigInteger, nullable=False),
        Column("asked", TEXT, nullable=False),
        Column("answer", TEXT, nullable=False),
        if_not_exists=True,
    )
