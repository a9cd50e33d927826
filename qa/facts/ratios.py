"""Numbers that compare or share out, and so count nothing: "17 times as many", "six in 10", "1,000 a day"."""

from __future__ import annotations

import re

from corpus.text.lexicon import SMALL_NUMBERS, TENS, any_of
from corpus.text.sentences import Span

_NUMBER = rf"(?:\d{{1,3}}(?![\d,.]*\d)|{any_of(SMALL_NUMBERS[1:])}|{any_of(TENS)}|every)"
# "Three in 10", and not "three in 10 cities" nor "113 in 2024".
_SHARED = (
    rf"\s+(?:in|out of)\s+(?:every\s+)?{_NUMBER}\b(?!-|\s+(?!of\b|people\b|adults\b|Americans\b)[a-z]+s\b)"
)
_TIMES = re.compile(
    r"[\s-]+times\b(?=\s+(?:as|more|less|higher|lower|larger|greater|bigger|the|that|its|what)\b)", re.I
)
_BEFORE_ANOTHER = re.compile(_SHARED, re.I)
_BEHIND_ANOTHER = re.compile(rf"\b{_NUMBER}\s+(?:in|out of)\s+(?:every\s+)?$", re.I)
_RATIO = re.compile(rf"\b{_NUMBER}{_SHARED}", re.I)
_EACH = (
    r"(?:an?|per|each|every)[\s-](?:second|minute|hour|day|night|week|month|year)\b|"
    r"\b(?:daily|weekly|yearly)\b"
)
_RATE = re.compile(rf"[\s-]+(?:[\w’'-]+\s+){{0,3}}?(?:{_EACH})", re.I)
_ASKS_FOR_A_RATE = re.compile(
    rf"\b(?:{_EACH}|times|ratio|rate|often|average|share|annual(?:ly)?|monthly|hourly)\b", re.I
)


def is_ratio_or_rate(question: str, text: str, span: Span) -> bool:
    """Whether the number at `span` is half of a ratio or so many a day, and a question asks for neither."""
    if _ASKS_FOR_A_RATE.search(question):
        return False
    within = _RATIO.search(text, span.start, span.end) or _TIMES.search(text, span.start)
    behind = _BEFORE_ANOTHER.match(text, span.end) or _RATE.match(text, span.end)
    is_multiple = within is not None and within.start() <= span.end
    return is_multiple or bool(behind or _BEHIND_ANOTHER.search(text[: span.start]))
