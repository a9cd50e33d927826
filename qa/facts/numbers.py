"""Quantities in prose, in a form that can be compared."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.lexicon import ORDINALS, SMALL_NUMBERS, TENS, any_pattern

_SMALL = {word: value for value, word in enumerate(SMALL_NUMBERS)}
_TENS = {word: 10 * value for value, word in enumerate(TENS, 2)}
_ORDINALS = {word: value for value, word in enumerate(ORDINALS, 1)}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
}
_UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "percentage": "%", "pc": "%",
    "dollar": "$", "pound": "£", "euro": "€", "yen": "¥", "cent": "cent", "rouble": "rouble",
    "ruble": "rouble",
    "mile": "mile", "kilometer": "km", "kilometre": "km", "km": "km", "metre": "m", "meter": "m",
    "foot": "foot", "feet": "foot", "inch": "inch", "inche": "inch", "acre": "acre", "hectare": "hectare",
    "ton": "ton", "tonne": "ton", "kilogram": "kg", "kg": "kg", "gram": "g", "ounce": "ounce",
    "gallon": "gallon",
    "liter": "litre", "litre": "litre", "barrel": "barrel", "degree": "degree",
    "second": "second", "minute": "minute", "hour": "hour", "day": "day", "week": "week", "month": "month",
    "year": "year", "decade": "decade", "century": "century", "a.m": "am", "am": "am", "p.m": "pm",
    "pm": "pm",
    "vote": "vote", "seat": "seat", "goal": "goal", "point": "point",
}  # fmt: skip
_TOKEN = any_pattern(
    r"(?P<currency>[$£€¥])?(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<ordinal>st|nd|rd|th)?"
    r"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|bn|mn|tn|[kmb])\b)?(?P<tenths>s\b)?",
    "(?P<word>[a-z]+(?:-[a-z]+)?)",
)
_UNIT_BEHIND = re.compile(
    r"[\s-]*(?:of\s+(?:a|the)\s+)?(%|per\s?cent(?:age)?\b|[ap]\.m\b|[a-z]+)", re.IGNORECASE
)
_SECOND_BEHIND = re.compile(r"[\s-]*[a-z]+[\s-]+([a-z]+)", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|some|nearly|almost|close to)\s+(?:an?\s+)?[$£€¥]?$", re.I
)
_OVER = re.compile(
    r"\b(?:more than|over|at least|above|upwards of|exceed(?:s|ed|ing)?)\s+(?:an?\s+)?[$£€¥]?$", re.I
)
_UNDER = re.compile(
    r"\b(?:less than|fewer than|under|below|up to|at most|no more than)\s+(?:an?\s+)?[$£€¥]?$", re.I
)
_AND_OVER = re.compile(r"\s+(?:and|or) (?:up|older|over|above|more|higher)\b", re.I)
_AND_UNDER = re.compile(r"\s+(?:and|or) (?:under|younger|below|less|fewer|lower)\b", re.I)
MONEY = frozenset("$£€¥")
"""The units of sums."""
_LONGEST_BOUND = 30
_ROUNDED = 0.05


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in prose.

    Attributes:
        value: With its scale: "$5 million" is 5e6. Infinite where it has more digits than a float can hold.
        unit: A currency's sign, "%" or a unit of measure; "" when it counts things or nothing is said.
        bound: "about", "over" or "under" when the text says that it is not exact; else "".
    """

    value: float
    unit: str = ""
    bound: str = ""

    def is_about(self, other: Quantity) -> bool:
        """Whether a sentence may say this where the passage says `other`: equal, or rounded and saying so.

        Values too large to compare never match.
        """
        if not (math.isfinite(self.value) and math.isfinite(other.value)):
            return False
        if abs(self.value - other.value) <= 1e-9 * max(abs(self.value), 1.0):
            return True
        near = abs(self.value - other.value) <= _ROUNDED * abs(other.value)
        if self.bound == "over":
            return near and self.value <= other.value
        if self.bound == "under":
            return near and self.value >= other.value
        return self.bound == "about" and near

    def agrees(self, other: Quantity) -> bool:
        """Whether units and bounds are compatible; a missing one is compatible with any."""
        units = self.unit == other.unit or (
            (not self.unit or not other.unit) and "%" not in (self.unit, other.unit)
        )
        return units and {self.bound, other.bound} != {"over", "under"}


def quantities(text: str) -> list[Quantity]:
    """Return every number in `text` with its unit, in order: "12", "twelve", "$5 million", "3.5 %", "second".

    "One" is left out: as a word it is seldom a count.
    """
    return [_quantity(text, value, start, end, mark) for value, start, end, mark in _values(text)]


def placed_quantities(text: str) -> list[tuple[Quantity, int, int]]:
    """Return the quantities in `text` with their offsets ``[start, end)``, sign and unit included."""
    return [
        (_quantity(text, value, start, end, mark), start, end if mark else _unit_end(text, end))
        for value, start, end, mark in _values(text)
    ]


def sums_of_money(text: str) -> list[float]:
    """Return the sums in `text` that have a currency's sign, in order."""
    return [quantity.value for quantity, *_ in placed_quantities(text) if quantity.unit in MONEY]


def bound_start(text: str, start: int) -> int:
    """Return where "more than" or the like begins before the number at `start`, or `start`."""
    first = max(0, start - _LONGEST_BOUND)
    matches = (pattern.search(text[first:start]) for pattern in (_ABOUT, _OVER, _UNDER))
    return next((first + match.start() for match in matches if match), start)


def numbers(text: str) -> list[float]:
    """Return the values of the quantities in `text`, in order."""
    return [value for value, *_ in _values(text)]


def _quantity(text: str, value: float, start: int, end: int, mark: str) -> Quantity:
    before = text[max(0, start - _LONGEST_BOUND) : start]
    bounds = (("about", _ABOUT), ("over", _OVER), ("under", _UNDER))
    bound = next((name for name, pattern in bounds if pattern.search(before)), "")
    behind = (("over", _AND_OVER), ("under", _AND_UNDER))
    bound = next((name for name, pattern in behind if pattern.match(text, end)), bound)
    return Quantity(value, mark or _unit(text, end), bound)


def _unit_end(text: str, end: int) -> int:
    """The end of the unit right after a number, or of the number itself."""
    match = _UNIT_BEHIND.match(text, end)
    word = " ".join(match[1].lower().split()) if match else ""
    return match.end() if match and (word in _UNITS or word.removesuffix("s") in _UNITS) else end


def _unit(text: str, end: int) -> str:
    """The unit after a number, also after an adjective: "five straight days"."""
    for pattern in (_UNIT_BEHIND, _SECOND_BEHIND):
        match = pattern.match(text, end)
        if match:
            word = " ".join(match.group(1).lower().split())
            unit = _UNITS.get(word) or _UNITS.get(word.removesuffix("s"))
            if unit:
                return unit
    return ""


def _values(text: str) -> Iterator[tuple[float, int, int, str]]:
    """Each number with its offsets and the currency sign before it."""
    spelled: tuple[float, int, int] | None = None
    for match in _TOKEN.finditer(text):
        if match["digits"]:
            if spelled:
                yield (*spelled, "")
            spelled = None
            value = float(match["digits"].replace(",", ""))
            scale = _SCALES[match["scale"].lower()] if match["scale"] else 1.0
            yield value * scale, match.start(), match.end(), match["currency"] or ""
            continue
        before, spelled = spelled, _spelled(match, spelled)
        if before and not (spelled and spelled[1] == before[1]):
            yield (*before, "")
    if spelled:
        yield (*spelled, "")


def _spelled(match: re.Match[str], before: tuple[float, int, int] | None) -> tuple[float, int, int] | None:
    """The spelled-out number that a word continues or begins; a continued one keeps its start."""
    word = match["word"].lower()
    value = _value(word)
    if value is not None:
        if before and before[0] in _TENS.values() and value < 10:
            return before[0] + value, before[1], match.end()
        return value, match.start(), match.end()
    if word in _SCALES and len(word) > 2:
        times, start = (before[0], before[1]) if before else (1.0, match.start())
        return times * _SCALES[word], start, match.end()
    return None


def _value(word: str) -> float | None:
    if word == "one":
        return None
    head, _, tail = word.partition("-")
    if tail and head in _TENS and tail in _SMALL:
        return float(_TENS[head] + _SMALL[tail])
    for table in (_SMALL, _TENS, _ORDINALS):
        if head in table:  # "three-digit" counts digits.
            return float(table[head])
    return 0.5 if word == "half" else None
