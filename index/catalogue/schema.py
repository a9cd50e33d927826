"""The catalogue's tables. The catalogue is the one truth; vectors and words are derived from it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

SCHEMA = 6
"""The catalogue's `PRAGMA user_version`. Raised whenever a table changes, with a step in `migrations`; a new
table is made at the next open."""

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

# `version` is the one that answers may use; NULL while the first one is being written, or once removed.
# `story` names the first article and version that told it: copies share it.
article = Table(
    "article",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("version", Integer),
    Column("story", String, nullable=False, index=True),
)

# `cleaner` names the rules by which its text was read. `corrected_ms` and `corrects` tell when the article
# was last corrected, and which version that took the place of; a version whose text is only cleaned
# otherwise has them from the one before it.
version = Table(
    "version",
    metadata,
    Column("article_id", String, ForeignKey("article.article_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("source", String),
    Column("author", Text),
    Column("credit", Text),
    Column("url", Text),
    Column("published_ms", BigInteger),
    Column("published_precision", String),
    Column("updated_ms", BigInteger),
    Column("language", String),
    Column("embargo_ms", BigInteger),
    Column("expires_ms", BigInteger),
    Column("text_hash", String, nullable=False),
    Column("metadata_hash", String, nullable=False),
    Column("synced_ms", BigInteger, nullable=False),
    Column("cleaner", String),
    Column("corrected_ms", BigInteger),
    Column("corrects", Integer),
    Column("section", Text),
)

# `build` names the folder of derived indexes that the chunk was cut for: a rebuild writes its own beside it.
chunk = Table(
    "chunk",
    metadata,
    Column("build", String, primary_key=True),
    Column("chunk_id", String, primary_key=True),
    Column("article_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text_key", LargeBinary, nullable=False),
)
Index("chunk_of_article", chunk.c.article_id, chunk.c.version)

# A vector by what made it and of which text: a new version or chunker pays only for new text.
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
    Column("root", Text, primary_key=True),
    Column("article_id", String, primary_key=True),
    Column("location", Text, nullable=False),
    Column("seen", BigInteger, nullable=False),
)

# What a server gave with a page or feed, to ask it with whether that has changed.
fetched = Table(
    "fetched",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
)

# What an operator says of an article that names no outlet or no day itself; it outlives every sync.
stated = Table(
    "stated",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("source", String),
    Column("published_ms", BigInteger),
)

# Feeds that are fetched on a schedule. When the next fetch is due follows from when the last one began, and
# from a setting; `asked` has it at once.
feed = Table(
    "feed",
    metadata,
    Column("url", Text, primary_key=True),
    Column("added_ms", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("paused", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("begun_ms", BigInteger),
    Column("fetched_ms", BigInteger),
    Column("result", Text),
)

# MinHash bands: articles that share one may be copies of each other.
band = Table(
    "band",
    metadata,
    Column("band", BigInteger, primary_key=True),
    Column("article_id", String, primary_key=True),
)
Index("band_of_article", band.c.article_id)

# Chunks whose vectors and words must still be deleted: written with the change, emptied after it.
garbage = Table(
    "garbage",
    metadata,
    Column("build", String, primary_key=True),
    Column("chunk_id", String, primary_key=True),
)

# Versions whose writing has begun and not ended, left only by a crash; a `fresh` one was not there before.
pending = Table(
    "pending",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("fresh", Integer, nullable=False),
)

# Articles that an operator removed: they stay away, whatever is synced, until they are restored.
removal = Table("removal", metadata, Column("article_id", String, primary_key=True))

# Publishers' words that an article is not out, or no more, by the file or address that gives them: an older
# publication that is read again stays away. `lifted` marks those that an operator overruled.
withdrawal = Table(
    "withdrawal",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("changed_ms", BigInteger),
    Column("recalls", Integer, nullable=False),
    Column("lifted", Integer, nullable=False),
)

# What operators did beside syncing.
action_log = Table(
    "action_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("done_ms", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", String, nullable=False),
    Column("detail", Text, nullable=False),
)

sync_log = Table(
    "sync_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("finished_ms", BigInteger, nullable=False),
    Column("paths", Text, nullable=False),
    Column("report", Text, nullable=False),
)

# Answers as the JSON of the contract that somebody judged, with what they said of them.
feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("given_ms", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("rating", String, nullable=False),
    Column("comment", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("answer", Text, nullable=False),
)

# Answers that a link leads to; who knows the link's name may read it.
shared = Table(
    "shared",
    metadata,
    Column("name", String, primary_key=True),
    Column("made_ms", BigInteger, nullable=False),
    Column("asked", Text, nullable=False),
    Column("answer", Text, nullable=False),
)

Index("version_source", version.c.source)
_HAS_VERSION = text("version IS NOT NULL")
Index("active_article", article.c.article_id, sqlite_where=_HAS_VERSION, postgresql_where=_HAS_VERSION)
