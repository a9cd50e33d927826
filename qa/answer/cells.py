"""Which cell of a table's row answers: one, by what stands above its column, or none."""

from __future__ import annotations

import re

from corpus.text.sentences import Span
from index.search.terms import coverage, terms, words
from qa.evidence.quotable import CELL_BORDER
from qa.question.understand import Question

_LINE = re.compile(r"[^\n]+")


def one_cell(question: Question, around: str, row: str, span: Span) -> Span | None:
    """Return the one cell of a row that answers, for the words at `span`; None where that is unclear.

    The text `around` the row has the rows above it. The span is returned as it is if `row` is no table row.
    """
    cells = _cells(row)
    inside = [cell for cell in cells if cell.start < span.end and span.start < cell.end]
    if len(cells) < 2 or inside == cells[:1]:  # The first cell names the row.
        return span
    asked = _asked_for(question, _head(around, row, len(cells)), cells)
    if asked is not None:
        return asked
    return span if len(inside) == 1 else None


def _cells(row: str) -> list[Span]:
    cells, start = [], 0
    for text in row.split(CELL_BORDER):
        cells.append(Span(start, start + len(text)))
        start += len(text) + len(CELL_BORDER)
    return cells


def _head(around: str, row: str, count: int) -> list[str]:
    """The cells of the first row of a row's table; none where it is that itself."""
    lines = [line.group() for line in _LINE.finditer(around)]
    place = next((at for at, line in enumerate(lines) if row in line), 0)
    head: list[str] = []
    for line in reversed(lines[:place]):
        cells = line.split(CELL_BORDER)
        if len(cells) != count:
            break
        head = cells
    return head


def _asked_for(question: Question, head: list[str], cells: list[Span]) -> Span | None:
    """The only cell above which a word of the question stands, beside the first."""
    asked = set(words(question.asked.lower()))
    # "For" and "Against" are no terms, and are what the columns of a vote are called.
    shares = [
        coverage(terms(name), question.terms) or float(set(words(name.lower())) <= asked) for name in head[1:]
    ]
    best = max(shares, default=0.0)
    return cells[1 + shares.index(best)] if best > 0 and shares.count(best) == 1 else None
