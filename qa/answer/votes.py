"""Which number of a vote answers: "131 to 29" has one of those for and one of those against."""

from __future__ import annotations

import re

from corpus.text.sentences import Span
from qa.question.understand import Question

_ASKS = re.compile(r"\bhow many\b", re.I)
_SIDES = re.compile(
    r"(?P<one>\d[\d,]*)(?:\s+votes?)?\s*(?:\bto\b|[-–—]|\bagainst\b)\s*(?P<other>\d[\d,]*)", re.I
)
_VOTE = re.compile(
    r"\b(?:vot(?:e[sd]?|ing)|ballots?|referendum|motion|passed|approved|backed|reject\w*|elected|chose)\b",
    re.I,
)
_AGAINST = re.compile(r"\b(?:against|oppos\w+|reject\w*|no)\b", re.I)
_FOR = re.compile(r"\b(?:for|favou?r\w*|back(?:ed|ing)?|support\w*|approv\w*|yes|accept\w*)\b", re.I)
_LOST = re.compile(
    r"\b(?:reject\w*|defeat\w*|los(?:t|es|e|ing)|threw out|thrown out|voted? down|fail\w*|against)\b",
    re.I,
)


def one_side(question: Question, sentence: str, span: Span) -> Span | None:
    """Return the one of two numbers that a question asks for; None where that is unclear.

    Words that are not both sides of a vote or a score, and those of other questions, come back as they are. A
    range such as "30 to 40" is one number.
    """
    sides = _SIDES.search(sentence, span.start, span.end)
    if sides is None or not _ASKS.search(question.standalone):
        return span
    one, other = (int(sides[name].replace(",", "")) for name in ("one", "other"))
    if one < other and not _VOTE.search(sentence):
        return span
    against, in_favour = (bool(side.search(question.standalone)) for side in (_AGAINST, _FOR))
    if not _VOTE.search(sentence) or not (against or in_favour):
        return None
    # Of a vote that was lost, the votes against come first.
    first = against == bool(_LOST.search(sentence))
    return Span(*sides.span("one" if first else "other"))
