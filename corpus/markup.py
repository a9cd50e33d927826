"""XML and HTML that strangers wrote, parsed without entities, DTDs or a network, and their words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.errors import ArticleError

_MOST_BYTES = 50 * 1024 * 1024
_BLOCKS = frozenset(
    "p div br li ul ol tr table section article blockquote h1 h2 h3 h4 h5 h6 hl1 hl2 block pre".split()
)
_NO_NEWS = frozenset("script style figure figcaption media nav aside form noscript iframe".split())


def read_whole(stream: BinaryIO, path: str) -> bytes:
    """Return all bytes of a file, which may not be larger than 50 MB.

    Raises:
        ArticleError: It is larger.
    """
    raw = stream.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise ArticleError("This file is larger than 50 MB", path, None, "Split it.")
    return raw


def parse_xml(raw: bytes, path: str) -> Any:
    """Return the root of an XML document, its tags without their namespaces.

    Raises:
        ArticleError: It is no XML.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise ArticleError(f"This is no XML: {error.msg}", path, error.lineno) from None
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    return root


def words_of(element: Any) -> str:
    """Return the words of an element, its blocks on lines of their own, without scripts and media."""
    return "".join(_pieces(element)).strip()


def html_words(fragment: str) -> str:
    """Return the words of a piece of HTML, its blocks on lines of their own."""
    from lxml import etree, html

    if not fragment.strip():
        return ""
    try:
        return words_of(html.fragment_fromstring(fragment, create_parent="div"))
    except (etree.ParserError, ValueError):
        return ""


def _pieces(element: Any) -> Iterator[str]:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag and tag.lower() not in _NO_NEWS:
        border = "\n" if tag.lower() in _BLOCKS else ""
        yield border
        # A line break of the source is a space of the text.
        yield " ".join(f"x{element.text or ''}x".split())[1:-1]
        for child in element:
            yield from _pieces(child)
            yield " ".join(f"x{child.tail or ''}x".split())[1:-1]
        yield border
