"""Answers of a few words, "Russia.": they say something only together with the question."""

from __future__ import annotations

from collections.abc import Iterator

from index.search.terms import words

MOST_WORDS = 6
_DENYING = frozenset({"not", "no", "never", "neither", "nor", "without", "cannot", "denied"})
_DENIED_WITHIN = 2


def stands_in(sentence: str, text: str) -> bool:
    """Whether a sentence is of at most six words that stand in `text` in a row, somewhere undenied."""
    return any(not denied for denied in _places(sentence, text))


def only_denied(sentence: str, text: str) -> list[str]:
    """Say whether a sentence is of at most six words that stand in `text` in a row, everywhere denied."""
    places = list(_places(sentence, text))
    return ["the passage denies it"] if places and all(places) else []


def _places(sentence: str, text: str) -> Iterator[bool]:
    """For each place in `text` where a short sentence stands, whether it is denied there."""
    mine, theirs = words(sentence), words(text)
    if 0 < len(mine) <= MOST_WORDS:
        for at in range(len(theirs) - len(mine) + 1):
            if theirs[at : at + len(mine)] == mine:
                yield _denies(theirs[max(0, at - _DENIED_WITHIN) : at])


def _denies(before: list[str]) -> bool:
    return any(word in _DENYING or word.endswith("n't") for word in before)
