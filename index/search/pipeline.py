"""Finding the chunks that answer: dense and lexical candidates, fused, boosted, folded.

`search` has the steps in order; `Tuning` can switch each off.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from corpus.errors import ArchiveError, QuestionError
from index.archive import Archive
from index.catalogue.records import ChunkRow, from_ms
from index.contract import Document, Duration
from index.search.boosts import boosted, fold, merge, near_days, near_named, proximity, spread
from index.search.candidates import Candidates, candidates, limit_of
from index.search.filters import Filters
from index.search.fusion import Ranking, fuse
from index.search.hints import named_days, named_sources
from index.search.hit import Hit, ranked
from index.search.subquestions import parts_of
from index.search.terms import terms
from index.search.timings import Clock
from index.search.tuning import Tuning


@dataclass(frozen=True, slots=True)
class SearchResult(Document):
    """What a search found.

    Attributes:
        hits: Best first, ranks from 1.
        notices: For people: what the filters left out, and the like.
        timings_ms: "embed", "dense", "lexical", "first_stage" and "total", milliseconds; of a question that
            is searched in parts the last part's for the first three.
    """

    hits: tuple[Hit, ...]
    notices: tuple[str, ...]
    timings_ms: Annotated[dict[str, Duration], Field(json_schema_extra={"required": ["total"]})]

    def reordered(self, hits: tuple[Hit, ...], step: str, started: float) -> SearchResult:
        """Return the result with the hits that a step gave, which began at `started` of `perf_counter`."""
        spent = round((time.perf_counter() - started) * 1000, 3)
        timings_ms = {**self.timings_ms, step: spent, "total": self.timings_ms["total"] + spent}
        return SearchResult(hits, self.notices, timings_ms)


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
        archive: The archive to search.
        query: A query in natural language.
        top_k: How many hits to return, 1 to 1000.
        filters: Hard limits on what may be found.
        today: The day the question is asked; without it newer articles get only a small boost.
        tuning: Numbers other than the tuned ones.

    Raises:
        QuestionError: A source of `filters` is not in the archive, or `top_k` is out of range.
        ArchiveError: The archive is broken.
    """
    if not 1 <= top_k <= 1000:
        raise QuestionError(f"top_k is {top_k}", "Ask for 1 to 1000 hits.")
    tuning = tuning or Tuning()
    filters = filters or Filters()
    # A rebuild may swap the indexes at any moment; then the search is repeated in the new ones.
    for is_last in (False, True):
        archive.refresh()
        build = archive.build
        try:
            result = _search(archive, query, top_k, filters, today, tuning)
        except ArchiveError:
            if is_last or build == archive.catalogue.get("build"):
                raise
            continue
        if build == archive.catalogue.get("build"):
            break
    return result


def _search(
    archive: Archive, query: str, top_k: int, filters: Filters, today: date | None, tuning: Tuning
) -> SearchResult:
    clock = Clock()
    limit, notices = limit_of(archive, filters)
    queries = searched(query, tuning)
    depth = max(tuning.depth, 2 * top_k)
    pool = candidates(archive, queries, depth, limit, filters, tuning, clock)
    ordered = merge([fuse(rankings, (tuning.dense, tuning.lexical)) for rankings in pool.rankings])
    clock.total("first_stage")
    ordered = boosted(ordered, _date_and_outlet(archive, query, pool.rows, today, tuning))
    ordered = boosted(ordered, _proximity(archive, queries, ordered, tuning))
    if tuning.fold:
        ordered = fold(ordered, pool.rows)
    ordered = spread(ordered, pool.rows, tuning.per_article)
    hits = _hits(archive, ordered[:top_k], pool)
    return SearchResult(hits, notices, clock.timings())


def searched(query: str, tuning: Tuning) -> tuple[str, ...]:
    """Return the queries: the whole question, and each of its parts if it has several."""
    parts = parts_of(query) if tuning.parts else (query,)
    return (query, *parts) if len(parts) > 1 else (query,)


def _date_and_outlet(
    archive: Archive, query: str, rows: Mapping[str, ChunkRow], today: date | None, tuning: Tuning
) -> dict[str, float]:
    """Each candidate's boost by its day and outlet: hints, which never exclude anything."""
    days = named_days(query, today) if tuning.named_days else ()
    outlets: frozenset[str] = frozenset()
    if tuning.named_sources:
        outlets = named_sources(query, sorted({row.source for row in rows.values() if row.source}))
    now, weight, half_life = today, tuning.nearness, tuning.nearness_days
    if today is None and not days and not outlets:
        # Without any hint, articles years older than the newest candidate are seldom meant.
        now, weight, half_life = _newest(rows), tuning.recency, tuning.recency_days
    return {
        key: max(
            weight * near_days(row.published_ms, now, half_life),
            tuning.named_days * near_named(row.published_ms, days, tuning.nearness_days),
        )
        + tuning.named_sources * (row.source in outlets)
        for key, row in rows.items()
    }


def _newest(rows: Mapping[str, ChunkRow]) -> date | None:
    moments = [row.published_ms for row in rows.values() if row.published_ms is not None]
    moment = from_ms(max(moments, default=None))
    return moment.date() if moment else None


def _proximity(
    archive: Archive, queries: Sequence[str], ordered: Ranking, tuning: Tuning
) -> dict[str, float]:
    """The best candidates' boosts for having the words of a query close together."""
    if not tuning.proximity:
        return {}
    query_terms = [terms(text) for text in queries]
    texts = archive.catalogue.chunk_texts([key for key, _ in ordered[: tuning.proximity_depth]])
    return {
        key: tuning.proximity * max(proximity(some, text) for some in query_terms)
        for key, text in texts.items()
    }


def _hits(archive: Archive, chosen: Ranking, pool: Candidates) -> tuple[Hit, ...]:
    rows = pool.rows
    texts = archive.catalogue.chunk_texts([key for key, _ in chosen])
    stories = archive.catalogue.copies(sorted({rows[key].story for key, _ in chosen}))
    hits = []
    for key, score in chosen:
        # An article may have been replaced between the two reads; its chunk is then left out.
        if key in texts:
            row = rows[key]
            others = tuple(i for i in stories.get(row.story, ()) if i != row.article_id)
            hits.append(_hit(row, texts[key], score, others))
    return ranked(hits)


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
        language=row.language,
    )
