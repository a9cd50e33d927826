"""Fetching feeds beside the server: in a process of its own, by one process at a time, whatever fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

import qa.upkeep
from corpus.errors import InputError
from index.archive import Archive
from index.browse.listing import last_syncs
from index.catalogue.databases.lock import FolderLock
from index.registers.feeds import FeedResult, ask_for_feed, keep_feed
from qa import Desk, Settings
from qa.intake.feed_rounds import FeedRounds
from tests.corpus.fetch.test_http import site

__all__ = ["site"]


@pytest.fixture
def local_desk(archive: Archive) -> Desk:
    return Desk(archive, Settings(data_dir=archive.place.folder, writing="quotes", fetch_local=True))


def results(rounds: FeedRounds) -> list[FeedResult | None]:
    return [feed.result for feed in rounds.list().feeds]


def feed_threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "citedesk-feeds"}


def until(true: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_a_feed_is_read_in_a_process_of_its_own_and_logged_when_it_brings_something(
    site: str, local_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was read in the server")

    monkeypatch.setattr(qa.upkeep, "read_address", never)
    url = keep_feed(local_desk.archive.catalogue, f"{site}/feed")
    rounds = FeedRounds(local_desk)
    for _ in range(2):
        rounds.round()
        ask_for_feed(local_desk.archive.catalogue, url)
    [result] = results(rounds)
    # The second time its page is unchanged, and the server of the other one is busy still.
    assert result is not None
    assert (result.added, result.unchanged, result.failed) == (0, 1, 1)
    assert "/busy" in str(result.error)
    assert not result.page
    assert [sync["added"] for sync in last_syncs(local_desk.archive.catalogue, 9)] == [1]
    assert len(local_desk.archive.catalogue.active_article_ids()) == 1


def test_feeds_are_fetched_as_often_as_the_settings_say(desk: Desk) -> None:
    desk.settings = desk.settings.model_copy(update={"feed_every": 1234})
    assert FeedRounds(desk).list().every == 1234


def test_a_page_is_told_from_a_feed(site: str, local_desk: Desk) -> None:
    keep_feed(local_desk.archive.catalogue, f"{site}/page")
    rounds = FeedRounds(local_desk)
    rounds.round()
    [result] = results(rounds)
    assert result == FeedResult(added=1, page=True)
    assert rounds.list().feeds[0].paused


def test_an_address_inside_the_network_is_a_result_in_the_list(site: str, archive: Archive) -> None:
    keep_feed(archive.catalogue, f"{site}/feed")
    rounds = FeedRounds(Desk(archive, Settings(data_dir=archive.place.folder, writing="quotes")))
    rounds.round()
    [result] = results(rounds)
    assert result is not None
    assert "inside the local network" in str(result.error)
    assert len(archive.catalogue.active_article_ids()) == 0


@pytest.mark.parametrize("error", [InputError("It is gone", "Try later."), RuntimeError("secret detail")])
def test_a_fetch_that_fails_does_not_stop_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    fetched: list[str] = []

    def failing(paths: list[str], **_: object) -> None:
        fetched.extend(paths)
        raise error

    monkeypatch.setattr(desk, "sync", failing)
    urls = [keep_feed(desk.archive.catalogue, f"https://courier.example/{name}") for name in "ab"]
    rounds = FeedRounds(desk)
    rounds.round()
    assert fetched == urls
    assert all(result and result.error and "secret" not in result.error for result in results(rounds))


def test_one_process_at_a_time_fetches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("two fetch")

    monkeypatch.setattr(desk, "sync", never)
    keep_feed(desk.archive.catalogue, "https://courier.example/feed")
    # Another lock on the same file: as if another process held it.
    with FolderLock(desk.archive.place.folder, "feeds").held("feeds"):
        rounds = FeedRounds(desk)
        rounds.round()
    assert results(rounds) == [None]
    assert rounds.list().feeds[0].asked


def test_it_runs_beside_the_server_until_it_is_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    going, go = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> None:
        going.set()
        assert go.wait(120)
        raise InputError("It is gone", "Try later.")

    monkeypatch.setattr(desk, "sync", slow)
    others = feed_threads()  # A page that is served for other tests has one too.
    rounds = FeedRounds(desk)
    rounds.start()
    url = keep_feed(desk.archive.catalogue, "https://courier.example/feed")
    rounds.wake()
    assert going.wait(120)
    assert rounds.current == url
    go.set()
    until(lambda: results(rounds) != [None])
    rounds.stop()
    assert feed_threads() <= others
