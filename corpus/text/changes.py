"""What became of a text from one version to the next, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from corpus.text.scripts import WITHOUT_SPACES
from corpus.text.sentences import Span, sentences

Kind = Literal["same", "gone", "new"]
# Numbers and compounds are one word; each sign of a script without spaces, and each mark, is one too.
_LETTERS = rf"[^\W{WITHOUT_SPACES}]+"
_WORD = re.compile(rf"[{WITHOUT_SPACES}]|{_LETTERS}(?:[.,:'’-]{_LETTERS})*|[^\w\s]")
# Comparing takes time in proportion to the product of two lengths, or more.
_MOST_WORDS, _MOST_SENTENCES = 500 * 500, 1000 * 1000
# From which share of common words on one sentence may stand for another (Dice's coefficient).
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of words that stayed, went or came.

    Attributes:
        kind: Which of these.
        text: The words. What went or came has no white space at its ends.
    """

    kind: Kind
    text: str


def edits(before: str, after: str) -> list[Edit]:
    """Return how one text became another; together, what did not go is the second, apart from white space."""
    old, new = _words(before), _words(after)
    if len(old) * len(new) > _MOST_WORDS:
        return [Edit("gone", before.strip()), Edit("same", " "), Edit("new", after.strip())]
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], False)
    made: list[Edit] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            made.append(Edit("same", "".join(new[j1:j2])))
        else:
            made += [*_changed("gone", old[i1:i2]), *_changed("new", new[j1:j2])]
    return made


def _words(text: str) -> list[str]:
    """The words of a text, each with the white space behind it."""
    starts = [match.start() for match in _WORD.finditer(text)]
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _changed(kind: Kind, words: Sequence[str]) -> Iterator[Edit]:
    text = "".join(words)
    if text:
        yield Edit(kind, text.rstrip())
        if text.rstrip() != text:
            yield Edit("same", " ")


def counterpart(words: str, text: str, other: str, language: str = "en") -> str:
    """Return the sentences of another version that stand in the place of some words.

    Args:
        words: Some of `text`.
        text: The version that has them.
        other: The version to look in.
        language: Of both, an ISO 639-1 code.

    Returns:
        The sentences, one space between them; "" where nothing of the other version may stand for the words.
    """
    at = text.find(words)
    mine, theirs = sentences(text, language), sentences(other, language)
    inside = [place for place, span in enumerate(mine) if span.start < at + len(words) and at < span.end]
    if at < 0 or not inside:
        return ""
    pairs = _pairs([span.of(text) for span in mine], [span.of(other) for span in theirs], inside)
    return " ".join(_text_of(theirs[place], other) for place in sorted(set(pairs)))


def _text_of(span: Span, text: str) -> str:
    return " ".join(span.of(text).split())


def _pairs(mine: Sequence[str], theirs: Sequence[str], wanted: Sequence[int]) -> Iterator[int]:
    """The places in `theirs` of what stands for the sentences at the places `wanted` of `mine`."""
    same = 0  # What both begin with need not be compared, and that is most of a corrected article.
    while same < min(len(mine), len(theirs)) and mine[same] == theirs[same]:
        same += 1
    yield from (place for place in wanted if place < same)
    rest, others = mine[same:], theirs[same:]
    if len(rest) * len(others) > _MOST_SENTENCES:
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, rest, others).get_opcodes():
        for place in wanted:
            if i1 <= place - same < i2:
                if tag == "equal" or i2 - i1 == j2 - j1:
                    yield same + j1 + place - same - i1
                elif (found := _most_alike(mine[place], others[j1:j2])) is not None:
                    yield same + j1 + found


def _most_alike(sentence: str, others: Sequence[str]) -> int | None:
    """The place of the sentence that shares most words with another, None where none shares enough."""
    own = Counter(_bare(sentence))
    shares = [_dice(own, Counter(_bare(other))) for other in others]
    best = max(shares, default=0.0)
    return shares.index(best) if best >= _ALIKE else None


def _dice(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def _bare(text: str) -> list[str]:
    return [word.strip().casefold() for word in _words(text) if word[0].isalnum()]
