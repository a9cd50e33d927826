"""A database that has no room left: what was begun is undone, and all goes on when there is some."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from corpus.errors import ArchiveError
from index.archive import Archive
from index.ingest.removal import remove
from index.search.pipeline import search
from index.upkeep.doctor import diagnose
from tests.index.makers import article, assert_whole, put
from tests.postgres import full_disk

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

LONG = " ".join(f"Comet {number} fell off Hask." for number in range(2_000))


@contextmanager
def without_room(archive: Archive, *tables: str) -> Iterator[None]:
    """Have the server say that its disk is full, wherever some tables are written."""
    assert archive.place.database is not None
    with full_disk(archive.place.database, tables), pytest.raises(ArchiveError) as caught:
        yield
    assert "could not extend file" in caught.value.message
    assert caught.value.hint == "Make room on the database's disk, and run this again."


@pytest.mark.parametrize("table", ["version", "pending", "embedding", "chunk", "article", "meta", "garbage"])
def test_an_article_that_finds_no_room_is_not_half_there(
    archive: Archive, table: str, caplog: pytest.LogCaptureFixture
) -> None:
    put(archive, article("a", "The ferry sank."), article("b", "A whale sang."))
    before = archive.catalogue.generation()
    with without_room(archive, table):
        put(archive, article("a", "The ferry was raised."), article("c", LONG))
    assert archive.catalogue.generation() == before
    assert archive.catalogue.active_article_ids() == ["a", "b"]
    assert "The ferry sank." in [hit.text for hit in search(archive, "ferry").hits]
    assert not caplog.records
    put(archive, article("a", "The ferry was raised."), article("c", LONG))
    assert archive.catalogue.active_article_ids() == ["a", "b", "c"]
    assert search(archive, "ferry raised").hits[0].text == "The ferry was raised."
    assert_whole(archive)
    assert diagnose(archive).ok


def test_a_removal_that_finds_no_room_is_an_error_and_none(archive: Archive) -> None:
    put(archive, article("a", "The ferry sank."), article("b", "A whale sang."))
    with without_room(archive, "removal"):
        remove(archive, ["a"])
    assert {hit.article_id for hit in search(archive, "ferry").hits} >= {"a"}
    assert remove(archive, ["a"]).articles == 1
    assert {hit.article_id for hit in search(archive, "ferry").hits} == {"b"}
    assert_whole(archive)
