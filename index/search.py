"""Finding the chunks that answer: dense and lexical candidates, fused, dated, folded."""

from __future__ import annotations

import difflib
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from corpus.errors import QuestionError
from index.archive import Archive
from index.fusion import best_first, fuse
from index.hit import Filters, Hit
from index.record import ChunkRow, from_ms
from index.vectors import Limit

_DAY_MS = 86_400_000
# Chroma searches a filter exactly and slowly, the more it lets through: below this share of the articles it
# is given the filter, above it more is fetched and filtered here.
_SELECTIVE = 0.1
_MOST_FETCHED = 4_000


@dataclass(frozen=True, slots=True)
class Tuning:
    """The numbers of the search; every step is off at 0. Chosen by `citedesk eval` on the tune split.

    Attributes:
        dense: Weight of the ranking by vectors.
        lexical: Weight of the ranking by words.
        depth: Candidates taken from each ranking, at least twice what is asked for.
        nearness: Weight of an article's nearness to `today`, beside fused scores of 0..1.
        nearness_days: After how many days nearness has fallen to half.
        per_article: Chunks of one article among the first ten; 0 for any number.
        fold: Whether copies of a story are folded into one.
    """

    dense: float = 0.4
    lexical: float = 0.6
    depth: int = 200
    nearness: float = 0.4
    nearness_days: float = 20.0
    per_article: int = 3
    fold: bool = True


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found.

    Attributes:
        hits: Best first, ranks from 1.
        notices: For people: what the filters left out, and the like.
        timings_ms: "embed", "dense", "lexical" and "total", milliseconds.
    """

    hits: tuple[Hit, ...]
    notices: tuple[str, ...]
    timings_ms: dict[str, float]


def search(
    archive: Archive,
    query: str,
    *,
    top_k: int = 10,
    filters: Filters | None = None,
    today: date | None = None,
    tuning: Tuning | None = None,
) -> SearchResult:
    """Return the `top_k` best chunks for `query`.

    Args:
        archive: Where to look.
        query: In natural language.
        top_k: How many, 1 to 1000.
        filters: Hard limits.
        today: The day the question is asked; without one all days are equal.
        tuning: Other numbers than the tuned ones.

    Raises:
        QuestionError: A source of `filters` is not in the archive, or `top_k` is out of range.
        ArchiveError: The archive is broken.
    """
    if not 1 <= top_k <= 1000:
        raise QuestionError(f"top_k is {top_k}", "Ask for 1 to 1000 hits.")
    tuning = tuning or Tuning()
    clock = _Clock()
    archive.refresh()
    filters = filters or Filters()
    limit, notices = _limit(archive, filters)
    depth = max(tuning.depth, 2 * top_k)
    rankings = _rankings(archive, query, depth, limit, filters, tuning, clock)
    ids = {chunk_id for ranking in rankings for chunk_id, _ in ranking}
    rows = _allowed(archive.catalogue.chunk_rows(sorted(ids)), limit, filters)
    kept = [[(key, score) for key, score in ranking if key in rows][:depth] for ranking in rankings]
    fused = fuse(kept, (tuning.dense, tuning.lexical))
    ordered = nearer_first(fused, rows, today, tuning)
    chosen = fold(ordered, rows) if tuning.fold else ordered
    chosen = spread(chosen, rows, tuning.per_article)[:top_k]
    hits = _hits(archive, chosen, rows)
    return SearchResult(hits, notices, clock.timings())


class _Clock:
    """Milliseconds since it was made, and between its marks."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._marks: dict[str, float] = {}

    def mark(self, name: str) -> None:
        now = time.perf_counter()
        self._marks[name] = round((now - self._last) * 1000, 3)
        self._last = now

    def timings(self) -> dict[str, float]:
        return {**self._marks, "total": round((time.perf_counter() - self._started) * 1000, 3)}


def _limit(archive: Archive, filters: Filters) -> tuple[Limit | None, tuple[str, ...]]:
    """The filters as the stores take them, and what they leave out unseen."""
    if not filters.sources and not filters.dated:
        return None, ()
    if filters.sources:
        _check_sources(filters.sources, list(archive.catalogue.sources()))
    notices: tuple[str, ...] = ()
    if filters.dated:
        undated = archive.catalogue.counts().undated
        if undated:
            verb = "article has no date and was" if undated == 1 else "articles have no date and were"
            notices = (f"{undated} {verb} left out by the filter on days.",)
    start, end = filters.span_ms()
    return Limit(tuple(filters.sources), start, end), notices


def _check_sources(wanted: Sequence[str], known: Sequence[str]) -> None:
    for name in wanted:
        if name not in known:
            folded = {source.casefold(): source for source in known if source}
            close = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
            shown = [folded[match] for match in close] or [source for source in known if source][:5]
            listed = ", ".join(repr(source) for source in shown) or "no outlets at all"
            raise QuestionError(
                f"The archive has no source {name!r}", f"It has {listed}; `citedesk status` lists all."
            )


def _rankings(
    archive: Archive,
    query: str,
    depth: int,
    limit: Limit | None,
    filters: Filters,
    tuning: Tuning,
    clock: _Clock,
) -> list[list[tuple[str, float]]]:
    """Candidates by vectors and by words, deep enough that `depth` remain after the filters."""
    excluded = archive.catalogue.chunk_count(filters.exclude_articles) if filters.exclude_articles else 0
    wanted = min(depth + excluded, _MOST_FETCHED)
    dense: list[tuple[str, float]] = []
    if tuning.dense:
        vector = archive.encoder.embed_query(query)
        clock.mark("embed")
        share = archive.catalogue.share(limit) if limit else 1.0
        if limit and share < _SELECTIVE:
            dense = archive.derived.vectors.nearest(vector, wanted, limit)
        elif share:
            dense = archive.derived.vectors.nearest(
                vector, min(math.ceil(1.3 * wanted / share), _MOST_FETCHED)
            )
        clock.mark("dense")
    lexical = archive.derived.words.best(query, wanted, limit) if tuning.lexical else []
    clock.mark("lexical")
    return [dense, lexical]


def _allowed(rows: dict[str, ChunkRow], limit: Limit | None, filters: Filters) -> dict[str, ChunkRow]:
    """The rows that the filters let through: the catalogue has the last word on outlets and dates."""
    excluded = set(filters.exclude_articles)
    return {
        key: row
        for key, row in rows.items()
        if row.article_id not in excluded and (limit is None or _inside(row, limit))
    }


def _inside(row: ChunkRow, limit: Limit) -> bool:
    if limit.sources and row.source not in limit.sources:
        return False
    if limit.from_ms is None and limit.to_ms is None:
        return True
    if row.published_ms is None:
        return False
    return (limit.from_ms or row.published_ms) <= row.published_ms and (
        limit.to_ms is None or row.published_ms < limit.to_ms
    )


def nearer_first(
    fused: Sequence[tuple[str, float]], rows: dict[str, ChunkRow], today: date | None, tuning: Tuning
) -> list[tuple[str, float]]:
    """Return the candidates with the nearness of their articles to `today` added to their scores.

    Nearness halves with every `nearness_days`, is 1 on the day and 0 for an article without a date. What
    was published after `today` counts as far away as what came as long before it.
    """
    if today is None or not tuning.nearness:
        return list(fused)
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC).timestamp() * 1000
    scores = {}
    for key, score in fused:
        published = rows[key].published_ms
        days = abs(noon - published) / _DAY_MS if published is not None else math.inf
        scores[key] = score + tuning.nearness * 0.5 ** (days / tuning.nearness_days)
    return best_first(scores)


def fold(ordered: Sequence[tuple[str, float]], rows: dict[str, ChunkRow]) -> list[tuple[str, float]]:
    """Keep of each story the article that is found first, and drop the chunks of its copies."""
    speaker: dict[str, str] = {}
    kept = []
    for key, score in ordered:
        row = rows[key]
        if speaker.setdefault(row.story, row.article_id) == row.article_id:
            kept.append((key, score))
    return kept


def spread(
    ordered: Sequence[tuple[str, float]], rows: dict[str, ChunkRow], per_article: int
) -> list[tuple[str, float]]:
    """Let no article have more than `per_article` of the first ten places, if others can fill them."""
    if not per_article:
        return list(ordered)
    first: list[tuple[str, float]] = []
    held_back: list[tuple[str, float]] = []
    taken: dict[str, int] = {}
    for position, (key, score) in enumerate(ordered):
        if len(first) == 10:
            return first + sorted(held_back + list(ordered[position:]), key=lambda item: (-item[1], item[0]))
        article_id = rows[key].article_id
        taken[article_id] = taken.get(article_id, 0) + 1
        (first if taken[article_id] <= per_article else held_back).append((key, score))
    return first + held_back


def _hits(
    archive: Archive, chosen: Sequence[tuple[str, float]], rows: dict[str, ChunkRow]
) -> tuple[Hit, ...]:
    texts = archive.catalogue.chunk_texts([key for key, _ in chosen])
    stories = archive.catalogue.copies(sorted({rows[key].story for key, _ in chosen}))
    hits = []
    for key, score in chosen:
        # An article may have been replaced between the two reads: then its chunk is not shown.
        if key in texts:
            row = rows[key]
            others = tuple(i for i in stories.get(row.story, ()) if i != row.article_id)
            hits.append(_hit(row, texts[key], score, others))
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1))


def _hit(row: ChunkRow, text: str, score: float, copies: tuple[str, ...]) -> Hit:
    return Hit(
        rank=0,
        score=score,
        article_id=row.article_id,
        version=row.version,
        chunk_id=row.chunk_id,
        start=row.start,
        end=row.end,
        text=text,
        title=row.title,
        source=row.source,
        published_at=from_ms(row.published_ms),
        url=row.url,
        updated_at=from_ms(row.updated_ms),
        corrected_at=from_ms(row.corrected_ms),
        copies=copies,
    )
