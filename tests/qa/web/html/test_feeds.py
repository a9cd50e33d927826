"""Feeds as HTML: what is told of each, and that every word of theirs is text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index.registers.feeds import Feed, FeedList, FeedResult
from qa.web.html.feeds import feed_list
from tests.qa.web.html.turns import HOSTILE, Page

URL = "https://courier.example/feed"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEPT = Feed(URL, NOON, "", False, False, NOON, FeedResult(added=3), NOON)


def told(feed: Feed, every: int = 900, current: str | None = None) -> str:
    return Page(feed_list(FeedList(every, (feed,)), current)).text


def test_each_feed_is_told_with_its_last_fetch_and_the_next() -> None:
    assert "Fetched 1 March 2026, 12:00 UTC: 3 added · Next 1 March 2026, 12:00 UTC" in told(KEPT)
    assert "every 15 minutes" in told(KEPT)
    assert "every hour" in told(KEPT, 3600)
    assert "every 90 seconds" in told(KEPT, 90)
    assert "Fetching now" in told(KEPT, current=URL)
    assert "Waiting to be fetched" in told(replace(KEPT, asked=True))
    new = replace(KEPT, fetched_at=None, result=None, next_at=None)
    assert "Not fetched yet · Fetched only when you ask for it" in told(new, 0)


def test_what_can_be_done_with_it_follows_from_what_it_is() -> None:
    def does(feed: Feed) -> list[str | None]:
        page = Page(feed_list(FeedList(900, (feed,))))
        assert {named["data-feed"] for _, named in page.elements if "data-do" in named} == {URL}
        return [named["data-do"] for _, named in page.elements if "data-do" in named]

    assert does(KEPT) == ["fetch", "pause", "forget"]
    assert does(replace(KEPT, paused=True)) == ["fetch", "resume", "forget"]


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (FeedResult(page=True, added=1), "the page of one article"),
        (FeedResult(error="It is gone", hint="Try later."), "It is gone. Try later."),
        (FeedResult(error="It is gone.", failed=1), "It is gone."),
        (
            FeedResult(error="It lies inside the local network", hint="Set FETCH_LOCAL to true if it may."),
            "It lies inside the local network. Ask whoever runs this server.",
        ),
        (FeedResult(error="Port 8080 of HOSTILE is odd", hint="Look."), "Port 8080 of HOSTILE is odd. Look."),
    ],
)
def test_what_went_wrong_is_told_without_what_only_an_owner_can_do(result: FeedResult, said: str) -> None:
    assert said in told(replace(KEPT, paused=True, result=result))


def test_every_word_of_a_feed_is_text() -> None:
    def page(word: str) -> Page:
        feed = replace(KEPT, url=word, by=word, result=FeedResult(failed=1, error=word, hint=word))
        return Page(feed_list(FeedList(900, (feed,)), None, (word, word)))

    hostile = page(HOSTILE.replace("/", ""))
    assert hostile.tags() == page("word").tags()
    assert not any(name.startswith("on") for _, named in hostile.elements for name in named)
