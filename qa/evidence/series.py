"""One value at different times, such as a fare, a quota or a death toll, in the words of the articles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.text.lexicon import MONTH_NAMES, ORDINALS, any_of, any_pattern, month_names_and_short_forms
from corpus.text.sentences import Span
from qa.evidence.candidates import Evidence
from qa.evidence.value_of import of_another, subject_terms
from qa.facts.numbers import MONEY, placed_quantities

_OF_TIME = frozenset("second minute hour day week month year decade century am pm".split())
_PRICE = re.compile(
    r"\b(?:costs?|prices?|fares?|fees?|rents?|wages?|salar(?:y|ies)|tolls?|pay|charges?)\b(?<!death toll)",
    re.I,
)
_COUNT = re.compile(
    r"\b(?:numbers?|counts?|death tolls?|populations?|cases|deaths|layoffs|job cuts|casualties|attendance)\b",
    re.I,
)
# The old value, and the difference, are not the new value.
_BEFORE = re.compile(
    r"\b(?:from|than (?:the|last|in)|than (?:the|an?|its|their|last) (?:[\w'’-]+ ){1,3}of|by|"
    r"previous(?:ly)?|earlier|old|another|extra)\s+$",
    re.I,
)
_CHANGED_BY = re.compile(
    r"\b(?:ris(?:e|es|en|ing)|rose|fall(?:s|en|ing)?|fell|los(?:t|es|ing)|gain(?:s|ed|ing)?|gr(?:ew|own)|"
    r"drop(?:s|ped|ping)?|jump(?:s|ed|ing)?|plung(?:ed|ing)|plummet(?:ed|ing)|surg(?:ed|ing)|soar(?:ed|ing)|"
    r"increas(?:ed|es|ing)|decreas(?:ed|ing)|slid|climb(?:ed|ing)|up|down)\s+"
    r"(?:(?:an?|by|about|nearly|almost|over|more than|at least|another|average|of|as much as)\s+)*$",
    re.I,
)
_DIFFERENCE = re.compile(
    r"\s*(?:more|less|higher|lower|extra|up|down|peak|high|record)\b|"
    r"[\s-](?:\w+ )?(?:increase|rise|cut|hike)\b|"
    r"[^.,;]{0,16}?\b(?:percentage|basis)?[ -]?points?\b",
    re.I,
)
# A value that is expected, aimed at or from another time did not hold at the time of the report.
_NOT_THEN = any_pattern(
    r"\b(?:expect\w*|could|might|would|should|if|forecast\w*|predict\w*|project(?:s|ed|ing|ions?)|"
    r"goals?|targets?|propos\w*|claims?|ago|back in|last (?:year|month|week|time)|in the (?:19|20)\d0s|"
    r"not|never)\b",
    r"n['’]t\b",
)
_ON_A_DAY = re.compile(rf"\b(?:{month_names_and_short_forms()})\s+(?:\d{{1,2}}, )?$")
_SEASONS = "spring|summer|autumn|fall|winter"
_IN_A_YEAR = re.compile(
    rf"\b[Ii]n (?:(?:early|mid|late|{_SEASONS}|{any_of(MONTH_NAMES)})[ ,-]+(?:of )?){{0,2}}((?:19|20)\d\d)\b|"
    rf"\b(?:{month_names_and_short_forms()}) \d{{1,2}}, ((?:19|20)\d\d)\b"
)
_SHARE = re.compile(r"\s+of\s+(?!(?:the\s+)?(?:gdp)\b)[a-z]", re.I)
_ASKS_SHARE = re.compile(r"\b(?:shares?|percent(?:age)?|proportion|portion)\b", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
# Values of one thing seldom differ by a larger factor: a ferry's fare is not the ferry's price.
_ALIKE, _ALIKE_COUNTS = 4.0, 20.0
# In the reader's log-odds, that a value is the one asked for.
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Value:
    """A value, and the span of its words in the sentence."""

    item: Evidence
    amount: float
    place: Span


def day_of(item: Evidence) -> date:
    """Return the day of a dated article."""
    assert item.hit.day is not None
    return item.hit.day


def has_value(item: Evidence, subject: str) -> bool:
    """Whether a sentence gives a value that may be the subject's."""
    return any(True for _ in _values(item, subject))


def series(items: Sequence[Evidence], subject: str) -> list[Value]:
    """Return the values of what changed, one a sentence, in the order given; empty if nothing changed.

    All are of the same thing: not one of a car and one of an adult, nor one of a state and one of a country.

    A price must be in money.
    """
    by_unit: dict[str, list[Value]] = defaultdict(list)
    for item in items:
        for unit, value in _answers(item, subject):
            by_unit[unit].append(value)
    most = _ALIKE_COUNTS if _COUNT.search(subject) else _ALIKE
    alike = [_of_one_thing(_alike(values, most), subject) for values in by_unit.values()]
    best = max(alike, key=_days, default=[])
    return best if _changed(best) else []


def _changed(values: Sequence[Value]) -> bool:
    return len({value.amount for value in values}) > 1 and _days(values) > 1


def _days(values: Sequence[Value]) -> int:
    return len({day_of(value.item) for value in values})


def _answers(item: Evidence, subject: str) -> Iterator[tuple[str, Value]]:
    """A sentence's value of each unit: the one that the reader chose as the answer, or the first."""
    of_unit: dict[str, list[Value]] = defaultdict(list)
    for unit, value in _values(item, subject):
        of_unit[unit].append(value)
    for unit, values in of_unit.items():
        yield unit, next((value for value in values if _is_answer(item, value.place)), values[0])


def _is_answer(item: Evidence, place: Span) -> bool:
    answer, start, end = item.answer, item.start + place.start, item.start + place.end
    return answer is not None and start < answer.end and answer.start < end


def _values(item: Evidence, subject: str) -> Iterator[tuple[str, Value]]:
    """The values that a sentence gives as current, in order."""
    years = {int(one or other) for one, other in _IN_A_YEAR.findall(item.text)}
    if item.hit.published_at and any(year < item.hit.published_at.year for year in years):
        return
    for quantity, start, end in placed_quantities(item.text):
        place = Span(start, end)
        if _is_wanted(quantity.unit, place.of(item.text), subject) and _is_new(item.text, place):
            share = quantity.unit == "%" and _SHARE.match(item.text, end)
            if not share or _ASKS_SHARE.search(subject):
                yield quantity.unit, Value(item, quantity.value, place)


def _is_new(text: str, place: Span) -> bool:
    """Whether a number is a new value, not an old one, a possible one or a difference."""
    before = text[: place.start]
    if any(pattern.search(before) for pattern in (_BEFORE, _CHANGED_BY, _ON_A_DAY, _NOT_THEN)):
        return False
    return not _DIFFERENCE.match(text, place.end)


def _is_wanted(unit: str, written: str, subject: str) -> bool:
    """Whether the subject may have a value of this unit, written like this."""
    if _PRICE.search(subject):
        return unit in MONEY
    if _COUNT.search(subject):
        ordinal = written.lower() in ORDINALS or written[-2:] in ("st", "nd", "rd", "th")
        return not unit and not ordinal and not _YEAR.match(written)
    return bool(unit) and unit not in _OF_TIME


def _alike(values: Sequence[Value], most: float) -> list[Value]:
    """The largest group of values that are close to one of them."""
    groups = (
        [value for value in values if one.amount / most <= value.amount <= one.amount * most]
        for one in values
    )
    return max(groups, key=len, default=[])


def _of_one_thing(values: Sequence[Value], subject: str) -> list[Value]:
    """The largest group of values of the same thing as a value that surely answers.

    Another value belongs to the group if it is of the same thing, or surely answers and names no other thing.
    Values of another place or owner are left out if enough remain without them.
    """
    general = [value for value in values if not of_another(value.item, value.place, subject)]
    values = general if _changed(general) else values
    subjects = {id(value): subject_terms(value.item.text, value.place, subject) for value in values}
    sure = [value for value in values if value.item.logit >= _SURE]
    centres = [subjects[id(value)] for value in sure if subjects[id(value)]] or [frozenset[str]()] * bool(
        sure
    )
    groups = (
        [
            value
            for value in values
            if subjects[id(value)] & one or (value in sure and not subjects[id(value)])
        ]
        for one in centres
    )
    return max(groups, key=_days, default=[])
