"""The schema is numbered by Alembic; until now, tables that were new came without a number of their own."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary

from index.catalogue.schema.columns import NUMBER, TEXT, WORD

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables that an archive of schema 7 may lack."""
    _make_notices()
    op.create_table(
        "login_try",
        Column("key", WORD, primary_key=True),
        Column("name", WORD, primary_key=True),
        Column("made_ms", BigInteger, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_login_try_made_ms", "login_try", ["made_ms"], if_not_exists=True)
    op.create_table(
        "wanted",
        Column("text_key", LargeBinary, primary_key=True),
        Column("model", WORD, nullable=False),
        Column("text", TEXT, nullable=False),
        Column("made_ms", BigInteger, nullable=False),
        Column("until_ms", BigInteger, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "worker",
        Column("name", WORD, primary_key=True),
        Column("seen_ms", BigInteger, nullable=False),
        if_not_exists=True,
    )


def _make_notices() -> None:
    op.create_table(
        "held",
        Column("article_id", WORD, primary_key=True),
        Column("place", WORD, primary_key=True),
        Column("keys", TEXT, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "notice",
        Column("key", TEXT, primary_key=True),
        Column("place", TEXT, primary_key=True),
        Column("source", TEXT, nullable=False),
        Column("kind", TEXT, nullable=False),
        Column("reason", TEXT, nullable=False),
        Column("sent_ms", BigInteger),
        Column("changed_ms", BigInteger),
        Column("final", NUMBER, nullable=False),
        if_not_exists=True,
    )
