"""The words of untrusted XML and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from corpus.errors import ArticleError
from corpus.raw.decoding import read_up_to
from corpus.raw.spelling_out import spell_out

_MOST_BYTES = 50 * 1024 * 1024
_BLOCKS = frozenset(
    "p div li ul ol dl dt dd tr td th caption table section article blockquote h1 h2 h3 h4 h5 h6 hl1 hl2 "
    "block pre byttl fn hr address option".split()
)
# Names in the midst of words, which some agencies write without the spaces around them.
_NAMES = frozenset(
    "person org location event function object.title virtloc alt-code chron money num sublocation city "
    "region state country name.given name.family".split()
)
_PARAGRAPHS = frozenset("p div li tr dd table h1 h2 h3 h4 blockquote".split())
_BORDER = "\n\n"
# A space if it stands between letters; no XML or HTML has this character.
_JOINT = "\0"
_GLUED = re.compile(r"(?<=\w)\0+(?=\w)")
_MOST_ATTRIBUTES = 1_000
_MOST_IN_A_CELL = 12
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


def words_of(element: Any) -> str:
    """Return the words of an element, without scripts and media.

    Blocks are apart by a blank line, ``<br>`` and the lines of ``<pre>`` by a line break. The row of a table
    is one line, "Town | For | Against", and so is a term with what it means, "Novel: Ann Roe".
    """
    return _GLUED.sub(" ", "".join(_pieces(element))).replace(_JOINT, "").strip()


def html_words(fragment: str) -> str:
    """Return the words of a piece of HTML, its blocks on lines of their own."""
    from lxml import etree, html

    if not fragment.strip():
        return ""
    try:
        refuse_crowded(fragment, "")
        tree = html.fragment_fromstring(fragment, create_parent="div")
        spell_out(tree)
        return words_of(tree)
    except (etree.ParserError, ValueError, ArticleError):
        return ""


def _pieces(root: Any) -> Iterator[str]:
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    verbatim = 0
    for event, element in walk:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _NO_NEWS and not _is_figure_of_numbers(element, tag):
                walk.skip_subtree()
                continue
            yield _before(tag)
            verbatim += tag == "pre"
            line = _line_of(element, tag) if element is not root else None
            if line is not None:
                yield line
                walk.skip_subtree()
            else:
                yield _on_one_line(element.text, verbatim)
            continue
        if event == "end" and tag not in _NO_NEWS and element is not root:
            verbatim -= tag == "pre"
            yield _behind(element, tag)
        if element is not root:
            yield _on_one_line(element.tail, verbatim)


def _is_figure_of_numbers(element: Any, tag: str) -> bool:
    """Whether a figure is a table, as editors of blogs wrap it, and not a picture."""
    return tag == "figure" and element.find(".//table") is not None


def _before(tag: str) -> str:
    if tag == "dd":  # Behind its term, which has ended the paragraph before.
        return ""
    return _BORDER if tag in _BLOCKS else _JOINT if tag in _NAMES else ""


def _behind(element: Any, tag: str) -> str:
    if tag == "br":
        return "\n"
    if tag == "dt":
        explained = element.getnext()
        return ": " if explained is not None and explained.tag == "dd" else _BORDER
    return _BORDER if tag in _BLOCKS else _JOINT if tag in _NAMES else ""


def _line_of(element: Any, tag: str) -> str | None:
    """A row, a term or what it means on one line; None for others, and for a row that sets out a page."""
    if tag == "tr":
        cells = [cell for cell in element if cell.tag in ("td", "th")]
        if cells and all(map(_is_short, cells)):
            words = (" ".join(words_of(cell).split()) for cell in cells)
            return " | ".join(filter(None, words))
    elif tag in ("dt", "dd") and _is_short(element):
        return " ".join(words_of(element).split()).removesuffix(":" if tag == "dt" else "")
    return None


def _is_short(element: Any) -> bool:
    """Whether it holds no more than one paragraph; old pages part theirs by two ``<br>``."""
    if any(_ends_paragraph(line_break) for line_break in element.iterdescendants("br")):
        return False
    inside = (child for child in element.iterdescendants() if child.tag in _PARAGRAPHS)
    return next(inside, None) is None or next(inside, None) is None


def _ends_paragraph(line_break: Any) -> bool:
    after = line_break.getnext()
    return after is not None and after.tag == "br" and not (line_break.tail or "").strip()


def paragraphs_of_tables(tree: Any) -> None:
    """Turn the tables and lists of terms of a page, in place, into paragraphs, one for each row.

    Tables that set out the page, with paragraphs or tables inside their cells, are left as they are; a small
    table in a cell beside a short one is a part of its row.
    """
    from lxml import etree

    # The inner ones first, so that a row with one inside is short.
    for block in reversed(list(tree.iter("table", "dl"))):
        if block.getparent() is None or not all(map(_is_short, block.iter("td", "th", "dt", "dd"))):
            continue
        rows = [line for line in words_of(block).split("\n") if line.strip()]
        text, linked = sum(map(len, rows)), sum(len(words_of(link)) for link in block.iter("a"))
        if not rows or 2 * linked > text:
            continue
        if len(rows) <= _MOST_IN_A_CELL and _is_in_a_row(block):
            words = etree.Element("span")
            words.text, words.tail = "; ".join(rows), block.tail
            block.getparent().replace(block, words)
            continue
        paragraphs = etree.Element("div", dict(block.attrib))
        for row in rows:
            etree.SubElement(paragraphs, "p").text = row
        # Pages are read without their figures: of pictures they have only captions.
        parent = block.getparent()
        whole = parent if parent.tag == "figure" and parent.getparent() is not None else block
        paragraphs.tail = whole.tail
        whole.getparent().replace(whole, paragraphs)


def _is_in_a_row(block: Any) -> bool:
    """Whether a table stands in a cell beside a short one, as in a row of numbers, not alone in its place."""
    cell = next(block.iterancestors("td", "th"), None)
    if cell is None or len(cell) != 1:
        return False
    beside = [other for other in (cell.getprevious(), cell.getnext()) if other is not None]
    return any(map(_is_short, beside)) and not any(other.find(".//a") is not None for other in beside)


def _on_one_line(text: str | None, verbatim: int = 0) -> str:
    """A text of the source: a line break of it is a space, but where it is `verbatim`."""
    if verbatim:
        return text or ""
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
        return  # The reader reports what is not HTML.


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
