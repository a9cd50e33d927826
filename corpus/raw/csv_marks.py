"""Rows of a table whose values hold quotation marks that are not doubled."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MOST_CHARACTERS = 64 * 1024
_MOST_MARKS = 200
_MOST_WAYS = 8
_MARK = re.compile('"')
# How they stand in prose: before a word, and behind one.
_OPENING = re.compile(r"(?<![^\s(\[{/–—\"-])\"(?=[\w(\[¿¡‘'$€£#@…])")
_CLOSING = re.compile(r"(?<=[^\s\"])\"(?=\Z|[\s.,;:!?)\]}’'/–—…\"-])")
# A value that begins with quoted words and goes on behind them.
_QUOTED_WORDS = re.compile(rf"(?:{_OPENING.pattern}[^\"]*{_CLOSING.pattern}[^\"]*)*[^\s\"]\s*")
_ESCAPED = re.compile(r'\\([\\"])')


def doubled(line: str) -> str:
    """Return a line in which marks behind a backslash, as MySQL writes them, are doubled instead."""
    return _ESCAPED.sub(lambda match: '""' if match[1] == '"' else match[1], line)


def has_spaces_around(line: str, delimiter: str) -> bool:
    """Return whether a line has spaces between the delimiter and quoted values: ``"Title" , "Body"``."""
    mark = re.escape(delimiter)
    return delimiter != " " and bool(re.search(rf'"[ ]+{mark}[ ]*"|"{mark}[ ]+"', line))


def without_spaces_around(line: str, delimiter: str) -> str:
    """Return a line without such spaces: a doubled mark within a value is none that begins or ends one."""
    mark = re.escape(delimiter)
    line = re.sub(rf'(?<=(?<!"){mark})[ ]+"(?!")|(?<="{mark})[ ]+"', '"', line)
    return re.sub(rf'(?<!")"[ ]+(?={mark})', '"', line)


def values_with_marks(row: str, delimiter: str, count: int) -> list[str] | None:
    """Return the values of a row, None where it can be read in no way or in several.

    There must be as many values as columns, and marks that are not doubled stand as they do in prose, in
    pairs around words.
    """
    row = row.rstrip("\r\n")
    if len(row) > _MOST_CHARACTERS or not 0 < row.count('"') <= _MOST_MARKS:
        return None
    ways: list[tuple[int, list[str]]] = [(0, [])]
    for _ in range(count):
        ways = [
            (end + 1, [*values, value])
            for start, values in ways
            if start <= len(row)
            for value, end in _first_values(row, start, delimiter)
        ]
        if not 0 < len(ways) <= _MOST_WAYS:
            return None
    whole = [values for end, values in ways if end > len(row)]
    return whole[0] if len(whole) == 1 else None


def _first_values(row: str, start: int, delimiter: str) -> Iterator[tuple[str, int]]:
    """Every value that may begin at `start`, with where it ends: at a delimiter, or with the row."""
    end = row.find(delimiter, start)
    plain = row[start : end if end >= 0 else len(row)]
    is_quoted = plain.startswith('"')
    if "\n" not in plain and (not is_quoted or _QUOTED_WORDS.fullmatch(plain)):
        yield plain, start + len(plain)
    if not is_quoted:
        return
    behind = re.compile(rf"[ \t]*(?={re.escape(delimiter)}|\Z)")
    for mark in _last_marks(row, start + 1):
        if end_of_value := behind.match(row, mark + 1):
            yield row[start + 1 : mark].replace('""', '"'), end_of_value.end()


def _last_marks(row: str, start: int) -> Iterator[int]:
    """Every mark that may be the last one of a value: those between `start` and it stand as in prose."""
    is_open, at = False, start
    while mark := _MARK.search(row, at):
        at = mark.end()
        if row.startswith('"', at):  # A doubled one, or one of the text before the value's last.
            if is_open:
                yield at
            at += 1
            continue
        if not is_open:
            yield mark.start()
        if not (_CLOSING if is_open else _OPENING).match(row, mark.start()):
            return
        is_open = not is_open
