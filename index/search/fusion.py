"""Fusing rankings: pure functions of ids and scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Ranking = Sequence[tuple[str, float]]
"""Ids with their scores, best first, each id once; higher scores are better."""


def min_max(ranking: Ranking) -> dict[str, float]:
    """Return the scores scaled to 0..1; if all are equal, each is 1.0."""
    if not ranking:
        return {}
    scores = [score for _, score in ranking]
    low, high = min(scores), max(scores)
    spread = high - low
    return {key: (score - low) / spread if spread > 0 else 1.0 for key, score in ranking}


def fuse(rankings: Sequence[Ranking], weights: Sequence[float]) -> list[tuple[str, float]]:
    """Return every id with the weighted mean of its min-max scores, best first.

    An id that is missing from a ranking gets 0 from it. Ties are broken by id, so that the result does not
    depend on the order of entries.

    Source: Montague and Aslam, "Relevance score normalization for metasearch" (CIKM 2001).

    Raises:
        ValueError: There is not one weight for each ranking, or they do not add up to more than 0.
    """
    if len(rankings) != len(weights) or sum(weights) <= 0:
        raise ValueError("fuse needs one weight for each ranking, with a sum above 0")
    total: dict[str, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for key, score in min_max(ranking).items():
            total[key] = total.get(key, 0.0) + weight * score
    return best_first({key: score / sum(weights) for key, score in total.items()})


def best_first(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return ids with their scores, highest first, ties by id."""
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
