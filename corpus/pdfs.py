"""Articles in PDF files that have a text layer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from corpus.article import Article
from corpus.cleaning import clean_line, cleaner_with
from corpus.errors import ArticleError
from corpus.markup import read_whole
from corpus.reading import Reading
from corpus.rows import article_of

_ENDS_SENTENCE = re.compile(r"[.!?…:][\"'”’»)]*$")
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?$", re.IGNORECASE)
# A line shorter than this share of the longest ones ends its paragraph, when it ends a sentence.
_SHORT = 0.85


def read_pdf(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Article | ArticleError]:
    """Yield the article of a PDF: its first line is the headline, unless the file names a title.

    Lines are joined to paragraphs; page numbers, and lines that stand on every page, are left out. The day
    on which a PDF was made is not the day of its publication: the date stays unknown.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    raw = read_whole(stream, path)
    try:
        document = PdfReader(BytesIO(raw))
        if document.is_encrypted:
            raise ArticleError("This PDF is encrypted", path, None, "Save it without a password.")
        pages = [page.extract_text().splitlines() for page in document.pages]
        titled = clean_line(str((document.metadata and document.metadata.title) or ""))
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ArticleError(f"This PDF cannot be read: {error}", path) from None
    lines = _lines(pages)
    if not lines:
        raise ArticleError(
            "This PDF has no text layer", path, None, "Have its text recognised (OCR), and sync that."
        )
    title = titled if len(titled.split()) > 2 and not titled.lower().endswith((".doc", ".docx")) else ""
    if not title or clean_line(lines[0]) == title:
        title = clean_line(lines.pop(0))
    article, faults = article_of({"title": title, "body": _paragraphs(lines)}, path, None, reading)
    yield from faults
    yield replace(article, cleaner=cleaner_with("pypdf"))


def _lines(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of all pages without those that every page repeats."""
    seen = Counter(line for page in pages for line in {line.strip() for line in page})
    repeated = {line for line, count in seen.items() if len(pages) > 2 and count > len(pages) / 2}
    lines = [line.strip() for page in pages for line in page]
    return [line for line in lines if line and line not in repeated and not _PAGE_NUMBER.match(line)]


def _paragraphs(lines: Sequence[str]) -> str:
    width = max((len(line) for line in lines), default=0) * _SHORT
    text = ""
    for line in lines:
        if text.endswith("-") and line[:1].islower():
            text = text[:-1] + line
        else:
            text += line if not text or text.endswith("\n") else f" {line}"
        if _ENDS_SENTENCE.search(line) and len(line) < width:
            text += "\n"
    return text
