"""Articles with their versions and chunks, and what is derived from them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, text

from index.catalogue.schema.columns import NUMBER, TEXT, WORD

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table("meta", Column("key", WORD, primary_key=True), Column("value", TEXT, nullable=False))
    _make_articles()
    _make_chunks()
    op.create_table(
        "origin",
        Column("root", TEXT, primary_key=True),
        Column("article_id", WORD, primary_key=True),
        Column("location", TEXT, nullable=False),
        Column("seen", BigInteger, nullable=False),
    )
    op.create_table(
        "band",
        Column("band", BigInteger, primary_key=True),
        Column("article_id", WORD, primary_key=True),
    )
    op.create_index("band_of_article", "band", ["article_id"])
    op.create_table(
        "pending",
        Column("article_id", WORD, primary_key=True),
        Column("version", NUMBER, primary_key=True),
        Column("fresh", NUMBER, nullable=False),
    )
    op.create_table(
        "sync_log",
        Column("id", Integer, primary_key=True),
        Column("finished_ms", BigInteger, nullable=False),
        Column("paths", TEXT, nullable=False),
        Column("report", TEXT, nullable=False),
    )


def _make_articles() -> None:
    op.create_table(
        "article",
        Column("article_id", WORD, primary_key=True),
        Column("version", NUMBER),
        Column("story", WORD, nullable=False),
    )
    op.create_index("ix_article_story", "article", ["story"])
    has_version = text("version IS NOT NULL")
    op.create_index(
        "active_article",
        "article",
        ["article_id"],
        sqlite_where=has_version,
        postgresql_where=has_version,
    )
    op.create_table(
        "version",
        Column("article_id", WORD, ForeignKey("article.article_id"), primary_key=True),
        Column("version", NUMBER, primary_key=True),
        Column("title", TEXT, nullable=False),
        Column("summary", TEXT, nullable=False),
        Column("body", TEXT, nullable=False),
        Column("source", WORD),
        Column("author", TEXT),
        Column("credit", TEXT),
        Column("url", TEXT),
        Column("published_ms", BigInteger),
        Column("published_precision", WORD),
        Column("updated_ms", BigInteger),
        Column("text_hash", WORD, nullable=False),
        Column("metadata_hash", WORD, nullable=False),
        Column("synced_ms", BigInteger, nullable=False),
    )
    if op.get_context().dialect.name == "sqlite":
        op.create_index("version_source", "version", ["source"])


def _make_chunks() -> None:
    op.create_table(
        "chunk",
        Column("build", WORD, primary_key=True),
        Column("chunk_id", WORD, primary_key=True),
        Column("article_id", WORD, nullable=False),
        Column("version", NUMBER, nullable=False),
        Column("start", Integer, nullable=False),
        Column("end", Integer, nullable=False),
        Column("text_key", LargeBinary, nullable=False),
    )
    op.create_index("chunk_of_article", "chunk", ["article_id", "version"])
    op.create_table(
        "embedding",
        Column("text_key", LargeBinary, primary_key=True),
        Column("vector", LargeBinary, nullable=False),
    )
    op.create_table(
        "garbage", Column("build", WORD, primary_key=True), Column("chunk_id", WORD, primary_key=True)
    )
