"""The tables of articles: their versions and chunks, what is active, and what keeps some away."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, text

from index.catalogue.schema.columns import NUMBER, TEXT, WORD, metadata

meta = Table("meta", metadata, Column("key", WORD, primary_key=True), Column("value", TEXT, nullable=False))

# `version` is the one that answers may use; NULL while the first one is being written, or once removed.
# `story` names the first article and version that told it: copies share it.
article = Table(
    "article",
    metadata,
    Column("article_id", WORD, primary_key=True),
    Column("version", NUMBER),
    Column("story", WORD, nullable=False, index=True),
)

# `cleaner` names the rules by which its text was read. `corrected_ms` and `corrects` tell when the article
# was last corrected, and which version that took the place of; a version whose text is only cleaned
# otherwise has them from the one before it.
version = Table(
    "version",
    metadata,
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
    Column("language", WORD),
    Column("embargo_ms", BigInteger),
    Column("expires_ms", BigInteger),
    Column("text_hash", WORD, nullable=False),
    Column("metadata_hash", WORD, nullable=False),
    Column("synced_ms", BigInteger, nullable=False),
    Column("cleaner", WORD),
    Column("corrected_ms", BigInteger),
    Column("corrects", NUMBER),
    Column("section", TEXT),
)

# `build` names the folder of derived indexes that the chunk was cut for: a rebuild writes its own beside it.
chunk = Table(
    "chunk",
    metadata,
    Column("build", WORD, primary_key=True),
    Column("chunk_id", WORD, primary_key=True),
    Column("article_id", WORD, nullable=False),
    Column("version", NUMBER, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text_key", LargeBinary, nullable=False),
)
# With the build and the id an article's chunks are counted and listed without reading a row of them.
Index("chunks_of_article", chunk.c.article_id, chunk.c.version, chunk.c.build, chunk.c.chunk_id)

# A vector by what made it and of which text: a new version or chunker pays only for new text. Where a Chroma
# server keeps vectors, only those are here that workers made and that are not written there yet.
embedding = Table(
    "embedding",
    metadata,
    Column("text_key", LargeBinary, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# Which PATH brought which article, so that `sync --prune` can tell what is gone from it.
origin = Table(
    "origin",
    metadata,
    Column("root", TEXT, primary_key=True),
    Column("article_id", WORD, primary_key=True),
    Column("location", TEXT, nullable=False),
    Column("seen", BigInteger, nullable=False),
)

# MinHash bands: articles that share one may be copies of each other.
band = Table(
    "band",
    metadata,
    Column("band", BigInteger, primary_key=True),
    Column("article_id", WORD, primary_key=True),
)
Index("band_of_article", band.c.article_id)

# Chunks whose vectors and words must still be deleted: written with the change, emptied after it.
garbage = Table(
    "garbage", metadata, Column("build", WORD, primary_key=True), Column("chunk_id", WORD, primary_key=True)
)

# Which chunks a change touched, for indexes that follow; see `journal`.
changed_chunk = Table(
    "changed_chunk",
    metadata,
    Column("generation", BigInteger, primary_key=True),
    Column("chunk_id", WORD, primary_key=True),
)

# Versions whose writing has begun and not ended, left only by a crash; a `fresh` one was not there before.
pending = Table(
    "pending",
    metadata,
    Column("article_id", WORD, primary_key=True),
    Column("version", NUMBER, primary_key=True),
    Column("fresh", NUMBER, nullable=False),
)

# Articles that an operator removed: they stay away, whatever is synced, until they are restored.
removal = Table("removal", metadata, Column("article_id", WORD, primary_key=True))

# Publishers' words that an article is not out, or no longer, by the file or address that gives them: an older
# publication that is read again stays away. `lifted` marks those that an operator overruled.
withdrawal = Table(
    "withdrawal",
    metadata,
    Column("article_id", WORD, primary_key=True),
    Column("place", TEXT, primary_key=True),
    Column("changed_ms", BigInteger),
    Column("recalls", NUMBER, nullable=False),
    Column("lifted", NUMBER, nullable=False),
)

# What is held back says, by hashes of its headline and of runs of words: another article may have its number.
held = Table(
    "held",
    metadata,
    Column("article_id", WORD, primary_key=True),
    Column("place", WORD, primary_key=True),
    Column("keys", TEXT, nullable=False),
)

# What publishers' notices name by headline or address, by a hash of either: a story that is read later than
# its notice stays away.
notice = Table(
    "notice",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("place", TEXT, primary_key=True),
    Column("source", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False),
    Column("sent_ms", BigInteger),
    Column("changed_ms", BigInteger),
    Column("final", NUMBER, nullable=False),
)

# What PostgreSQL indexes must be short, and outlets need not be; its questions would not use this index.
Index("version_source", version.c.source).ddl_if(dialect="sqlite")
_HAS_VERSION = text("version IS NOT NULL")
Index(
    "active_version",
    article.c.article_id,
    article.c.version,
    article.c.story,
    sqlite_where=_HAS_VERSION,
    postgresql_where=_HAS_VERSION,
)
# All that lists and counts need of a version. SQLite keeps a row's columns together, so that without this
# they would pass over every text; PostgreSQL keeps long texts elsewhere.
_FACTS = "article_id version published_ms embargo_ms expires_ms source language section author title"
Index("version_facts", *(version.c[name] for name in _FACTS.split())).ddl_if(dialect="sqlite")
