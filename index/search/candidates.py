"""The candidates of a search: the nearest by vectors and by words, within the filters."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corpus.errors import QuestionError
from corpus.text.lexicon import count_of
from corpus.text.outlets import outlet_name
from index.archive import Archive
from index.browse.facets import Facet
from index.catalogue.limit import Limit
from index.catalogue.records import ChunkRow
from index.search.filters import Filters
from index.search.fusion import Ranking
from index.search.timings import Clock
from index.search.tuning import Tuning

_MOST_FETCHED = 4_000


@dataclass(frozen=True, slots=True)
class Candidates:
    """For each query, the rankings by vectors and by words; and the chunks in them, by id."""

    rankings: tuple[tuple[Ranking, Ranking], ...]
    rows: Mapping[str, ChunkRow]


def candidates(
    archive: Archive,
    queries: Sequence[str],
    depth: int,
    limit: Limit | None,
    filters: Filters,
    tuning: Tuning,
    clock: Clock,
) -> Candidates:
    """Return the `depth` best chunks by vectors and by words for each of `queries`, within the filters."""
    excluded = archive.catalogue.chunk_count(filters.exclude_articles) if filters.exclude_articles else 0
    count = min(depth + excluded, _MOST_FETCHED)
    rankings = [_rankings(archive, text, count, limit, tuning, clock) for text in queries]
    ids = {key for both in rankings for ranking in both for key, _ in ranking}
    rows = _allowed(archive.catalogue.chunk_rows(sorted(ids)), limit, filters)
    clock.mark("rows")

    def allowed(ranking: Ranking) -> Ranking:
        return [(key, score) for key, score in ranking if key in rows][:depth]

    return Candidates(tuple((allowed(dense), allowed(lexical)) for dense, lexical in rankings), rows)


def limit_of(archive: Archive, filters: Filters) -> tuple[Limit | None, tuple[str, ...]]:
    """Return the filters as the stores take them, and notices of articles that they leave out.

    Raises:
        QuestionError: An outlet, author or section is not in the archive.
    """
    if not (filters.sources or filters.authors or filters.sections or filters.dated):
        return None, ()
    sources: tuple[str, ...] = ()
    if filters.sources:
        outlets, own = list(archive.catalogue.counts().sources), archive.place.outlets
        sources = _resolved("source", filters.sources, outlets, lambda name: outlet_name(name, own))
    authors = _of_facet(archive, "authors", filters.authors)
    sections = _of_facet(archive, "sections", filters.sections)
    notices: tuple[str, ...] = ()
    if filters.dated:
        undated = archive.catalogue.counts().undated
        if undated:
            were = "was" if undated == 1 else "were"
            notices = (f"{count_of(undated, 'article')} without a date {were} not searched.",)
    start, end = filters.span_ms()
    return Limit(sources, start, end, authors, sections), notices


def _of_facet(archive: Archive, facet: Facet, names: Sequence[str]) -> tuple[str, ...]:
    if not names:
        return ()
    return _resolved(facet.removesuffix("s"), names, archive.facets.columns[facet].names)


def _resolved(
    kind: str, requested: Sequence[str], existing: Sequence[str], also: Callable[[str], str] = str
) -> tuple[str, ...]:
    """The archive's own spellings of some names: in any case, or as `also` spells them ("AP")."""
    folded = {name.casefold(): name for name in existing if name}
    resolved = []
    for name in requested:
        names = (folded.get(one.casefold().strip()) for one in (name, also(name)))
        match = name if name in existing else next(filter(None, names), None)
        if match is None:
            close = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
            suggestions = [folded[match] for match in close] or [other for other in existing if other][:5]
            listed = ", ".join(map(repr, suggestions)) or "none at all"
            all_of_them = "`citedesk status`" if kind == "source" else "the tab Archive"
            raise QuestionError(
                f"The archive has no {kind} {name!r}", f"It has {listed}; {all_of_them} lists all."
            )
        resolved.append(match)
    return tuple(dict.fromkeys(resolved))


def _rankings(
    archive: Archive, query: str, count: int, limit: Limit | None, tuning: Tuning, clock: Clock
) -> tuple[Ranking, Ranking]:
    """Up to `count` candidates by words, and enough by vectors for `count` of them to lie within `limit`."""
    dense: Ranking = []
    if tuning.dense:
        vector = archive.encoder.embed_query(query)
        clock.mark("embed")
        dense = archive.derived.vectors.nearest(vector, count, limit)
        clock.mark("dense")
    lexical: Ranking = []
    if tuning.lexical:
        within = archive.catalogue.chunk_ids_within(limit) if limit and limit.is_of_catalogue else None
        lexical = archive.derived.words.best(query, count, limit, within)
    clock.mark("lexical")
    return dense, lexical


def _allowed(rows: dict[str, ChunkRow], limit: Limit | None, filters: Filters) -> dict[str, ChunkRow]:
    """The rows that pass the filters, checked against the catalogue's own outlets and dates."""
    excluded = set(filters.exclude_articles)
    return {
        key: row
        for key, row in rows.items()
        if row.article_id not in excluded and (limit is None or limit.holds(row))
    }
