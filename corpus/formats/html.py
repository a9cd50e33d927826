"""Articles in HTML pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, BinaryIO

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats.decoding import read_up_to
from corpus.formats.markup import refuse_crowded
from corpus.formats.rows import article_of
from corpus.options import Reading
from corpus.text.cleaning import clean_line, cleaner_with

_MOST_PAGE_BYTES = 20 * 1024 * 1024
# What JSON-LD and meta elements call what a row has.
_LINKED = {"published_at": "datePublished", "updated_at": "dateModified", "expires_at": "expires"}
_META = {
    "published_at": "article:published_time",
    "updated_at": "article:modified_time",
    "expires_at": "article:expiration_time",
}


def read_page(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Article | ArticleError]:
    """Yield the article of an HTML page: its text without navigation, and what the page tells about it.

    Of a folder only pages are taken that name a date, an author, or themselves an article.
    """
    # Here and not above: it takes a third of a second to import.
    import trafilatura
    from trafilatura.settings import Document

    raw = read_up_to(stream, _MOST_PAGE_BYTES)
    if raw is None:
        raise ArticleError("This page is larger than 20 MB", path, None, "Save the article alone.")
    refuse_crowded(raw, path)
    found = trafilatura.bare_extraction(
        raw,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        # A date is taken where the page states one, not guessed from whatever looks like a date.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not isinstance(found, Document) or not found.text:
        raise ArticleError("This page has no article text", path, None, "Save the page of one article.")
    if reading.of_folder and not (found.date or found.author or found.pagetype == "article"):
        return
    row = {
        "title": found.title,
        "body": _without_headline(found.text, found.title or ""),
        "summary": found.description,
        "source": found.sitename or found.hostname,
        "published_at": found.date,
        "author": found.author,
        "url": found.url,
    }
    article, faults = article_of(row | _told(raw), path, None, reading)
    yield from faults
    yield replace(article, cleaner=cleaner_with("trafilatura"))


def _without_headline(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest if rest.strip() and clean_line(first) == clean_line(title) else text


def _told(raw: bytes) -> dict[str, str]:
    """The instants that a page states: trafilatura gives days only."""
    from lxml import html

    tree = html.document_fromstring(raw)
    told: dict[str, str] = {}
    for name, key in _META.items():
        values = tree.xpath("//meta[@property=$key or @name=$key]/@content", key=key)
        if isinstance(values, list) and values:
            told[name] = str(values[0])
    scripts = tree.xpath("//script[@type='application/ld+json']/text()")
    for script in scripts if isinstance(scripts, list) else []:
        try:
            linked = json.loads(str(script))
        except (ValueError, RecursionError):
            continue
        with suppress(RecursionError):
            for thing in _things(linked):
                told |= {name: thing[key] for name, key in _LINKED.items() if isinstance(thing.get(key), str)}
    return told


def _things(linked: Any) -> Iterator[Mapping[str, Any]]:
    """The articles among the things that JSON-LD describes."""
    for thing in linked if isinstance(linked, list) else [linked]:
        if isinstance(thing, Mapping):
            kinds = thing.get("@type")
            if any("Article" in str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield thing
            if "@graph" in thing:
                yield from _things(thing["@graph"])
