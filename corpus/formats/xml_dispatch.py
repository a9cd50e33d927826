"""Articles in XML: NITF, NewsML, RSS and Atom, distinguished by their root."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.article import LeftOut, Read
from corpus.errors import ArticleError
from corpus.formats.newswire import read_newsml, read_newsml_1, read_nitf
from corpus.formats.rss import read_feed_document
from corpus.options import Reading
from corpus.raw.markup import read_whole
from corpus.raw.spelling_out import spell_out
from corpus.raw.xml_mending import Document, read_document

_FEEDS = ("rss", "feed", "RDF")
_NEWSWIRE = {
    "nitf": read_nitf,
    "newsItem": read_newsml,
    "newsMessage": read_newsml,
    "packageItem": read_newsml,
    "NewsML": read_newsml_1,
}
_LISTS = {"urlset": "sitemap", "sitemapindex": "list of sitemaps", "opml": "list of feeds"}
_HEAD = 1024
_OPENING = re.compile(r"<(?:\w+:)?(rss|feed|RDF)\b")


def read_xml(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the articles of an XML file; in a folder, XML of another kind is skipped.

    A feed in a file is read as it is: nothing is fetched.
    """
    document = read_document(read_whole(stream, path), path)
    kind = _kind(document)
    if kind in _FEEDS:
        yield from read_feed_document(document, path, reading)
    elif document.root is None:
        assert document.fault
        message = document.fault.message.partition(";")[0]
        raise ArticleError(message, path, document.fault.line)
    elif kind in _NEWSWIRE:
        if document.fault:
            yield document.fault
        spell_out(document.root)
        yield from _NEWSWIRE[kind](document.root, path, reading)
    elif reading.of_folder:
        yield LeftOut(_LISTS.get(kind, "XML of another kind"), path, f"<{kind[:40]}>")
    elif kind in _LISTS:
        raise _of_list(document.root, path)
    else:
        raise ArticleError(
            f"This XML begins with <{kind}>, which is not a news format that can be read",
            path,
            None,
            "Give it as NITF, NewsML, RSS or Atom.",
        )


def _of_list(root: Any, path: str) -> ArticleError:
    """Return the error for a file that names where articles are, and has none itself."""
    kind = _LISTS[root.tag]
    if root.tag == "opml":
        count = sum(1 for outline in root.iter("outline") if outline.get("xmlUrl"))
        hint = f"Follow them with: citedesk feeds add {path}"
    else:
        count = sum(1 for _ in root.iter("loc"))
        hint = "Sync the site's feed or the addresses of its pages, or save the pages and sync their folder."
    addresses = "1 address" if count == 1 else f"{count:,} addresses"
    return ArticleError(f"This is a {kind} with {addresses}, and has no articles itself", path, None, hint)


def _kind(document: Document) -> str:
    """The name of the root; of invalid XML, that of the feed which it seems to be, or ""."""
    if document.root is not None:
        return str(document.root.tag)
    opening = _OPENING.search(document.text[:_HEAD])
    return opening[1] if opening else ""
