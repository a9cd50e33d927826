"""The part of a text around the words of a query, in pieces of which some are marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.text.scripts import spaced

_WORD = re.compile(r"\w+")
_BEFORE, _LENGTH = 60, 240

Terms = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a text in pieces, each with whether it is marked as a match.

    `begins` and `ends` tell whether it includes the beginning and the end of the text.
    """

    pieces: tuple[tuple[str, bool], ...]
    begins: bool = True
    ends: bool = True

    @property
    def marked(self) -> bool:
        """Whether any piece is marked."""
        return any(mark for _, mark in self.pieces)


def snippet(text: str, phrases: Sequence[str], terms: Terms, around: bool = False) -> Snippet:
    """Return a text with the words of `phrases` marked, in whatever form they occur.

    Two words are one where `terms` makes the same of them. With `around` only the part with most of them is
    returned.
    """
    query_terms = {term for phrase in phrases for term in terms(phrase)}
    marks = _marks(text, phrases, query_terms, terms)
    start, end = _window(text, marks) if around else (0, len(text))
    pieces: list[tuple[str, bool]] = []
    at = start
    for first, last in marks:
        if first >= at and last <= end:
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    pieces.append((text[at:end], False))
    return Snippet(tuple(piece for piece in pieces if piece[0]), start == 0, end == len(text))


def _marks(text: str, phrases: Sequence[str], query_terms: set[str], terms: Terms) -> list[tuple[int, int]]:
    """The spans of the words, in order: by their stems, or literally within a longer run."""
    if not query_terms and not phrases:
        return []
    parts = [_literal(phrase) for phrase in phrases]
    literal = re.compile("|".join(parts), re.IGNORECASE) if parts else None
    spans = [match.span() for match in literal.finditer(text)] if literal else []
    covered = list(spans)
    for word in _WORD.finditer(text):
        if query_terms.isdisjoint(terms(word[0])):
            continue
        if all(word.end() <= start or end <= word.start() for start, end in covered):
            spans.append(word.span())
    return sorted(spans)


def _literal(phrase: str) -> str:
    """A pattern of a phrase as written, as whole words if it has any."""
    whole = spaced(phrase) == phrase
    return rf"(?<!\w){re.escape(phrase)}(?!\w)" if whole else re.escape(phrase)


def _window(text: str, marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The span of about 240 characters, from word to word, with the most different matches."""
    if not marks:
        return 0, _to_word(text, min(_LENGTH, len(text)))

    def words_from(place: int) -> int:
        last = place + _LENGTH - _BEFORE
        return len({text[start:end].casefold() for start, end in marks if place <= start and end <= last})

    best = max((start for start, _ in marks), key=lambda start: (words_from(start), -start))
    start = max(best - _BEFORE, 0)
    if start:
        space = text.find(" ", start, best)
        start = space + 1 if space >= 0 else best
    return start, _to_word(text, min(start + _LENGTH, len(text)))


def _to_word(text: str, end: int) -> int:
    """The end of the last whole word before `end`."""
    if end == len(text):
        return end
    space = text.rfind(" ", 0, end)
    return space if space > 0 else end
