"""Which words of a sentence may answer a question of a kind: a day for "when", a number for "how many"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.text.lexicon import (
    HOW_MANY,
    MONTH_NAMES,
    SMALL_NUMBERS,
    TENS,
    WEEKDAY_NAMES,
    any_of,
    any_pattern,
    month_names_and_short_forms,
)
from corpus.text.sentences import Span
from index.search.terms import is_stop, words
from qa.evidence.candidates import holds_kinds
from qa.evidence.overviews import wants_some
from qa.facts.numbers import placed_quantities
from qa.facts.ratios import is_ratio_or_rate
from qa.question.understand import Kind, Question


def _asks(noun: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:what|which) {noun}\b", re.I)


CALENDAR = rf"(?:{any_of(WEEKDAY_NAMES)}|{month_names_and_short_forms()})(?!\w)"
"""A pattern for weekdays and months."""
_SPANS = (
    "second minute hour day night week weekend fortnight month year decade century morning noon afternoon "
    "evening midnight season spring summer autumn winter"
).split()
_DATE = any_pattern(
    rf"\b{CALENDAR}",
    rf"\b(?:(?:{any_of(_SPANS)})s?|centuries|[ap]\.?m|today|yesterday|tomorrow|tonight|now|soon|"
    r"immediately|never|christmas|easter|new year|ramadan|thanksgiving|(?:1\d|20)\d\ds?|"
    rf"\d{{1,2}}[:.]\d\d)\b",
    r"^(?:after|before|once|until|when|while|during|since|as soon as)\b",
)
_NUMBER = any_pattern(
    r"\d",
    rf"\b(?:{any_of(SMALL_NUMBERS)}|{any_of(TENS)}|an?|no|none|nobody|nothing|once|twice|double|triple|"
    "half|quarter|third|thirds|all|both|several|few|many|most|every|each|single|pair|couple|dozens?|"
    r"hundreds?|thousands?|millions?|billions?|trillions?|free)\b",
)
_DAY_ONLY = re.compile(
    rf"(?:(?:{CALENDAR}|(?:on|in|by|next|last|early|late|this|\d{{1,4}}|{any_of(_SPANS)})\b)[\s,]*)+", re.I
)
# "15 weeks of pregnancy" and no day, unless it is "in 15 weeks". Of 2,346 public questions that ask when, two
# have such an answer.
_DURATION = re.compile(
    rf"(?:(?:about|almost|nearly|over|around|at least|more than)\s+)?"
    rf"(?:\d+|{any_of(SMALL_NUMBERS)}|{any_of(TENS)})[ -](?:{any_of(_SPANS)})s?(?: of .*)?",
    re.I | re.S,
)
_FROM_NOW = re.compile(r"\b(?:in|within|after|for|last|next|past|first|another|every)\s+(?:the\s+)?$", re.I)
_SPECIFIC = (
    (_asks("month"), re.compile(rf"\b(?:{any_of(MONTH_NAMES)}|months?)\b", re.I)),
    (_asks("year"), re.compile(r"\b(?:\d{4}|years?)\b", re.I)),
)
_SOME = re.compile(r",|\b(?:and|both|all|or|every|most)\b|&")
_COUNTED = re.compile(rf"{HOW_MANY} ([a-z]+)", re.I)
_TO = re.compile(r"\s*(?:to|or|[-–])\s*")
_HOW_MUCH = re.compile(r"\bhow much\b(?! of\b)", re.I)

# What the reader's span may leave off: the signs of "€10.20" and "57%", the stop of "8 a.m.", the seconds
# of "four minutes and 27 seconds".
_SIGN = re.compile(r"(?:US|C|A|NZ|HK)?[$€£¥₹]$")
_SHARE = re.compile(r" ?%| per ?cent\b")
_ABBREVIATION = re.compile(r"(?:\b(?:[A-Za-z]\.)+[A-Za-z]|\b(?:Jr|Sr|Inc|Ltd|Corp|Co))$")
# The reader cuts "34-year-old" after its second word.
_HYPHENATED, _REST_OF_IT = re.compile(r"\w-\w+$"), re.compile(r"(?:-\w+)+")
# Numbers and days of scripts without spaces: the reader's pieces are single characters of them.
_HAN_NUMBER = r"[〇零一二三四五六七八九十百千万萬億亿兆\d]"
_HAN_MEASURES = re.compile(rf"(?:{_HAN_NUMBER}[年月日號号時时點点分秒円元圓割人%％]?){{2,}}")
_MEASURE = re.compile(r"\b(?:hours?|minutes?|days?|weeks?|months?|years?|feet|foot|pounds?)$")
_SMALLER_MEASURE = re.compile(
    rf"(?:,|,? and)? (?:\d[\d.]*|{any_of(SMALL_NUMBERS)})[ -]"
    r"(?:minutes?|seconds?|hours?|days?|weeks?|months?|inch(?:es)?|ounces?)\b"
)


# Who said it, and what else is so, are no part of "May 1 and 2" and of "$1,300".
_SAID = re.compile(
    r",\s+(?:[\w’'-]+\s){0,5}?(?:said|says|announced|told|reported|added|confirmed|according)\b.*",
    re.I | re.S,
)
_ELSE = re.compile(
    r",?\s+(?:and|but|while)\s+(?:\S+\s){1,4}?(?:is|are|was|were|has|have|had|will|would|costs?)\b.*",
    re.I | re.S,
)


def without_clauses(question: Question, text: str, span: Span) -> Span | None:
    """Return the answering words without the clauses behind them; None where quotation marks cut them up."""
    words = span.of(text)
    for clause in (_SAID, _ELSE) if question.kinds else ():
        if (match := clause.search(words)) and match.start():
            words = words[: match.start()]
    if words.count("“") != words.count("”") or words.count('"') % 2:
        return None
    return Span(span.start, span.start + len(words))


def whole(text: str, span: Span) -> Span:
    """Return a span with what belongs to its words: a sign, a stop, the rest of a word or a measure."""
    span = _whole_in_han(text, span)
    if text[span.start : span.start + 1].isdigit() and (sign := _SIGN.search(text, 0, span.start)):
        span = Span(sign.start(), span.end)
    if text[: span.end][-1:].isdigit() and (sign := _SHARE.match(text, span.end)):
        return Span(span.start, sign.end())
    if text.startswith(".", span.end) and _ABBREVIATION.search(text, span.start, span.end):
        return Span(span.start, span.end + 1)
    if _HYPHENATED.search(text, span.start, span.end) and (rest := _REST_OF_IT.match(text, span.end)):
        return Span(span.start, rest.end())
    if _MEASURE.search(text, span.start, span.end) and (rest := _SMALLER_MEASURE.match(text, span.end)):
        return Span(span.start, rest.end())
    return span


def _whole_in_han(text: str, span: Span) -> Span:
    """A span that begins or ends within a number or a day of Chinese or Japanese, with all of that."""
    start, end = span.start, span.end
    for number in () if text.isascii() else _HAN_MEASURES.finditer(text):
        if number.start() < start < number.end():
            start = number.start()
        if number.start() < end < number.end():
            end = number.end()
    return Span(start, end)


def fits(question: Question, text: str, span: Span) -> bool:
    """Whether the words at `span` may be what a question wants, by their kind; of several parts, any."""
    answer = span.of(text)
    query = question.standalone
    if any(wants.search(query) and not has.search(answer) for wants, has in _SPECIFIC):
        return False
    if wants_some(question) and not _SOME.search(answer):
        return False
    if not question.kinds:
        return True
    is_duration = _DURATION.fullmatch(answer) and not _FROM_NOW.search(text[: span.start])
    if question.kinds == ("date",) and is_duration:
        return False
    if question.language not in ("", "en"):
        return _fits_abroad(question.kinds, text, answer)
    return any(_is_of(kind, answer) for kind in question.kinds) and (
        "number" not in question.kinds or _counts_it(query, text, span)
    )


def _fits_abroad(kinds: Sequence[Kind], text: str, answer: str) -> bool:
    """The same in other languages, of which the reader has not learned which of two numbers is meant."""
    several = len(re.findall(r"\d+(?:[.,]\d+)*", text)) > 1
    return any(holds_kinds((kind,), answer) and (kind != "number" or not several) for kind in kinds)


def _is_of(kind: Kind, answer: str) -> bool:
    if kind == "date":
        return bool(_DATE.search(answer))
    if kind == "number":
        return bool(_NUMBER.search(answer))
    return not _is_quantity(answer) and not _DAY_ONLY.fullmatch(answer)


def _is_quantity(answer: str) -> bool:
    """Whether words are a number, with its unit or without: "Seventeen", "€11.40", "11-day"."""
    rest = answer
    for _, start, end in reversed(placed_quantities(answer)):
        rest = rest[:start] + rest[end:]
    return rest != answer and all(is_stop(word) for word in words(rest))


def _counts_it(query: str, text: str, span: Span) -> bool:
    """Whether a number counts what is asked: not miles for passengers, nor passengers for money.

    A share of the passengers counts them; the unit of "six to seven hours" stands behind its last number.
    """
    placed = placed_quantities(text)
    ends = [(end, begin) for (_, _, end), (_, begin, _) in pairwise(placed)]
    of_ranges = {end for end, begin in ends if _TO.fullmatch(text, end, begin)}
    within = [
        quantity
        for quantity, start, end in placed
        if start < span.end and span.start < end and end not in of_ranges
    ]
    if not within:
        return True
    if counted := _COUNTED.search(query):
        if is_ratio_or_rate(query, text, span):
            return False
        [unit] = [quantity.unit for quantity, *_ in placed_quantities(f"2 {counted[1]}")]
        return any(quantity.unit in ("", "%", unit) for quantity in within)
    return not _HOW_MUCH.search(query) or any(quantity.unit for quantity in within)
