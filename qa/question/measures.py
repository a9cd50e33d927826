"""What a question wants told: a height, an age, a price, or who holds an office."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.text.lexicon import SMALL_NUMBERS, TENS, any_of

_NUMBER = (
    rf"(?:\d[\d,./]*|an?|{any_of(SMALL_NUMBERS[1:13])}|fifteen|{any_of(TENS)}|hundreds?|thousands?|millions?|"
    r"dozens?|several|few|half|quarter)"
)
_LENGTHS = (
    "feet foot ft inch inches meter meters metre metres mile miles kilometer kilometers kilometre km cm yards"
)
_WEIGHTS = (
    "pound pounds lb lbs kilo kilos kilogram kilograms kg ton tons tonne tonnes ounce ounces gram grams stone"
)
_TIMES = "second seconds minute minutes hour hours day days week weeks month months year years decade decades"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that a question wants measured.

    Attributes:
        name: Such as "age".
        pattern: What a text that tells it has. Whatever might tell it does: a refusal must be sure.
    """

    name: str
    pattern: re.Pattern[str]


def _count_of(units: str) -> str:
    """A pattern for a number of one of some units: "six-foot", "two and a half miles"."""
    return rf"\b{_NUMBER}[\s-]+(?:[\w.]+[\s-]+){{0,2}}?(?:{'|'.join(units.split())})\b"


# What is asked, how it is asked for, and what tells it.
_MEASURES: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "height or distance",
        # Not "how high" or "how deep": rates and troubles are that, too.
        re.compile(r"\bhow tall\b|\bhow far (?:away\b|(?:is|are|was|were)\b.*\bfrom\b)", re.I),
        re.compile(
            rf"{_count_of(_LENGTHS)}|{_count_of('story stories storey storeys floors')}|\d['′″]", re.I
        ),
    ),
    (
        "age",
        re.compile(r"\bhow old\b", re.I),
        re.compile(
            rf"{_count_of('month months year years decade decades')}|\b(?:days?|weeks?) old\b|"
            r"\b(?:aged?|born|birthday|turn(?:s|ed|ing)?|centur(?:y|ies))\b|-year-old|"
            r", \d{1,3}\b|\d(?:st|nd|rd|th)\b|\b(?:1[5-9]|20)\d\d\b",
            re.I,
        ),
    ),
    (
        "weight",
        re.compile(r"\bhow heavy\b|\bhow much (?:does|did|do|will) (?:\w+ ){1,4}weigh\b", re.I),
        re.compile(_count_of(_WEIGHTS), re.I),
    ),
    (
        "speed",
        re.compile(r"\bhow fast\b(?= (?:is|are|was|were|can|could|do|does|did)\b)", re.I),
        re.compile(rf"\b(?:mph|kph|knots|mach|per)\b|km/h|%|{_count_of(_TIMES)}|{_count_of(_LENGTHS)}", re.I),
    ),
    (
        "percentage",
        re.compile(r"\b(?:what|which) per ?cent(?:age)?\b", re.I),
        re.compile(
            rf"%|\bper ?cent|\b(?:half|third|quarter|fifth|tenth|majority|{_NUMBER} (?:in|of|out of))\b", re.I
        ),
    ),
    (
        "price or sum",
        re.compile(
            r"\bhow much (?:money|(?:is|are|was|were) (?:an?|the)|"
            r"(?:\w+ ){1,6}(?:costs?|pay|paid|worth|fined?|raised?|earn(?:ed)?|sold))\b|"
            r"\b(?:what|which) (?:price|fare|fee)\b",
            re.I,
        ),
        re.compile(
            r"[$€£¥₹%]|\b(?:dollars?|euros?|pounds?|pence|cents?|yen|yuan|rupees?|francs?|kron(?:a|or|er)|pesos?|"
            r"thousands|millions?|billions?|trillions?|per ?cent|free|nothing|half|double)\b",
            re.I,
        ),
    ),
)

# Offices that reports name as such, not only by what their holders do ("founder": "it was founded by").
_OFFICES = (
    "ambassador archbishop bishop captain chancellor coach governor harbourmaster mayor minister pope "
    "president senator sheriff treasurer"
).split()
_WHO_HOLDS = re.compile(
    rf"\bwho(?:'s|’s|\s+(?:is|was|are|were))\s+(?:(?:the|its|their|now)\s+)?(?:[\w'’-]+\s+){{0,2}}?"
    rf"({any_of(_OFFICES)})s?\b",
    re.I,
)


def measure_of(question: str) -> Measure | None:
    """Return what a question wants measured; None when it wants nothing measured."""
    return next(
        (Measure(name, value) for name, pattern, value in _MEASURES if pattern.search(question)), None
    )


def office_of(question: str) -> str | None:
    """Return the office, such as "mayor", whose holder a question asks for; None when it asks for none."""
    match = _WHO_HOLDS.search(question)
    return match[1].lower() if match else None
