"""The learned check: with what probability a premise carries a sentence.

One small transformer, in eight bits, reads the two together. It is trained by
`tests/benchmarks/training/check.py`; `docs/checking.md` has its data and its figures.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.embed.openvino_graph import length_batches
from index.search.terms import coverage, terms
from qa.check.token_pairs import MOST_TOKENS, Pair, rows
from qa.evidence.reader import load_graph

MODEL = Path(__file__).with_name("weights") / "support.xml"
"""The graph in eight bits; its weights and its tokenizer stand beside it."""

# What is added to the model's log-odds where all of the sentence's terms stand in its premise, and the border
# from which on a sentence is shown. Chosen by `tests/benchmarks/answers/checking.py --fit` on articles that
# are not trained on, of the years that are.
SHARED = 3.0
BORDER = 1.4
# Every batch is padded to one of these: the engine keeps what it prepares for each shape.
_LENGTHS = (*range(32, MOST_TOKENS, 16), MOST_TOKENS)


class Checker(Protocol):
    """Judges sentences; may be called from many threads."""

    def probabilities(self, pairs: Sequence[Pair]) -> list[float]:
        """Return of each pair how likely its premise carries its sentence, 0 to 1; from .5 on it does."""
        ...


class GraphChecker:
    """The checker of the project, run by OpenVINO; may be used from many threads.

    Args:
        model: An OpenVINO model as `tests/benchmarks/training/check.py` writes it, its tokenizer beside it.

    Raises:
        ModelError: It is not there, or cannot be loaded.
    """

    def __init__(self, model: Path = MODEL) -> None:
        self._tokenizer, self._graph = load_graph(model, _LENGTHS, "checker")

    def probabilities(self, pairs: Sequence[Pair]) -> list[float]:
        """Return of each pair how likely its premise carries its sentence, 0 to 1."""
        shared = np.array([coverage(terms(sentence), terms(premise)) for sentence, premise in pairs])
        odds = self.logits(pairs) + SHARED * shared - BORDER
        return [float(value) for value in 1.0 / (1.0 + np.exp(-odds))]

    def logits(self, pairs: Sequence[Pair]) -> NDArray[np.float64]:
        """Return the log-odds of each pair, ``(n,)``, as the model gives them."""
        encoded = rows(self._tokenizer, pairs)
        scores = np.zeros(len(pairs))
        for batch in length_batches(encoded):
            scores[batch] = self._graph.run([encoded[i] for i in batch])["answers"]
        return scores


_loaded = cache(GraphChecker)
# Of many first sentences at once one loads it, and the others wait.
_loading = threading.Lock()


def open_checker(name: str | None = None) -> Checker:
    """Return the checker of that name, or the one that comes with the project, which is loaded once.

    Args:
        name: A sentence-transformers cross-encoder for entailment: its name or folder.

    Raises:
        ModelError: It cannot be loaded.
    """
    if name is not None:
        from qa.check.cross_encoder import EntailmentChecker

        return EntailmentChecker(name)
    with _loading:
        return _loaded()
