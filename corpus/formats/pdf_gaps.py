"""Where a PDF's page leaves more room above a line than between others: a paragraph, or a table's row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from corpus.formats.pdf_columns import Piece

# Two lines of one paragraph are this much more apart at most, in a text whose lines are set unevenly.
_UNEVEN = 1.25
# How many of a page's rows may be passed over to find a line's own.
_MOST_AHEAD = 8


def with_gaps(lines: Sequence[str], pieces: Sequence[Piece]) -> list[str]:
    """Return the lines of a page with an empty one wherever its file leaves a gap."""
    heights = list(_heights(lines, pieces))
    between = [
        above - below if above is not None and below is not None else 0.0
        for above, below in pairwise(heights)
    ]
    usual = Counter(round(gap) for gap in between if gap > 0).most_common(1)
    if not usual:
        return list(lines)
    most = usual[0][0] * _UNEVEN
    spaced: list[str] = []
    for gap, line in zip([0.0, *between], lines, strict=True):
        spaced += ["", line] if gap > most else [line]
    return spaced


def _heights(lines: Sequence[str], pieces: Sequence[Piece]) -> Iterator[float | None]:
    """Where each line stands, from below; None where that is not sure."""
    words = (piece for piece in pieces if piece.text.strip())
    rows = [
        (y, _squeezed(piece.text for piece in row)) for y, row in groupby(words, key=lambda piece: piece.y)
    ]
    at = 0
    for line in lines:
        ahead = range(at, min(at + _MOST_AHEAD, len(rows)))
        own = next((place for place in ahead if rows[place][1] == _squeezed(line)), None)
        yield rows[own][0] if own is not None else None
        at = at if own is None else own + 1


def _squeezed(texts: Iterator[str] | str) -> str:
    return "".join("".join(texts).split())
