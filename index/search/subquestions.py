"""Splitting a question of several parts."""

from __future__ import annotations

import re

from corpus.text.lexicon import PERSONS, POINTING, QUESTION_WORDS, any_of
from index.search.terms import terms

_ASKING = rf"(?:{any_of(QUESTION_WORDS)})\b"
_BORDER = re.compile(
    rf",?\s+(?:and|or|but)\s+(?=(?:also\s+)?(?:(?:on|in|at|by|for|to|from|with)\s+)?{_ASKING})|"
    rf"\?\s+(?=\S)|;\s+(?=(?:and\s+)?{_ASKING})",
    re.I,
)
_LEAST_TERMS = 2
_MOST_PARTS = 4
_POINTS_BACK = re.compile(rf"\b(?:{any_of((*PERSONS, 'theirs', *POINTING))})\b", re.I)


def parts_of(question: str) -> tuple[str, ...]:
    """Return the parts of `question`, in order; only itself if it has one part.

    "Which company bought the port, and who runs it?" has two. A part that points back ("it"), or says too
    little to be searched by itself, takes the words of the one before it along. Of a question in more than
    four parts, only the first four are searched separately.
    """
    pieces = [piece.strip(" ?") for piece in _BORDER.split(question, _MOST_PARTS - 1)]
    parts: list[str] = []
    for piece in pieces:
        if not terms(piece) and not _POINTS_BACK.search(piece):
            continue
        leans = len(terms(piece)) < _LEAST_TERMS or _POINTS_BACK.search(piece)
        parts.append(f"{parts[-1]} {piece}" if parts and leans else piece)
    return tuple(parts) if len(parts) > 1 else (question,)
