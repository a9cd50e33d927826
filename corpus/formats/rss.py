"""Articles in RSS and Atom."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from corpus.article import Article, LeftOut, Read, Withdrawal
from corpus.errors import ArticleError, unforeseen
from corpus.formats.feed_entry import (
    day_of_entry,
    films_of,
    instant_of,
    is_readable,
    link_of_entry,
    row_of_entry,
)
from corpus.identity import canonical_url, names_one_page
from corpus.options import Reading
from corpus.raw.markup import html_words
from corpus.raw.xml_mending import Document, read_document, without_captions
from corpus.rows.as_article import read_row
from corpus.rows.blogger import kind_of_entry
from corpus.rows.publication import state_named
from corpus.rows.wordpress import (
    POST,
    authors_of_export,
    is_exported,
    kind_of_post,
    of_export,
)
from corpus.subjects import is_about_another, is_front_page
from corpus.text.walls import WallError

ReadPage = Callable[[str, str], Iterator[Read]]
"""Fetches an address and yields the article of its page, or the error; it also gets the entry's id."""

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
# A text of fewer words is only a summary of the page.
_LEAST_WORDS = 120
# In characters: what a page begins with says what it is about.
_BEGINNING = 1_000
_SHOWN = 80
_ITS_LINK = "Check whether the article has another address."


def read_feed(
    raw: bytes, path: str, reading: Reading, read_page: ReadPage | None = None, content_type: str = ""
) -> Iterator[Read]:
    """Yield the articles of an RSS or Atom feed, by their own addresses; also of an export of WordPress.

    An address that several entries have tells none of them apart: then their GUIDs do, their fragments, or
    their headlines and texts.

    The page of an entry that has only a summary is read by `read_page`; without it the summary is the text.
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
    links = [link_of_entry(entry, base) for entry in feed.entries]
    shared = _shared(feed.entries, links)
    outlet = html_words(str(feed.feed.get("title", "")))
    authors = authors_of_export(document.root)
    films = films_of(document.root, len(links))
    for entry, link, film in zip(feed.entries, links, films, strict=True):
        kind = kind_of_post(str(entry.get("wp_post_type", ""))) or kind_of_entry(entry)
        if kind != POST:
            yield LeftOut(kind, path)
            continue
        try:
            row = row_of_entry(entry, outlet, link, film) | (
                of_export(entry, authors) if is_exported(entry) else {}
            )
            first, *others = _ids(entry, row, path, is_shared=canonical_url(link) in shared)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            yield unforeseen(error, path)  # The other entries are read all the same.
            continue
        row["id"] = first
        yield from _read_entry(row, tuple(others), path, reading, read_page, entry)
    if document.root is not None:
        # A fetched feed may only speak for its own host, whatever it claims.
        host = _host_of(path) or _host_of(base)
        own = ["" if canonical_url(link) in shared else link for link in links]
        yield from _deleted(document.root, feed.entries, own, path, host)


def _deleted(
    root: Any, entries: Sequence[Any], links: Sequence[str], path: str, host: str
) -> Iterator[Withdrawal]:
    """Entries that an Atom feed calls deleted (RFC 6721) and that were not published again since."""
    names = [str(entry.get("id", "")) for entry in entries]
    changed = {
        name: instant_of(day_of_entry(entry, "updated")) for name, entry in zip(names, entries, strict=True)
    }
    pages = dict(zip(names, links, strict=True))
    state = state_named("deleted")
    assert state is not None
    for entry in root.iterchildren("deleted-entry"):
        ref, when = entry.get("ref", "").strip(), instant_of(entry.get("when", ""))
        since = changed.get(ref)
        if not ref or (since is not None and (when is None or since > when)):
            continue
        given = (link.get("href", "") for link in entry.iterchildren("link"))
        places = [*given, pages.get(ref, ""), ref]
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
        is_update = bool(row["updated_at"]) and not is_readable(day_of_entry(entry, "published"))
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


def _of_row(row: dict[str, str], others: tuple[str, ...], path: str, reading: Reading) -> Iterator[Read]:
    yield from read_row({name: value for name, value in row.items() if value}, path, None, reading, others)


def _standing_in(row: dict[str, str], others: tuple[str, ...], path: str, reading: Reading) -> Iterator[Read]:
    for read in _of_row(row, others, path, reading):
        yield replace(read, stands_in=True) if isinstance(read, Article) else read


def _fault_of_page(page: Article, row: dict[str, str]) -> str:
    """Why a page is not that of an entry, "" where it may be."""
    told, begins = f"{row['title']}\n{row['body']}", f"{page.summary}\n{page.body[:_BEGINNING]}"
    leads = f"The link of {row['title'][:_SHOWN]!r} leads to"
    if is_front_page(told, page.title, begins, (row["source"], page.source or "")):
        return f"{leads} the front page {row['url']}"
    if is_about_another(told, page.title, begins):
        return f"{leads} a page about something else, {page.title[:_SHOWN]!r}"
    return ""


def _of_page(
    row: dict[str, str], others: tuple[str, ...], path: str, reading: Reading, read_page: ReadPage
) -> Iterator[Read]:
    """The page's text with what the feed says about it; the feed's own where no page shows the article.

    When a page cannot be fetched now there is no article: what the feed says would be corrected by it later.
    """
    for item in read_page(row["url"], row["id"]):
        if isinstance(item, Withdrawal):
            yield item
            return
        if isinstance(item, WallError) and row["body"]:
            message = f"{item.message}; what the feed says of it was kept"
            yield ArticleError(message, path, None, item.hint, kept=True)
            yield from _standing_in(row, others, path, reading)
            return
        if isinstance(item, Article) and (fault := _fault_of_page(item, row)):
            if not row["body"]:
                raise ArticleError(fault, path, None, _ITS_LINK)
            yield ArticleError(
                f"{fault}; what the feed says of it was kept", path, None, _ITS_LINK, kept=True
            )
            yield from _standing_in(row, others, path, reading)
            return
        if isinstance(item, Article):
            if len(item.body) < len(row["body"]):  # Less than what the feed says: its beginning, or not it.
                yield from _standing_in(row, others, path, reading)
                return
            fields = {"body": item.body, "summary": item.summary or row["body"], "author": item.author or ""}
            whole = {name: row[name] or fields.get(name, "") for name in row} | fields
            for read in _of_row(whole, others, path, reading):
                yield replace(read, cleaner=item.cleaner) if isinstance(read, Article) else read
            return
        if isinstance(item, ArticleError):
            # In the feed's name, so that pruning takes out nothing of a feed that was read in part.
            raise ArticleError(item.message, path, None, "Try again later.")
