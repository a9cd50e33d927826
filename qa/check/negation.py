"""What is denied: a sentence must not deny what its passage does not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.facts.tokens import CLAUSE_ENDS, Token

_NEGATOR = re.compile(
    r"(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|against|unable|unlikely|hardly|"
    r"\w+n['’]?t|fail(?:s|ed|ing)?|refus(?:es?|ed|ing|al)|lack(?:s|ed|ing)?|"
    r"den(?:y|ies|ied|ying|ial)|reject(?:s|ed|ing|ion)?|declin(?:es?|ed|ing)|oppos(?:es?|ed|ing|ition))"
)

_NO_NEGATOR = frozenset(
    "want wont sent went spent meant bent lent rent dent cent tent vent event agent".split()
)

# "Against" denies behind these, and behind others names whom an appeal or a match is about.
_DECIDES = frozenset("vote votes voted voting rule ruled ruling decide decided argue argued came".split())
_NEAR = 4


def negators(row: Sequence[Token]) -> list[int]:
    """Return the places of the words that deny, in order."""
    places = []
    for place, token in enumerate(row):
        key = token.key.replace("’", "'")
        behind = row[place + 1].key if place + 1 < len(row) else ""
        if key in _NO_NEGATOR or not _NEGATOR.fullmatch(key) or (key == "no" and behind in ("", ".")):
            continue
        if key == "against" and not {other.key for other in row[max(0, place - 2) : place]} & _DECIDES:
            continue
        if (key == "not" and behind in ("only", "just")) or (
            key.endswith("nt") and "'" not in token.text.replace("’", "'")
        ):
            continue
        places.append(place)
    return places


def _behind(row: Sequence[Token], place: int, count: int = _NEAR) -> set[str]:
    """The stems of the meaning words close behind a place, within its clause."""
    stems: set[str] = set()
    for token in row[place + 1 : place + 10]:
        if token.text in CLAUSE_ENDS or len(stems) >= count:
            break
        if token.says:
            stems.add(token.stem)
    return stems


def _around(row: Sequence[Token], place: int, before: int = 6, after: int = 7) -> set[str]:
    return {token.stem for token in row[max(0, place - before) : place + after + 1] if token.says}


def added_denial(mine: Sequence[Token], theirs: Sequence[Token]) -> list[str]:
    """Say whether a sentence denies what the passage does not."""
    places = negators(theirs)
    if any(not _matched(mine, place, theirs, places) for place in negators(mine)):
        return ["it denies what the passage does not deny"]
    return []


def _matched(row: Sequence[Token], place: int, other: Sequence[Token], places: Sequence[int]) -> bool:
    denied = _behind(row, place) or _around(row, place, 4, 0)
    return any((_behind(other, at) | _around(other, at, 3, 0)) & denied for at in places)
