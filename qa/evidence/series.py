"""One value at different times: a fare, a quota, a rate, in the words of the sentences that give it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.text.sentences import Span
from qa.evidence.candidates import Evidence
from qa.facts.numbers import placed_quantities

_MONEY = frozenset("$£€¥")
_OF_TIME = frozenset("second minute hour day week month year decade century am pm".split())
_PRICE = re.compile(
    r"\b(?:costs?|prices?|fares?|fees?|rents?|wages?|salar(?:y|ies)|tolls?|pay|charges?)\b", re.I
)
# What was before, and by how much it changed, is not what it became.
_BEFORE = re.compile(
    r"\b(?:from|than (?:the|last|in)|by|was|were|previous(?:ly)?|earlier|old|another|extra)\s+$", re.I
)
_DIFFERENCE = re.compile(
    r"\s*(?:more|less|higher|lower|extra|up|down)\b|[\s-](?:\w+ )?(?:increase|rise|cut)\b", re.I
)
# Values of one thing seldom grow or shrink by more from one to the other: a ferry's fare is not its price.
_ALIKE = 4.0


@dataclass(frozen=True, slots=True)
class Value:
    """A value, and where its words stand in the sentence."""

    item: Evidence
    amount: float
    place: Span


def day_of(item: Evidence) -> date:
    """Return the day of a dated article."""
    assert item.hit.published_at is not None
    return item.hit.published_at.date()


def has_value(item: Evidence, subject: str) -> bool:
    """Whether a sentence gives a value that the subject may have."""
    return any(True for _ in _values(item, subject))


def series(items: Sequence[Evidence], subject: str) -> list[Value]:
    """Return the values of what changed, one a sentence, in the order given; none when nothing changed.

    Args:
        items: Sentences about the subject, best first.
        subject: Which it is; prices are told in money.
    """
    by_unit: dict[str, list[Value]] = defaultdict(list)
    for item in items:
        for unit, value in _values(item, subject):
            by_unit[unit].append(value)
    alike = [_alike(values) for values in by_unit.values()]
    best = max(alike, key=lambda values: len({day_of(value.item) for value in values}), default=[])
    changed = len({value.amount for value in best}) > 1 and len({day_of(value.item) for value in best}) > 1
    return best if changed else []


def _values(item: Evidence, subject: str) -> Iterator[tuple[str, Value]]:
    """The first value of each unit that a sentence gives as what holds from then on."""
    units: set[str] = set()
    for quantity, start, end in placed_quantities(item.text):
        unit = quantity.unit
        wanted = unit in _MONEY if _PRICE.search(subject) else bool(unit) and unit not in _OF_TIME
        new = not _BEFORE.search(item.text[:start]) and not _DIFFERENCE.match(item.text, end)
        if wanted and new and unit not in units:
            units.add(unit)
            yield unit, Value(item, quantity.value, Span(start, end))


def _alike(values: Sequence[Value]) -> list[Value]:
    """The largest group of values that lie near one of them."""
    groups = (
        [value for value in values if one.amount / _ALIKE <= value.amount <= one.amount * _ALIKE]
        for one in values
    )
    return max(groups, key=len)
