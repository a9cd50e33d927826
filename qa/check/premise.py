"""The premise of a written sentence: the few sentences of its sources that share most words with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.text.sentences import sentences
from index.search.terms import term_share, terms

MOST_SENTENCES = 3
_MOST_WORDS = 90
_POOL = 60


def premise(sentence: str, passages: Sequence[str], headlines: Sequence[str] = ()) -> str:
    """Return up to three sentences of `passages`, in their order, that `sentence` is checked against.

    They are chosen greedily: each time the one with the largest weight of terms that the earlier ones lack.
    Any room left goes to the neighbours of the first. Each of the `headlines` counts as a sentence.
    """
    pool = [span.of(passage) for passage in passages for span in sentences(passage)][:_POOL]
    texts = [*dict.fromkeys(line for line in headlines if line), *pool]
    first = len(texts) - len(pool)
    rows = [terms(text) for text in texts]
    missing = terms(sentence)
    chosen: list[int] = []
    while len(chosen) < MOST_SENTENCES:
        gains = [0.0 if at in chosen else _gain(missing, row) for at, row in enumerate(rows)]
        best = max(range(len(texts)), key=gains.__getitem__, default=None)
        if best is None or gains[best] <= 0.0:
            break
        chosen.append(best)
        missing = {term: value for term, value in missing.items() if not term_share(term, rows[best])}
    middle = next((at for at in chosen if at >= first), first)
    for at in (middle, middle - 1, middle + 1, middle + 2):
        if len(chosen) < MOST_SENTENCES and first <= at < len(texts) and at not in chosen:
            chosen.append(at)
    return " ".join(texts[at] for at in sorted(_fitting(texts, chosen)))


def _gain(missing: Mapping[str, float], present: Mapping[str, float]) -> float:
    return sum(value * term_share(term, present) for term, value in missing.items())


def _fitting(texts: Sequence[str], chosen: Sequence[int]) -> list[int]:
    """The first of the chosen sentences, and as many of the others as fit."""
    left = _MOST_WORDS
    fit: list[int] = []
    for at in chosen:
        count = len(texts[at].split())
        if not fit or count <= left:
            fit.append(at)
            left -= count
    return fit
