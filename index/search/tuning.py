"""The tuned constants of the search."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """The numbers of the search; every step is off at 0. Chosen by `citedesk eval` on the tune split.

    `docs/search.md` has the worth of each step, written by `tests.benchmarks.bench_steps`.

    Attributes:
        dense: Weight of the ranking by vectors.
        lexical: Weight of the ranking by words.
        depth: Candidates from each ranking, at least twice the number asked for.
        parts: Whether a question of several parts is also searched part by part.
        nearness: Weight of an article's nearness to `today`, beside fused scores of 0..1.
        nearness_days: The half-life of nearness, in days.
        recency: Weight of an article's nearness to the newest that was found, where `today` is not known and
            the question names neither day nor outlet.
        recency_days: The half-life of recency, in days.
        named_days: Weight of an article's nearness to the days that the question names.
        named_sources: Weight of coming from an outlet that the question names.
        proximity: Weight of having much of the question close together in a chunk.
        proximity_depth: How many of the best candidates are checked for that.
        per_article: Chunks of one article among the first ten; 0 for any number.
        fold: Whether copies of a story are folded into one.
        second_look: Weight of what the best sentence of a hit is worth; `qa.evidence.find` has this look.
    """

    dense: float = 0.3
    lexical: float = 0.7
    depth: int = 200
    parts: bool = True
    nearness: float = 0.6
    nearness_days: float = 20.0
    recency: float = 0.6
    recency_days: float = 365.0
    named_days: float = 0.6
    named_sources: float = 0.2
    proximity: float = 0.4
    proximity_depth: int = 50
    per_article: int = 3
    fold: bool = True
    second_look: float = 0.5
