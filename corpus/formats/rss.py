"""Articles in RSS and Atom."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats.markup import html_words
from corpus.formats.rows import article_of
from corpus.identity import canonical_url
from corpus.options import Reading

Read = Article | ArticleError

ReadPage = Callable[[str], Iterator[Read]]
"""Fetches an address and yields the article of its page, or the error."""

# A text of fewer words is only the summary of what its page has.
_LEAST_WORDS = 120


def read_feed(raw: bytes, path: str, reading: Reading, read_page: ReadPage | None = None) -> Iterator[Read]:
    """Yield the articles of an RSS or Atom feed, by their own addresses.

    Args:
        raw: The feed.
        path: Where it came from.
        reading: How to read.
        read_page: Reads the page of an entry that has only a summary; without it the summary is the text.
    """
    import feedparser

    feed = feedparser.parse(raw)
    for entry in feed.entries:
        row = _row(entry, str(feed.feed.get("title", "")))
        try:
            if read_page and row["url"] and len(row["body"].split()) < _LEAST_WORDS:
                reads = _of_page(row, path, reading, read_page)
            else:
                reads = _of_row(row, path, reading)
            is_update = not _instant(entry, "published_parsed") and bool(row["updated_at"])
            for read in reads:
                yield replace(read, published_is_update=is_update) if isinstance(read, Article) else read
        except ArticleError as error:
            yield error


def _row(entry: Any, outlet: str) -> dict[str, str]:
    link = str(entry.get("link", ""))
    content = "\n".join(html_words(part.get("value", "")) for part in entry.get("content", ()))
    summary = html_words(str(entry.get("summary", "")))
    updated = _instant(entry, "updated_parsed")
    return {
        "id": canonical_url(link) or str(entry.get("id", "")),
        "title": html_words(str(entry.get("title", ""))),
        "body": content.strip() or summary,
        "summary": summary if content.strip() and summary != content.strip() else "",
        "author": str(entry.get("author", "")),
        "source": str(entry.get("source", {}).get("title", "")) or outlet,
        "url": link,
        # Atom asks for the latter only: of an entry that never changed both are the same.
        "published_at": _instant(entry, "published_parsed") or updated,
        "updated_at": updated,
    }


def _instant(entry: Any, name: str) -> str:
    # `in` first: of a name that is missing the library gives another one's value, with a warning.
    parsed = entry[name] if name in entry else None
    return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else ""


def _of_row(row: dict[str, str], path: str, reading: Reading) -> Iterator[Read]:
    article, faults = article_of({name: value for name, value in row.items() if value}, path, None, reading)
    yield from faults
    yield article


def _of_page(row: dict[str, str], path: str, reading: Reading, read_page: ReadPage) -> Iterator[Read]:
    """The page's text with what the feed says about it.

    When there is no page there is no article: a summary would take the place of a text that was read before.
    """
    for item in read_page(row["url"]):
        if isinstance(item, Article):
            told = {"body": item.body, "summary": item.summary or row["body"], "author": item.author or ""}
            whole = {name: row[name] or told.get(name, "") for name in row} | told
            for read in _of_row(whole, path, reading):
                yield replace(read, cleaner=item.cleaner) if isinstance(read, Article) else read
            return
        # In the feed's name, so that pruning takes out nothing of a feed that was read in part.
        raise ArticleError(item.message, path, None, "Sync it again later.")
