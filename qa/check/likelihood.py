"""How likely it is that passages carry what a sentence means, from words and embeddings together."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.text.sentences import sentences
from index.search.terms import coverage, terms, words

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

# A logistic regression over the signs, fitted by tests/benchmarks/bench_attribution.py on one half of 1,198
# claims of search engines and language models, each with the passages it cites and a person's judgement.
_WEIGHTS = {
    "best": 0.62,
    "window": 1.18,
    "pairs": 0.89,
    "cosine": 1.06,
    "window_cosine": 1.73,
    "unknown_names": -0.2,
    "unknown_numbers": -0.67,
    "length": -0.21,
}
_BIAS = -2.25
_WINDOW = 3
_MOST_SENTENCES = 60


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a passage carrying a sentence.

    Attributes:
        best: Share, by weight, of the sentence's terms in one sentence of the passages, 0 to 1.
        window: The same in three of them in a row.
        pairs: Share of its neighbouring words that are neighbours in the passages, 0 to 1.
        cosine: The highest cosine to one sentence of the passages.
        window_cosine: The highest cosine to three of them in a row.
        unknown_names: How many of its names they do not have, at most 2.
        unknown_numbers: Whether a number of it is not in them, 0 or 1.
        length: Logarithm of how many words they have: in a long text much stands by chance.
    """

    best: float
    window: float
    pairs: float
    cosine: float
    window_cosine: float
    unknown_names: float
    unknown_numbers: float
    length: float


def signs(
    sentence: str, passages: Sequence[str], embed: Embed, unknown_names: int = 0, unknown_numbers: int = 0
) -> Signs:
    """Return the signs of `passages` carrying `sentence`.

    Args:
        sentence: What is checked.
        passages: What it cites.
        embed: The encoder's `embed_sentences`; rows of unit norm.
        unknown_names: How many names of it stand in none of them.
        unknown_numbers: How many numbers of it stand in none of them.
    """
    text = " ".join(passages)
    singles = [span.of(passage) for passage in passages for span in sentences(passage)][:_MOST_SENTENCES]
    singles = singles or [text]
    windows = [" ".join(singles[at : at + _WINDOW]) for at in range(max(1, len(singles) - _WINDOW + 1))]
    wanted = terms(sentence)
    # A text is embedded once, though a passage of one sentence is its own window.
    texts = list(dict.fromkeys([sentence, *singles, *windows]))
    cosines = dict(zip(texts, (rows := embed(texts)) @ rows[0], strict=True))
    mine, theirs = _pairs(sentence), _pairs(text)
    return Signs(
        best=max(coverage(wanted, terms(single)) for single in singles),
        window=max(coverage(wanted, terms(window)) for window in windows),
        pairs=len(mine & theirs) / max(1, len(mine)),
        cosine=max(float(cosines[single]) for single in singles),
        window_cosine=max(float(cosines[window]) for window in windows),
        unknown_names=min(unknown_names, 2),
        unknown_numbers=min(unknown_numbers, 1),
        length=math.log(len(text.split()) + 1),
    )


def _pairs(text: str) -> set[tuple[str, str]]:
    row = words(text)
    return set(itertools.pairwise(row))


def likelihood(found: Signs) -> float:
    """Return the probability, 0 to 1, that a person would say that the passages carry the sentence."""
    total = _BIAS + sum(_WEIGHTS[name] * value for name, value in asdict(found).items())
    return 1.0 / (1.0 + math.exp(-total))
