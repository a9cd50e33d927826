"""The catalogue's tables. The catalogue is the one truth; vectors and words are derived from it.

Start reading at `articles.version`; `registers` has what is kept beside articles.
"""

from index.catalogue.schema.articles import (
    article,
    band,
    changed_chunk,
    chunk,
    embedding,
    garbage,
    held,
    meta,
    notice,
    origin,
    pending,
    removal,
    version,
    withdrawal,
)
from index.catalogue.schema.columns import metadata
from index.catalogue.schema.registers import (
    action_log,
    ended_session,
    feed,
    feedback,
    fetched,
    login_try,
    shared,
    stated,
    sync_log,
    upload_job,
    upload_part,
    wanted,
    worker,
)

SCHEMA = 8
"""The number of the tables' state. Raised whenever they change, with a step in `migrations.versions`."""

__all__ = [
    "SCHEMA",
    "action_log",
    "article",
    "band",
    "changed_chunk",
    "chunk",
    "embedding",
    "ended_session",
    "feed",
    "feedback",
    "fetched",
    "garbage",
    "held",
    "login_try",
    "meta",
    "metadata",
    "notice",
    "origin",
    "pending",
    "removal",
    "shared",
    "stated",
    "sync_log",
    "upload_job",
    "upload_part",
    "version",
    "wanted",
    "withdrawal",
    "worker",
]
