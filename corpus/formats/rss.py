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
from corpus.formats.walls import WallError
from corpus.formats.xml_mending import Document, read_document
from corpus.identity import canonical_url
from corpus.options import Reading
from corpus.text.dates import UnknownZone, parse_published

Read = Article | ArticleError

ReadPage = Callable[[str], Iterator[Read]]
"""Fetches an address and yields the article of its page, or the error."""

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
# A text of fewer words is only the summary of what its page has.
_LEAST_WORDS = 120


def read_feed(
    raw: bytes, path: str, reading: Reading, read_page: ReadPage | None = None, content_type: str = ""
) -> Iterator[Read]:
    """Yield the articles of an RSS or Atom feed, by their own addresses.

    Args:
        raw: The feed.
        path: Where it came from.
        reading: How to read.
        read_page: Reads the page of an entry that has only a summary; without it the summary is the text.
        content_type: What its server calls it, or "".
    """
    yield from read_feed_document(read_document(raw, path, content_type), path, reading, read_page)


def read_feed_document(
    document: Document, path: str, reading: Reading, read_page: ReadPage | None = None
) -> Iterator[Read]:
    """Yield the articles of a feed that was parsed: `read_feed`. What is no XML is read as far as it goes."""
    import feedparser

    if document.fault:
        yield document.fault
    feed = feedparser.parse(f"{_DECLARATION}{document.text}".encode("utf-8", "replace"))
    for entry in feed.entries:
        row = _row(entry, str(feed.feed.get("title", "")))
        try:
            if read_page and row["url"] and len(row["body"].split()) < _LEAST_WORDS:
                reads = _of_page(row, path, reading, read_page)
            else:
                reads = _of_row(row, path, reading)
            is_update = bool(row["updated_at"]) and not _readable(_day(entry, "published"))
            for read in reads:
                yield replace(read, published_is_update=is_update) if isinstance(read, Article) else read
        except ArticleError as error:
            yield error


def _row(entry: Any, outlet: str) -> dict[str, str]:
    link = str(entry.get("link", ""))
    content = "\n\n".join(html_words(part.get("value", "")) for part in entry.get("content", ()))
    summary = html_words(str(entry.get("summary", "")))
    published, updated = _day(entry, "published"), _day(entry, "updated")
    return {
        "id": canonical_url(link) or str(entry.get("id", "")),
        "title": html_words(str(entry.get("title", ""))),
        "body": content.strip() or summary,
        "summary": summary if content.strip() and summary != content.strip() else "",
        "author": str(entry.get("author", "")),
        "source": str(entry.get("source", {}).get("title", "")) or outlet,
        "url": link,
        # Atom asks for the latter only: of an entry that never changed both are the same.
        # And a day that cannot be read does not stand before one that can.
        "published_at": published if _readable(published) or not _readable(updated) else updated,
        "updated_at": updated,
    }


def _day(entry: Any, name: str) -> str:
    """A date of an entry as it is written; where only the library can read it, as that understands it."""
    # `in` first: of a name that is missing the library gives another one's value, with a warning.
    written = str(entry[name]) if name in entry else ""
    parsed = entry.get(f"{name}_parsed") if written else None
    try:
        parse_published(written)
    except UnknownZone:  # Which the library takes for UTC.
        return written
    except ValueError:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else written
    return written


def _readable(text: str) -> bool:
    try:
        return parse_published(text)[0] is not None
    except ValueError:
        return False


def _of_row(row: dict[str, str], path: str, reading: Reading) -> Iterator[Read]:
    article, faults = article_of({name: value for name, value in row.items() if value}, path, None, reading)
    yield from faults
    yield article


def _of_page(row: dict[str, str], path: str, reading: Reading, read_page: ReadPage) -> Iterator[Read]:
    """The page's text with what the feed says about it; the feed's own where the page hides its article.

    When there is no page there is no article: a summary would take the place of a text that was read before.
    """
    for item in read_page(row["url"]):
        if isinstance(item, WallError) and row["body"]:
            message = f"{item.message}; what the feed says of it was kept"
            yield ArticleError(message, path, None, item.hint, kept=True)
            yield from _of_row(row, path, reading)
            return
        if isinstance(item, Article):
            if len(item.body) < len(row["body"]):  # Less than what the feed says: its beginning, or not it.
                yield from _of_row(row, path, reading)
                return
            told = {"body": item.body, "summary": item.summary or row["body"], "author": item.author or ""}
            whole = {name: row[name] or told.get(name, "") for name in row} | told
            for read in _of_row(whole, path, reading):
                yield replace(read, cleaner=item.cleaner) if isinstance(read, Article) else read
            return
        # In the feed's name, so that pruning takes out nothing of a feed that was read in part.
        raise ArticleError(item.message, path, None, "Sync it again later.")
