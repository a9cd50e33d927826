"""What a page says by its markup alone, written out: small figures, quotations, words struck out, cells."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

_RAISED = re.compile(r"\s*[-−]?\d{1,3}\s*")
# A unit is shorter: "4 m<sup>2</sup>" stays "m2".
_LONG_WORD = re.compile(r"[^\W\d_]{3}\Z")
_BEHIND_WORDS = ".,;:!?\"'”’»)]"
_QUOTED = re.compile(r"\s*[\"“„«'‘]")
# Elements in the midst of a sentence that readers of pages take for something beside it.
_IN_SENTENCE = ("time", "label", "output", "blink", "center")
# Of a short page it takes these for lines of their own; with an attribute they may say who wrote it.
_WITHIN_WORDS = ("b", "i", "em", "strong", "u", "mark", "small", "big", "abbr", "font", "span", "bdi", "wbr")
_PROSE = ("p", "li", "dd", "td", "blockquote", "figcaption")
_ENDS_SENTENCE = re.compile(r"[.!?…][\"”’»)]*\s*\Z")
# Words that are struck out, and how others are read.
_STRUCK, _READ_AS = ("del", "s", "strike"), ("rt", "rp", "rtc")
_RUBY, _OUT = ("ruby", "rb"), "citedesk-struck-out"
_MOST_PASSED, _LONGEST_END = 20, 100
_MOST_ROWS = 100
_MOST_CELLS = 10_000


def spell_out(tree: Any) -> None:
    """Write out, in place, what HTML or NITF says by its markup.

    "10<sup>6</sup>" is "10^6", and a footnote's number behind a year, a word or a full stop does not become
    a part of them; ``<q>`` has its quotation marks; a cell that spans rows stands in each of them; a
    ``<time>`` or a ``<b>`` within a sentence is a part of it; and what is struck out, or how a name is
    read, is not.
    """
    # Elements are marked, and taken out all at once: one by one that takes the square of their number.
    from lxml import etree

    _strike_out(tree)
    for raised in list(tree.iter("sup")):
        _set_apart(raised)
    etree.strip_elements(tree, _OUT, *_READ_AS, with_tail=False)
    for quotation in tree.iter("q"):
        if not _QUOTED.match(quotation.text or ""):
            _put_before(quotation, "“")
            quotation.tail = f"”{quotation.tail or ''}"
    sentences: dict[Any, int] = {}
    for element in list(tree.iter(*_IN_SENTENCE, *_WITHIN_WORDS)):
        is_plain = element.tag in _IN_SENTENCE or not element.attrib
        if is_plain and _is_in_sentence(element, sentences):
            element.tag = "q"
    etree.strip_tags(tree, "q", *_RUBY)
    _spread_cells(tree)


def _set_apart(raised: Any) -> None:
    words = "".join(raised.itertext())
    before = _before(raised)[-1:]
    if not _RAISED.fullmatch(words) or not before:
        return
    if before.isdigit() or _LONG_WORD.search(_before(raised)):
        _put_before(raised, "^")
    elif before in _BEHIND_WORDS:
        raised.tag = _OUT


def _strike_out(tree: Any) -> None:
    """Take out what is struck out, but not most of a page, where somebody forgot the end of it."""
    struck = list(tree.iter(*_STRUCK))
    most = sum(map(len, tree.itertext())) / 2 if struck else 0
    for element in struck:
        if sum(map(len, element.itertext())) < most:
            element.tag = _OUT


def _before(element: Any) -> str:
    """The text in front of an element, as far as it is its neighbour."""
    previous = element.getprevious()
    for _ in range(_MOST_PASSED):
        if previous is None or previous.tag != _OUT or previous.tail:
            break
        previous = previous.getprevious()
    if previous is None:
        parent = element.getparent()
        return (parent.text or "") if parent is not None else ""
    return previous.tail or (previous[-1].tail if len(previous) else previous.text) or ""


def _put_before(element: Any, text: str) -> None:
    element.text = f"{text}{element.text or ''}"


def _is_in_sentence(element: Any, sentences: dict[Any, int]) -> bool:
    """Whether it is a part of a sentence; `sentences` keeps how long a block is that ends as one, or 0."""
    block = next(element.iterancestors(*_PROSE), None)
    if block is None:
        return False
    if block not in sentences:
        words = "".join(block.itertext()).strip()
        sentences[block] = len(words) if _ENDS_SENTENCE.search(words[-_LONGEST_END:]) else 0
    return sentences[block] > len("".join(element.itertext()).strip())


def _spread_cells(tree: Any) -> None:
    copies = 0
    for row in list(tree.iter("tr")):
        for place, cell in enumerate(_cells(row)):
            below = _rows_below(row, cell)
            copies += len(below)
            if not below or copies > _MOST_CELLS:
                continue
            cell.attrib.pop("rowspan")
            for other in below:
                beside = _cells(other)
                same = copy.deepcopy(cell)
                same.tail = None
                if place < len(beside):
                    beside[place].addprevious(same)
                else:
                    other.append(same)


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _rows_below(row: Any, cell: Any) -> list[Any]:
    """The rows below that a cell spans."""
    span = (cell.get("rowspan") or "").strip()
    most = min(int(span), _MOST_ROWS) - 1 if span.isdecimal() and len(span) < 6 else 0
    return list(_first(row.itersiblings("tr"), most))


def _first(rows: Iterator[Any], most: int) -> Iterator[Any]:
    for _, row in zip(range(most), rows, strict=False):
        yield row
