"""Patterns that are made of the lexicon match what they matched when they were written out."""

from __future__ import annotations

import re

import pytest

from corpus.text import bylines, datelines, lexicon
from index.search import hints, subquestions
from qa.evidence import candidates
from qa.facts import dates as facts
from qa.facts import numbers, tokens
from qa.question import dependence, measures, rewording, understand
from qa.refuse import answerability
from qa.web.state import examples

FULL = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT = (
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
SHORT_WORDS = (
    r"Jan(?:uary|\b)|Feb(?:ruary|\b)|Mar(?:ch|\b)|Apr(?:il|\b)|May\b|June?\b|July?\b|Aug(?:ust|\b)|"
    r"Sept?(?:ember|\b)|Oct(?:ober|\b)|Nov(?:ember|\b)|Dec(?:ember|\b)"
)
AGENCY = (
    r"Jan(?:uary|\.)|Feb(?:ruary|\.)|March|April|May|June|July|Aug(?:ust|\.)|Sept(?:ember|\.)|"
    r"Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.)"
)
DAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
NUMBER = (
    r"(?:\d[\d,./]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?|several|few|half|quarter)"
)
ASKING = "who|whom|whose|what|when|where|which|why|how"
PERSONS = "he|him|his|she|her|hers|they|them|their"
PATTERNS: list[tuple[str, re.Pattern[str]]] = [
    (rf"^By (?:{DAYS}|{FULL}|Christmas|Easter)\b", bylines._DAY_OR_MONTH),
    (rf"(?:{SHORT})\.?", re.compile(datelines._MONTH)),
    (rf"(?P<month>{SHORT_WORDS})\.?", re.compile(facts._MONTH)),
    (r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s?|nes|rs|ur)days?\b", facts._WEEKDAY),
    (rf"(?:{AGENCY})", re.compile(candidates._MONTH)),
    (rf"\b{DAYS}\b|\b(?:{FULL})\b", examples._CALENDAR),
    (NUMBER, re.compile(measures._NUMBER)),
    (rf"(?:{ASKING})\b", re.compile(subquestions._ASKING)),
    (rf"(?i)\b(?:{PERSONS}|theirs|it|its|this|that|these|those|there|then)\b", subquestions._POINTS_BACK),
    (rf"(?i)\b(?:{PERSONS}|it|its|that|this|those|these|there|then)\b", dependence._PRONOUN),
    (rf"(?i)\b(?:{PERSONS})\b", rewording._PERSON),
    (
        r"\b(?:1[4-9]|20)\d\d\b|\b(?:years?|months?|decades?) ago\b|"
        rf"\blast (?:year|month|summer|winter|spring|fall)\b|\b(?:{FULL})\b",
        answerability._PAST,
    ),
    (
        r"(?i)\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
        r"seventeen|eighteen|nineteen|dozens?|half|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|"
        r"thousands?|millions?|billions?|trillions?)\b",
        candidates._HOLDS["number"],
    ),
    (
        rf"\b(?:{AGENCY})(?:\s+\d|\b)|\b{DAYS}\b|\b(?:1[89]|20)\d\d\b|"
        r"\b(?:yesterday|today|tomorrow|last (?:week|month|year))\b",
        candidates._HOLDS["date"],
    ),
    (r"(?i)\b(?:who|whom|whose)\b", dict(understand._KINDS)["person"]),
]
STEMS = (*FULL.split("|"), *lexicon.WEEKDAY_NAMES, *PERSONS.split("|"), *ASKING.split("|"), *lexicon.POINTING)
STEMS += (*lexicon.SMALL_NUMBERS, *lexicon.TENS, "theirs", "we", "dozen", "half", "Christmas", "Sept", "Tues")
ENDS = ("", "s", ".", "a", "au", "ing", "day", " 7", ". 7", " ago")
WORDS = [
    before + piece + end
    for word in STEMS
    for piece in {word, word[:3], word[:4], word.lower(), word.upper()}
    for before in ("", "By ", "last ", "x")
    for end in ENDS
]


@pytest.mark.parametrize(("before", "now"), PATTERNS, ids=[pattern[:40] for pattern, _ in PATTERNS])
def test_a_pattern_matches_the_same_texts_as_before(before: str, now: re.Pattern[str]) -> None:
    old = re.compile(before)
    for word in WORDS:
        assert [m.span() for m in old.finditer(word)] == [m.span() for m in now.finditer(word)], word


def test_tables_hold_the_same_words_as_before() -> None:
    months = "january february march april may june july august september october november december"
    shorts = "jan feb mar apr jun jul aug sept oct nov dec"
    week = "monday tuesday wednesday thursday friday saturday sunday"
    assert frozenset(f"{months} {shorts} {week}".split()) == tokens._CALENDAR
    assert tokens._NUMERALS == frozenset(
        "one two three four five six seven eight nine ten eleven twelve".split()
    )
    assert hints._COUNTS == {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    assert (numbers._SMALL["zero"], numbers._SMALL["nineteen"], len(numbers._SMALL)) == (0, 19, 20)
    assert (numbers._TENS["twenty"], numbers._TENS["ninety"], len(numbers._TENS)) == (20, 90, 8)
    assert (numbers._ORDINALS["first"], numbers._ORDINALS["twelfth"], len(numbers._ORDINALS)) == (1, 12, 12)


def test_every_months_name_is_of_one_number() -> None:
    named = [name for abroad in lexicon._MONTHS_ABROAD for name in abroad.split()]
    assert len(named) == len(set(named))
    assert not {name for name in named if lexicon.MONTH_NUMBERS[name] != _place(name)}


def _place(name: str) -> int:
    return next(i for i, names in enumerate(lexicon._MONTHS_ABROAD, 1) if name in names.split())
