"""The names of a sentence that the passages it cites do not have."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from index.search.terms import words
from qa.facts.abbreviations import is_spelled_out
from qa.facts.nationalities import is_named
from qa.facts.ordinary_words import is_ordinary
from qa.facts.tokens import Token, is_title, names, tokens


def unknown_names(row: Sequence[Token], around: str) -> list[str]:
    """Say which names of a sentence `around` has not, or has only as parts of two different names."""
    held_row = tokens(around)
    keys = frozenset(token.key for token in held_row if token.is_word)
    capitals = frozenset(token.key for token in held_row if token.capital)
    places = [
        place for place in names(row, capitals) if not (row[place].opens and is_ordinary(row[place].key))
    ]
    spelled_out = _spelled_out(row, places, held_row)
    reasons = [
        f"the name {row[place].text!r} does not stand in the passage"
        for place in places
        if place not in spelled_out and not _stands_in(row[place], keys, held_row)
    ]
    for first, second in _neighbours(row, places):
        a, b = row[first].key, row[second].key
        # "Bo Bhroin" made of Bo Lund and Aoife Bhroin, and not "Missouri Senate" of "Missouri" and "Senate".
        if a in keys and b in keys and not _near(a, b, held_row) and _parts_of_others(a, b, held_row):
            reasons.append(f"the name {row[first].text} {row[second].text} does not stand in the passage")
    return list(dict.fromkeys(reasons))


def _neighbours(row: Sequence[Token], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    for first, second in itertools.pairwise(places):
        if second == first + 1 and not is_title(row[first].key) and not row[first].owns:
            yield first, second


def _near(a: str, b: str, row: Sequence[Token]) -> bool:
    firsts = [place for place, token in enumerate(row) if token.key == a]
    return any(
        row[other].key == b for place in firsts for other in range(place + 1, min(place + 3, len(row)))
    )


def _parts_of_others(a: str, b: str, row: Sequence[Token]) -> bool:
    """Whether `a` only ever begins a longer name, and `b` somewhere ends one."""
    begins = [_is_beside(row, place, place + 1) for place, token in enumerate(row) if token.key == a]
    return all(begins) and any(
        _is_beside(row, place, place - 1) for place, token in enumerate(row) if token.key == b
    )


def _is_beside(row: Sequence[Token], place: int, other: int) -> bool:
    """Whether two places have capitals, neither of which begins a sentence by itself."""
    if not 0 <= other < len(row):
        return False
    return row[place].capital and row[other].capital and not row[max(place, other)].opens


def _stands_in(token: Token, keys: frozenset[str], row: Sequence[Token]) -> bool:
    parts = words(token.text)
    whole = token.key in keys or "".join(parts) in keys or is_spelled_out(token.key, keys)
    return whole or all(is_named(part, keys) for part in parts) or _is_acronym(token, row)


def _is_acronym(token: Token, row: Sequence[Token]) -> bool:
    """Whether the passage spells out what the sentence abbreviates: "UN" for "United Nations"."""
    letters = "".join(char.lower() for char in token.text if char.isalpha())
    if not token.text.replace(".", "").isupper() or not 2 <= len(letters) <= 6:
        return False
    return letters in "".join(other.key[0] for other in row if other.capital)


def _spelled_out(row: Sequence[Token], places: Sequence[int], held_row: Sequence[Token]) -> set[int]:
    """The places whose names the passage abbreviates: "United Nations" for its "UN"."""
    short = {t.key for t in held_row if t.text.isupper() and 2 <= len(t.key) <= 6}
    covered: set[int] = set()
    for length in range(2, 7):
        for at in range(len(places) - length + 1):
            run = places[at : at + length]
            together = run[-1] - run[0] <= length + 1
            if together and "".join(row[place].key[0] for place in run) in short:
                covered.update(run)
    return covered
