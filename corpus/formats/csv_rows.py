"""Articles in CSV and TSV."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from corpus.article import Read
from corpus.errors import ArticleError
from corpus.formats.csv_columns import UNDECODED, columns_of_one, named_as_rows, unread_beside, usual_names
from corpus.options import Reading
from corpus.raw.csv_marks import doubled, has_spaces_around, values_with_marks, without_spaces_around
from corpus.raw.unlabelled import read_as_western, western, wide_encoding
from corpus.raw.unpacking import UnpacksTooFar
from corpus.rows.as_article import read_row

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r"sep=(.)\s*$", re.I)
_MOST_LINES_ABOVE = 10
_HEAD = 4096
# Each column takes a value, even if there is nothing between two commas.
_MOST_ROW_CHARACTERS = 10 * 1024 * 1024
# A file in which so many rows cannot be mended has another fault: they are reported, and take no more time.
_MOST_ROWS_UNMENDED = 100
_MOST_LINES_MENDED = 100
_ESCAPED_MARK = '\\"'
# How databases write the end of a paragraph: a backslash that ends a sentence is no part of a path.
_BREAK = re.compile(r"(?<=[\s.!?\"'”’»…)])(?:(?:\\r)?\\n)+")
# How a value is written that a spreadsheet would take for a number: ="007".
_KEPT_ZEROS = re.compile(r'\A="([^"]*)"\Z')
_EMPTY = ("\n", "\r\n")
# How databases write that there is no value.
_NOTHING = "\\N"
_DOUBLE_IT = 'Write a quotation mark within a quoted value as "", and sync again.'
_SAY_WHICH = "Put both into one column, or say which to read in the setting FIELDS."


def read_table(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the articles of a table: a first row of names, then one article a row.

    The names are those that JSON rows take, in any case; the delimiter is the most frequent one of their
    row. A row of more values than names is an error, and so is a quotation mark that never closes.
    """
    head: bytes = stream.peek(_HEAD)[:_HEAD]  # type: ignore[attr-defined]
    wide = wide_encoding(head)
    if wide is None and b"\0" in head:
        raise ArticleError("This is a binary file, not text", path, None, "Give it text files only.")
    # Programs of old Macs, and of new ones on request, end lines in a carriage return alone.
    ends = None if b"\r" in head and b"\n" not in head else ""
    text = io.TextIOWrapper(stream, wide or "utf-8-sig", errors="surrogateescape", newline=ends)
    try:
        yield from _read_rows(_Lines(text, path), path, reading)
    finally:
        text.detach()  # Else it closes the stream, which is not its own.


def _read_rows(lines: _Lines, path: str, reading: Reading) -> Iterator[Read]:
    csv.field_size_limit(_MOST_ROW_CHARACTERS)
    names, delimiter = _header(lines, reading)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    is_told, shared = False, columns_of_one(names, reading)
    while True:
        line = lines.begin_row()
        try:
            values, is_mended = _next_values(rows, lines, delimiter, len(names))
            if is_mended:
                yield _undoubled(path, line)
            if any(map(UNDECODED.search, values)):
                values = _as_western(values, path, line)
                if not is_told:  # One encoding for all, as a rule.
                    yield read_as_western(path, line)
                is_told = True
            # Tables that were put behind each other have their names in between.
            if any(value.strip() for value in values) and [*map(named_as_rows, values)] != names:
                yield from _unread_beside(shared, names, values, path, line)
                yield from _read_row(names, values, path, line, reading)
        except StopIteration:
            return
        except UnpacksTooFar:  # Every further row would say so again, without end.
            raise
        except csv.Error as error:
            yield ArticleError(f"The row cannot be read: {error}", path, line)
        except ArticleError as error:
            yield error.bare()


def _unread_beside(
    shared: list[tuple[str, list[int]]], names: list[str], values: list[str], path: str, line: int
) -> Iterator[ArticleError]:
    """Tell, once for all rows, what is lost of columns for one field."""
    for what, places in list(shared):
        held = [(names[place], values[place]) for place in places if place < len(values)]
        if lost := unread_beside(what, held):
            shared.remove((what, places))
            yield ArticleError(lost, path, line, _SAY_WHICH, kept=True)


def _next_values(
    rows: Iterator[list[str]], lines: _Lines, delimiter: str, columns: int
) -> tuple[list[str], bool]:
    """The values of the next row, and whether they were mended."""
    try:
        return next(rows), False
    except csv.Error:  # As a rule, a mark within a value that is not doubled.
        return lines.read_again(delimiter, columns)


def _header(lines: _Lines, reading: Reading) -> tuple[list[str], str]:
    """The names of the columns and their delimiter.

    Lines before the names are passed over: a title, an empty line, and "sep=;", which Excel takes as the
    delimiter's name. Without a headline and a text among the names the first line is taken for them.
    """
    usual_ones = [set(usual_names(ours, reading)) for ours in ("title", "body")]
    first: tuple[list[str], str] = ([], ",")
    above: list[str] = []
    declared = ""
    for line in lines.peeked(_MOST_LINES_ABOVE):
        above.append(line)
        if match := _SEPARATOR.match(line):
            declared = match[1]
            continue
        delimiter = declared or max(_DELIMITERS, key=line.count)
        if has_spaces_around(line, delimiter):
            lines.spaced_by = delimiter
            line = without_spaces_around(line, delimiter)
        names = [*map(named_as_rows, next(csv.reader([line], delimiter=delimiter), []))]
        if all(usual & set(names) for usual in usual_ones):
            lines.take(len(above))
            return names, delimiter
        if not first[0] and any(names):
            first = names, delimiter
            taken = len(above)
    if first[0]:
        lines.take(taken)
    return first


class _Lines:
    """The lines of a table, one row at a time; lines after an unclosed quotation mark are given again."""

    def __init__(self, text: io.TextIOWrapper, path: str) -> None:
        self._text, self._path = text, path
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self._line, self._left = 1, _MOST_ROW_CHARACTERS
        self._mendable = _MOST_ROWS_UNMENDED
        self.spaced_by = ""

    def begin_row(self) -> int:
        """Begin the next row; return its first line, from 1."""
        self._line += len(self._row)
        self._row, self._left = [], _MOST_ROW_CHARACTERS
        # Passed over here, because the library takes twenty times as long for each.
        while (line := self._again.popleft() if self._again else self._text.readline(2)) in _EMPTY:
            self._line += 1
        if line:
            self._again.appendleft(line)
        return self._line

    def peeked(self, most: int) -> Iterator[str]:
        """Yield at most `most` of the next lines without consuming them."""
        while len(self._again) < most and (line := self._text.readline(_MOST_ROW_CHARACTERS)):
            self._again.append(line)
            yield line
            if not line.endswith("\n"):
                return

    def take(self, count: int) -> None:
        """Skip some lines."""
        self._line += count
        for _ in range(count):
            self._again.popleft()

    def read_again(self, delimiter: str, count: int) -> tuple[list[str], bool]:
        """Return the values of a row that breaks the rules, and whether marks in them had to be doubled.

        Raises:
            csv.Error: It has another fault than such a mark.
            ArticleError: It can be read in no way or in several.
        """
        is_escaped = _ESCAPED_MARK in "".join(self._row)
        self._give_again(0)
        if is_escaped and (unescaped := self._unescaped(delimiter, count)) is not None:
            return unescaped, False
        values = next(csv.reader(self, delimiter=delimiter))
        if (mended := self._mended(delimiter, count)) is not None:
            return mended, True
        if len(values) <= count:
            raise self.unclosed()
        return values, False

    def _unescaped(self, delimiter: str, count: int) -> list[str] | None:
        """The values of a row in which a backslash stands before a mark, None where that makes no row."""
        with suppress(csv.Error, StopIteration):
            lines = map(doubled, self) if self._mendable else iter(())
            values = next(csv.reader(lines, delimiter=delimiter, strict=True))
            if len(values) == count:
                return values
        self._mendable -= bool(self._mendable)
        self._give_again(0)
        return None

    def _mended(self, delimiter: str, count: int) -> list[str] | None:
        """The values of such a row, over as many lines as it needs; None where it cannot be read."""
        self._give_again()
        for _ in range(_MOST_LINES_MENDED if self._mendable else 0):
            row = "".join(self._row)
            if row.count('"') % 2 == 0 and (values := values_with_marks(row, delimiter, count)):
                return values
            if next(self, None) is None:
                break
        self._mendable -= bool(self._mendable)
        self._give_again()
        return None

    def unclosed(self) -> ArticleError:
        """Return the error of such a row, and give the lines after its first one again."""
        self._give_again()
        return ArticleError(
            "A quotation mark of this row never closes, or one within its text is not doubled",
            self._path,
            self._line,
            _DOUBLE_IT,
        )

    def _give_again(self, kept: int = 1) -> None:
        """Let the lines of the row be read again, but for the first `kept`."""
        self._again.extendleft(reversed(self._row[kept:]))
        self._left += sum(map(len, self._row[kept:]))
        del self._row[kept:]

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(self._left + 1)
        if not line:
            raise StopIteration
        if not self._again and not line.endswith("\n"):
            line += self._text.readline(max(self._left + 1 - len(line), 0))
        if self.spaced_by:
            line = without_spaces_around(line, self.spaced_by)
        self._left -= len(line)
        if self._left >= 0:
            self._row.append(line)
            return line
        if self._row:
            self._again.appendleft(line)
            raise self.unclosed()
        self._row.append(line)
        while line and not line.endswith("\n"):
            line = self._text.readline(_MOST_ROW_CHARACTERS)
        most = f"{_MOST_ROW_CHARACTERS // 1024**2} MB"
        raise ArticleError(f"This row is longer than {most}", self._path, self._line, "Split it.")


def _undoubled(path: str, line: int) -> ArticleError:
    message = "A quotation mark within this row's text is not doubled; it was read as part of the text"
    return ArticleError(message, path, line, _DOUBLE_IT, kept=True)


def _as_western(values: list[str], path: str, line: int) -> list[str]:
    """The values of a row that is not UTF-8, if they are windows-1252.

    Raises:
        ArticleError: They say nothing in a language that is written so.
    """
    raw = "\x1f".join(values).encode("utf-8", "surrogateescape")
    text = western(raw)
    if text is None:
        raise ArticleError("This row is not valid UTF-8", path, line, "Save it as UTF-8, and sync again.")
    return text.split("\x1f")


def _read_row(names: list[str], values: list[str], path: str, line: int, reading: Reading) -> Iterator[Read]:
    if any(value.strip() for value in values[len(names) :]):
        raise ArticleError(
            f"The row has {len(values):,} values, and there are {len(names):,} columns",
            path,
            line,
            'Put a value that has the delimiter in it between quotation marks, one within it as "".',
        )
    row: dict[str, str] = {}
    for name, value in zip(names, values, strict=False):
        if value.strip() != _NOTHING and not row.get(name, "").strip():
            row[name] = _BREAK.sub("\n\n", _KEPT_ZEROS.sub(r"\1", value))
    yield from read_row(row, path, line, reading)
