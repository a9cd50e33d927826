"""Words in quotation marks, with those inside them nested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

# Straight marks and curly ones are mixed: what one of them opens the other may close.
_OPENING = {"“": "”", '"': "”", "‘": "’"}
_MARKS = (("“", "”"), ("‘", "’"))
_NESTING = frozenset('"“‘”')
_BEFORE_A_QUOTATION = frozenset(" \t\n([{“‘-–—/")


def quoted(words: str) -> str:
    """Return words in double quotation marks; inside them double ones become single ones, and so on inward.

    Each mark is replaced by one other, so that offsets count on behind the first.
    """
    # As in most quotes: going through them by character costs a hundred times as much.
    if _NESTING.isdisjoint(words):
        return f"“{words}”"
    return f"“{''.join(_nested(words))}”"


def _nested(words: str) -> Iterator[str]:
    """The characters of `words` with its marks by how deep they stand in a quotation of it."""
    closing: list[str] = []
    is_open = Counter[str]()  # How many of `closing` are which mark: words may open thousands.
    for before, char, after in zip(chain([""], words), words, chain(words[1:], [""]), strict=False):
        end = "”" if char == '"' else char
        if char in _OPENING and (char != '"' or _opens(before, after, is_open["”"] > 0)):
            if char == "‘" and after.isdigit():  # "the ‘90s"
                yield "’"
                continue
            closing.append(_OPENING[char])
            is_open[closing[-1]] += 1
            yield _MARKS[len(closing) % 2][0]
        elif is_open[end] and not (char == "’" and after.isalpha()):
            while closing[-1] != end:  # What is never closed ends where the quotation around it does.
                is_open[closing.pop()] -= 1
            yield _MARKS[len(closing) % 2][1]
            is_open[closing.pop()] -= 1
        elif char in '”"':  # Closes what was opened before these words.
            yield "’"
        else:
            yield char


def _opens(before: str, after: str, is_open: bool) -> bool:
    """Whether a straight mark opens a quotation, by the characters around it."""
    return (not before or before in _BEFORE_A_QUOTATION) and (after.isalnum() or not is_open)
