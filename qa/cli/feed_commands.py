"""The command about feeds that `serve` fetches on a schedule."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cli.command import Command, check_archive, output
from qa.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.catalogue.reads import Catalogue
    from index.registers.feeds import Feed, FeedList


def _feeds_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    for action, summary in (
        ("add", "keep the address of a feed; serve fetches it at once, then every FEED_EVERY seconds"),
        ("pause", "leave one alone until it is resumed"),
        ("resume", "have one fetched again"),
        ("remove", "keep one no longer; its articles stay"),
    ):
        told = "its address, or a file of many as other readers of feeds export them (OPML)"
        about = told if action == "add" else "its address"
        actions.add_parser(action, help=summary).add_argument("url", metavar="URL", help=about)
    actions.add_parser("list", help="show each with its last fetch and the next one (also without ACTION)")


def _feeds(arguments: argparse.Namespace, settings: Settings) -> int:
    from corpus.fetch.subscriptions import feeds_of_list
    from index.registers.feeds import (
        checked_address,
        forget_feed,
        keep_feed,
        list_feeds,
        pause_feed,
        resume_feed,
    )
    from qa.upkeep import Upkeep

    changes: dict[str, Callable[[Catalogue, str], object]]
    changes = {"add": keep_feed, "pause": pause_feed, "resume": resume_feed, "remove": forget_feed}
    if arguments.action != "add":
        check_archive(settings)
    urls = [] if arguments.action in (None, "list") else [arguments.url]
    if arguments.action == "add" and (file := Path(arguments.url).expanduser()).is_file():
        urls = [checked_address(url) for url in feeds_of_list(file)]
    with Upkeep.open(settings=settings, to_rebuild=True) as upkeep:
        catalogue = upkeep.archive.catalogue
        if change := changes.get(arguments.action):
            for url in urls:
                change(catalogue, url)
        feeds = list_feeds(catalogue, settings.feed_every)
    return output(arguments, feeds.to_dict(), feeds_text(feeds))


def feeds_text(feeds: FeedList) -> str:
    """Return each feed with its last fetch and the next one."""
    if not feeds.feeds:
        return "No feed is kept. Add one with: citedesk feeds add URL"
    return "\n".join(f"{feed.url}\n  {_last(feed)}; {_next(feed)}" for feed in feeds.feeds)


def _last(feed: Feed) -> str:
    if feed.fetched_at is None or feed.result is None:
        return "not fetched yet"
    when = f"fetched {_moment(feed.fetched_at)}"
    error = f" ({feed.result.error})" if feed.result.error else ""
    return f"{when}: {feed.result.in_words()}{error}"


def _next(feed: Feed) -> str:
    if feed.asked:
        return "next when citedesk serve runs"
    if feed.next_at is not None:
        return f"next {_moment(feed.next_at)}, while citedesk serve runs"
    return "paused" if feed.paused else "not fetched by itself, as FEED_EVERY is 0"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


FEEDS = (Command("feeds", "Manage the feeds that serve fetches on a schedule.", _feeds_arguments, _feeds),)
