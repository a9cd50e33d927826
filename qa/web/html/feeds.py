"""The feeds that are fetched on schedule, as HTML."""

from __future__ import annotations

from markupsafe import Markup

from index.registers.feeds import Feed, FeedList
from qa.error_messages import for_reporters
from qa.web.html.rendering import moment_in_words, rendered

_PAGE = "This is the page of one article, so it was fetched once. Resume it to have it fetched again."


def deleted(url: str) -> Markup:
    """Return that a feed was deleted, with the way back."""
    return rendered("archive/feed_deleted.html", url=url)


def feed_list(feeds: FeedList, current: str | None = None, trouble: tuple[str, str] | None = None) -> Markup:
    """Return the feeds with what operators can do with each."""
    rows = [
        {"feed": feed, "last": _last(feed), "next": _next(feed, current), "trouble": _trouble(feed)}
        for feed in feeds.feeds
    ]
    return rendered("archive/feeds.html", rows=rows, every=_interval(feeds.every), trouble=trouble)


def _last(feed: Feed) -> str:
    if feed.fetched_at is None or feed.result is None:
        return "Not fetched yet"
    return f"Fetched {moment_in_words(feed.fetched_at)}: {feed.result.in_words()}"


def _next(feed: Feed, current: str | None) -> str:
    if feed.url == current:
        return "Fetching now…"
    if feed.asked:
        return "Waiting to be fetched…"
    if feed.paused:
        return "Paused"
    return f"Next {moment_in_words(feed.next_at)}" if feed.next_at else "Fetched only when you ask for it"


def _trouble(feed: Feed) -> str:
    result = feed.result
    if result is None:
        return ""
    if result.error:
        # The address stands above.
        error = result.error.replace(feed.url, "It").removesuffix(".")
        return for_reporters(f"{error}. {result.hint or ''}".strip())
    return _PAGE if result.page and feed.paused else ""


def _interval(seconds: int) -> str:
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds and seconds % size == 0:
            count = seconds // size
            return f"every {name}" if count == 1 else f"every {count} {name}s"
    return f"every {seconds} seconds" if seconds else ""
