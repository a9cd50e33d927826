"""Articles in CSV and TSV."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats.rows import article_of
from corpus.options import Reading

_DELIMITERS = ",;\t|"
_HEAD = 4096
# Each of its columns takes a value, also where nothing stands between two commas.
_MOST_ROW_CHARACTERS = 10 * 1024 * 1024
# What Python makes of bytes that are no UTF-8, so that one bad row does not stop the others.
_UNDECODED = re.compile("[\udc80-\udcff]")


def read_table(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Article | ArticleError]:
    """Yield the articles of a table, row by row: a first row of names, then an article in each.

    The names are those that JSON rows take, in any case; the delimiter is the most frequent one of the
    first row.
    """
    head: bytes = stream.peek(_HEAD)[:_HEAD]  # type: ignore[attr-defined]
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not wide and b"\0" in head:
        raise ArticleError("This is a binary file, not text", path, None, "Give only files of text.")
    encoding = "utf-16" if wide else "utf-8-sig"
    text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
    try:
        yield from _read_rows(text, head.decode(encoding, "replace"), path, reading)
    finally:
        text.detach()  # Else it closes the stream, which is not its own.


def _read_rows(
    text: io.TextIOWrapper, head: str, path: str, reading: Reading
) -> Iterator[Article | ArticleError]:
    first = head.partition("\n")[0]
    csv.field_size_limit(_MOST_ROW_CHARACTERS)
    lines = _Lines(text, path)
    rows = csv.reader(lines, delimiter=max(_DELIMITERS, key=first.count))
    names = [_name(name) for name in next(rows, [])]
    line = rows.line_num + 1
    while True:
        try:
            lines.begin_row(line)
            values = next(rows)
            if any(value.strip() for value in values):
                yield from _read_row(names, values, path, line, reading)
        except StopIteration:
            return
        except csv.Error as error:
            yield ArticleError(f"The row cannot be read: {error}", path, line)
        except ArticleError as error:
            yield error
        line = rows.line_num + 1


class _Lines:
    """The lines of a table, of which those of one row must not be longer than a row may be."""

    def __init__(self, text: io.TextIOWrapper, path: str) -> None:
        self._text, self._path = text, path
        self.begin_row(1)

    def begin_row(self, line: int) -> None:
        """Count anew for the row that begins at `line`."""
        self._line, self._left = line, _MOST_ROW_CHARACTERS

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            while line and not line.endswith("\n"):
                line = self._text.readline(_MOST_ROW_CHARACTERS)
            most = f"{_MOST_ROW_CHARACTERS // 1024**2} MB"
            raise ArticleError(f"This row is longer than {most}", self._path, self._line, "Split it.")
        if not line:
            raise StopIteration
        return line


def _read_row(
    names: list[str], values: list[str], path: str, line: int, reading: Reading
) -> Iterator[Article | ArticleError]:
    if any(_UNDECODED.search(value) for value in values):
        raise ArticleError("This row is not valid UTF-8", path, line, "Save it as UTF-8, and sync again.")
    article, faults = article_of(dict(zip(names, values, strict=False)), path, line, reading)
    yield from faults
    yield article


def _name(name: str) -> str:
    """A column's name as rows have it: "Published At" is ``published_at``; ``datePublished`` stays."""
    words = name.split()
    camel = len(words) == 1 and words[0][:1].islower()
    return words[0] if camel else "_".join(words).lower()
