"""Untrusted XML, parsed without entities, DTDs or a network, and mended where it is almost XML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from corpus.errors import ArticleError
from corpus.raw.decoding import is_mislabelled, labelled

_DECLARATION = re.compile(r"\s*(?:<\?xml\b[^>]{0,200}\?>)?")
_DOCTYPE, _HEAD = re.compile(r"<!DOCTYPE\b", re.I), 4096
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_VERBATIM = {"<![CDATA[": "]]>", "<!--": "-->"}
_OPENING = re.compile("|".join(map(re.escape, _VERBATIM)))
_OF_MEDIA = re.compile(r"""\bxmlns:([A-Za-z]\w{0,20})\s?=\s?["']https?://search\.yahoo\.com/mrss/?["']""")
_CAPTIONS = ("title", "description", "text")


@dataclass(frozen=True, slots=True)
class Document:
    """An XML document as it was understood.

    Attributes:
        text: It, without declaration and well-formed if `root` is not None.
        root: Its root, tags without their namespaces; None when it cannot be mended.
        fault: What is wrong with it, though it may be read all the same; None for well-formed XML.
    """

    text: str
    root: Any
    fault: ArticleError | None = None


def read_document(raw: bytes, path: str, content_type: str = "") -> Document:
    """Return XML parsed, mended first if need be: HTML's entities, a bare "&", characters that XML lacks."""
    from lxml import etree

    text = labelled(raw, content_type)
    text = text[_DECLARATION.match(text).end() :]  # type: ignore[union-attr]
    if _DOCTYPE.search(text[:_HEAD]):  # Beside one the parser leaves out every entity that is not XML's.
        text = "".join(_mended(text))
    try:
        root = _parsed(text)
        if not is_mislabelled(raw, content_type):
            return Document(text, root)
        message = "This says it is UTF-8 and is not; it was read as windows-1252"
        return Document(text, root, ArticleError(message, path, None, "Tell its publisher.", kept=True))
    except etree.XMLSyntaxError as error:
        message = f"This is not well-formed XML: {error.msg}"
        fault = ArticleError(
            f"{message}; it was read all the same", path, error.lineno, "Tell its publisher.", kept=True
        )
        mended = "".join(_mended(text))
        try:
            return Document(mended, _parsed(mended), fault)
        except etree.XMLSyntaxError:
            return Document(mended, None, fault)


def _parsed(text: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    return root


def without_captions(text: str) -> str:
    """Return a feed without the words of its pictures and films (Media RSS): they are not an entry's."""
    for prefix in dict.fromkeys(_OF_MEDIA.findall(text)):
        for name in _CAPTIONS:
            text = "".join(_without(text, f"{prefix}:{name}"))
    return text


def _without(text: str, name: str) -> Iterator[str]:
    opening, closing = re.compile(rf"<{name}(?:\s[^<>]*)?>"), f"</{name}>"
    start = 0
    for match in opening.finditer(text):
        if match.start() < start or match[0].endswith("/>"):
            continue
        if (end := text.find(closing, match.end())) < 0:
            break
        yield text[start : match.start()]
        start = end + len(closing)
    yield text[start:]


def _mended(text: str) -> Iterator[str]:
    """The text with its references made XML's, but for what is verbatim: CDATA and comments."""
    text = _NO_XML.sub("", text)
    start = 0
    while True:
        opening = _OPENING.search(text, start)
        closing = _VERBATIM[opening[0]] if opening else ""
        end = text.find(closing, opening.end()) if opening else -1
        if opening is None or end < 0:
            yield _REFERENCE.sub(_reference, text[start:])
            return
        yield _REFERENCE.sub(_reference, text[start : opening.start()])
        yield text[opening.start() : end + len(closing)]
        start = end + len(closing)


def _reference(match: re.Match[str]) -> str:
    whole, name = match[0], match[1]
    if name in _OF_XML:
        return whole
    if name is None and len(whole) > 1:
        return html.escape(_NO_XML.sub("", html.unescape(whole)))
    meant = html5.get(f"{name};") if name else None
    return html.escape(meant) if meant else f"&amp;{whole[1:]}"
