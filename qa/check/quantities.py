"""Quantities: a sentence may state only those that what it cites states."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

from qa.facts.dates import implied_years, without_days
from qa.facts.numbers import quantities
from qa.facts.tokens import names, tokens

_YEAR = range(1500, 2101)


def unknown_quantities(sentence: str, around: str, published: Sequence[date] = ()) -> list[str]:
    """Say which numbers of `sentence` are not in `around`, or are of another unit or currency there."""
    theirs = quantities(around)
    years = implied_years(around, published)
    reasons = []
    for mine in quantities(without_days(sentence)):
        if mine.value in _YEAR and mine.value in years and not mine.unit:
            continue
        alike = [other for other in theirs if mine.is_about(other)]
        if not alike and not _is_of_listed(mine.value, sentence, around):
            reasons.append(f"the number {_shown(mine.value)} does not stand in the passage")
        elif alike and not any(mine.agrees(other) for other in alike):
            reasons.append(f"the number {_shown(mine.value)} is of something else in the passage")
    return reasons + _unknown_magnitudes(sentence, around) + _moved_amounts(sentence, around)


def _shown(value: float) -> str:
    return f"{value:g}" if math.isfinite(value) else "of hundreds of digits"


def _is_of_listed(value: float, sentence: str, around: str) -> bool:
    """Whether a small number counts names that the sentence lists: "two ministers, Bo Lund and Ada Orrin"."""
    if not 2 <= value <= 5:
        return False
    row = tokens(sentence)
    capitals = frozenset(token.key for token in tokens(around) if token.capital)
    runs = 0
    before = -2
    for place in names(row, capitals):
        # Words of one name stand side by side.
        runs += place > before + 1
        before = place
    return runs >= value


_MAGNITUDE = re.compile(
    r"(?<![\d,.])\b(?:(tens|dozens|hundreds|thousands) of )?"
    r"(dozens|hundreds|thousands|millions|billions|trillions)\b",
    re.IGNORECASE,
)
_SIZES = {
    "tens": 1,
    "dozens": 1,
    "hundreds": 2,
    "thousands": 3,
    "millions": 6,
    "billions": 9,
    "trillions": 12,
}


def _magnitudes(text: str) -> set[int]:
    """The powers of ten that vague counts name: 2 of "hundreds", 4 of "tens of thousands"."""
    return {
        _SIZES[match[2].lower()] + (_SIZES[match[1].lower()] if match[1] else 0)
        for match in _MAGNITUDE.finditer(text)
    }


def _unknown_magnitudes(sentence: str, around: str) -> list[str]:
    """Say which vague counts a passage does not have, nor a number of that size."""
    finite = [abs(one.value) for one in quantities(around) if math.isfinite(one.value)]
    exact = {len(str(int(value))) - 1 for value in finite if value >= 10}
    magnitudes = _magnitudes(around) | exact
    return [
        f"{match[0]!r} is not how many the passage says"
        for match in _MAGNITUDE.finditer(sentence)
        if not _magnitudes(match[0]) <= magnitudes
    ]


_AMOUNT = re.compile(
    r"\b(by|to) (?:about |nearly |almost |more than )?([$£€¥]?\d[\d,.]*\d|[$£€¥]?\d)(?![\d:])"
)


def _moved_amounts(sentence: str, around: str) -> list[str]:
    """Say where a change "by" an amount has become one "to" it, or the other way round."""
    theirs = {(match[1], match[2]) for match in _AMOUNT.finditer(around)}
    other = {"by": "to", "to": "by"}
    return [
        f"the passage says {other[match[1]]!r} {match[2]}"
        for match in _AMOUNT.finditer(sentence)
        if (other[match[1]], match[2]) in theirs and (match[1], match[2]) not in theirs
    ]


_PAIR = re.compile(
    r"(?<![\d.,])(\d[\d,.]*)\s?(?:-|–|to|of|out of|by|and|from)\s?(?:\w+ )?[$£€]?(\d[\d,.]*)(?!\w)"
)


def turned_pairs(sentence: str, around: str) -> list[str]:
    """Say where two numbers that belong together, as in "41 to 38", have changed places."""
    theirs = [match.groups() for match in _PAIR.finditer(around)]
    return [
        f"the numbers {first} and {second} have changed places"
        for first, second in (match.groups() for match in _PAIR.finditer(sentence))
        if first != second and (second, first) in theirs and (first, second) not in theirs
    ]
