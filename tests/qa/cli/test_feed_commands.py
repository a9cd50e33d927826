"""The command about feeds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.archive import Archive
from index.registers.feeds import Feed, FeedList, FeedResult
from qa.cli.feed_commands import feeds_text
from qa.cli.main import run

URL = "https://courier.example/feed"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def feeds(archive: Archive, capsys: pytest.CaptureFixture[str], *argv: str) -> list[dict]:
    assert run(["feeds", "--json", "--data-dir", str(archive.place.folder), *argv]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["every"] == 900
    return told["feeds"]


def test_feeds_are_added_paused_resumed_and_removed(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    assert feeds(archive, capsys) == []
    [added] = feeds(archive, capsys, "add", URL)
    assert (added["url"], added["paused"], added["fetched_at"], added["result"]) == (URL, False, None, None)
    assert [feed["paused"] for feed in feeds(archive, capsys, "pause", URL)] == [True]
    assert [feed["paused"] for feed in feeds(archive, capsys, "resume", URL)] == [False]
    assert [feed["url"] for feed in feeds(archive, capsys, "list")] == [URL]
    assert feeds(archive, capsys, "remove", URL) == []


@pytest.mark.parametrize(
    "argv", [("pause", URL), ("add", "feed.xml"), ("add", "https://a:b@courier.example")]
)
def test_what_cannot_be_done_is_said(
    archive: Archive, capsys: pytest.CaptureFixture[str], argv: tuple[str, str]
) -> None:
    assert run(["feeds", "--data-dir", str(archive.place.folder), *argv]) == 1
    assert "try: " in capsys.readouterr().err


def test_the_feeds_of_another_reader_are_added_at_once(
    archive: Archive, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first, second = URL, "https://gull.example/rss?a=1&b=2"
    outlines = "".join(f'<outline xmlUrl="{url.replace("&", "&amp;")}"/>' for url in (first, second, first))
    list_of_them = tmp_path / "feeds.opml"
    list_of_them.write_text(f'<opml><body><outline text="News">{outlines}</outline></body></opml>')
    assert [feed["url"] for feed in feeds(archive, capsys, "add", str(list_of_them))] == [first, second]
    list_of_them.write_text("<opml><body><outline text='News'/></body></opml>")
    assert run(["feeds", "--data-dir", str(archive.place.folder), "add", str(list_of_them)]) == 1
    assert "names no feed" in capsys.readouterr().err


def test_each_is_told_with_its_last_fetch_and_the_next() -> None:
    kept = Feed(URL, NOON, "", False, False, NOON, FeedResult(added=3, failed=1, error="No body."), NOON)
    paused = Feed("https://b.example", NOON, "", True, False, None, None, None)
    told = feeds_text(FeedList(900, (kept, paused)))
    assert "fetched 2026-03-01 12:00 UTC: 3 added, 1 failed (No body.); next 2026-03-01 12:00 UTC" in told
    assert told.endswith("https://b.example\n  not fetched yet; paused")
    assert "feeds add URL" in feeds_text(FeedList(900, ()))
