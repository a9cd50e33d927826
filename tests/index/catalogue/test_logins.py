"""A feed's name and password leave a catalogue that kept them, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from index.archive import Archive
from index.browse.listing import last_syncs, list_removed
from index.catalogue import schema as t
from index.ingest.provenance import remember_origins
from index.ingest.removal import remove
from index.registers.audit_log import each_action
from index.registers.feedback import each_feedback, keep_feedback
from index.registers.shared_answers import share
from index.search.pipeline import search
from index.upkeep.doctor import diagnose
from tests.index.catalogue.test_migrations import set_schema
from tests.index.ingest.test_commit import open_at
from tests.index.makers import article, assert_whole, put

FEED = "https://ada:s3cret@news.example/feed"
PLAIN = "https://news.example/feed"
BODY = "Write to https://ada:letter@paper.example for the ferry's times."
ANSWER = {
    "text": BODY,
    "sentences": [],
    "citations": [{"marker": 1, "article_id": f"{FEED}#1", "quote": BODY, "url": f"{FEED}/1"}],
    "hits": [],
}


@pytest.fixture
def former(tmp_path: Path) -> Path:
    """An archive as a former release left it, which had synced a feed with a password."""
    folder = tmp_path / "archive"
    archive = open_at(folder)
    ferry = article(f"{FEED}#1", BODY, title="Ferry", url=f"{FEED}/1")
    put(archive, ferry, article(f"{FEED}#2", "A pier was built.", title="Pier"))
    put(archive, article("a", "A lighthouse."), article("https://me@blog.example/1", "A blog's own id."))
    remember_origins(archive, FEED, [(f"{FEED}#1", FEED), (f"{FEED}#2", FEED)], 1)
    remember_origins(archive, "/news", [("a", "/news/a.txt"), ("https://me@blog.example/1", "/news/b")], 1)
    remove(archive, [f"{FEED}#2"], by="ada")
    keep_feedback(archive.catalogue, "When?", ANSWER, "up")
    share(archive.catalogue, "When?", ANSWER)
    log = {"finished_ms": 1, "paths": json.dumps([FEED]), "report": json.dumps({"added": 2})}
    with archive.catalogue.writing() as connection:
        connection.execute(insert(t.sync_log), log)
        connection.execute(insert(t.fetched), {"url": FEED, "etag": "1", "last_modified": ""})
        connection.execute(
            insert(t.fetched), {"url": "https://blog.example/@me", "etag": "2", "last_modified": ""}
        )
    archive.close()
    set_schema(folder, 3)
    return folder


def everything(archive: Archive) -> str:
    """All that is written down in the catalogue, but for what articles say."""
    with archive.catalogue.reading() as connection:
        rows = [tuple(row) for table in t.metadata.sorted_tables for row in connection.execute(select(table))]
    return str(rows)


def test_no_password_of_a_feed_is_left_and_articles_keep_their_words(former: Path) -> None:
    archive = open_at(former)
    assert "s3cret" not in everything(archive)
    record = archive.catalogue.record(f"{PLAIN}#1")
    assert record is not None
    assert (record.body, record.url) == (BODY, f"{PLAIN}/1")
    assert archive.catalogue.record("https://me@blog.example/1") is not None
    assert f"{PLAIN}#1" in {hit.article_id for hit in search(archive, "ferry times").hits}
    assert last_syncs(archive.catalogue, 1)[0]["paths"] == ["https://***@news.example/feed"]
    [given] = each_feedback(archive.catalogue)
    assert given.answer["citations"][0]["article_id"] == f"{PLAIN}#1"
    assert given.answer["citations"][0]["quote"] == BODY
    assert_whole(archive)
    archive.close()


def test_what_was_removed_stays_away_under_its_new_id(former: Path) -> None:
    archive = open_at(former)
    assert [row.article_id for row in list_removed(archive.catalogue).articles] == [f"{PLAIN}#2"]
    assert put(archive, article(f"{PLAIN}#2", "A pier was built again.")) == ["removed"]
    assert "s3cret" not in str(each_action(archive.catalogue))
    archive.close()


def test_the_next_sync_finds_the_articles_again(former: Path) -> None:
    archive = open_at(former)
    again = article(f"{PLAIN}#1", BODY, title="Ferry", url=f"{PLAIN}/1", source="The Courier")
    assert put(archive, again) == ["metadata"]
    assert put(archive, again) == ["unchanged"]
    assert_whole(archive)
    assert diagnose(archive).ok
    with archive.catalogue.reading() as connection:
        roots = set(connection.execute(select(t.origin.c.root)).scalars())
        addresses = set(connection.execute(select(t.fetched.c.url)).scalars())
    assert roots == {PLAIN, "/news"}
    assert addresses == {"https://blog.example/@me"}
    archive.close()


def test_what_was_synced_since_keeps_its_id(former: Path) -> None:
    set_schema(former, 4)
    archive = open_at(former)
    put(archive, article(f"{PLAIN}#1", "The ferry is late."))
    archive.close()
    set_schema(former, 3)
    archive = open_at(former)
    assert "s3cret" not in everything(archive)
    late, old = archive.catalogue.record(f"{PLAIN}#1"), archive.catalogue.record(f"{PLAIN}#1#former")
    assert late is not None
    assert old is not None
    assert (late.body, old.body) == ("The ferry is late.", BODY)
    assert_whole(archive)
    archive.close()
