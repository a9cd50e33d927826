"""Words of opposite meaning: "rose" and "fell", "before" and "after"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from corpus.word_lists import rows_in
from qa.facts.tokens import Token

_Table = dict[str, frozenset[str]]
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non")


@cache
def _opposites() -> tuple[_Table, _Table]:
    """Words that may not replace each other: for each those against it, and those of its own side."""
    against: _Table = {}
    same: _Table = {}
    for row in rows_in(__file__, "antonyms"):
        one, other = (frozenset(side.split()) for side in row.split("/"))
        for mine, theirs in ((one, other), (other, one)):
            for word in mine:
                against[word] = against.get(word, frozenset()) | theirs
                same[word] = same.get(word, frozenset()) | mine
    return against, same


def wrong_direction(mine: Sequence[Token], theirs: Sequence[Token]) -> list[str]:
    """Return a reason for each word of a sentence whose opposite the passage has: "fell" for "rose"."""
    others = {token.key for token in theirs if token.is_word}
    reasons = []
    against, same = _opposites()
    for token in mine:
        if others & against.get(token.key, frozenset()) and not others & same[token.key]:
            reasons.append(f"{token.text!r} is the opposite of what the passage says")
    own = {token.key for token in mine if token.is_word}
    reasons += [f"{a!r} is the opposite of {b!r}" for a, b in _prefixed(own - others, others - own)]
    return reasons


def _prefixed(mine: set[str], theirs: set[str]) -> Iterator[tuple[str, str]]:
    for one, other in ((mine, theirs), (theirs, mine)):
        for word in one:
            for prefix in _PREFIXES:
                bare = word.removeprefix(prefix)
                if bare != word and len(bare) > 3 and bare in other:
                    yield word, bare


_SUPERLATIVES = [
    frozenset(row.split())
    for row in (
        "largest biggest greatest", "smallest tiniest", "fastest quickest", "slowest", "highest tallest",
        "lowest", "oldest earliest", "youngest newest", "longest", "shortest", "best",
        "worst deadliest", "richest wealthiest", "poorest", "strongest", "weakest", "heaviest", "busiest",
        "costliest",
    )
]  # fmt: skip
# With one of these words a passage may say the same without a superlative.
_UNEQUALLED = re.compile(
    r"\b(?:record|any other|no other|no one else|ever|unprecedented|top|most|leading)\b", re.I
)


def unknown_superlative(mine: Sequence[Token], text: str) -> list[str]:
    """Return a reason for each superlative of a sentence that a passage lacks: "largest" for "fastest"."""
    if _UNEQUALLED.search(text):
        return []
    superlatives = set(re.findall(r"[a-z]+est\b", text.lower())) | {"best", "worst"} & set(
        text.lower().split()
    )
    return [
        f"{token.text!r} does not stand in the passage"
        for token in mine
        for alike in _SUPERLATIVES
        if token.key in alike and not alike & superlatives
    ]


def opposes(word: str, others: frozenset[str] | set[str]) -> bool:
    """Whether one of `others` is the opposite of `word`."""
    return bool(opposites(word) & others)


def opposites(word: str) -> frozenset[str]:
    """Return the opposites of a lower-case word; empty if none is known."""
    return _opposites()[0].get(word, frozenset())
