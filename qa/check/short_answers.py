"""Answers of a few words, "Russia.": they say something only together with the question."""

from __future__ import annotations

from index.search.terms import words

MOST_WORDS = 6
_DENYING = frozenset({"not", "no", "never", "neither", "nor", "without", "cannot", "denied"})
_DENIED_WITHIN = 2


def stands_in(sentence: str, text: str) -> bool:
    """Whether a sentence is of at most six words that stand in `text` in a row, somewhere undenied."""
    mine, theirs = words(sentence), words(text)
    if not 0 < len(mine) <= MOST_WORDS:
        return False
    places = (at for at in range(len(theirs) - len(mine) + 1) if theirs[at : at + len(mine)] == mine)
    return any(not _denies(theirs[max(0, at - _DENIED_WITHIN) : at]) for at in places)


def _denies(before: list[str]) -> bool:
    return any(word in _DENYING or word.endswith("n't") for word in before)
