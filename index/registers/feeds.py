"""Feeds that are fetched on a schedule: their addresses, their last fetches, and which one is due."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urldefrag, urlsplit

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update

from corpus.errors import InputError
from corpus.fetch.http import is_address
from corpus.identity import masked, without_login
from index.catalogue import schema as t
from index.catalogue.databases.upserts import write_over
from index.catalogue.reads import Catalogue
from index.catalogue.records import from_ms
from index.contract import Count, Document, Time, Words

_LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class FeedResult(Document):
    """What a fetch gave.

    Attributes:
        added: Articles that were not there.
        updated: Articles whose text or metadata changed.
        unchanged: Articles that were there as they are.
        removed: Articles that their publisher withdrew.
        failed: Articles that could not be read.
        error: What went wrong, or None.
        hint: What to do about it, or None.
        page: Whether it is the page of one article and no feed.
    """

    added: Count = 0
    updated: Count = 0
    unchanged: Count = 0
    removed: Count = 0
    failed: Count = 0
    error: str | None = None
    hint: str | None = None
    page: bool = False

    def in_words(self) -> str:
        """Return what changed, for people: "3 added, 1 failed", "nothing new", "failed"."""
        counts = {name: getattr(self, name) for name in ("added", "updated", "removed", "failed")}
        if summary := ", ".join(f"{count:,} {name}" for name, count in counts.items() if count):
            return summary
        return "failed" if self.error else "nothing new"


@dataclass(frozen=True, slots=True)
class Feed(Document):
    """A feed that is fetched on a schedule.

    Attributes:
        url: Its address, without name and password.
        added_at: When it was added, aware UTC.
        by: The account that added it, "" where there are none.
        paused: Whether it is left alone until it is resumed.
        asked: Whether somebody wants it fetched at once.
        fetched_at: When the last fetch ended, aware UTC, or None.
        result: What that gave, or None.
        next_at: When the next fetch is due, aware UTC; None when none is.
    """

    url: Words
    added_at: Time
    by: str
    paused: bool
    asked: bool
    fetched_at: Time | None
    result: FeedResult | None
    next_at: Time | None


@dataclass(frozen=True, slots=True)
class FeedList(Document):
    """The feeds of an archive.

    Attributes:
        every: Seconds between two fetches of a feed; 0 when none is fetched by itself.
        feeds: By address.
    """

    every: Count
    feeds: Sequence[Feed]


def list_feeds(catalogue: Catalogue, every_s: int) -> FeedList:
    """Return all feeds with their next fetches by a schedule of `every_s` seconds (0: none)."""
    with catalogue.reading() as connection:
        rows = connection.execute(select(t.feed).order_by(t.feed.c.url)).all()
    return FeedList(every_s, tuple(_of_row(row, every_s, catalogue.clock()) for row in rows))


def keep_feed(catalogue: Catalogue, url: str, by: str = "") -> str:
    """Add a feed, which is due at once, and return its address; an existing one is fetched again.

    Raises:
        InputError: It is not a web address, or contains a name and password.
    """
    url = urldefrag(checked_address(url))[0]
    row = {"url": url, "added_ms": catalogue.now_ms(), "by": by, "paused": 0, "asked": 1}
    with catalogue.writing() as connection:
        write_over(connection, t.feed, [row], ("paused", "asked"))
    return url


def checked_address(url: str) -> str:
    """Return the address of a feed or page, normalised.

    Raises:
        InputError: It is not a web address, or contains a name and password.
    """
    url = url.strip()
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not is_address(url) or not host or len(url) > _LONGEST_ADDRESS or len(url.split()) > 1:
        excerpt = masked(url)[:100]
        raise InputError(f"{excerpt!r} is not a web address", "Give the address of a feed, as https://…")
    if without_login(url) != url:
        raise InputError(
            f"{masked(url)} holds a name or password, which would be kept where others can read it",
            "Give the address without them.",
        )
    return url


def pause_feed(catalogue: Catalogue, url: str) -> None:
    """Stop fetching a feed until it is resumed.

    Raises:
        InputError: There is no such feed.
    """
    _change(catalogue, url, {"paused": 1, "asked": 0})


def resume_feed(catalogue: Catalogue, url: str) -> None:
    """Have a feed fetched on schedule again; see `pause_feed`."""
    _change(catalogue, url, {"paused": 0})


def ask_for_feed(catalogue: Catalogue, url: str) -> None:
    """Have a feed fetched as soon as possible, paused or not; see `pause_feed`."""
    _change(catalogue, url, {"asked": 1})


def forget_feed(catalogue: Catalogue, url: str) -> None:
    """Remove a feed; the articles that it brought stay.

    Raises:
        InputError: There is no such feed.
    """
    with catalogue.writing() as connection:
        if not connection.execute(delete(t.feed).where(t.feed.c.url == url.strip())).rowcount:
            raise _unknown(url)


def is_feed_due(catalogue: Catalogue, every_s: int) -> bool:
    """Whether any feed is due."""
    with catalogue.reading() as connection:
        return connection.execute(_due(catalogue, every_s).limit(1)).first() is not None


def begin_fetch(catalogue: Catalogue, every_s: int) -> str | None:
    """Return the feed that has been due longest and record that its fetch begins, or None."""
    with catalogue.writing() as connection:
        url = connection.execute(_due(catalogue, every_s).limit(1)).scalar()
        begun = {"begun_ms": catalogue.now_ms(), "asked": 0}
        connection.execute(update(t.feed).where(t.feed.c.url == url).values(begun))
    return url


def end_fetch(catalogue: Catalogue, url: str, result: FeedResult) -> None:
    """Record the result of a fetch; an address that turns out to be a single article's page is paused."""
    same = t.feed.c.url == url
    with catalogue.writing() as connection:
        before = connection.execute(select(t.feed.c.result).where(same)).scalar()
        was_page = bool(json.loads(before)["page"]) if before else False
        outcome = result.to_dict() | {"page": result.page or was_page}
        ended: dict[str, Any] = {"fetched_ms": catalogue.now_ms(), "result": json.dumps(outcome)}
        if result.page and not was_page:  # Once only: who resumes it wants it.
            ended["paused"] = 1
        connection.execute(update(t.feed).where(same).values(ended))


def _due(catalogue: Catalogue, every_s: int) -> Any:
    begun, now = t.feed.c.begun_ms, catalogue.now_ms()
    due: ColumnElement[bool] = t.feed.c.asked == 1
    if every_s:
        # A clock that was set back must not delay a feed.
        waited = or_(begun.is_(None), begun <= now - every_s * 1000, begun > now)
        due = or_(due, and_(t.feed.c.paused == 0, waited))
    return select(t.feed.c.url).where(due).order_by(t.feed.c.asked.desc(), begun.nulls_first())


def _change(catalogue: Catalogue, url: str, values: Mapping[str, int]) -> None:
    with catalogue.writing() as connection:
        statement = update(t.feed).where(t.feed.c.url == url.strip()).values(values)
        if not connection.execute(statement).rowcount:
            raise _unknown(url)


def _unknown(url: str) -> InputError:
    return InputError(f"{masked(url)[:200]!r} is not among the feeds", "List them with: citedesk feeds list")


def _of_row(row: Row[Any], every_s: int, now: datetime) -> Feed:
    added_at = from_ms(row.added_ms)
    assert added_at is not None
    begun = from_ms(row.begun_ms)
    next_at = None
    if row.asked or (every_s and not row.paused):
        next_at = now if row.asked or begun is None else max(now, begun + timedelta(seconds=every_s))
    return Feed(
        row.url,
        added_at,
        row.by,
        bool(row.paused),
        bool(row.asked),
        from_ms(row.fetched_ms),
        FeedResult(**json.loads(row.result)) if row.result else None,
        next_at,
    )
