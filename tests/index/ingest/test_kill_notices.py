"""A kill notice under an id of its own takes out the story that it names by headline or link."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from index.archive import Archive
from index.ingest.removal import restore
from index.ingest.sync import sync
from index.ingest.sync_report import WITHDRAWN
from tests.index.makers import assert_whole

pytestmark = pytest.mark.both_databases(soak=True)

LINK = "https://gull.example/news/pier-closes"
STORY = {
    "id": "p1",
    "title": "Pier of Hask closes after survey",
    "body": "The pier of Hask closes on Monday, the surveyor told the council.",
    "source": "The Gull",
    "url": f"{LINK}/",
    "published_at": "2024-05-12T08:00:00Z",
}
OTHER = {
    "id": "p2",
    "title": "Herring quota rises",
    "body": "The quota rises by a tenth.",
    "source": "The Gull",
}
NOTICE = {"id": "n1", "source": "The Gull", "published_at": "2024-05-12T11:00:00Z"}
BODY = "Editors: the source of this story turned out to be wrong."
NAMING: list[dict[str, Any]] = [
    {"title": "KILL: Pier of Hask closes after survey", "body": BODY},
    {"title": "Pier of Hask closes after survey - KILLED", "body": BODY},
    {
        "title": "MANDATORY KILL",
        "body": f"{BODY} Please kill “Pier of Hask closes, after survey”, sent today.",
    },
    {"title": "KILL NOTICE", "body": f"<p>{BODY}</p><p>Kill <a href='{LINK}'>this one</a>.</p>"},
    {"title": "Withdrawn: the pier", "body": f"{BODY} It stood at {LINK}."},
    {"title": "KILL KILL KILL", "body": BODY, "url": LINK},
    {"title": "Advisory", "body": BODY, "pubstatus": "canceled", "ednote": f'Kills "{STORY["title"]}".'},
]
HEADLINE = STORY["title"]
NAMING += [
    {"title": f"RETRACTION: {HEADLINE}", "body": "This story is retracted."},
    {"title": f"HOLD: {HEADLINE}", "body": "Please hold this story, the lawyers are reading it."},
    {"title": f"CANCELLED: {HEADLINE}", "body": "<p>This item has been canceled.</p>"},
    {"title": f"EDITORS: REMOVED - {HEADLINE}", "body": "The above story was removed. Do not use it."},
    {"title": f"Canceled: {HEADLINE}", "body": "Do not use."},
    {"title": f"Story deleted: {HEADLINE}", "body": "Please do not use this story."},
    {"title": f"KILL {HEADLINE}", "body": "Please kill this story."},
    {"title": f"STORNO: {HEADLINE}", "body": "Please do not use this story."},
    {
        "title": f"The Gull withdraws story: {HEADLINE}",
        "body": "The Gull has withdrawn its story about the pier.",
    },
    {"title": HEADLINE, "body": "This story has been withdrawn: its source was wrong."},
]
OTHERS: list[dict[str, Any]] = [
    {"title": "KILL: Pier of Hask opens after survey", "body": BODY},
    {"title": "KILL: Pier of Hask closes after survey", "body": BODY, "source": "The Tern"},
    {"title": "KILL: Pier of Hask closes after survey", "body": BODY, "published_at": "2024-05-11T08:00:00Z"},
    {"title": "KILL NOTICE", "body": f"{BODY} The corrected story is at {LINK}."},
    {"title": "MANDATORY KILL", "body": f"{BODY} Use “{STORY['title']}” instead."},
    {"title": "KILL KILL KILL", "body": BODY, "url": "https://gull.example/"},
    {"title": "RETRACTION: Pier of Hask closes", "body": "This story is retracted."},
    {"title": f"Cancelled: {HEADLINE}", "body": "The survey of the pier was cancelled on Monday."},
    {"title": f"Hold: {HEADLINE}", "body": BODY},
    {
        "title": f"The Tern withdraws story: {HEADLINE}",
        "body": "The Tern has withdrawn its story about the pier.",
    },
    {"title": "A critic on “Pier of Hask closes after survey”", "body": BODY},
]


def put(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def active(archive: Archive) -> set[str]:
    names = ("p1", "p2")
    return {name for name in names if (known := archive.catalogue.record(name)) and known.active}


@pytest.mark.parametrize("notice", NAMING)
def test_the_story_that_a_notice_names_is_taken_out_and_stays_away(
    archive: Archive, tmp_path: Path, notice: dict[str, Any]
) -> None:
    story = put(tmp_path / "1.jsonl", STORY, OTHER)
    sync(archive, [story])
    assert sync(archive, [put(tmp_path / "2.jsonl", NOTICE | notice)]).removed == 1
    assert active(archive) == {"p2"}
    assert sync(archive, [story, tmp_path / "2.jsonl"]).removed == 0
    assert active(archive) == {"p2"}
    assert_whole(archive)


@pytest.mark.parametrize("notice", OTHERS)
def test_a_story_that_a_notice_does_not_mean_stays(
    archive: Archive, tmp_path: Path, notice: dict[str, Any]
) -> None:
    sync(archive, [put(tmp_path / "1.jsonl", STORY, OTHER)])
    assert sync(archive, [put(tmp_path / "2.jsonl", NOTICE | notice)]).removed == 0
    assert active(archive) == {"p1", "p2"}


@pytest.mark.both_databases
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_notice_and_story_of_one_file_come_in_any_order(
    archive: Archive, tmp_path: Path, order: tuple[int, ...]
) -> None:
    rows = [STORY, OTHER, NOTICE | NAMING[0]]
    path = put(tmp_path / "1.jsonl", *(rows[place] for place in order))
    sync(archive, [path])
    assert active(archive) == {"p2"}
    sync(archive, [path])
    assert active(archive) == {"p2"}
    sync(archive, [put(tmp_path / "2.jsonl", STORY)])  # Another file that has it still.
    assert active(archive) == {"p2"}
    restore(archive, ["p1"])
    sync(archive, [tmp_path / "2.jsonl", path])
    assert active(archive) == {"p1", "p2"}


@pytest.mark.both_databases
def test_a_notice_under_its_storys_own_id_means_that_one_alone(archive: Archive, tmp_path: Path) -> None:
    again = STORY | {"id": "p2"}
    sync(archive, [put(tmp_path / "1.jsonl", STORY, again)])
    sync(archive, [put(tmp_path / "2.jsonl", NOTICE | NAMING[0] | {"id": "p1"})])
    assert active(archive) == {"p2"}


@pytest.mark.parametrize(
    "notice",
    [
        {"title": "KILL: Pier of Hask closes after survey"},
        {"title": "Pier of Hask closes after survey - KILLED", "source": ""},
        *NAMING[2:],
    ],
)
def test_a_story_that_comes_in_a_later_sync_than_its_notice_stays_away(
    archive: Archive, tmp_path: Path, notice: dict[str, Any]
) -> None:
    sync(archive, [put(tmp_path / "1.jsonl", NOTICE | notice)])
    story = put(tmp_path / "2.jsonl", STORY, OTHER)
    report = sync(archive, [story])
    assert (report.added, report.left_out[WITHDRAWN]) == (1, 1)
    assert active(archive) == {"p2"}
    sync(archive, [story])
    assert active(archive) == {"p2"}
    restore(archive, ["p1"])
    sync(archive, [story, tmp_path / "1.jsonl"])
    assert active(archive) == {"p1", "p2"}
    assert_whole(archive)


@pytest.mark.parametrize("notice", OTHERS)
def test_a_story_that_an_earlier_notice_does_not_mean_is_taken_in(
    archive: Archive, tmp_path: Path, notice: dict[str, Any]
) -> None:
    sync(archive, [put(tmp_path / "1.jsonl", NOTICE | notice)])
    sync(archive, [put(tmp_path / "2.jsonl", STORY, OTHER)])
    assert active(archive) == {"p1", "p2"}


def test_an_undated_notice_means_no_story_that_is_published_later(archive: Archive, tmp_path: Path) -> None:
    undated = {"id": "n1", "title": "KILL: Pier of Hask closes after survey", "source": "The Gull"}
    sync(archive, [put(tmp_path / "1.jsonl", undated)])
    later = STORY | {"published_at": (datetime.now(UTC) + timedelta(hours=20)).isoformat()}
    sync(archive, [put(tmp_path / "2.jsonl", later, OTHER)])
    assert active(archive) == {"p1", "p2"}
    sync(archive, [put(tmp_path / "3.jsonl", STORY | {"id": "p3"})])
    assert not archive.catalogue.record("p3")


@pytest.mark.parametrize("status", ["trash", "unpublished", "hold"])
def test_a_post_that_was_taken_down_is_no_notice_of_others_with_its_headline(
    archive: Archive, tmp_path: Path, status: str
) -> None:
    weekly = STORY | {"title": "Letters to the editor"}
    down = weekly | {"id": "p9", "status": status, "published_at": "2024-05-19T08:00:00Z", "url": f"{LINK}-2"}
    sync(archive, [put(tmp_path / "1.jsonl", weekly, OTHER, down)])
    assert active(archive) == {"p1", "p2"}


def test_a_notice_of_no_known_story_is_told_as_one(archive: Archive, tmp_path: Path) -> None:
    notice = put(tmp_path / "1.jsonl", NOTICE | {"title": f"HOLD: {HEADLINE}", "body": "Hold this story."})
    [told] = sync(archive, [notice]).errors
    assert (told.path, told.line, told.kept) == (str(notice), 1, True)
    assert "names no story that is in the archive" in told.error


@pytest.mark.parametrize("stories", ["0.jsonl", "2.jsonl"])
def test_a_notice_whose_story_was_here_or_comes_with_it_is_not(
    archive: Archive, tmp_path: Path, stories: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    put(folder / stories, STORY, OTHER)
    put(folder / "1.jsonl", NOTICE | {"title": f"HOLD: {HEADLINE}", "body": "Hold this story."})
    assert sync(archive, [folder]).errors == []
    assert sync(archive, [folder / "1.jsonl"]).errors == []
    assert active(archive) == {"p2"}
