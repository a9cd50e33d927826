"""The removed articles as a table: found by words, sorted, paged; the last syncs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import insert

from index.archive import Archive
from index.browse.listing import ORDERS, Order, _matches, last_syncs, list_removed, listed
from index.catalogue import schema as t
from index.ingest.removal import remove
from index.ingest.sync import sync
from index.upkeep.rebuild import rebuild
from tests.index.makers import article, day, put

pytestmark = pytest.mark.both_databases


@pytest.fixture
def filled(archive: Archive) -> Archive:
    put(
        archive,
        article(
            "a", "The ferry sank.", title="Ferry sinks", source="Courier", published_at=day("2025-06-01")
        ),
        article("b", "The whale sang.", title="Whale sings", source="Signal", published_at=day("2025-06-02")),
        article("c", "The bell rang.", title="bell rings", source="Courier"),
    )
    put(archive, article("b", "The whale sang twice.", title="Whale sings", source="Signal"))
    return archive


def ids(archive: Archive, **options: object) -> list[str]:
    return [item.article_id for item in list_removed(archive.catalogue, **options).articles]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("order", "descending", "expected"),
    [
        ("published", True, ["a", "b", "c"]),  # Those without a date come last.
        ("title", False, ["c", "a", "b"]),
        ("source", True, ["b", "a", "c"]),
        ("versions", True, ["b", "a", "c"]),
    ],
)
def test_it_sorts(filled: Archive, order: Order, descending: bool, expected: list[str]) -> None:
    remove(filled, ["a", "b", "c"])
    assert ids(filled, order=order, descending=descending) == expected


def test_it_finds_by_words_of_headline_outlet_and_id(filled: Archive) -> None:
    remove(filled, ["a", "b", "c"])
    assert ids(filled, query="COURIER") == ["a", "c"]
    assert ids(filled, query="courier sinks") == ["a"]
    assert ids(filled, query="%") == []
    page = list_removed(filled.catalogue, order="title", descending=False, limit=1, offset=1)
    assert (page.total, [item.title for item in page.articles]) == (3, ["Ferry sinks"])


@pytest.mark.parametrize("order", ORDERS)
def test_removed_ones_are_a_list_of_their_own(filled: Archive, order: Order) -> None:
    assert ids(filled, order=order) == []
    remove(filled, ["b"])
    [gone] = list_removed(filled.catalogue, order=order).articles
    assert (gone.article_id, gone.version, gone.versions, gone.title) == ("b", None, 2, "Whale sings")
    rebuild(filled)
    [gone] = list_removed(filled.catalogue, order=order).articles
    assert (gone.version, gone.versions, gone.title) == (None, 0, "")


def test_what_is_known_of_some_ids(filled: Archive) -> None:
    remove(filled, ["a"])
    known = listed(filled.catalogue, ["a", "b", "nope"])
    assert {name: item.version for name, item in known.items()} == {"a": None, "b": 2}


def test_last_syncs_come_newest_first(archive: Archive, tmp_path: Path) -> None:
    for name in ("one", "two"):
        row = {"id": name, "title": name, "body": f"News of {name}."}
        (tmp_path / f"{name}.json").write_text(json.dumps(row))
        sync(archive, [tmp_path / f"{name}.json"])
    done = last_syncs(archive.catalogue, 5)
    assert [Path(entry["paths"][0]).name for entry in done] == ["two.json", "one.json"]
    assert [entry["added"] for entry in done] == [1, 1]
    assert len(last_syncs(archive.catalogue, 1)) == 1


def test_no_password_of_a_feed_is_shown(archive: Archive) -> None:
    paths = json.dumps(["https://ada:s3cret@news.example/feed"])
    with archive.catalogue.writing() as connection:
        connection.execute(insert(t.sync_log), {"finished_ms": 0, "paths": paths, "report": "{}"})
    assert last_syncs(archive.catalogue, 1)[0]["paths"] == ["https://***@news.example/feed"]


def test_a_sync_tells_what_it_did_with_each_article(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    rows = [{"id": name, "title": name, "body": f"News of {name}."} for name in ("one", "two")]
    path.write_text("\n".join(map(json.dumps, rows)))
    told: list[tuple[str, str]] = []
    sync(
        archive,
        [path],
        on_progress=lambda progress: told.extend(
            (item.article.article_id, item.kind) for item in progress.batch
        ),
    )
    assert told == [("one", "added"), ("two", "added")]


def test_what_is_under_embargo_or_has_expired_is_not_shown(archive: Archive) -> None:
    put(
        archive,
        article("early", "It is early.", published_at=day("2025-06-01"), embargoed_until=day("2999-01-01")),
        article("late", "It is late.", published_at=day("2025-06-01"), expires_at=day("2001-01-01")),
    )
    assert archive.catalogue.counts().articles == 0
    known = listed(archive.catalogue, ["early", "late"])
    assert {name: item.version for name, item in known.items()} == {"early": None, "late": None}


def test_a_search_of_thousands_of_words_looks_for_the_first_twenty(filled: Archive) -> None:
    remove(filled, ["a", "b", "c"])
    words = " ".join(["ferry"] * 19 + ["zebra"] * 20_000)
    assert list_removed(filled.catalogue, words).total == 0
    assert list_removed(filled.catalogue, "ferry " * 20_000) == list_removed(filled.catalogue, "ferry")
    assert len(_matches(" ".join(map(str, range(20_000))))) == 20
