"""The tables of what is kept beside articles; each is read and written by a file of `index.registers`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table

from index.catalogue.schema.columns import NUMBER, TEXT, WORD, metadata

# Texts whose vectors are wanted, and until when somebody has undertaken to make them; who was seen doing so.
wanted = Table(
    "wanted",
    metadata,
    Column("text_key", LargeBinary, primary_key=True),
    Column("model", WORD, nullable=False),
    Column("text", TEXT, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
)
worker = Table(
    "worker", metadata, Column("name", WORD, primary_key=True), Column("seen_ms", BigInteger, nullable=False)
)

# What a server gave with a page or feed, to ask it with whether that has changed.
fetched = Table(
    "fetched",
    metadata,
    Column("url", TEXT, primary_key=True),
    Column("etag", TEXT, nullable=False),
    Column("last_modified", TEXT, nullable=False),
)

# What an operator says of an article that names no outlet or no day itself; it outlives every sync.
stated = Table(
    "stated",
    metadata,
    Column("article_id", WORD, primary_key=True),
    Column("source", WORD),
    Column("published_ms", BigInteger),
)

# Feeds that are fetched on a schedule. When the next fetch is due follows from when the last one began, and
# from a setting; `asked` has it at once.
feed = Table(
    "feed",
    metadata,
    Column("url", TEXT, primary_key=True),
    Column("added_ms", BigInteger, nullable=False),
    Column("by", TEXT, nullable=False),
    Column("paused", NUMBER, nullable=False),
    Column("asked", NUMBER, nullable=False),
    Column("begun_ms", BigInteger),
    Column("fetched_ms", BigInteger),
    Column("result", TEXT),
)

# Files that were uploaded, in parts, until whoever takes articles in has done so.
upload_job = Table(
    "upload_job",
    metadata,
    Column("job_id", WORD, primary_key=True),
    Column("by", TEXT, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("names", TEXT, nullable=False),
    Column("state", TEXT),
    Column("ended_ms", BigInteger),
)
upload_part = Table(
    "upload_part",
    metadata,
    Column("job_id", WORD, primary_key=True),
    Column("file", Integer, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("made_ms", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# Tries of passwords, by a hash of whose they are and where they come from, as long as they count.
login_try = Table(
    "login_try",
    metadata,
    Column("key", WORD, primary_key=True),
    Column("name", WORD, primary_key=True),
    Column("made_ms", BigInteger, nullable=False, index=True),
)

# What operators did beside syncing.
action_log = Table(
    "action_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("done_ms", BigInteger, nullable=False),
    Column("by", TEXT, nullable=False),
    Column("action", WORD, nullable=False),
    Column("detail", TEXT, nullable=False),
)

sync_log = Table(
    "sync_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("finished_ms", BigInteger, nullable=False),
    Column("paths", TEXT, nullable=False),
    Column("report", TEXT, nullable=False),
)

# Answers as the JSON of the contract that somebody judged, with what they said of them.
feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("given_ms", BigInteger, nullable=False),
    Column("by", TEXT, nullable=False),
    Column("rating", WORD, nullable=False),
    Column("comment", TEXT, nullable=False),
    Column("asked", TEXT, nullable=False),
    Column("answer", TEXT, nullable=False),
)

# Answers that a link leads to; who knows the link's name may read it.
shared = Table(
    "shared",
    metadata,
    Column("name", WORD, primary_key=True),
    Column("made_ms", BigInteger, nullable=False),
    Column("asked", TEXT, nullable=False),
    Column("answer", TEXT, nullable=False),
)

# Sessions of browsers that were ended before their time.
ended_session = Table(
    "ended_session",
    metadata,
    Column("digest", WORD, primary_key=True),
    Column("until_ms", BigInteger, nullable=False),
)
