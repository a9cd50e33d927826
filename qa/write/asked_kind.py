"""What a question wants by its kind: a day for "when", a number for "how many", a name for "which city"."""

from __future__ import annotations

import re

from corpus.text.lexicon import whole_words
from qa.evidence.candidates import holds_kinds
from qa.facts.ordinary_words import is_ordinary
from qa.facts.tokens import tokens
from qa.question.understand import Question

_TIME = whole_words(
    "after, before, once, until, when, while, during, since, now, soon, never, always, immediately, "
    "tonight, eve, "
    "(?:minute|hour|day|night|week|weekend|month|year|decade|season|spring|summer|autumn|fall|"
    r"winter)s?, christmas, easter, ramadan, thanksgiving, [ap]\.?m, \d+"
)
_COUNT = whole_words(
    "one, an?other, no, none, nobody, nothing, never, once, twice, both, all, free, several, few, "
    "many, most, every, each, single, pair, couple, double, triple, third, quarter, zero"
)
# What these are called always has a capital.
_NAMED = re.compile(
    r"^(?:in |on |to |from |for |of |at )?(?:what|which) (?:\w+ )?(?:city|country|state|company|team)\b", re.I
)


def lacks_asked_kind(text: str, question: Question) -> bool:
    """Whether a sentence has no day, number or name at all, and a question in English wants just that."""
    if question.language not in ("", "en"):
        return False
    if _NAMED.search(question.standalone):
        return not _names_another(text, question)
    if question.kinds == ("date",):
        return not holds_kinds(question.kinds, text) and not _TIME.search(text)
    if question.kinds == ("number",):
        return not holds_kinds(question.kinds, text) and not _COUNT.search(text)
    return False


def _names_another(text: str, question: Question) -> bool:
    """Whether a sentence has a capitalised word that the question has not, and that may be a name."""
    asked = {token.key for token in tokens(question.standalone)}
    return any(
        token.capital
        and token.says
        and token.key not in asked
        and not (token.opens and is_ordinary(token.key))
        for token in tokens(text)
    )
