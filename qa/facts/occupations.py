"""Nouns that say what somebody does or is: offices, trades, parts in an affair."""

from __future__ import annotations

import re

from corpus.text.lexicon import any_pattern
from corpus.word_lists import words_in

_FORMED = any_pattern(
    "(?:olog|ic|t|n|c|l|r)ist$",
    "(?:fire|police|congress|council|spokes|chair|business|sales)(?:wo)?m[ae]n$",
    "(?:keeper|maker|holder|writer|player|owner)$",
    flags=re.NOFLAG,
)


def is_occupation(word: str) -> bool:
    """Whether a word says what somebody does or is, whatever its case: "mayor", "ex-wife", "biologist"."""
    lower = word.lower().strip(".,'’\"“”")
    return lower.rsplit("-", 1)[-1] in words_in(__file__, "occupations") or bool(_FORMED.search(lower))


def goes_before_occupation(word: str) -> bool:
    """Whether a word in lower case may stand before such a noun and belong to it: "former", "deputy"."""
    return word.lower() in words_in(__file__, "before_occupations")
