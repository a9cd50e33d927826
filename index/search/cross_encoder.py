"""An optional cross-encoder that reads question and chunk together. Importing this imports torch."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from sentence_transformers import CrossEncoder

from corpus.errors import ModelError
from index.search.hit import ranked
from index.search.pipeline import SearchResult

_DEPTH = 30


class Reranker:
    """Reorders the best hits by a sentence-transformers CrossEncoder.

    Args:
        model: Its name or folder.
        depth: How many hits it reads.

    Raises:
        ModelError: It cannot be loaded.
    """

    def __init__(self, model: str, depth: int = _DEPTH) -> None:
        self.depth = depth
        try:
            self._model = CrossEncoder(model)
        except Exception as error:
            raise ModelError(
                f"The reranker {model!r} cannot be loaded: {error}",
                "Set RERANKER_MODEL to a sentence-transformers CrossEncoder, or leave it out.",
            ) from error

    def rerank(self, query: str, result: SearchResult, top_k: int) -> SearchResult:
        """Return the `top_k` best of `result`: the first `depth` by the cross-encoder, then the others.

        Scores of the reordered hits are the cross-encoder's, shifted above those of the others.
        """
        started = time.perf_counter()
        first, rest = result.hits[: self.depth], result.hits[self.depth :]
        if not first:
            return result
        pairs = [(query, f"{hit.title}\n{hit.text}") for hit in first]
        scores = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float64).reshape(-1)
        above = max((hit.score for hit in rest), default=0.0) - float(scores.min())
        order = sorted(range(len(first)), key=lambda i: (-scores[i], i))
        reordered = [replace(first[i], score=float(scores[i]) + above) for i in order]
        return result.reordered(ranked([*reordered, *rest][:top_k]), "rerank", started)
