"""Aligning a sentence with the passage that it repeats, to find what it replaced."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from corpus.text.sentences import sentences
from qa.check.negation import negators
from qa.facts.antonyms import opposes
from qa.facts.numbers import numbers
from qa.facts.tokens import BE, Token, tokens

_TIMES = frozenset("second minute hour day week month year decade century".split())


def replaced(mine: Sequence[Token], passages: Sequence[str]) -> list[str]:
    """Say where a sentence follows the passage word by word but has another name, number or opposite.

    Only a sentence that repeats one of the passage's for the most part is looked at: there, what stands in
    the same place is what the passage says, even if the other word stands elsewhere in it.
    """
    rows = [tokens(span.of(text)) for text in passages for span in sentences(text)]
    my_keys = [token.key for token in mine if token.is_word]
    best: tuple[float, list[Token], SequenceMatcher[str]] | None = None
    for row in rows:
        theirs = [token for token in row if token.is_word]
        matcher = SequenceMatcher(None, [token.key for token in theirs], my_keys, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks())
        share = same / max(len(my_keys), 1)
        if best is None or share > best[0]:
            best = share, theirs, matcher
    if best is None or best[0] < 0.6:
        return []
    _, theirs, matcher = best
    ours = [token for token in mine if token.is_word]
    reasons: list[str] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "replace" and b - a <= 4 and d - c <= 4:
            reasons += _exchanged(
                theirs[a:b], ours[c:d], passive=_tells_by_whom(ours) != _tells_by_whom(theirs)
            )
        if kind != "equal" and b - a <= 2 and d - c <= 2:
            their_negated, ours_negated = len(negators(theirs[a:b])), len(negators(ours[c:d]))
            if their_negated != ours_negated:
                reasons.append(
                    "it denies what the passage says" if ours_negated else "it says what the passage denies"
                )
    return reasons


_DIGITS = re.compile(r"\d[\d,.]*")


def other_number(mine: Sequence[Token], theirs: Sequence[Token]) -> list[str]:
    """Say where the same two words lead to another number: "candidacy in 2014" for "candidacy in 2015"."""
    stood: dict[tuple[str, str], set[str]] = {}
    for row, place in _numbered(theirs):
        stood.setdefault((row[place - 2].stem, row[place - 1].key), set()).add(row[place].key)
    return [
        f"the passage has another number than {row[place].text} behind {row[place - 1].text!r}"
        for row, place in _numbered(mine)
        if row[place].key not in stood.get((row[place - 2].stem, row[place - 1].key), {row[place].key})
    ]


def _numbered(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], int]]:
    row = [token for token in tokens if token.is_word]
    for place in range(2, len(row)):
        if _DIGITS.fullmatch(row[place].text) and row[place - 2].says:
            yield row, place


def _tells_by_whom(row: Sequence[Token]) -> bool:
    """Whether some tokens have a form of "be" and, a few words on, a "by"."""
    return any(
        token.key == "by" and any(row[at].key in BE for at in range(max(0, place - 5), place))
        for place, token in enumerate(row)
    )


def _exchanged(theirs: Sequence[Token], mine: Sequence[Token], passive: bool) -> Iterator[str]:
    my_keys, their_keys = {t.key for t in mine}, {t.key for t in theirs}
    our_figures, their_figures = _figures(mine), _figures(theirs)
    if our_figures and their_figures and not any(_rounded(a, b) for a in our_figures for b in their_figures):
        yield f"where it says {our_figures[0]:g}, the passage says {their_figures[0]:g}"
    my_names = [t for t in mine if _is_capital(t) and t.key not in their_keys]
    their_names = [t for t in theirs if _is_capital(t) and t.key not in my_keys]
    if my_names and their_names and not passive:
        yield f"where it says {my_names[0].text!r}, the passage says {their_names[0].text!r}"
    my_units, their_units = ({key.rstrip("s") for key in keys} & _TIMES for keys in (my_keys, their_keys))
    if my_units and their_units and not my_units & their_units:
        yield f"where it says {min(my_units)!r}, the passage says {min(their_units)!r}"
    for token in mine:
        if opposes(token.key, their_keys - my_keys):
            yield f"{token.text!r} is the opposite of what the passage says"


def _figures(row: Sequence[Token]) -> list[float]:
    return [value for token in row for value in numbers(token.text)]


def _rounded(mine: float, theirs: float) -> bool:
    """Whether one number is the other, perhaps rounded; whether the sentence says so is checked elsewhere."""
    if not (math.isfinite(mine) and math.isfinite(theirs)):  # Too large to be compared.
        return False
    return mine == theirs or (theirs >= 100 and abs(mine - theirs) <= 0.05 * theirs)


def _is_capital(token: Token) -> bool:
    return token.capital and not token.opens and token.says
