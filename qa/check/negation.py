"""The negating words of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.facts.tokens import Token

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
