"""XML and HTML that strangers wrote, parsed without entities, DTDs or a network, and their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from corpus.errors import ArticleError
from corpus.formats.decoding import read_up_to

_MOST_BYTES = 50 * 1024 * 1024
_BLOCKS = frozenset(
    "p div br li ul ol tr table section article blockquote h1 h2 h3 h4 h5 h6 hl1 hl2 block pre".split()
)
_MOST_ATTRIBUTES = 1_000
_CROWDED_FROM = 10_000
_NO_NEWS = frozenset("script style figure figcaption media nav aside form noscript iframe".split())


def read_whole(stream: BinaryIO, path: str) -> bytes:
    """Return all bytes of a file, which may not be larger than 50 MB.

    Raises:
        ArticleError: It is larger.
    """
    raw = read_up_to(stream, _MOST_BYTES)
    if raw is None:
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
        refuse_crowded(fragment, "")
        return words_of(html.fragment_fromstring(fragment, create_parent="div"))
    except (etree.ParserError, ValueError, ArticleError):
        return ""


def _pieces(root: Any) -> Iterator[str]:
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        border = "\n" if tag in _BLOCKS else ""
        if event == "start":
            if tag in _NO_NEWS:
                walk.skip_subtree()
                continue
            yield border
            yield _on_one_line(element.text)
            continue
        if event == "end" and tag not in _NO_NEWS:
            yield border
        if element is not root:
            yield _on_one_line(element.tail)


def _on_one_line(text: str | None) -> str:
    """A text of the source: a line break of it is a space."""
    return " ".join(f"x{text or ''}x".split())[1:-1]


def refuse_crowded(raw: bytes | str, path: str) -> None:
    """Refuse HTML with a tag of thousands of attributes: the parser takes the square of their number.

    Raises:
        ArticleError: It has one.
    """
    from lxml import etree

    if len(raw) < _CROWDED_FROM:
        return
    try:
        etree.fromstring(raw, etree.HTMLParser(target=_Attributes(path), recover=True))
    except etree.LxmlError:
        return  # What is no HTML is told by who reads it.


class _Attributes:
    """Looks at every tag of a page, and keeps nothing."""

    def __init__(self, path: str) -> None:
        self._path = path

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(attributes) > _MOST_ATTRIBUTES:
            message = f"A tag <{tag[:20]}> of this page has more than {_MOST_ATTRIBUTES:,} attributes"
            raise ArticleError(message, self._path, None, "Save the article alone.")

    def end(self, tag: str) -> None:
        pass

    def close(self) -> None:
        pass
