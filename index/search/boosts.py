"""Ordering candidates by more than their words: pure functions of ids, scores and rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from index.catalogue.records import ChunkRow, from_ms
from index.search.fusion import Ranking, best_first
from index.search.hints import Days
from index.search.terms import stem, words

_DAY_MS = 86_400_000
# A report comes out within days of the event.
_REPORTED_WITHIN = timedelta(days=3)
_LONG_SPAN_DAYS = 62
_WINDOW = 50
_FIRST_PAGE = 10


def near_days(published_ms: int | None, today: date | None, half_life: float) -> float:
    """Return how near a moment is to `today`: 1 on the day, half after `half_life` days, 0 if unknown.

    A moment after `today` counts like one equally long before it.
    """
    if published_ms is None or today is None:
        return 0.0
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC).timestamp() * 1000
    return float(0.5 ** (abs(noon - published_ms) / _DAY_MS / half_life))


def near_named(published_ms: int | None, spans: Sequence[Days], half_life: float) -> float:
    """Return how near a moment is to the nearest of the named days: 1 inside and some days after, 0..1.

    A long span, such as a year, says less about when it was reported: it gives at most a half.
    """
    moment = from_ms(published_ms)
    if moment is None or not spans:
        return 0.0
    return max(_near_span(moment.date(), days, half_life) for days in spans)


def _near_span(day: date, days: Days, half_life: float) -> float:
    room = Days(days.first, min(days.last, date.max - _REPORTED_WITHIN) + _REPORTED_WITHIN)
    worth = 1.0 if (days.last - days.first).days <= _LONG_SPAN_DAYS else 0.5
    return float(worth * 0.5 ** (room.away(day) / half_life))


def boosted(scored: Ranking, boosts: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return the candidates with their boosts added to their scores, best first."""
    return best_first({key: score + boosts.get(key, 0.0) for key, score in scored})


def proximity(weights: Mapping[str, float], text: str) -> float:
    """Return the largest share of terms, by their `weights`, in any window of 50 words of `text`, 0 to 1.

    Args:
        weights: Stems with their weights, as `index.search.terms.terms` gives them.
        text: Any text.

    Source: Tao and Zhai, "An exploration of proximity measures in information retrieval" (SIGIR 2007), where
    minimal spans are compared; a fixed window does not punish repetition.
    """
    total = sum(weights.values())
    if not total:
        return 0.0
    places = [(place, term) for place, term in enumerate(map(stem, words(text))) if term in weights]
    counts: dict[str, int] = {}
    best = inside = 0.0
    left = 0
    for place, term in places:
        counts[term] = counts.get(term, 0) + 1
        inside += weights[term] if counts[term] == 1 else 0.0
        while place - places[left][0] >= _WINDOW:
            gone = places[left][1]
            counts[gone] -= 1
            inside -= weights[gone] if not counts[gone] else 0.0
            left += 1
        best = max(best, inside)
    return best / total


def merge(rankings: Sequence[Ranking]) -> list[tuple[str, float]]:
    """Return every id with the best score that one of the rankings gives it, best first."""
    best: dict[str, float] = {}
    for ranking in rankings:
        for key, score in ranking:
            best[key] = max(best.get(key, -math.inf), score)
    return best_first(best)


def fold(ordered: Ranking, rows: Mapping[str, ChunkRow]) -> list[tuple[str, float]]:
    """Keep the first article of each story, and drop the chunks of its copies."""
    representative: dict[str, str] = {}
    ranking = []
    for key, score in ordered:
        row = rows[key]
        if representative.setdefault(row.story, row.article_id) == row.article_id:
            ranking.append((key, score))
    return ranking


def spread(ordered: Ranking, rows: Mapping[str, ChunkRow], per_article: int) -> list[tuple[str, float]]:
    """Give no article more than `per_article` of the first ten places, if others can fill them."""
    if not per_article:
        return list(ordered)
    first: list[tuple[str, float]] = []
    postponed: list[tuple[str, float]] = []
    taken: dict[str, int] = {}
    for position, (key, score) in enumerate(ordered):
        if len(first) == _FIRST_PAGE:
            return first + sorted(postponed + list(ordered[position:]), key=lambda item: (-item[1], item[0]))
        article_id = rows[key].article_id
        taken[article_id] = taken.get(article_id, 0) + 1
        (first if taken[article_id] <= per_article else postponed).append((key, score))
    return first + postponed
