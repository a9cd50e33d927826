"""When an article was corrected, which version that took the place of, and how its text was cleaned."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column

from index.catalogue.migrations.corrections import CORRECTIONS
from index.catalogue.schema.columns import NUMBER, WORD

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; until then every version but the first was a correction."""
    op.add_column("version", Column("cleaner", WORD))
    op.add_column("version", Column("corrected_ms", BigInteger))
    op.add_column("version", Column("corrects", NUMBER))
    op.execute(CORRECTIONS)
