"""The section that an article stood in, and what operators say of its outlet and day."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column

from index.catalogue.schema.columns import TEXT, WORD

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column, and the table."""
    op.add_column("version", Column("section", TEXT))
    op.create_table(
        "stated",
        Column("article_id", WORD, primary_key=True),
        Column("source", WORD),
        Column("published_ms", BigInteger),
        if_not_exists=True,
    )
