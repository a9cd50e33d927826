"""What a question asks for: a height, an age, a price, or who holds an office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.lexicon import (
    MONTH_NAMES,
    ORDINALS,
    QUESTION_WORDS,
    SMALL_NUMBERS,
    TENS,
    WEEKDAY_NAMES,
    any_of,
)

_NUMBER = (
    rf"(?:\d[\d,./]*|an?|{any_of(SMALL_NUMBERS[1:13])}|fifteen|{any_of(TENS)}|hundreds?|thousands?|millions?|"
    r"dozens?|several|few|half|quarter)"
)
_LENGTHS = (
    "feet foot ft inch inches meter meters metre metres mile miles kilometer kilometers kilometre kilometres "
    "centimeters centimetres km cm yard yards"
)
_WEIGHTS = (
    "pound pounds lb lbs kilo kilos kilogram kilograms kg ton tons tonne tonnes ounce ounces gram grams stone"
)
# "Eight minutes less" says how two things differ.
_DIFFERS = re.compile(
    r"\s+(?:less|fewer|more|longer|shorter|faster|slower|earlier|later|sooner|higher|lower|taller|heavier|lighter|"
    r"older|younger|cheaper|dearer|apart)\b(?! than \d)",
    re.I,
)
# What the other thing has, from which it differs: that is not asked for either.
_FROM_WHICH = re.compile(r"\s+than(?:\s+(?:the|its|his|her|their|an?))?\s+", re.I)
_TIMES = "second seconds minute minutes hour hours day days week weeks month months year years decade decades"


_PRICE_OR_SUM, _NUMBER_OF = "price or sum", "number"
_Asks = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that a question asks for, such as an age, a price or an owner.

    Attributes:
        name: A name for it, such as "age".
        pattern: Matches a text that might state it, however vaguely, because a refusal must be certain.
        exact: Matches a text that certainly states one, if not always the one asked for.
        is_value: Whether the words that `exact` matches are the answer, or part of it.
    """

    name: str
    pattern: re.Pattern[str]
    exact: re.Pattern[str]
    is_value: bool = True

    @property
    def is_price(self) -> bool:
        """Whether it is a price or a sum."""
        return self.name == _PRICE_OR_SUM

    @property
    def is_count(self) -> bool:
        """Whether it is how many there are of something."""
        return self.name == _NUMBER_OF

    def is_stated_in(self, text: str) -> bool:
        """Whether a text certainly states one."""
        return any(True for _ in self._places(text))

    def is_stated_by(self, text: str, start: int, end: int) -> bool:
        """Whether the words ``text[start:end]`` state one, or are part of words that do."""
        return any(match.start() < end and start < match.end() for match in self._places(text))

    def _places(self, text: str) -> Iterator[re.Match[str]]:
        other = -1
        for match in self.exact.finditer(text):
            if self.is_value and (differs := _DIFFERS.match(text, match.end())):
                than = _FROM_WHICH.match(text, differs.end())
                other = than.end() if than else -1
            elif match.start() != other:
                yield match


def _count_of(units: str) -> str:
    """A pattern for a number of one of some units: "six-foot", "two and a half miles"."""
    return rf"\b{_NUMBER}[\s-]+(?:[\w.]+[\s-]+){{0,2}}?(?:{'|'.join(units.split())})\b"


# The numbers from "second" on: "second-best", "third largest".
_RANKS = ORDINALS[1:]
_A_YEAR = r"(?:1[0-9]|20)\d\d"
# Of an area or a volume none is a length.
_LENGTH = rf"{_count_of(_LENGTHS)}(?<!square metres)(?<!square meters)(?<!square miles)(?<!square feet)"
_HEIGHT = rf"{_LENGTH}|{_count_of('story stories storey storeys floors')}|\d['′″]"
_ANY_AGE = (
    rf"{_count_of('month months year years decade decades')}|\b(?:days?|weeks?) old\b|"
    r"\b(?:aged?|born|birthday|turn(?:s|ed|ing)?|centur(?:y|ies))\b|-year-old|"
    r", \d{1,3}\b|\d(?:st|nd|rd|th)\b|\b(?:1[5-9]|20)\d\d\b"
)
_AGE = "|".join(
    (
        r"[\w.]+(?:[\s-]\w+)?[\s-](?:day|week|month|year|decade)s?[\s-]old\b|[\w.]+[\s-]centur(?:y|ies)[\s-]old\b",
        rf"\b(?:aged?|turn(?:s|ed|ing)?)\s+(?:of\s+)?(?:only\s+|just\s+)?{_NUMBER}\b",
        r",\s\d{1,3}(?=,|\)|[.;]?$)|\(\d{1,3}\)",
        r"\b(?:born|built|founded|established|made|launched|dat(?:es?|ed|ing) (?:from|back))\b"
        rf".{{0,40}}?\b{_A_YEAR}\b",
        rf"\b{_NUMBER}(?:st|nd|rd|th) birthday\b|\bin (?:his|her|their) (?:\w+ )?\w+(?:ies|0s)\b",
        r"\b(?:he|she|who|I)(?:'s|’s|'m|’m| is| was| am) (?:only |just |now |about |almost )?\d{1,3}\b",
    )
)
_SPAN_OF_TIME = "|".join(
    (
        rf"{_count_of(_TIMES)}|\b\d+ ?mins?\b",
        rf"\b{_NUMBER}[\s-]+(?:night|fortnight|season|summer|winter|centur(?:y|ies)|generation)s?\b",
        r"\b(?:minute|hour|day|week|weekend|month|year|decade|centur(?:y|ies))s?[\s-]long\b",
        r"\b(?:(?:second|minute|hour|day|night|week|month|year|decade|generation)s|centuries)\b",
        r"\b(?:all (?:day|night|week|month|year)|overnight|indefinite(?:ly)?|for ?ever|permanent(?:ly)?)\b",
        r"\b(?:life(?:time)?|briefly|a (?:short|long) (?:time|while)|since|until|till)\b",
        r"\bfrom\b.{0,30}?\bto\b",
        rf"\b{_A_YEAR}\s?[-–—]\s?\d{{2,4}}\b",
    )
)
_PER_CENT = (
    rf"(?:\d[\d.,]*[\s-]?|\b{_NUMBER}[\s-])?(?:%|\bper ?cent)|"
    rf"\b(?:half|third|quarter|fifth|tenth|majority|{_NUMBER} (?:in|of|out of))\b"
)
_CURRENCIES = (
    r"(?:dollars?|euros?|pounds?|pence|cents?|yen|yuan|rupees?|francs?|kron(?:a|e|er|or)|crowns?|pesos?|"
    r"rou?bles?|lira|riyals?|dirhams?|shekels?|won|baht|rand)"
)
_SUM = "|".join(
    (
        r"[$€£¥₹]\s?\d[\d.,]*(?:\s?(?:million|billion|trillion|thousand|[mbk]n?)\b)?|\d\s?[$€£¥₹]|\bfree\b",
        rf"\b{_NUMBER}[\s-]+(?:(?!per\b)[\w.]+[\s-]+){{0,2}}?{_CURRENCIES}\b|\b\d+ ?(?:k|million|billion)\b",
    )
)
_ANY_SUM = (
    rf"[$€£¥₹%]|\b{_CURRENCIES}\b|\d ?k\b|\bcosts? \d|"
    r"\b(?:thousands|millions?|billions?|trillions?|per ?cent|free|nothing|half|double)\b"
)
# "Both", "nobody" and "a handful" are numbers too. "A" and "one of" are everywhere, and count nothing.
_COUNT = (
    rf"\d|\b(?:once|twice|{any_of(SMALL_NUMBERS[2:])}|{any_of(TENS)}|dozens?|half|thirds?|fourth|fifths?|quarters?|"
    r"hundreds?|thousands?|millions?|billions?|trillions?|both|all|none|no|nobody|nothing|never|sole|only|"
    r"several|few(?:er)?|many|most|couple|pair|trio|handful|every|each|majority|minority|various|numerous|"
    r"multiple|number)\b|\bone\b(?! of the)|\bsingle\b|\w+fold\b|\b(?:doubl|tripl|quadrupl)(?:e[sd]?|ing)\b"
)
_ANY_COUNT = (
    rf"{_COUNT}|\b(?:one|some|any|another|an?|first|lots?|more|less|frequent\w*|often|multi\w*|range)\b"
)
_CLOCK = (
    r"\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b|\b\d{1,2}[:h]\d\d\b|\bat \d{1,2}\.\d\d\b|\bo['’]clock\b|"
    r"\b(?:noon|midnight|midday|sunrise|sunset)\b"
)
_PART_OF_DAY = (
    rf"{_CLOCK}|\b\d{{1,2}}\.\d\d\b|\b(?:morning|afternoon|evening|night|dawn|dusk|hours?|minutes?)\b"
)
_OWNING = (
    r"\b(?:co-?)?own(?:s|ed|er|ers|ership|ing)?\b|\b(?:held|controlled) by\b|\bsold (?:\w+ ){0,4}?to\b|"
    r"\b(?:stakes?|shares|share-?holders?|stockholders?|subsidiar(?:y|ies)|parent company|"
    r"belong(?:s|ed|ing)?|bought|buys?|acquir\w+|purchased?|takeover|landlords?|publicly traded)\b"
)
_HANDED_ON = (
    r"\b(?:succe(?:ed(?:s|ed|ing)?|ssors?)|predecessors?|replac(?:e[sd]?|ing|ement)|outgoing|"
    r"resign(?:s|ed|ing|ation)?|quit(?:s|ting)?|oust(?:ed|ing)?|sacked|fired|dismissed|departed|left|"
    r"leav(?:es|ing)|retir(?:e[sd]?|ing|ement)|preced(?:e[sd]?|ing)|defeat(?:s|ed|ing)?|unseated|beat)\b|"
    r"\b(?:step(?:s|ped|ping)? (?:down|aside)|t(?:ook|akes?|aking) over from)\b"
)
_PRICES = r"(?:fares?|prices?|costs?|fees?|tolls?|rents?|wages?|salary|salaries|tariffs?)"
_COUNTS = r"(?:quota|turnout|(?:death )?toll|attendance|population|capacity|headcount)"
_IS_ASKED = rf"(?:{any_of(QUESTION_WORDS)}|is|are|was|were|do|does|did|has|have)"
_SPEED = rf"\b(?:mph|kph|knots|mach|per)\b|km/h|%|{_count_of(_TIMES)}|{_count_of(_LENGTHS)}"
# "Before Christmas" and "before it sank" are no persons.
_BEFORE_SOMEBODY = (
    r"\bbefore (?:him|her|them|"
    rf"(?!(?:{any_of(MONTH_NAMES)}|Christmas|Easter|{any_of(WEEKDAY_NAMES)})\b)"
    r"(?-i:[A-Z])[\w.'’-]*(?:\s(?-i:[A-Z])[\w.'’-]*)*)\s*\?*$"
)


def _measure(
    name: str, asks: str, pattern: str, exact: str, *, is_value: bool = True
) -> tuple[_Asks, Measure]:
    measure = Measure(name, re.compile(pattern, re.I), re.compile(exact, re.I), is_value)
    return re.compile(asks, re.I), measure


# How it is asked for, what may state it, and what certainly does.
_MEASURES = (
    _measure(
        "height or distance",
        # Not "how high" or "how deep": rates and troubles are that, too.
        r"\bhow tall\b|\bhow far (?:away\b|(?:is|are|was|were)\b.*\bfrom\b)",
        _HEIGHT,
        _HEIGHT,
    ),
    _measure("age", r"\bhow old\b", _ANY_AGE, _AGE),
    _measure(
        "weight",
        r"\bhow heavy\b|\bhow much (?:does|did|do|will) (?:\w+ ){1,4}weigh\b",
        _count_of(_WEIGHTS),
        _count_of(_WEIGHTS),
    ),
    _measure("speed", r"\bhow fast\b(?= (?:is|are|was|were|can|could|do|does|did)\b)", _SPEED, _SPEED),
    _measure("percentage", r"\b(?:what|which) per ?cent(?:age)?\b", _PER_CENT, _PER_CENT),
    _measure(
        _PRICE_OR_SUM,
        r"\bhow much (?:money|(?:is|are|was|were) (?:an?|the)|"
        r"(?:\w+ ){1,6}(?:costs?|pay|paid|worth|fined?|raised?|earn(?:ed)?|sold))\b|"
        # A mistake may cost somebody an office.
        r"\bwhat (?:did|do|does|will|would) (?:\S+ ){1,10}cost"
        r"(?=\W*$| (?:to|in|for|per|now|then|before|last)\b)|"
        rf"\b(?:what|which) (?:price|fare|fee)\b|\bwhat (?:is|was) the (?:[\w-]+ ){{0,3}}{_PRICES}\b|"
        # A thing named without a question: "ferry fare".
        rf"^(?:(?!{_IS_ASKED}\b)[\w'’-]+ ){{0,3}}{_PRICES}$",
        _ANY_SUM,
        _SUM,
    ),
    _measure(
        "duration or length",
        r"\bhow long\b(?! (?:before|until|after)\b)",
        rf"{_SPAN_OF_TIME}|{_HEIGHT}|\b(?:second|minute|hour|day|night|week|month|year|decade)\b|\d",
        rf"{_SPAN_OF_TIME}|{_HEIGHT}",
    ),
    _measure(
        _NUMBER_OF,
        r"^(?:(?:about|roughly|approximately|around|and|so|in|at|by|for|from|to|of|on|after|since|during|under)\b"
        r"[^?]{0,40}? )?how many\b|"
        rf"\bwhat (?:is|was) the (?:[\w-]+ ){{0,3}}{_COUNTS}\b(?! (?:of|for) \w+ing\b)",
        _ANY_COUNT,
        _COUNT,
    ),
    _measure("time of day", r"\b(?:what|which) (?:time|hour)\b", _PART_OF_DAY, _CLOCK),
    _measure(
        "owner",
        r"^who (?:\w+ )?owns\b|\bwho (?:is|are|was|were) the owners?\b",
        rf"{_OWNING}|['’]s\b",
        _OWNING,
        is_value=False,
    ),
    _measure(
        "predecessor",
        rf"^who\b.*{_BEFORE_SOMEBODY}|\bwho preceded\b|\bpredecessors?\b",
        _HANDED_ON,
        _HANDED_ON,
        is_value=False,
    ),
)
_SUPERLATIVE = r"(?:best|most|worst|least|\w{3,}est)\b"
_RANK = re.compile(rf"\b({any_of(_RANKS)})[\s-]{_SUPERLATIVE}", re.I)

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
    """Return the measure that a question asks for; None when it asks for none."""
    return next((measure for pattern, measure in _MEASURES if pattern.search(question)), None)


def rank_of(question: str) -> re.Pattern[str] | None:
    """Return a pattern of the rank that a question names, as in "second-best"; None where it names none."""
    match = _RANK.search(question)
    if match is None:
        return None
    ordinal = match[1].lower()
    number = _RANKS.index(ordinal) + 2
    pattern = (
        rf"\b(?:{ordinal}|{number}(?:st|nd|rd|th))[\s-](?:{_SUPERLATIVE}|place)|\bN(?:o\.|umber) ?{number}\b"
    )
    return re.compile(pattern + (r"|\brunners?-up\b" if number == 2 else ""), re.I)


def office_of(question: str) -> str | None:
    """Return the office, such as "mayor", whose holder a question asks for; None when it asks for none."""
    match = _WHO_HOLDS.search(question)
    return match[1].lower() if match else None
