"""Articles in XML: NITF, NewsML-G2, RSS and Atom, told apart by their root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats.markup import parse_xml, read_whole
from corpus.formats.newswire import read_newsml, read_nitf
from corpus.formats.rss import read_feed
from corpus.options import Reading


def read_xml(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Article | ArticleError]:
    """Yield the articles of an XML file; of a folder, XML of another kind is passed over.

    A feed in a file is read as it is: nothing is fetched.
    """
    raw = read_whole(stream, path)
    root = parse_xml(raw, path)
    if root.tag == "nitf":
        yield from read_nitf(root, path, reading)
    elif root.tag in ("newsItem", "newsMessage", "packageItem"):
        yield from read_newsml(root, path, reading)
    elif root.tag in ("rss", "feed", "RDF"):
        yield from read_feed(raw, path, reading)
    elif not reading.of_folder:
        raise ArticleError(
            f"This XML begins with <{root.tag}>, which is no form of news that can be read",
            path,
            None,
            "Give it as NITF, NewsML-G2, RSS or Atom.",
        )
