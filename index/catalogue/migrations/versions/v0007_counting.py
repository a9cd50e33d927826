"""Indexes by which lists and counts read no texts, uploads, and what changed, for indexes that follow."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, text

from index.catalogue.schema.columns import TEXT, WORD

revision = "0007"
down_revision = "0006"
_FACTS = "article_id version published_ms embargo_ms expires_ms source language section author title"


def upgrade() -> None:
    """Make the indexes in place of others, and the tables."""
    _make_indexes()
    op.create_table(
        "upload_job",
        Column("job_id", WORD, primary_key=True),
        Column("by", TEXT, nullable=False),
        Column("made_ms", BigInteger, nullable=False),
        Column("names", TEXT, nullable=False),
        Column("state", TEXT),
        Column("ended_ms", BigInteger),
        if_not_exists=True,
    )
    op.create_table(
        "upload_part",
        Column("job_id", WORD, primary_key=True),
        Column("file", Integer, primary_key=True),
        Column("part", Integer, primary_key=True),
        Column("made_ms", BigInteger, nullable=False),
        Column("data", LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "changed_chunk",
        Column("generation", BigInteger, primary_key=True),
        Column("chunk_id", WORD, primary_key=True),
        if_not_exists=True,
    )
    op.create_table(
        "ended_session",
        Column("digest", WORD, primary_key=True),
        Column("until_ms", BigInteger, nullable=False),
        if_not_exists=True,
    )


def _make_indexes() -> None:
    op.drop_index("chunk_of_article", if_exists=True)
    of_article = ["article_id", "version", "build", "chunk_id"]
    op.create_index("chunks_of_article", "chunk", of_article, if_not_exists=True)
    op.drop_index("active_article", if_exists=True)
    has_version = text("version IS NOT NULL")
    op.create_index(
        "active_version",
        "article",
        ["article_id", "version", "story"],
        if_not_exists=True,
        sqlite_where=has_version,
        postgresql_where=has_version,
    )
    if op.get_context().dialect.name == "sqlite":
        op.create_index("version_facts", "version", _FACTS.split(), if_not_exists=True)
