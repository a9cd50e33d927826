"""Articles in XML: NITF, NewsML-G2, RSS and Atom, told apart by their root."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats.markup import read_whole
from corpus.formats.newswire import read_newsml, read_nitf
from corpus.formats.rss import read_feed_document
from corpus.formats.xml_mending import Document, read_document
from corpus.options import Reading

_FEEDS = ("rss", "feed", "RDF")
_HEAD = 1024
_OPENING = re.compile(r"<(?:\w+:)?(rss|feed|RDF)\b")


def read_xml(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Article | ArticleError]:
    """Yield the articles of an XML file; of a folder, XML of another kind is passed over.

    A feed in a file is read as it is: nothing is fetched.
    """
    document = read_document(read_whole(stream, path), path)
    kind = _kind(document)
    if kind in _FEEDS:
        yield from read_feed_document(document, path, reading)
    elif document.root is None:
        assert document.fault
        told = document.fault.message.partition(";")[0]
        raise ArticleError(told, path, document.fault.line)
    elif kind in ("nitf", "newsItem", "newsMessage", "packageItem"):
        if document.fault:
            yield document.fault
        read = read_nitf if kind == "nitf" else read_newsml
        yield from read(document.root, path, reading)
    elif not reading.of_folder:
        raise ArticleError(
            f"This XML begins with <{kind}>, which is no form of news that can be read",
            path,
            None,
            "Give it as NITF, NewsML-G2, RSS or Atom.",
        )


def _kind(document: Document) -> str:
    """The name of the root; of what is no XML, that of a feed which it seems to be, or ""."""
    if document.root is not None:
        return str(document.root.tag)
    opening = _OPENING.search(document.text[:_HEAD])
    return opening[1] if opening else ""
