"""Articles and states that the tests of the index share."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from corpus.article import Article
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.databases.address import DatabaseAddress
from index.embed.models import PACKAGED
from index.embed.protocol import Encoder
from index.ingest.commit import apply_batch
from index.ingest.recovery import recover
from index.place import Place
from tests.fakes import BagOfWords


@cache
def _blank() -> TemporaryDirectory[str]:
    """A folder with an archive that nothing was put into: to copy one is quicker than to make one."""
    folder = TemporaryDirectory(prefix="citedesk-blank-")
    _at(Path(folder.name)).close()
    return folder


def _at(folder: Path, encoder: Encoder | None = None, database: DatabaseAddress | None = None) -> Archive:
    place = Place(folder, PACKAGED, folder / "cache", database=database)
    return Archive(place, encoder=encoder or BagOfWords())


def new_archive(
    folder: Path, encoder: Encoder | None = None, database: DatabaseAddress | None = None
) -> Archive:
    """An empty archive in `folder`, whose encoder is a bag of words where none is given."""
    if database is None:
        shutil.copytree(_blank().name, folder, dirs_exist_ok=True)
    return _at(folder, encoder, database)


def article(article_id: str, text: str, **more: Any) -> Article:
    return Article(article_id, more.pop("title", f"News of {article_id}"), text, **more)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def put(archive: Archive, *articles: Article) -> list[str]:
    """Make the articles part of the archive as a sync does, and return what was decided of each."""
    with archive.writer("test"):
        recover(archive)
        decisions, _ = apply_batch(archive, articles)
    return [decision.kind for decision in decisions]


def state(archive: Archive) -> dict[str, Any]:
    """Everything that two archives must agree on to be the same; times of day left out."""
    with archive.catalogue.reading() as connection:
        articles = connection.execute(select(t.article.c.article_id, t.article.c.version)).all()
        versions = connection.execute(
            select(
                t.version.c.article_id, t.version.c.version, t.version.c.text_hash, t.version.c.metadata_hash
            )
        ).all()
        chunks = connection.execute(select(t.chunk.c.chunk_id, t.chunk.c.article_id, t.chunk.c.version)).all()
        left = connection.execute(select(t.pending)).all() + connection.execute(select(t.garbage)).all()
    return {
        "articles": sorted(map(tuple, articles)),
        "versions": sorted(map(tuple, versions)),
        "chunks": sorted(map(tuple, chunks)),
        "vectors": archive.derived.vectors.ids(),
        "words": archive.derived.words.count(),
        "left": left,
    }


def assert_whole(archive: Archive) -> None:
    """Vectors and words are exactly those of the active chunks."""
    seen = state(archive)
    ids = {row[0] for row in seen["chunks"]}
    assert seen["vectors"] == ids
    assert seen["words"] == len(ids)
    assert not seen["left"]
    active = set(seen["articles"])
    assert {(row[1], row[2]) for row in seen["chunks"]} == {pair for pair in active if pair[1] is not None}
