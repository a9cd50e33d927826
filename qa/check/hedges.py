"""Hedges that a sentence leaves out: "nearly doubled", "the likely source", "an alleged attempt"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from qa.facts.tokens import Token

_HEDGES = frozenset(
    "alleged allegedly almost likely nearly planned possible possibly potential potentially probably "
    "proposed purported reportedly suspected".split()
)


def left_out_hedges(mine: Sequence[Token], theirs: Sequence[Token]) -> list[str]:
    """Say which hedge of the passage a sentence leaves out between two words that it repeats.

    Another hedge in its place is no objection, nor is one where the passage also has the words without it.
    """
    hedged = {
        (before.key, behind.key): hedge.text
        for before, hedge, behind in zip(theirs, theirs[1:], theirs[2:], strict=False)
        if hedge.key in _HEDGES
    }
    plain = {(a.key, b.key) for a, b in itertools.pairwise(theirs)}
    return [
        f"the passage says {hedged[pair]!r} before {word.text!r}"
        for before, word in itertools.pairwise(mine)
        if (pair := (before.key, word.key)) in hedged and pair not in plain
    ]
