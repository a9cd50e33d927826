"""Articles in JSON and JSON lines."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from corpus.article import LeftOut, Read
from corpus.errors import ArticleError, unforeseen
from corpus.options import Reading
from corpus.raw.decoding import decoded, read_up_to
from corpus.raw.numbers import integer
from corpus.raw.unlabelled import wide_encoding
from corpus.rows.as_article import headline_of, looks_like_article, only_takes_back, read_row
from corpus.rows.fields import plain_prose, texts_of
from corpus.rows.json_forms import no_news, one_row, rows_of
from corpus.rows.page_lists import page_named
from corpus.rows.services import items_of_package
from corpus.text.days_ahead import is_days_ahead

EXPORTED_ACTION = "citedesk_action"
"""The only key of an export's rows that are no articles: the operators' actions."""

_HEAD = 4096
# A list, or an object over several lines, whatever the file is called.
_IS_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[|\{[ \t]*\r?\n)")
_SPACE = re.compile(r"\s*")
_MOST_LINE_BYTES = 50 * 1024 * 1024
_MOST_FILE_BYTES = 200 * 1024 * 1024
# Empty lists and objects take thirty times their size in memory, so they are counted.
_MOST_LINE_VALUES = 1_000_000
_MOST_FILE_VALUES = 5_000_000


def read_lines(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the articles of JSON lines."""
    head: bytes = stream.peek(_HEAD)[:_HEAD]  # type: ignore[attr-defined]
    if _IS_JSON.match(head):
        yield from read_json(stream, path, reading)
        return
    encoding = wide_encoding(head)
    if encoding is None and b"\0" in head:
        raise ArticleError("This is a binary file, not text", path, None, "Give it text files only.")
    if encoding is None:
        yield from _read_lines(stream.readline, path, reading)
        return
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
    try:
        # As UTF-8 a character has four bytes at most.
        yield from _read_lines(lambda most: text.readline(most // 4).encode(), path, reading)
    finally:
        text.detach()  # Else it closes the stream, which is not its own.


def _read_lines(next_line: Callable[[int], bytes], path: str, reading: Reading) -> Iterator[Read]:
    number, is_told = 0, False
    while raw := next_line(_MOST_LINE_BYTES):
        number += 1
        try:
            if len(raw) == _MOST_LINE_BYTES:
                while (rest := next_line(_MOST_LINE_BYTES)) and not rest.endswith(b"\n"):
                    pass
                raise ArticleError("This line is longer than 50 MB", path, number, "Split it.")
            text, faults = decoded(raw.strip(), path, number)
            yield from () if is_told else faults  # As a rule all lines of a file are of one encoding.
            is_told = is_told or bool(faults)
            value = _parsed(text, path, number, _MOST_LINE_VALUES) if text else None
            if text and not (isinstance(value, dict) and EXPORTED_ACTION in value):
                yield from _read_value(one_row(value), path, number, reading)
        except ArticleError as error:
            yield error


def _parsed(text: str, path: str, line: int | None, most: int) -> Any:
    if sum(map(text.count, ",:[{")) > most:
        raise ArticleError(f"This JSON has more than {most:,} values", path, line, "Split it.")
    try:
        return json.loads(text, parse_int=integer)
    except RecursionError:
        raise ArticleError("This JSON is nested too deeply", path, line) from None
    except ValueError as error:
        raise ArticleError(f"This is not valid JSON: {error}", path, line) from None


def read_json(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the articles of a JSON file: one, a list, or a list in a news service's answer.

    It is read as a whole, so it may have 200 MB at most, which take about 800 MB of memory.
    """
    raw = read_up_to(stream, _MOST_FILE_BYTES)
    if raw is None:
        hint = "Give it as JSON lines, which are read one by one: jq -c '.[]' FILE.json > FILE.jsonl"
        raise ArticleError(f"This JSON is larger than {_MOST_FILE_BYTES // 1024**2} MB", path, None, hint)
    text, faults = decoded(raw, path)
    values = _all_parsed(text, path)
    listed = rows_of(values[0]) if len(values) == 1 else _rows_of_all(values)
    rows = [one_row(values[0])] if listed is None else listed
    items = (item for row in rows for item in items_of_package(row) or [row])
    kinds = (looks_like_article, page_named, only_takes_back)
    if reading.of_folder and not any(is_kind(item, reading) for item in items for is_kind in kinds):
        yield LeftOut.file("JSON without articles", path)
        return
    yield from faults
    for number, row in enumerate(rows, start=1):
        # A list's row is named by its index, as a line is by its number.
        yield from _read_value(row, path, None if listed is None else number, reading)


def _all_parsed(text: str, path: str) -> list[Any]:
    """The values of a file: one, or several behind each other, as JSON lines that are not called so."""
    try:
        return [_parsed(text, path, None, _MOST_FILE_VALUES)]
    except ArticleError:
        values: list[Any] = []
        end = _SPACE.match(text).end()  # type: ignore[union-attr]
        with suppress(ValueError, RecursionError):
            while end < len(text):
                value, end = json.JSONDecoder(parse_int=integer).raw_decode(text, end)
                values.append(value)
                end = _SPACE.match(text, end).end()  # type: ignore[union-attr]
            if len(values) > 1 and sum(map(text.count, ",:[{")) <= _MOST_FILE_VALUES:
                return values
        raise


def _rows_of_all(values: list[Any]) -> list[Any]:
    listed = ((rows_of(value), value) for value in values)
    return [row for rows, value in listed for row in ([one_row(value)] if rows is None else rows)]


def _read_value(value: Any, path: str, line: int | None, reading: Reading) -> Iterator[Read]:
    try:
        yield from _items_of(value, path, line, reading)
    except (ArticleError, MemoryError):
        raise
    except Exception as error:  # Of any kind: the other rows are read all the same.
        yield unforeseen(error, path, line)


def _entry(row: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """A row of a feed, where a short post needs no headline and one of a day to come waits for it."""
    text, day = (next(filter(None, texts_of(row, name, reading)), "") for name in ("body", "published_at"))
    title = {} if row.get("title") else {"title": headline_of(plain_prose(text))}
    return {**row, **title, **({"embargoed_until": day} if is_days_ahead(day) else {})}


def _items_of(value: Any, path: str, line: int | None, reading: Reading) -> Iterator[Read]:
    if (items := items_of_package(value)) is not None:
        for item in items:
            yield from _items_of(item, path, line, reading)
        return
    left_out = no_news(value, f"{path}:{line}" if line else path)
    if left_out is not None:
        yield left_out
        return
    if isinstance(value, dict) and value.get("of_feed"):
        value = _entry(value, reading)
    yield from read_row(value, path, line, reading)
