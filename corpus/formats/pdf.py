"""Articles in PDF files that have a text layer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from corpus.article import Read
from corpus.errors import ArticleError
from corpus.formats.pdf_columns import Piece, lines_by_column, placed
from corpus.options import Reading
from corpus.raw.markup import read_whole
from corpus.rows.as_article import article_of, withdrawn
from corpus.rows.notices import noted_state
from corpus.text.cleaning import clean_line, cleaner_with

if TYPE_CHECKING:
    from pypdf import PdfReader

_ENDS_SENTENCE = re.compile(r"[.!?…:][\"'”’»)]*$")
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?$", re.IGNORECASE)
_MOST_CHARACTERS = 20 * 1024**2
# A line shorter than this share of the longest ones ends its paragraph if it ends a sentence.
_SHORT = 0.85


def read_pdf(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the article of a PDF: its first line is the headline, unless the file names a title.

    Lines are joined to paragraphs, column by column; page numbers, and lines that stand on every page, are
    left out. The day on which a PDF was made is not the day of its publication: the date stays unknown.
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
    lines = _lines(pages)
    if not lines:
        raise ArticleError(
            "This PDF has no text layer", path, None, "Have its text recognised (OCR), and sync that."
        )
    title = titled if len(titled.split()) > 2 and not titled.lower().endswith((".doc", ".docx")) else ""
    if not title or clean_line(lines[0]) == title:
        title = clean_line(lines.pop(0))
    if (state := noted_state(title)) is not None:
        yield withdrawn({}, state, path, None, reading)
        return
    article, faults = article_of({"title": title, "body": _paragraphs(lines)}, path, None, reading)
    yield from faults
    yield replace(article, cleaner=cleaner_with("pypdf"))


def _pages(document: PdfReader, path: str) -> list[list[str]]:
    """The lines of each page; the library limits the size of each decompressed stream (75 MB)."""
    pages: list[list[str]] = []
    left = _MOST_CHARACTERS
    for page in document.pages:
        pieces: list[Piece] = []
        text = page.extract_text(visitor_text=_keeping(pieces))
        left -= len(text)
        if left < 0:
            most = f"{_MOST_CHARACTERS // 1024**2} MB"
            raise ArticleError(f"The text of this PDF is longer than {most}", path, None, "Split it.")
        pages.append(lines_by_column(pieces) or text.splitlines())
    return pages


def _keeping(pieces: list[Piece]) -> Callable[..., None]:
    def keep(text: str, outer: Sequence[float], inner: Sequence[float], *_: object) -> None:
        pieces.append(placed(text, outer, inner))

    return keep


def _lines(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of all pages without those that every page repeats."""
    pages_with = Counter(line for page in pages for line in {line.strip() for line in page})
    repeated = {line for line, count in pages_with.items() if len(pages) > 2 and count > len(pages) / 2}
    lines = [line.strip() for page in pages for line in page]
    return [line for line in lines if line and line not in repeated and not _PAGE_NUMBER.match(line)]


def _paragraphs(lines: Sequence[str]) -> str:
    width = max((len(line) for line in lines), default=0) * _SHORT
    pieces: list[str] = []
    for line in lines:
        last = pieces[-1] if pieces else "\n"
        if last.endswith("-") and line[:1].islower():
            pieces[-1] = last[:-1]
        elif last != "\n":
            pieces.append(" ")
        pieces.append(line)
        if _ENDS_SENTENCE.search(line) and len(line) < width:
            pieces.append("\n")
    return "".join(pieces)
