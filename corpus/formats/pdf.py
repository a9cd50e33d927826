"""Articles in PDF files that have a text layer."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from corpus.article import Read
from corpus.errors import ArticleError
from corpus.formats.pdf_columns import Piece, lines_by_column, placed
from corpus.formats.pdf_gaps import with_gaps
from corpus.options import Reading
from corpus.raw.markup import read_whole
from corpus.raw.page_notes import lines_around
from corpus.rows.as_article import article_of, withdrawn
from corpus.rows.notices import state_in_lines
from corpus.rows.spoken_notices import state_of_text
from corpus.text.bylines import is_byline
from corpus.text.cleaning import clean_line, cleaner_with

if TYPE_CHECKING:
    from pypdf import PdfReader

_ENDS_SENTENCE = re.compile(r"[.!?…:][\"'”’»)]*$")
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?$", re.IGNORECASE)
_MOST_CHARACTERS = 20 * 1024**2
# A line shorter than this share of the longest ones ends its paragraph if it ends a sentence.
_SHORT = 0.85
_DRAWN = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_INITIAL = re.compile(r"[^\W\d_AIOÀ]")
_MOST_DRAWN = 0.1
# Names how lines become paragraphs, as CLEANER names what is kept: raised with every change of it.
_RULES = "lines-3"
# Of a text, so many characters may be none: fonts that do not say what their shapes stand for give numbers.
_MOST_NONE = 0.02
_NO_CHARACTERS = frozenset({"Cc", "Cn", "Co"})
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# A byline stands above the text: at most a kicker and a standfirst come before it.
_MOST_ABOVE_TEXT = 3


def read_pdf(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the article of a PDF: its first line is the headline, unless the file names a title.

    Lines are joined to paragraphs, column by column; page numbers, and lines that stand on every page, are
    left out. A gap between lines begins a paragraph, and a byline above the text names the author. The day on
    which a PDF was made is not the day of its publication: the date stays unknown.
    """
    from pypdf import PdfReader

    raw = read_whole(stream, path)
    try:
        document = PdfReader(BytesIO(raw))
        if document.is_encrypted:
            raise ArticleError("This PDF is encrypted", path, None, "Save it without a password.")
        pages = _pages(document, path)
        titled = clean_line(str((document.metadata and document.metadata.title) or ""))
    except ArticleError:
        raise
    except Exception as error:  # Of what a file may hold, the library meets some with errors of any kind.
        raise ArticleError(f"This PDF cannot be read: {error or type(error).__name__}", path) from None
    _refuse_numbers([line for page in pages for line in page], path)
    lines = _lines(pages)
    if not any(lines):
        raise ArticleError(
            "This PDF has no text layer", path, None, "Have its text recognised (OCR), and sync that."
        )
    _refuse_drawn(lines, path)
    title, before, text = _parted(lines, titled)
    row = {"title": title, "body": "\n".join(map(_paragraphs, (before, text)))}
    paragraphs = [paragraph for paragraph in row["body"].split("\n") if paragraph.strip()]
    state = state_of_text(title, paragraphs) or state_in_lines(*lines_around("\n".join(text)))
    if state is not None:
        yield withdrawn(row, state, path, None, reading)
        return
    article, faults = article_of(row, path, None, reading)
    yield from faults
    yield replace(article, cleaner=f"{cleaner_with('pypdf')} {_RULES}")


def _parted(lines: list[str], titled: str) -> tuple[str, list[str], list[str]]:
    """The headline, what stands above it on the page, and what below it."""
    title = titled if len(titled.split()) > 2 and not titled.lower().endswith((".doc", ".docx")) else ""
    first, *others = (place for place, line in enumerate(lines) if line)
    if not title:
        return clean_line(lines[first]), [], lines[first + 1 :]
    for place in (first, *others[:_MOST_ABOVE_TEXT]):
        if clean_line(lines[place]).casefold() == title.casefold():
            return title, lines[:place], lines[place + 1 :]
    return title, [], lines


def _refuse_drawn(lines: Sequence[str], path: str) -> None:
    """Refuse Arabic in the shapes that letters are drawn in: they lie in the file from left to right."""
    letters = [char for line in lines for char in line if char.isalpha()]
    if sum(bool(_DRAWN.match(char)) for char in letters) > _MOST_DRAWN * len(letters):
        message = "This PDF has Arabic as it is drawn, and not in the order in which it is read"
        raise ArticleError(message, path, None, "Sync the page or the document that it was made from.")


def _refuse_numbers(lines: Sequence[str], path: str) -> None:
    """Refuse a text of which the file has the shapes alone, and not which characters they are."""
    chars = [char for line in lines for char in line if not char.isspace()]
    none = sum(char == "\ufffd" or unicodedata.category(char) in _NO_CHARACTERS for char in chars)
    if none > _MOST_NONE * len(chars):
        message = "This PDF does not say which characters its letters are (a font without ToUnicode)"
        raise ArticleError(message, path, None, "Have its text recognised (OCR), and sync that.")


def _pages(document: PdfReader, path: str) -> list[list[str]]:
    """The lines of each page; the library limits the size of each decompressed stream (75 MB)."""
    pages: list[list[str]] = []
    left = _MOST_CHARACTERS
    for page in document.pages:
        pieces: list[Piece] = []
        text = page.extract_text(visitor_text=_keeping(pieces)).translate(_LIGATURES)
        left -= len(text)
        if left < 0:
            most = f"{_MOST_CHARACTERS // 1024**2} MB"
            raise ArticleError(f"The text of this PDF is longer than {most}", path, None, "Split it.")
        pages.append(lines_by_column(pieces) or with_gaps(text.splitlines(), pieces))
    return pages


def _keeping(pieces: list[Piece]) -> Callable[..., None]:
    def keep(text: str, outer: Sequence[float], inner: Sequence[float], *_: object) -> None:
        pieces.append(placed(text.translate(_LIGATURES), outer, inner))

    return keep


def _lines(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of all pages without those that every page repeats."""
    pages_with = Counter(line for page in pages for line in {line.strip() for line in page} if line)
    repeated = {line for line, count in pages_with.items() if len(pages) > 2 and count > len(pages) / 2}
    lines = _with_capitals([line.strip() for page in pages for line in page])
    return [line for line in lines if line not in repeated and not _PAGE_NUMBER.match(line)]


def _with_capitals(lines: Sequence[str]) -> list[str]:
    """The lines, each that is only a large initial put before the next; "A" and "I" are words."""
    joined: list[str] = []
    for line in lines:
        if joined and _INITIAL.fullmatch(joined[-1]) and line[:1].islower():
            line = joined.pop() + line
        joined.append(line)
    return joined


def _paragraphs(lines: Sequence[str]) -> str:
    width = max((len(line) for line in lines), default=0) * _SHORT
    pieces: list[str] = []
    paragraphs, is_over = 0, True
    for above, line in zip(["", *lines], lines, strict=False):
        if not line:
            continue
        names_author = paragraphs < _MOST_ABOVE_TEXT and is_byline(clean_line(line))
        if is_over or names_author or (not above and not line[:1].islower()):
            pieces.append("\n")
            paragraphs += 1
        elif pieces[-1].endswith("-") and line[:1].islower():
            pieces[-1] = pieces[-1][:-1]
        else:
            pieces.append(" ")
        pieces.append(line)
        is_over = names_author or bool(_ENDS_SENTENCE.search(line) and len(line) < width)
    return "".join(pieces)
