"""What the catalogue's tables are made of: the types of their columns, which both databases have."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData, String, Text

metadata = MetaData()

# SQLite orders text by its bytes, and knows a lower case of A to Z alone. PostgreSQL does the same by this
# collation, and by others what its server's language wants.
WORD = String().with_variant(String(collation="C"), "postgresql")
"""A text that is short, such as a key."""
TEXT = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite's integers have 64 bits, under whatever name.
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
