"""Feeds that are kept: which is due when, and what is kept of a fetch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from corpus.errors import InputError
from index.archive import Archive
from index.backup.copy import write_backup
from index.backup.salvage import salvage
from index.catalogue.databases.sqlite import FILE
from index.registers.feeds import (
    Feed,
    FeedResult,
    ask_for_feed,
    begin_fetch,
    end_fetch,
    forget_feed,
    is_feed_due,
    keep_feed,
    list_feeds,
    pause_feed,
    resume_feed,
)
from tests.index.makers import article, put

pytestmark = pytest.mark.both_databases

FEED, OTHER = "https://courier.example/feed", "https://gazette.example/rss"
EVERY_S = 900


@dataclass
class Clock:
    now: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(archive: Archive) -> Clock:
    made = Clock()
    archive.catalogue.clock = made
    return made


def only(archive: Archive) -> Feed:
    [feed] = list_feeds(archive.catalogue, EVERY_S).feeds
    return feed


def fetch(archive: Archive, result: FeedResult | None = None, every_s: int = EVERY_S) -> str | None:
    url = begin_fetch(archive.catalogue, every_s)
    if url:
        end_fetch(archive.catalogue, url, result or FeedResult(added=2))
    return url


def test_a_feed_is_due_at_once_then_after_the_interval_also_for_another_process(
    archive: Archive, clock: Clock
) -> None:
    assert keep_feed(archive.catalogue, f" {FEED}#top ", "ada") == FEED
    assert (only(archive).next_at, only(archive).by) == (clock.now, "ada")
    began = clock.now
    assert begin_fetch(archive.catalogue, EVERY_S) == FEED
    assert begin_fetch(archive.catalogue, EVERY_S) is None
    clock.now += timedelta(seconds=30)
    end_fetch(archive.catalogue, FEED, FeedResult(added=2))
    feed = only(archive)
    assert (feed.fetched_at, feed.result) == (clock.now, FeedResult(added=2))
    assert feed.next_at == began + timedelta(seconds=EVERY_S)
    clock.now = began + timedelta(seconds=EVERY_S - 1)
    assert not is_feed_due(archive.catalogue, EVERY_S)
    clock.now += timedelta(seconds=1)
    assert fetch(archive) == FEED
    clock.now -= timedelta(days=3)  # The machine's clock was wrong.
    assert fetch(archive) == FEED


def test_a_paused_feed_is_fetched_only_when_somebody_asks(archive: Archive, clock: Clock) -> None:
    keep_feed(archive.catalogue, FEED)
    pause_feed(archive.catalogue, FEED)
    assert fetch(archive) is None
    assert only(archive).next_at is None
    ask_for_feed(archive.catalogue, FEED)
    assert fetch(archive) == FEED
    assert only(archive).paused
    resume_feed(archive.catalogue, FEED)
    clock.now += timedelta(seconds=EVERY_S)
    assert fetch(archive) == FEED


def test_without_a_schedule_only_what_is_asked_for_is_fetched(archive: Archive, clock: Clock) -> None:
    keep_feed(archive.catalogue, FEED)
    assert fetch(archive, every_s=0) == FEED
    clock.now += timedelta(days=9)
    assert fetch(archive, every_s=0) is None
    assert list_feeds(archive.catalogue, 0).feeds[0].next_at is None


def test_the_one_that_waited_longest_comes_first(archive: Archive, clock: Clock) -> None:
    for url in (FEED, OTHER):
        keep_feed(archive.catalogue, url)
        assert fetch(archive) == url
        clock.now += timedelta(seconds=1)
    clock.now += timedelta(seconds=EVERY_S)
    assert [fetch(archive), fetch(archive), fetch(archive)] == [FEED, OTHER, None]


def test_one_page_is_fetched_once_until_somebody_wants_it_again(archive: Archive, clock: Clock) -> None:
    page = FeedResult(added=1, page=True)
    keep_feed(archive.catalogue, FEED)
    fetch(archive, page)
    assert only(archive).paused
    resume_feed(archive.catalogue, FEED)
    clock.now += timedelta(seconds=EVERY_S)
    fetch(archive, page)
    assert not only(archive).paused


@pytest.mark.parametrize(
    "url", ["", "courier.example/feed", "file:///etc/passwd", "https://", "https://[", "https://a b.example"]
)
def test_only_a_web_address_is_kept(archive: Archive, url: str) -> None:
    with pytest.raises(InputError):
        keep_feed(archive.catalogue, url)
    assert list_feeds(archive.catalogue, EVERY_S).feeds == ()


def test_an_address_with_a_password_is_refused_and_not_repeated(archive: Archive) -> None:
    with pytest.raises(InputError) as refused:
        keep_feed(archive.catalogue, "https://ada:s3cret@courier.example/feed")
    assert "s3cret" not in f"{refused.value.message} {refused.value.hint}"
    files = [path for path in archive.place.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if b"s3cret" in path.read_bytes()]


def test_a_feed_that_is_added_again_is_one(archive: Archive, clock: Clock) -> None:
    keep_feed(archive.catalogue, FEED)
    fetch(archive)
    pause_feed(archive.catalogue, FEED)
    keep_feed(archive.catalogue, FEED)
    assert only(archive).result == FeedResult(added=2)
    assert not only(archive).paused
    assert fetch(archive) == FEED


@pytest.mark.parametrize("change", [pause_feed, resume_feed, ask_for_feed, forget_feed])
def test_what_is_not_kept_cannot_be_changed(archive: Archive, change: object) -> None:
    keep_feed(archive.catalogue, FEED)
    forget_feed(archive.catalogue, FEED)
    with pytest.raises(InputError, match="not among the feeds"):
        change(archive.catalogue, FEED)  # type: ignore[operator]
    assert fetch(archive) is None


@pytest.mark.sqlite
def test_a_lost_catalogue_has_its_feeds_from_the_backup(archive: Archive) -> None:
    put(archive, article("a", "The ferry sank."))
    keep_feed(archive.catalogue, FEED, "ada")
    write_backup(archive)
    place = archive.place
    archive.close()
    (archive.place.folder / FILE).unlink()
    salvage(place)
    saved = Archive(place, allow_mismatch=True)
    assert [(feed.url, feed.by) for feed in list_feeds(saved.catalogue, EVERY_S).feeds] == [(FEED, "ada")]
    saved.close()
