"""A story that its publisher takes back is never quoted, in whatever order it is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from index.archive import Archive
from index.catalogue import schema as t
from index.ingest.removal import restore
from index.ingest.sync import sync
from index.registers.audit_log import last_actions
from index.search.pipeline import search
from tests.index.makers import assert_whole

pytestmark = pytest.mark.both_databases(soak=True)

STORY = {"id": "k1", "title": "Bridge falls", "body": "The bridge at Lindholm fell, a caller said."}
OTHER = {"id": "k2", "title": "Ferry sails", "body": "The ferry of Hask sails again from Monday."}


def put(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def ids(archive: Archive) -> set[str]:
    return {hit.article_id for hit in search(archive, "bridge ferry").hits}


@pytest.mark.both_databases
def test_a_canceled_story_is_gone_at_once_and_the_log_says_why(archive: Archive, tmp_path: Path) -> None:
    first = put(tmp_path / "1.jsonl", STORY, OTHER)
    sync(archive, [first])
    report = sync(archive, [put(tmp_path / "2.jsonl", {**STORY, "pubstatus": "canceled"})])
    assert (report.removed, report.left_out, report.failed) == (1, {"canceled": 1}, 0)
    assert ids(archive) == {"k2"}
    [entry] = last_actions(archive.catalogue, 5)
    assert (entry["action"], entry["article_ids"]) == ("withdraw", ["k1"])
    assert "canceled" in entry["reason"]
    assert entry["origin"].endswith("2.jsonl:1")
    # What was read before the word came is read again, and stays away.
    again = sync(archive, [first])
    assert (again.unchanged, again.left_out) == (2, {"removed article": 1})
    assert ids(archive) == {"k2"}
    assert_whole(archive)


@pytest.mark.both_databases
def test_word_that_comes_before_the_story_holds_too_until_it_is_restored(
    archive: Archive, tmp_path: Path
) -> None:
    sync(archive, [put(tmp_path / "1.jsonl", {"id": "k1", "pubstatus": "canceled"})])
    story = put(tmp_path / "2.jsonl", STORY)
    assert sync(archive, [story]).added == 0
    assert sync(archive, [tmp_path / "1.jsonl"]).removed == 0
    assert len(last_actions(archive.catalogue, 5)) == 1
    restore(archive, ["k1"])
    assert sync(archive, [story]).added == 1
    assert_whole(archive)


@pytest.mark.parametrize("word", [{"uri": "h3", "pubstatus": "canceled"}, {"id": "h3", "deleted": True}])
def test_a_file_of_a_folder_that_only_takes_back_does(
    archive: Archive, tmp_path: Path, word: dict[str, Any]
) -> None:
    story = {"uri": "h3", "pubstatus": "usable", "headline": "Crane falls", "body_text": "A crane fell."}
    put(tmp_path / "a.json", story)
    sync(archive, [tmp_path])
    put(tmp_path / "b.json", word)
    assert sync(archive, [tmp_path]).removed == 1
    assert ids(archive) == set()


def test_a_story_and_its_cancellation_in_one_file_are_never_indexed(archive: Archive, tmp_path: Path) -> None:
    report = sync(archive, [put(tmp_path / "1.jsonl", STORY, OTHER, {**STORY, "pubstatus": "canceled"})])
    assert (report.added, report.removed) == (1, 0)
    assert archive.catalogue.record("k1", version=1) is None


def test_a_post_that_is_a_draft_again_leaves_and_comes_back_when_it_is_published(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "1.jsonl"
    sync(archive, [put(path, STORY, OTHER)])
    assert sync(archive, [put(path, {**STORY, "status": "draft"}, OTHER)]).removed == 1
    assert ids(archive) == {"k2"}
    assert sync(archive, [put(path, {**STORY, "status": "draft"}, OTHER)]).removed == 0
    back = sync(archive, [put(path, {**STORY, "status": "publish"}, OTHER)])
    assert (back.added, back.unchanged, back.left_out) == (1, 1, {})
    assert ids(archive) == {"k1", "k2"}


def at(hour: int, **more: Any) -> dict[str, Any]:
    return {**STORY, "updated_at": f"2024-05-12T{hour:02}:00:00Z", **more}


CANCELED, WITHHELD, TRASHED = {"pubstatus": "canceled"}, {"pubstatus": "withheld"}, {"status": "trash"}


@pytest.mark.sqlite
@pytest.mark.parametrize("at_once", [True, False], ids=["one folder", "one by one"])
@pytest.mark.parametrize(
    ("rows", "stays"),
    [
        ([STORY, STORY | CANCELED], False),
        ([STORY, STORY | WITHHELD], False),
        ([STORY, STORY | TRASHED], False),
        ([STORY, {**STORY, "status": "draft"}], False),
        ([STORY, {**STORY, "status": "private"}], False),
        ([at(8), at(9, **CANCELED), at(10, body="The bridge at Lindholm stands, the town says.")], False),
        ([at(8), at(9, **WITHHELD), at(10, body="The bridge at Lindholm stands, the town says.")], True),
        ([at(8), at(9, status="draft"), at(10, body="The bridge at Lindholm stands, the town says.")], True),
        ([at(8), at(9, status="draft")], False),
        ([at(9), at(8, **WITHHELD)], True),
        ([at(9), at(9, **WITHHELD)], False),
    ],
)
def test_a_story_and_word_of_its_withdrawal_come_to_the_same_in_any_order(
    archive: Archive, tmp_path: Path, rows: Sequence[dict[str, Any]], stays: bool, at_once: bool
) -> None:
    texts = {row["body"] for row in rows if stays and not {"pubstatus", "status"} & row.keys()}
    for number, order in enumerate(permutations(rows)):
        folder = tmp_path / str(number)
        folder.mkdir()
        own = f"{number}-k"
        files = [put(folder / f"{i}.jsonl", {**row, "id": own}) for i, row in enumerate(order)]
        paths = [[folder]] if at_once else [[file] for file in files]
        for path in paths:
            sync(archive, path)
        record = archive.catalogue.record(own)
        assert (record is not None and record.active) == stays
        assert record is None or record.body in texts
        for path in paths:
            again = sync(archive, path)
            assert (again.added, again.updated, again.removed, again.failed) == (0, 0, 0, 0)
        assert archive.catalogue.record(own) == record
    assert_whole(archive)


@pytest.mark.parametrize("word", [CANCELED, WITHHELD])
def test_what_was_restored_stays_when_the_same_word_is_read_again(
    archive: Archive, tmp_path: Path, word: dict[str, Any]
) -> None:
    sync(archive, [put(tmp_path / "1.jsonl", STORY)])
    sync(archive, [put(tmp_path / "2.jsonl", STORY | word)])
    restore(archive, ["k1"])
    for _ in range(2):
        assert sync(archive, [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]).removed == 0
        assert ids(archive) == {"k1"}
    # Another word is news.
    assert sync(archive, [put(tmp_path / "3.jsonl", STORY | word)]).removed == 1
    assert ids(archive) == set()


def test_a_file_that_takes_back_a_story_at_its_end_never_shows_it(archive: Archive, tmp_path: Path) -> None:
    many = [{**OTHER, "id": f"o{number}", "title": f"Ferry {number} sails"} for number in range(70)]
    path = put(tmp_path / "1.jsonl", STORY, *many, STORY | WITHHELD)
    sync(archive, [path])
    for _ in range(2):
        again = sync(archive, [path])
        assert (again.added, again.removed) == (0, 0)
    assert sync(archive, [put(path, *many, STORY)]).added == 1
    assert archive.catalogue.active_article_ids().count("k1") == 1


def test_what_a_folder_holds_beside_articles_is_counted_by_kind(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    put(folder / "a.jsonl", OTHER, {**STORY, "draft": True})
    for name in ("letter.docx", "mail.eml", "page.html?id=7"):
        (folder / name).write_text("x")
    (folder / "notes.md").write_text("Call the port.")
    put(folder / "old.jsonl", {**STORY, "id": "k9", "expires_at": "2020-01-01"})
    report = sync(archive, [folder])
    assert report.to_dict()["left_out"] == {
        "Markdown without front matter": 1,
        "draft": 1,
        "expired": 1,
        "file of another kind": 3,
    }
    assert set(report.examples["file of another kind"]) == {".docx", ".eml", "page.html?id=7"}
    assert report.examples["expired"] == ["since 2020-01-01"]


@pytest.mark.both_databases
def test_what_has_expired_is_counted_and_shown_only_to_those_who_want_it(
    archive: Archive, tmp_path: Path
) -> None:
    path = put(tmp_path / "a.jsonl", {**STORY, "expires_at": "2020-01-01"}, OTHER)
    assert sync(archive, [path]).left_out == {"expired": 1}
    counts = archive.catalogue.counts()
    assert (counts.articles, counts.expired) == (1, 1)
    assert f"{counts.last_expired:%Y-%m-%d}" == "2020-01-01"
    assert ids(archive) == {"k2"}
    keeping = Archive(replace(archive.place, keep_expired=True), encoder=archive.encoder)
    assert ids(keeping) == {"k1", "k2"}
    assert keeping.catalogue.counts().expired == 0
    assert sync(keeping, [path]).left_out == {}
    keeping.close()


NUMBERED = {
    "id": "1",
    "title": "Herring quota rises",
    "body": "The quota of Hask rises by a tenth to 4,400 tonnes.",
}


@pytest.mark.parametrize(
    ("row", "status", "stays"),
    [
        (NUMBERED, "draft", True),
        (NUMBERED, "private", True),
        (NUMBERED, "unpublished", True),
        (STORY | {"id": "1"}, "draft", False),
        (STORY | {"id": "1"}, "unpublished", False),
        (STORY | {"id": "1", "body": "Text."}, "unpublished", False),
        (NUMBERED, "canceled", False),
        ({"id": "1"}, "draft", False),
    ],
)
@pytest.mark.parametrize("together", [False, True])
def test_a_draft_under_the_id_of_another_article_leaves_that_where_it_is(
    archive: Archive, tmp_path: Path, row: dict[str, Any], status: str, stays: bool, together: bool
) -> None:
    first = put(tmp_path / "1.jsonl", STORY | {"id": "1"})
    second = put(tmp_path / "2.jsonl", row | {"status": status})
    for paths in [[first, second]] if together else [[first], [second]]:
        report = sync(archive, paths)
    assert sum(report.left_out.values()) == 1
    assert ids(archive) == ({"1"} if stays else set())
    assert_whole(archive)


LONGER = NUMBERED["body"] + " Boats may land it from Monday, the ministry said, and none of it may be traded."


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("row", "stays_away"),
    [
        (
            {**STORY, "body": f"{STORY['body']} Nobody was hurt, and the road is open again since noon."},
            False,
        ),
        ({**NUMBERED, "title": "Quota of Hask", "body": LONGER.replace("Monday", "Tuesday")}, True),
        (
            {
                **NUMBERED,
                "body": STORY["body"] + " It is another text under the same headline, he said today.",
            },
            True,
        ),
    ],
)
@pytest.mark.parametrize("together", [False, True])
def test_a_draft_that_is_read_first_keeps_away_only_what_it_is_of(
    archive: Archive, tmp_path: Path, row: dict[str, Any], stays_away: bool, together: bool
) -> None:
    first = put(tmp_path / "1.jsonl", {**NUMBERED, "body": LONGER, "status": "draft"})
    second = put(tmp_path / "2.jsonl", {**row, "id": "1"})
    for _ in range(2):
        for paths in [[first, second]] if together else [[first], [second]]:
            sync(archive, paths)
        assert ids(archive) == (set() if stays_away else {"1"})
    with archive.catalogue.reading() as connection:
        assert "quota" not in str(connection.execute(select(t.held)).all()).lower()
    assert_whole(archive)


def test_an_agencys_id_is_believed_whatever_the_word_says(archive: Archive, tmp_path: Path) -> None:
    sync(archive, [put(tmp_path / "1.jsonl", STORY)])
    gone = {"id": "k1", "title": "Removed", "body": "This report is no longer here.", "status": "unpublished"}
    assert sync(archive, [put(tmp_path / "2.jsonl", gone)]).removed == 1
