"""Comparing two versions of a text word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from corpus.text.scripts import WITHOUT_SPACES
from corpus.text.sentences import sentences

Kind = Literal["same", "gone", "new"]
# Numbers, amounts and compounds are one word; so is each sign of a script without spaces, and each mark.
_LETTERS = rf"[^\W{WITHOUT_SPACES}]+"
_WORD = re.compile(
    rf"[{WITHOUT_SPACES}]|(?:[$€£¥₹](?=\d))?{_LETTERS}(?:[.,:'’-]{_LETTERS})*(?:(?<=\d)%)?|[^\w\s]"
)
# Comparing takes time in proportion to the product of two lengths, or more.
_MOST_WORDS, _MOST_SENTENCES, _MOST_PAIRS = 500 * 500, 1000 * 1000, 100 * 100
# The least share of common words for a sentence to replace another, and to be another wording of it.
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Edit:
    """A run of words that stayed, went or came; the latter two without white space at their ends."""

    kind: Kind
    text: str


def edits(before: str, after: str) -> list[Edit]:
    """Return how one text became another; the parts that did not go make up the second, but for white space.

    Texts that have little in common, or are too long to be compared, went and came as a whole.
    """
    old, new = _words(before), _words(after)
    if len(old) * len(new) > _MOST_WORDS:
        return _replaced(before, after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], False)
    if matcher.ratio() < _ALIKE:
        return _replaced(before, after)
    edits: list[Edit] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            edits.append(Edit("same", "".join(new[j1:j2])))
        else:
            edits += [*_changed("gone", "".join(old[i1:i2])), *_changed("new", "".join(new[j1:j2]))]
    return edits


def rewritten(before: str, after: str, language: str = "en") -> list[list[Edit]]:
    """Return how one version of a text became another: the sentences that changed, went or came, in order."""
    old, new = (_sentences(text, language) for text in (before, after))
    places = _alignment(old, new)
    came = sorted(set(range(len(new))) - set(places.values()), reverse=True)
    rows: list[list[Edit]] = []
    for at, sentence in enumerate(old):
        place = places.get(at)
        while place is not None and came and came[-1] < place:
            rows.append([Edit("new", new[came.pop()])])
        if place is None:
            rows.append([Edit("gone", sentence)])
        elif sentence != new[place]:
            rows.append(edits(sentence, new[place]))
    return [*rows, *([Edit("new", new[place])] for place in reversed(came))]


def _words(text: str) -> list[str]:
    """The words of a text, each with the white space after it."""
    starts = [match.start() for match in _WORD.finditer(text)]
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _replaced(before: str, after: str) -> list[Edit]:
    apart = [Edit("same", " ")] if before.strip() and after.strip() else []
    return [*_changed("gone", before.strip()), *apart, *_changed("new", after.strip())]


def _changed(kind: Kind, text: str) -> Iterator[Edit]:
    if text:
        yield Edit(kind, text.rstrip())
        if text.rstrip() != text:
            yield Edit("same", " ")


def _sentences(text: str, language: str) -> list[str]:
    return [" ".join(span.of(text).split()) for span in sentences(text, language)]


def counterpart(words: str, text: str, other: str, language: str = "en") -> str:
    """Return the sentences of another version that correspond to some words.

    Args:
        words: Some of `text`.
        text: The version that has them.
        other: The version to look in.
        language: Of both, an ISO 639-1 code.

    Returns:
        The sentences, one space between them; "" where nothing of the other version may stand for the words.
    """
    at = text.find(words)
    spans = sentences(text, language) if at >= 0 else []
    inside = [place for place, span in enumerate(spans) if span.start < at + len(words) and at < span.end]
    theirs = _sentences(other, language)
    places = _alignment([" ".join(span.of(text).split()) for span in spans], theirs)
    return " ".join(theirs[place] for place in sorted({places[one] for one in inside if one in places}))


def _alignment(mine: Sequence[str], theirs: Sequence[str]) -> dict[int, int]:
    """For each of my sentences the one of theirs that corresponds to it, if any."""
    same = 0  # What both begin with need not be compared, and that is most of a corrected article.
    while same < min(len(mine), len(theirs)) and mine[same] == theirs[same]:
        same += 1
    places = {place: place for place in range(same)}
    rest, others = mine[same:], theirs[same:]
    if len(rest) * len(others) > _MOST_SENTENCES:
        return places
    for _, i1, i2, j1, j2 in SequenceMatcher(None, rest, others).get_opcodes():
        for one, other in _in_block(rest[i1:i2], others[j1:j2]):
            places[same + i1 + one] = same + j1 + other
    return places


def _in_block(mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of sentences of two runs that have none in common, or that are equal."""
    if len(mine) == len(theirs):
        yield from ((place, place) for place in range(len(mine)))
    elif len(mine) * len(theirs) <= _MOST_PAIRS:
        left = list(range(len(theirs)))
        for place, sentence in enumerate(mine):
            match = _most_alike(sentence, [theirs[other] for other in left])
            if match is not None:
                yield place, left.pop(match)


def _most_alike(sentence: str, others: Sequence[str]) -> int | None:
    """The index of the sentence that shares most words with another, None if none shares enough."""
    own = Counter(_bare(sentence))
    shares = [_dice(own, Counter(_bare(other))) for other in others]
    best = max(shares, default=0.0)
    return shares.index(best) if best >= _ALIKE else None


def _dice(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def _bare(text: str) -> list[str]:
    return [word.strip().casefold() for word in _words(text) if word[0].isalnum()]
