"""Spelling mistakes in a question, corrected by the archive's words: "furnce" where it has "furnace"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from corpus.text.language import zipf
from index.search.hit import Hit
from index.search.terms import stem, words

# Shorter words have too many neighbours.
_LEAST_LETTERS = 5
# Of two words of seven letters, that one letter is missing, too many or another, or two have changed places.
_LIKENESS = 0.8
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Respelling:
    """A question in the archive's spelling, with each word as it was written and as it is read."""

    question: str
    slips: tuple[tuple[str, str], ...]

    @property
    def notice(self) -> str:
        """The notice for the reader."""
        pairs = " and ".join(f"“{written}” as “{read}”" for written, read in self.slips)
        return f"Read {pairs}: the archive has no such word as you wrote."


def respelled(question: str, hits: Sequence[Hit], mentions: Callable[[str], object]) -> Respelling | None:
    """Return a question with its spelling mistakes corrected; None where none can be recognised.

    A slip is a word that neither English nor the archive has, where the hits have one much like it: the
    nearest by Ratcliff and Obershelp's measure, of at least .8, with the same first letter. `mentions`
    returns something falsy for a word that the archive does not have.
    """
    slips: dict[str, str] = {}
    unknown = [word for word in _WORD.findall(question) if _is_unknown(word)]
    if not unknown:
        return None
    told = {word for hit in hits for word in words(f"{hit.title} {hit.text}")}
    for word in unknown:
        key = "".join(words(word))
        alike = [other for other in told if other[0] == key[0] and len(other) >= _LEAST_LETTERS]
        nearest = get_close_matches(key, alike, n=1, cutoff=_LIKENESS)
        # "Flocked" for "flock" is another form and no slip.
        if nearest and stem(nearest[0]) != stem(key) and key not in told and not mentions(word):
            slips[word] = _as_printed(nearest[0], hits)
    if not slips:
        return None
    meant = _WORD.sub(lambda match: slips.get(match[0], match[0]), question)
    return Respelling(meant, tuple(slips.items()))


def _is_unknown(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS and zipf(word) == 0.0


def _as_printed(word: str, hits: Sequence[Hit]) -> str:
    """A word with the capital letters and diacritics that reports give it."""
    printed = (match[0] for hit in hits for match in _WORD.finditer(f"{hit.text} {hit.title}"))
    return next((text for text in printed if words(text) == [word]), word)
