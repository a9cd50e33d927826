"""Articles in HTML pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

from corpus.article import LeftOut, Read
from corpus.errors import ArticleError
from corpus.formats.walls import behind_wall
from corpus.identity import canonical_url
from corpus.options import Reading
from corpus.raw.decoding import labelled, read_up_to
from corpus.raw.markup import paragraphs_of_tables, refuse_crowded
from corpus.rows.as_article import article_of
from corpus.text.cleaning import clean_line, cleaner_with
from corpus.text.dates import TwoDays, parse_published
from corpus.text.day_order import day_comes_first

if TYPE_CHECKING:
    from trafilatura.settings import Document

_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,200}>")
_MOST_PAGE_BYTES = 20 * 1024 * 1024
# The names of a row's fields in JSON-LD and meta elements.
_LINKED = {"published_at": "datePublished", "updated_at": "dateModified", "expires_at": "expires"}
_KINDS = ("Article", "Posting")
_META = {
    "published_at": "article:published_time",
    "updated_at": "article:modified_time",
    "expires_at": "article:expiration_time",
}


def read_page(stream: BinaryIO, path: str, reading: Reading, content_type: str = "") -> Iterator[Read]:
    """Yield the article of an HTML page: its text without navigation, and what the page says about it.

    In a folder, pages without a date or an author that do not call themselves an article are left out.

    Args:
        stream: The page.
        path: Its file or address.
        reading: How to read.
        content_type: The content type given by its server, or "".
    """
    from lxml import html

    raw = read_up_to(stream, _MOST_PAGE_BYTES)
    if raw is None:
        raise ArticleError("This page is larger than 20 MB", path, None, "Save the article alone.")
    text = _DECLARATION.sub("", labelled(raw, content_type), count=1)
    refuse_crowded(text, path)
    tree = html.document_fromstring(text) if text.strip() else html.Element("html")
    stated, section = _stated_instants(tree), _section(tree)
    extracted = _extracted(tree, path)
    if reading.of_folder and not (extracted.date or extracted.author or extracted.pagetype == "article"):
        yield LeftOut("page without metadata", path)
        return
    title = extracted.title or ""
    prose = _without_headline(extracted.text or "", title)
    row = {
        "title": title,
        "body": behind_wall(title, prose, path),
        "summary": extracted.description,
        "source": extracted.sitename or extracted.hostname,
        "published_at": extracted.date,
        "author": extracted.author,
        "url": extracted.url,
        "section": section,
    }
    tongue = str(tree.get("lang") or "")
    article, faults = article_of(_without_odd(row, stated, tongue), path, None, reading)
    yield from faults
    yield replace(article, cleaner=cleaner_with("trafilatura"))


def _extracted(tree: Any, path: str) -> Document:
    """The text and metadata of a page, whose tables are turned into paragraphs first."""
    # Importing it takes a third of a second.
    import trafilatura

    paragraphs_of_tables(tree)
    extracted = trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        # Only a date that the page states, not whatever looks like a date.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if isinstance(extracted, dict) or extracted is None or not extracted.text:
        raise ArticleError("This page has no article text", path, None, "Save the page of one article.")
    return extracted


def _without_headline(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest if rest.strip() and clean_line(first) == clean_line(title) else text


def _stated_instants(tree: Any) -> dict[str, str]:
    """The instants that a page states, because trafilatura gives days only; none if they cannot be read."""
    stated = {name: _meta(tree, key) for name, key in _META.items()}
    if thing := _own_thing(tree):
        linked = {name: thing.get(key) for name, key in _LINKED.items()}
        stated |= {name: value for name, value in linked.items() if isinstance(value, str)}
    return stated


def _section(tree: Any) -> Any:
    """The section that a page names; without one, None or a value that is not text."""
    return _meta(tree, "article:section") or _own_thing(tree).get("articleSection")


def _meta(tree: Any, *keys: str) -> str:
    values = (tree.xpath("//meta[@property=$key or @name=$key]/@content", key=key) for key in keys)
    return next((str(value) for content in values for value in content if value.strip()), "")


def _own_thing(tree: Any) -> Mapping[str, Any]:
    """The page's own article in its JSON-LD, not one that it links to; empty without any.

    It is the one with the page's headline or address, or else the first.
    """
    things: list[Mapping[str, Any]] = []
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        with suppress(ValueError, RecursionError):
            things += _things(json.loads(str(script)))
    titles = {_folded(text) for text in (_meta(tree, "og:title"), *map(_text, tree.iter("h1", "title")))}
    own = {
        canonical_url(url) for url in (_meta(tree, "og:url"), *tree.xpath("//link[@rel='canonical']/@href"))
    }
    for thing in things:
        page = thing.get("mainEntityOfPage")
        page = page.get("@id") or page.get("url") if isinstance(page, Mapping) else page
        addresses = {
            canonical_url(str(url)) for url in (page, thing.get("url"), thing.get("@id")) if _is_text(url)
        }
        headline = thing.get("headline")
        if (own & addresses) - {None} or (_is_text(headline) and _folded(str(headline)) in titles - {""}):
            return thing
    return things[0] if things else {}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _text(element: Any) -> str:
    return str(element.text_content())


def _folded(text: str) -> str:
    return clean_line(text).casefold()


def _things(linked: Any) -> Iterator[Mapping[str, Any]]:
    """The articles among the objects of JSON-LD."""
    for thing in linked if isinstance(linked, list) else [linked]:
        if isinstance(thing, Mapping):
            kinds = thing.get("@type")
            if any(str(kind).endswith(_KINDS) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield thing
            if "@graph" in thing:
                yield from _things(thing["@graph"])


def _without_odd(row: Mapping[str, Any], stated: Mapping[str, str], tongue: str) -> dict[str, Any]:
    """The row with the dates that the page states; an empty or odd one replaces nothing."""
    merged = dict(row)
    for name, text in stated.items():
        day = _in_page_order(text, tongue, str(row["url"] or ""))
        if day or not merged.get(name):
            merged[name] = day or text
    return merged


def _in_page_order(text: str, tongue: str, address: str) -> str:
    """A date that can be read, "" for others; of two days that it may be, the one in the page's order."""
    try:
        return text if parse_published(text)[0] is not None else ""
    except TwoDays:
        day_first = day_comes_first(tongue, address)
        moment, _ = parse_published(text, day_first) if day_first is not None else (None, None)
        return f"{moment:%Y-%m-%d}" if moment else text  # Left to what is known of the text.
    except ValueError:
        return ""
