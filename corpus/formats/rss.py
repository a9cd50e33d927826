"""Articles in RSS and Atom."""

from __future__ import annotations

import hashlib
import re
from calendar import timegm
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.article import Article, LeftOut, Read, Withdrawal
from corpus.errors import ArticleError, unforeseen
from corpus.formats.walls import WallError
from corpus.identity import canonical_url, names_one_page
from corpus.options import Reading
from corpus.raw.markup import html_words
from corpus.raw.xml_mending import Document, read_document, without_captions
from corpus.rows.as_article import headline_of, read_row
from corpus.rows.blogger import kind_of_entry, status_of_entry
from corpus.rows.publication import state_named
from corpus.rows.wordpress import (
    POST,
    authors_of_export,
    is_exported,
    kind_of_post,
    of_export,
    post_prose,
)
from corpus.text.dates import TwoDays, UnknownZone, parse_published

ReadPage = Callable[[str, str], Iterator[Read]]
"""Fetches an address and yields the article of its page, or the error; it also gets the entry's id."""

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
# A year, a month or a week, of which the library takes the first day.
_NO_DAY = re.compile(r"\d{4}(?:-?\d{2}|-?W\d{2})?")
_OF_PAGES = frozenset({"", "http", "https"})
# A text of fewer words is only a summary of the page.
_LEAST_WORDS = 120


def read_feed(
    raw: bytes, path: str, reading: Reading, read_page: ReadPage | None = None, content_type: str = ""
) -> Iterator[Read]:
    """Yield the articles of an RSS or Atom feed, by their own addresses; also of an export of WordPress.

    An address that several entries have tells none of them apart: then their GUIDs do, their fragments, or
    their headlines and texts.

    Args:
        raw: The feed.
        path: Where it came from.
        reading: How to read.
        read_page: Reads the page of an entry that has only a summary; without it the summary is the text.
        content_type: The content type given by its server, or "".
    """
    yield from read_feed_document(read_document(raw, path, content_type), path, reading, read_page)


def read_feed_document(
    document: Document, path: str, reading: Reading, read_page: ReadPage | None = None
) -> Iterator[Read]:
    """Yield the articles of a feed that was parsed: `read_feed`. What is no XML is read as far as it goes."""
    import feedparser

    if document.fault:
        yield document.fault
    feed = feedparser.parse(
        f"{_DECLARATION}{without_captions(document.text)}".encode("utf-8", "replace"),
        # We need only the words of HTML; the library's cleaning takes the square of an open comment's length.
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    base = str(feed.feed.get("link", "")) or path
    links = [_link(entry, base) for entry in feed.entries]
    shared = _shared(feed.entries, links)
    outlet = html_words(str(feed.feed.get("title", "")))
    authors = authors_of_export(document.root)
    for entry, link in zip(feed.entries, links, strict=True):
        kind = kind_of_post(str(entry.get("wp_post_type", ""))) or kind_of_entry(entry)
        if kind != POST:
            yield LeftOut(kind, path)
            continue
        try:
            row = _row(entry, outlet, link) | (of_export(entry, authors) if is_exported(entry) else {})
            first, *others = _ids(entry, row, path, is_shared=canonical_url(link) in shared)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            yield unforeseen(error, path)  # The other entries are read all the same.
            continue
        row["id"] = first
        yield from _read_entry(row, tuple(others), path, reading, read_page, entry)
    if document.root is not None:
        # A fetched feed may only speak for its own host, whatever it claims.
        host = _host_of(path) or _host_of(base)
        yield from _deleted(document.root, feed.entries, path, host)


def _deleted(root: Any, entries: Sequence[Any], path: str, host: str) -> Iterator[Withdrawal]:
    """Entries that an Atom feed calls deleted (RFC 6721) and that were not published again since."""
    changed = {str(entry.get("id", "")): _instant(_day(entry, "updated")) for entry in entries}
    state = state_named("deleted")
    assert state is not None
    for entry in root.iterchildren("deleted-entry"):
        ref, when = entry.get("ref", "").strip(), _instant(entry.get("when", ""))
        since = changed.get(ref)
        if not ref or (since is not None and (when is None or since > when)):
            continue
        places = [*(link.get("href", "") for link in entry.iterchildren("link")), ref]
        own = [canonical_url(place) or place for place in places if host and _host_of(place) == host]
        ids = tuple(dict.fromkeys([*own, f"{path}#{ref}"]))
        yield Withdrawal(ids, state.kind, state.reason, path, state.final, state.recalls, when)


def _host_of(place: str) -> str:
    """The host of an address or of a tag: URI, as ``tag:paper.example,2024:1``; "" for neither."""
    try:
        parts = urlsplit(place)
        tagged = parts.path.partition(",")[0] if parts.scheme == "tag" else ""
        return (parts.hostname or tagged).lower().removeprefix("www.")
    except ValueError:
        return ""


def _read_entry(
    row: dict[str, str],
    others: tuple[str, ...],
    path: str,
    reading: Reading,
    read_page: ReadPage | None,
    entry: Any,
) -> Iterator[Read]:
    try:
        if read_page and row["url"] and len(row["body"].split()) < _LEAST_WORDS:
            reads = _of_page(row, others, path, reading, read_page)
        else:
            reads = _of_row(row, others, path, reading)
        is_update = bool(row["updated_at"]) and not _readable(_day(entry, "published"))
        for read in reads:
            if isinstance(read, Article):
                yield replace(read, published_is_update=is_update, fallback_id=next(iter(others), None))
            else:
                yield read
    except ArticleError as error:
        yield error.bare()


def _shared(entries: Sequence[Any], links: Sequence[str]) -> set[str | None]:
    """The addresses of entries that something else distinguishes."""
    marks: dict[str | None, set[str]] = {}
    for entry, link in zip(entries, links, strict=True):
        mark = str(entry.get("id", "")) or f"{entry.get('title', '')}\x1f{entry.get('summary', '')}"
        marks.setdefault(canonical_url(link), set()).add(mark)
    return {address for address, others in marks.items() if len(others) > 1}


def _link(entry: Any, base: str) -> str:
    link = str(entry.get("link", "")).strip()
    try:
        # Without one the library gives an Atom entry's id, which is mostly no address.
        return urljoin(base, link) if urlsplit(link).scheme in _OF_PAGES and link else ""
    except ValueError:
        return ""


def _ids(entry: Any, row: dict[str, str], path: str, is_shared: bool) -> list[str]:
    """The ids that distinguish an entry from others, best first."""
    guid, link = str(entry.get("id", "")).strip(), row["url"]
    address = canonical_url(link) or ""
    text = hashlib.sha256(f"{row['title']}\x1f{row['body']}".encode("utf-8", "replace")).hexdigest()[:16]
    # An address within the page, but not a fragment that only counts clicks.
    within = f"{address}#{urlsplit(link).fragment}" if address and urlsplit(link).fragment else ""
    # Another feed may use the same GUID.
    own = [guid, f"{path}#{guid}"] if guid and canonical_url(guid) != address else []
    last = f"{path}#{text}"
    if is_exported(entry) and guid:
        # A post's address changes when it is taken down; its GUID never does.
        return [guid, address, last] if address else [guid, last]
    if address and names_one_page(address) and not is_shared:
        return [address, *reversed(own), last]
    return [*own, *([within] if within else []), last]


def _row(entry: Any, outlet: str, link: str) -> dict[str, str]:
    words = post_prose if is_exported(entry) else html_words
    content = "\n\n".join(words(part.get("value", "")) for part in entry.get("content", ()))
    summary = html_words(str(entry.get("summary", "")))
    published, updated = _day(entry, "published"), _day(entry, "updated")
    body = content.strip() or summary
    draft = str(entry.get("app_draft", "")).strip().lower() == "yes"
    return {
        "title": html_words(str(entry.get("title", ""))) or headline_of(body),
        "body": body,
        "summary": summary if content.strip() and summary != content.strip() else "",
        "author": _authors(entry),
        "source": str(entry.get("source", {}).get("title", "")) or outlet,
        "url": link,
        # Atom asks for the latter only: of an entry that never changed both are the same.
        # And a day that cannot be read does not stand before one that can.
        "published_at": published if _readable(published) or not _readable(updated) else updated,
        "updated_at": updated,
        "status": "draft" if draft else status_of_entry(entry),
    }


def _authors(entry: Any) -> str:
    """All of an entry's authors: the library's own field has the last one."""
    names = [str(author.get("name", "")).strip() for author in entry.get("authors", ())]
    return ", ".join(filter(None, dict.fromkeys(names))) or str(entry.get("author", ""))


def _day(entry: Any, name: str) -> str:
    """A date of an entry as it is written; where only the library can read it, as that understands it."""
    # `in` first: of a name that is missing the library gives another one's value, with a warning.
    written = str(entry[name]) if name in entry else ""
    parsed = entry.get(f"{name}_parsed") if written else None
    try:
        parse_published(written)
    except (UnknownZone, TwoDays):  # Which the library takes for UTC, and for a day after a month.
        return written
    except ValueError:
        if not parsed or _NO_DAY.fullmatch(written.strip()):
            return written
        with suppress(ValueError, OverflowError, OSError):  # It reads "0000-00-00" as the year -1.
            return datetime.fromtimestamp(timegm(parsed), UTC).isoformat()
    return written


def _readable(text: str) -> bool:
    try:
        return parse_published(text)[0] is not None
    except TwoDays:  # The text's language may tell.
        return True
    except ValueError:
        return False


def _instant(text: str) -> datetime | None:
    try:
        return parse_published(text)[0]
    except ValueError:
        return None


def _of_row(row: dict[str, str], others: tuple[str, ...], path: str, reading: Reading) -> Iterator[Read]:
    yield from read_row({name: value for name, value in row.items() if value}, path, None, reading, others)


def _of_page(
    row: dict[str, str], others: tuple[str, ...], path: str, reading: Reading, read_page: ReadPage
) -> Iterator[Read]:
    """The page's text with what the feed says about it; the feed's own where the page hides its article.

    When there is no page there is no article: a summary would take the place of a text that was read before.
    """
    for item in read_page(row["url"], row["id"]):
        if isinstance(item, Withdrawal):
            yield item
            return
        if isinstance(item, WallError) and row["body"]:
            message = f"{item.message}; what the feed says of it was kept"
            yield ArticleError(message, path, None, item.hint, kept=True)
            yield from _of_row(row, others, path, reading)
            return
        if isinstance(item, Article):
            if len(item.body) < len(row["body"]):  # Less than what the feed says: its beginning, or not it.
                yield from _of_row(row, others, path, reading)
                return
            fields = {"body": item.body, "summary": item.summary or row["body"], "author": item.author or ""}
            whole = {name: row[name] or fields.get(name, "") for name in row} | fields
            for read in _of_row(whole, others, path, reading):
                yield replace(read, cleaner=item.cleaner) if isinstance(read, Article) else read
            return
        if isinstance(item, ArticleError):
            # In the feed's name, so that pruning takes out nothing of a feed that was read in part.
            raise ArticleError(item.message, path, None, "Try again later.")
