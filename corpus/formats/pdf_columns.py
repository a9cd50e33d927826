"""The columns of a PDF's page, where its file lists them row by row: read across, they make no sense."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

# A column begins at one place in so many rows, and in this share of all; a table's cells are shorter.
_LEAST_ROWS, _LEAST_SHARE = 4, 0.4
_LEAST_LETTERS = 18
_SAME_PT = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a page.

    Attributes:
        text: The words.
        x: Where they begin, in points from the left.
        y: Their line, in points from below.
    """

    text: str
    x: float
    y: float


def placed(text: str, outer: Sequence[float], inner: Sequence[float]) -> Piece:
    """Return words with their place, given the page's matrix and their own, as PDF has them."""
    a, b, c, d, e, f = outer
    x, y = inner[4], inner[5]
    return Piece(text, a * x + c * y + e, b * x + d * y + f)


def lines_by_column(pieces: Sequence[Piece]) -> list[str] | None:
    """Return a page's lines, one column after the other; None when its file has them in order already."""
    words = (piece for piece in pieces if piece.text.strip())
    rows = [list(row) for _, row in groupby(words, key=lambda piece: round(piece.y))]
    starts = _starts(rows)
    if not starts:
        return None
    cells = [_cells(row, starts) for row in rows]
    several = [place for place, row in enumerate(cells) if len(row) > 1]
    letters = [len(text) for place in several for text in cells[place].values()]
    if not letters or sum(letters) / len(letters) < _LEAST_LETTERS:
        return None
    first, end = several[0], several[-1] + 1
    columns = (
        [row[column] for row in cells[first:end] if column in row] for column in range(len(starts) + 1)
    )
    return [*_whole(cells[:first]), *(line for column in columns for line in column), *_whole(cells[end:])]


def _starts(rows: Sequence[Sequence[Piece]]) -> list[int]:
    """Where columns begin behind the first one, from left to right."""
    counts = Counter(round(piece.x / _SAME_PT) for row in rows for piece in row[1:])
    least = max(_LEAST_ROWS, _LEAST_SHARE * len(rows))
    return sorted(place * _SAME_PT for place, count in counts.items() if count >= least)


def _cells(row: Sequence[Piece], starts: Sequence[int]) -> dict[int, str]:
    """The words of a row in each of its columns, by the column's number."""
    cells: dict[int, str] = {}
    for piece in row:
        column = sum(piece.x >= start - _SAME_PT for start in starts)
        cells[column] = cells.get(column, "") + piece.text
    return cells


def _whole(rows: Sequence[dict[int, str]]) -> Iterator[str]:
    return (" ".join(row.values()) for row in rows)
