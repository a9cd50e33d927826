"""Articles in HTML pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from corpus.article import LeftOut, Read
from corpus.errors import ArticleError
from corpus.formats.linked_data import LinkedArticle, is_headline_of, linked_article
from corpus.identity import canonical_url
from corpus.options import Reading
from corpus.raw.decoding import labelled, read_up_to
from corpus.raw.markup import paragraphs_of_tables, refuse_crowded, words_of
from corpus.raw.page_notes import lines_above, lines_around, paragraphs_of
from corpus.raw.spelling_out import spell_out
from corpus.rows.as_article import article_of, withdrawn
from corpus.rows.notices import noted_state, state_in_lines
from corpus.rows.publication import state_of
from corpus.rows.spoken_notices import spoken_state
from corpus.text.cleaning import clean_line, cleaner_with
from corpus.text.dates import TwoDays, parse_published
from corpus.text.day_order import day_comes_first
from corpus.text.lexicon import count_of
from corpus.text.walls import behind_wall

if TYPE_CHECKING:
    from trafilatura.settings import Document

PAGE = "page without metadata"
"""What a page of a folder is counted as that says nothing of an article."""

_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,200}>")
_MOST_LINES = 5
_MOST_TOLD = 20
# A page that was made on somebody's own machine names that one, "localhost:1313" or "127.0.0.1".
_OWN_MACHINE = re.compile(r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?", re.I)
_MOST_PAGE_BYTES = 20 * 1024 * 1024
# The names of a row's fields in JSON-LD and meta elements.
_LINKED = {"published_at": "datePublished", "updated_at": "dateModified", "expires_at": "expires"}
# Where browsers and their extensions note what a page was saved from.
_SAVED = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s<>]{1,2000})"
)
_HEAD = 4096
# Their days would be taken for the article's.
_BESIDE = "//aside[not(ancestor::aside)] | //footer[not(ancestor::article or ancestor::aside)]"
# Days that trafilatura does not read in every spelling.
_DAYS = (
    *("date", "dc.date", "DC.date", "dc.date.issued", "DC.date.issued", "dcterms.created", "dcterms.date"),
    *("pubdate", "publish-date", "publication_date", "publishdate", "parsely-pub-date", "sailthru.date"),
)
_META = {
    "published_at": "article:published_time",
    "updated_at": "article:modified_time",
    "expires_at": "article:expiration_time",
}


def read_page(stream: BinaryIO, path: str, reading: Reading, content_type: str = "") -> Iterator[Read]:
    """Yield the article of an HTML page: its text without navigation, and what the page says about it.

    In a folder, pages without a date or an author that do not call themselves an article are left out.
    """
    from lxml import html

    raw = read_up_to(stream, _MOST_PAGE_BYTES)
    if raw is None:
        raise ArticleError("This page is larger than 20 MB", path, None, "Save the article alone.")
    text = _DECLARATION.sub("", labelled(raw, content_type), count=1)
    refuse_crowded(text, path)
    saved = _SAVED.search(text[:_HEAD])
    tree = html.document_fromstring(text) if text.strip() else html.Element("html")
    description = _description(tree)
    state = (state_of(description.linked.thing) if description.linked.is_own else None) or noted_state(
        *description.titles[:1]
    )
    if state is not None:
        addresses = [str(url) for url in tree.xpath("//link[@rel='canonical']/@href")]
        said = "\n".join(html.tostring(part, encoding="unicode") for part in tree.iter("p"))
        row = {"url": next(iter(addresses), ""), "title": next(iter(description.titles), ""), "body": said}
        yield withdrawn(row, state, path, None, reading)
        return
    yield from _article(tree, description, saved[1] if saved else None, path, reading)


def _article(
    tree: Any, description: _Description, address: str | None, path: str, reading: Reading
) -> Iterator[Read]:
    day, above, told = _meta(tree, *_DAYS), lines_above(tree), paragraphs_of(tree)
    extracted = _extracted(tree, path)
    title = description.headline(extracted.title or "")
    prose = _without_headline(extracted.text or "", title)
    outlet = description.outlet(extracted.sitename, extracted.hostname)
    state = state_in_lines(*above, *lines_around(prose)) or spoken_state(title, told, str(outlet or ""))
    if state is not None:
        said = {
            "title": title,
            "body": told or prose,
            "url": extracted.url or address or "",
            "source": outlet,
        }
        yield withdrawn(said, state, path, None, reading)
        return
    if reading.of_folder and not (
        extracted.date or day or extracted.author or extracted.pagetype == "article"
    ):
        yield LeftOut.file(PAGE, path)
        return
    row = {
        "title": title,
        "body": behind_wall(title, prose, path),
        "summary": extracted.description,
        "source": outlet,
        "published_at": day if extracted.date and day.startswith(extracted.date) else extracted.date or day,
        "author": description.author(extracted.author),
        "url": extracted.url or address,
        "section": description.section,
    }
    tongue = str(tree.get("lang") or "")
    article, faults = article_of(_without_odd(row, description.instants, tongue), path, None, reading)
    yield from faults
    own = article.url or (path if canonical_url(path) else None)
    yield replace(article, cleaner=cleaner_with("trafilatura"), url=own)


def told_of_pages(read: Iterator[Read], folder: Path) -> Iterator[Read]:
    """Yield what was read in a folder, and last which pages were left out of it, and how to take them in."""
    count, names, within = 0, list[str](), f"{folder.resolve().as_posix()}/"
    for item in read:
        yield item
        if isinstance(item, LeftOut) and item.kind == PAGE:
            count += 1
            if len(names) < _MOST_TOLD:
                names.append(item.origin.removeprefix(within))
    if count:
        pages = f"{count_of(count, 'page')} {'was' if count == 1 else 'were'}"
        more = ", …" if count > len(names) else ""
        reason = "for want of a day, an author, or the word that it is an article"
        message = f"{pages} left out {reason}: {', '.join(names)}{more}"
        hint = "What is one all the same is taken in when you sync it by its own name."
        yield ArticleError(message, str(folder), None, hint, kept=True)


def _extracted(tree: Any, path: str) -> Document:
    """The text and metadata of a page, whose tables are turned into paragraphs first."""
    # Importing it takes a third of a second.
    import trafilatura

    spell_out(tree)
    paragraphs_of_tables(tree)
    for beside in tree.xpath(_BESIDE):
        beside.drop_tree()
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
    """The text without its first lines where they are the headline, also one that is set in two."""
    headline, lines, first = clean_line(title), text.split("\n"), ""
    for place, line in enumerate(lines[:_MOST_LINES], start=1):
        first = clean_line(f"{first} {line}")
        if first == headline and any(map(str.strip, lines[place:])):
            return "\n".join(lines[place:])
    return text


@dataclass(frozen=True, slots=True)
class _Description:
    """What a page says of itself in meta elements and JSON-LD.

    Attributes:
        titles: What it calls itself, the likeliest headline first.
        linked: Its article in JSON-LD.
        instants: When it was published and changed, because trafilatura gives days only.
        section: The section that it stands in, or None, or a value that is not text.
    """

    titles: list[str]
    linked: LinkedArticle
    instants: Mapping[str, str]
    section: Any

    def headline(self, extracted: str) -> str:
        """The headline, given what trafilatura takes for it, which may be that of an article linked to."""
        folded = clean_line(extracted).casefold()
        if not self.titles or any(folded in clean_line(title).casefold() for title in self.titles):
            return extracted
        own = str(self.linked.thing.get("headline") or "") if self.linked.is_own else ""
        return own or self.titles[0]

    def outlet(self, sitename: str | None, hostname: str | None) -> Any:
        """The outlet, given what trafilatura takes for it, which may be the name of the page."""
        names = [name for name in (sitename, hostname) if name and not _OWN_MACHINE.fullmatch(name)]
        names = [name for name in names if not is_headline_of(name, self.titles)]
        if names and names[0] != hostname:
            return names[0]
        publisher = self.linked.thing.get("publisher") if self.linked.is_own else None
        return publisher or next(iter(names), None)

    def author(self, extracted: str | None) -> Any:
        """The author, given what trafilatura takes for it."""
        if extracted:
            return extracted.replace("; ", ", ")
        return self.linked.thing.get("author") if self.linked.is_own else None


def _description(tree: Any) -> _Description:
    titles = [_meta(tree, "og:title"), *map(_text, tree.iter("h1")), *map(_text, tree.iter("title"))]
    titles = [title for title in titles if title.strip()]
    addresses = [_meta(tree, "og:url"), *map(str, tree.xpath("//link[@rel='canonical']/@href"))]
    linked = linked_article(tree, titles, addresses)
    stated = {name: _meta(tree, key) for name, key in _META.items()}
    in_json = {name: linked.thing.get(key) for name, key in _LINKED.items()}
    instants = {name: value for name, value in in_json.items() if isinstance(value, str)}
    if not linked.is_own:  # It may be of an article that the page links to.
        instants |= {name: value for name, value in stated.items() if value}
    marked = {name: _marked(tree, key) for name, key in _LINKED.items()}
    instants = {name: value for name, value in marked.items() if value} | instants
    section = _meta(tree, "article:section") or (
        linked.thing.get("articleSection") if linked.is_own else None
    )
    odd = [name for name, value in instants.items() if stated[name] and not _in_page_order(value, "", "")]
    instants = {name: value for name, value in instants.items() if name not in odd}
    return _Description(titles, linked, stated | instants, section)


def _meta(tree: Any, *keys: str) -> str:
    values = (tree.xpath("//meta[@property=$key or @name=$key]/@content", key=key) for key in keys)
    return next((str(value) for content in values for value in content if value.strip()), "")


def _marked(tree: Any, key: str) -> str:
    """What microdata says of a page, "" where it says it of several things."""
    places = tree.xpath("//*[@itemprop=$key]/@datetime | //*[@itemprop=$key]/@content", key=key)
    values = {str(value).strip() for value in places} - {""}
    return values.pop() if len(values) == 1 else ""


def _text(element: Any) -> str:
    return words_of(element)


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
