"""What a value in a sentence belongs to, by the words around it."""

from __future__ import annotations

import re

from corpus.text.lexicon import MONTH_NAMES, any_of
from corpus.text.sentences import Span
from index.search.terms import stems_of
from qa.evidence.candidates import Evidence
from qa.facts.tokens import names, tokens

_CLAUSE = re.compile(r"[;:]|,\s+(?:and|but|while|or)\s|\s(?:and|but|while|whereas)\s")
_BEHIND = re.compile(r"\s*(?:for|per|a|an)\s+(?:an?\s+)?[\w-]+(?:\s+[\w-]+)?", re.I)
OF_ANY = stems_of(
    "cost price charge fare fee rate value level amount total pay rise rose risen raise increase go went "
    "goes climb fall fell fallen drop decline decrease hit reach stand stood jump soar surge surpass top "
    "average averaged averaging pass set become remain stay keep begin start currently national new "
    "record nationwide high low time report say said announce accord number people person cent percent "
    "mark least ticket worth today week month year last first still roughly nearly approximately estimate"
)
"""Terms about being worth, costing or changing, which do not say what does."""
# After one of these comes the place or the group that a value is for.
_AT = frozenset("in at across throughout for with among".split())
_PART_BEHIND = re.compile(
    rf"\s+(?:(?:among|for|with)|[\w-]+\s+(?:[\w-]+\s+)?in)\s+(?!(?:{any_of(MONTH_NAMES)})\b)[A-Z]"
)
# A name this near the beginning of a sentence mostly is the owner.
_FIRST = 4


def subject_terms(sentence: str, place: Span, subject: str) -> frozenset[str]:
    """Return the terms that say what the value at `place` belongs to, without those of the subject itself."""
    before = sentence[: place.start]
    clause = before[max((match.end() for match in _CLAUSE.finditer(before)), default=0) :]
    behind = _BEHIND.match(sentence, place.end)
    own = OF_ANY | stems_of(subject)
    around = stems_of(f"{clause} {behind[0] if behind else ''}")
    return frozenset(term for term in around if term.isalpha() and term not in own)


def of_another(item: Evidence, place: Span, subject: str) -> bool:
    """Whether a value belongs to a place, an owner or a part that the subject does not name.

    As in "In Mono County the price of gas is $5.95" or "California's minimum wage becomes $15.50".
    """
    around = tokens(item.hit.text)
    inner_names = frozenset(around[at].key for at in names(around) if not around[at].opens)
    if _PART_BEHIND.match(item.text, place.end):
        return True
    row, own = tokens(item.text[: place.start]), stems_of(subject)
    others = [at for at in names(row, inner_names) if row[at].stem not in own]
    return any(at < _FIRST or row[at - 1].key in _AT or row[at].owns for at in others)
