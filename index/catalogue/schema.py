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

SCHEMA = 7
"""The number that the catalogue's database records. Raised whenever a table changes, with a step in
`migrations`; a new table is made at the next open."""

metadata = MetaData()

# SQLite orders text by its bytes, and knows a lower case of A to Z alone. PostgreSQL does the same by this
# collation, and by others what its server's language wants.
_WORD = String().with_variant(String(collation="C"), "postgresql")
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite's integers have 64 bits, under whatever name.
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")

meta = Table("meta", metadata, Column("key", _WORD, primary_key=True), Column("value", _TEXT, nullable=False))

# `version` is the one that answers may use; NULL while the first one is being written, or once removed.
# `story` names the first article and version that told it: copies share it.
article = Table(
    "article",
    metadata,
    Column("article_id", _WORD, primary_key=True),
    Column("version", _NUMBER),
    Column("story", _WORD, nullable=False, index=True),
)

# `cleaner` names the rules by which its text was read. `corrected_ms` and `corrects` tell when the article
# was last corrected, and which version that took the place of; a version whose text is only cleaned
# otherwise has them from the one before it.
version = Table(
    "version",
    metadata,
    Column("article_id", _WORD, ForeignKey("article.article_id"), primary_key=True),
    Column("version", _NUMBER, primary_key=True),
    *(Column(name, _TEXT, nullable=False) for name in ("title", "summary", "body")),
    Column("source", _WORD),
    *(Column(name, _TEXT) for name in ("author", "credit", "url")),
    Column("published_ms", BigInteger),
    Column("published_precision", _WORD),
    Column("updated_ms", BigInteger),
    Column("language", _WORD),
    *(Column(name, BigInteger) for name in ("embargo_ms", "expires_ms")),
    *(Column(name, _WORD, nullable=False) for name in ("text_hash", "metadata_hash")),
    Column("synced_ms", BigInteger, nullable=False),
    Column("cleaner", _WORD),
    Column("corrected_ms", BigInteger),
    Column("corrects", _NUMBER),
    Column("section", _TEXT),
)

# `build` names the folder of derived indexes that the chunk was cut for: a rebuild writes its own beside it.
chunk = Table(
    "chunk",
    metadata,
    Column("build", _WORD, primary_key=True),
    Column("chunk_id", _WORD, primary_key=True),
    Column("article_id", _WORD, nullable=False),
    Column("version", _NUMBER, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text_key", LargeBinary, nullable=False),
)
# With the build and the id an article's chunks are counted and listed without reading a row of them.
Index("chunks_of_article", chunk.c.article_id, chunk.c.version, chunk.c.build, chunk.c.chunk_id)

# A vector by what made it and of which text: a new version or chunker pays only for new text.
embedding = Table(
    "embedding",
    metadata,
    Column("text_key", LargeBinary, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# Texts whose vectors are wanted, and until when somebody has undertaken to make them; who was seen doing so.
wanted = Table(
    "wanted",
    metadata,
    Column("text_key", LargeBinary, primary_key=True),
    Column("model", _WORD, nullable=False),
    Column("text", _TEXT, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
)
worker = Table(
    "worker", metadata, Column("name", _WORD, primary_key=True), Column("seen_ms", BigInteger, nullable=False)
)

# Which PATH brought which article, so that `sync --prune` can tell what is gone from it.
origin = Table(
    "origin",
    metadata,
    Column("root", _TEXT, primary_key=True),
    Column("article_id", _WORD, primary_key=True),
    Column("location", _TEXT, nullable=False),
    Column("seen", BigInteger, nullable=False),
)

# What a server gave with a page or feed, to ask it with whether that has changed.
fetched = Table(
    "fetched",
    metadata,
    Column("url", _TEXT, primary_key=True),
    *(Column(name, _TEXT, nullable=False) for name in ("etag", "last_modified")),
)

# What an operator says of an article that names no outlet or no day itself; it outlives every sync.
stated = Table(
    "stated",
    metadata,
    Column("article_id", _WORD, primary_key=True),
    Column("source", _WORD),
    Column("published_ms", BigInteger),
)

# Feeds that are fetched on a schedule. When the next fetch is due follows from when the last one began, and
# from a setting; `asked` has it at once.
feed = Table(
    "feed",
    metadata,
    Column("url", _TEXT, primary_key=True),
    Column("added_ms", BigInteger, nullable=False),
    Column("by", _TEXT, nullable=False),
    *(Column(name, _NUMBER, nullable=False) for name in ("paused", "asked")),
    *(Column(name, BigInteger) for name in ("begun_ms", "fetched_ms")),
    Column("result", _TEXT),
)

# Files that were uploaded, in parts, until whoever takes articles in has done so.
upload_job = Table(
    "upload_job",
    metadata,
    Column("job_id", _WORD, primary_key=True),
    Column("by", _TEXT, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("names", _TEXT, nullable=False),
    Column("state", _TEXT),
    Column("ended_ms", BigInteger),
)
upload_part = Table(
    "upload_part",
    metadata,
    Column("job_id", _WORD, primary_key=True),
    Column("file", Integer, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("made_ms", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# MinHash bands: articles that share one may be copies of each other.
band = Table(
    "band",
    metadata,
    Column("band", BigInteger, primary_key=True),
    Column("article_id", _WORD, primary_key=True),
)
Index("band_of_article", band.c.article_id)

# Chunks whose vectors and words must still be deleted: written with the change, emptied after it.
garbage = Table(
    "garbage", metadata, Column("build", _WORD, primary_key=True), Column("chunk_id", _WORD, primary_key=True)
)

# Which chunks a change touched, for indexes that follow; see `journal`.
changed_chunk = Table(
    "changed_chunk",
    metadata,
    Column("generation", BigInteger, primary_key=True),
    Column("chunk_id", _WORD, primary_key=True),
)

# Versions whose writing has begun and not ended, left only by a crash; a `fresh` one was not there before.
pending = Table(
    "pending",
    metadata,
    Column("article_id", _WORD, primary_key=True),
    Column("version", _NUMBER, primary_key=True),
    Column("fresh", _NUMBER, nullable=False),
)

# Articles that an operator removed: they stay away, whatever is synced, until they are restored.
removal = Table("removal", metadata, Column("article_id", _WORD, primary_key=True))

# Publishers' words that an article is not out, or no more, by the file or address that gives them: an older
# publication that is read again stays away. `lifted` marks those that an operator overruled.
withdrawal = Table(
    "withdrawal",
    metadata,
    Column("article_id", _WORD, primary_key=True),
    Column("place", _TEXT, primary_key=True),
    Column("changed_ms", BigInteger),
    *(Column(name, _NUMBER, nullable=False) for name in ("recalls", "lifted")),
)

# What is held back says, by hashes of its headline and of runs of words: another article may have its number.
held = Table(
    "held",
    metadata,
    *(Column(name, _WORD, primary_key=True) for name in ("article_id", "place")),
    Column("keys", _TEXT, nullable=False),
)

# What publishers' notices name by headline or address, by a hash of either: a story that is read later than
# its notice stays away.
notice = Table(
    "notice",
    metadata,
    *(Column(name, _TEXT, primary_key=True) for name in ("key", "place")),
    *(Column(name, _TEXT, nullable=False) for name in ("source", "kind", "reason")),
    *(Column(name, BigInteger) for name in ("sent_ms", "changed_ms")),
    Column("final", _NUMBER, nullable=False),
)

# Tries of passwords, by a hash of whose they are and where they come from, as long as they count.
login_try = Table(
    "login_try",
    metadata,
    *(Column(name, _WORD, primary_key=True) for name in ("key", "name")),
    Column("made_ms", BigInteger, nullable=False, index=True),
)

# What operators did beside syncing.
action_log = Table(
    "action_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("done_ms", BigInteger, nullable=False),
    Column("by", _TEXT, nullable=False),
    Column("action", _WORD, nullable=False),
    Column("detail", _TEXT, nullable=False),
)

sync_log = Table(
    "sync_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("finished_ms", BigInteger, nullable=False),
    *(Column(name, _TEXT, nullable=False) for name in ("paths", "report")),
)

# Answers as the JSON of the contract that somebody judged, with what they said of them.
feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("given_ms", BigInteger, nullable=False),
    Column("by", _TEXT, nullable=False),
    Column("rating", _WORD, nullable=False),
    *(Column(name, _TEXT, nullable=False) for name in ("comment", "asked", "answer")),
)

# Answers that a link leads to; who knows the link's name may read it.
shared = Table(
    "shared",
    metadata,
    Column("name", _WORD, primary_key=True),
    Column("made_ms", BigInteger, nullable=False),
    *(Column(name, _TEXT, nullable=False) for name in ("asked", "answer")),
)

# Sessions of browsers that were ended before their time.
ended_session = Table(
    "ended_session",
    metadata,
    Column("digest", _WORD, primary_key=True),
    Column("until_ms", BigInteger, nullable=False),
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
