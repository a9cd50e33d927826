"""A country's name in two forms: the noun and its adjective."""

from __future__ import annotations

import re
from collections.abc import Collection

# What the adjective shares with the country only in its first letters, or not even there.
_COUNTRIES = {
    "french": "france", "dutch": "netherlands", "british": "britain", "german": "germany",
    "spanish": "spain", "greek": "greece", "swiss": "switzerland", "danish": "denmark",
    "polish": "poland", "welsh": "wales", "irish": "ireland", "english": "england", "thai": "thailand",
    "turkish": "turkey", "norwegian": "norway", "swedish": "sweden", "finnish": "finland", "chinese": "china",
    "iraqi": "iraq", "american": "us", "filipino": "philippines", "scottish": "scotland",
}  # fmt: skip
_TWO_FORMS = frozenset("america britain european kingdom states union united".split())
_ADJECTIVE = re.compile(r"\w{2,}(?:ian|ean|ese|ish)")
_ENDING = re.compile(r"(?:a|e|ia|y|n|an|ian|ean|ese|i|ish|ians|ans|o|os|ic)?")


def may_be_worded_otherwise(key: str) -> bool:
    """Whether reports may have another word for a part of a name: a nationality, or the United States."""
    return key in _COUNTRIES or key in _TWO_FORMS or bool(_ADJECTIVE.fullmatch(key))


def is_named(part: str, keys: Collection[str]) -> bool:
    """Whether one of `keys` is a part of a name, its plural, or of the same country: "Greek" for "Greece"."""
    if part in keys or part.rstrip("s") in keys or f"{part}s" in keys:
        return True
    if _COUNTRIES.get(part) in keys or any(_COUNTRIES.get(other) == part for other in keys if len(other) > 3):
        return True
    # "Ukrainian" for "Ukraine": one begins like the other, and only an ending of nationality differs.
    return len(part) > 4 and any(_have_one_stem(part, other) for other in keys)


def _have_one_stem(a: str, b: str) -> bool:
    common = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        common += 1
    return common >= 4 and all(bool(_ENDING.fullmatch(word[common:])) for word in (a, b))
