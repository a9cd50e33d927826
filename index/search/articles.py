"""Finding all articles that have some words in their texts, headlines, outlets or ids.

A search for answers ranks what is near; this lists what is there, to be sorted, paged and counted.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import compress
from operator import itemgetter
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.archive import Archive
from index.browse.facets import EVERYTHING, FacetCounts, FacetIndex, Mask, Selection
from index.browse.listing import ORDERS, Listed, Listing, Order, listed
from index.browse.timeline import Timeline, timeline
from index.search.snippets import Snippet, Terms, snippet

Version = tuple[str, int]
"""An article's id and the number of a version of it."""

SortBy = Literal[Order, "match"]
SORTS: tuple[SortBy, ...] = (*ORDERS, "match")
_MOST_CHARACTERS = 500
_MOST_WORDS = 20
_MOST_CACHED = 16
# The versions of this many chunks are read one by one; for more, those of all chunks at once.
_FEW = 2_000
_LETTER = re.compile(r"\w")
# Words in quotation marks are one phrase.
_PHRASE = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]|([^\s"“”„«»]+)')


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A page of the articles that have the words, and what all of them have in common.

    Attributes:
        listing: The page.
        snippets: By id, the passage of each article that has the words; none if only its headline, outlet or
            id has them.
        counts: The facets of all articles that have the words; None if not counted.
        timeline: When they were published, whatever days and outlets are chosen; None without dates.
        titles: The page's headlines with the query's words marked, by id.
    """

    listing: Listing
    snippets: Mapping[str, Snippet]
    counts: FacetCounts | None
    timeline: Timeline | None
    titles: Mapping[str, Snippet]


@dataclass(frozen=True, slots=True)
class _Hits:
    """The chunks that contain a phrase, with the positions of their articles and their scores."""

    chunk_ids: tuple[str, ...]
    places: NDArray[np.int64]
    scores: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _State:
    """What is cached for one state of the archive: its articles, the place of each, hits of recent words."""

    index: FacetIndex
    places: Mapping[Version, int]
    hits: dict[str, _Hits] = field(default_factory=dict)


class ArticleFinder:
    """Finds articles of one archive; may be used from many threads."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._cached: _State | None = None
        # Kept when the archive changes: a chunk's version never does, and reading it is the slowest part.
        self._versions: dict[str, Version] = {}

    def find(
        self,
        query: str = "",
        selection: Selection = EVERYTHING,
        order: SortBy = "published",
        descending: bool = True,
        limit: int = 50,
        offset: int = 0,
    ) -> ArticlePage:
        """Return some of the articles that have all words of a query.

        Args:
            query: Words, and phrases in quotation marks; the first twenty in its first 500 characters count.
            selection: What else they must have in common.
            order: What to sort by; "match" is how well text and headline match; without a query, the day.
            descending: Largest, latest or best first.
            limit: The most articles to return.
            offset: How many to skip.

        Raises:
            ArchiveError: The archive is broken.
        """
        self._archive.refresh()
        index = self._archive.facets
        phrases = phrases_of(query)
        among, scores, hits = self._matching(index, phrases)
        by = "published" if order == "match" else order
        ranks = scores if order == "match" and phrases else index.ranks[by]
        mask = index.mask(selection) & among
        places = index.ordered(mask, ranks, descending)[offset : offset + limit].tolist()
        page = {place: index.article_ids[place] for place in places}
        listing = listed(self._archive.catalogue, list(page.values()))
        articles = tuple(item for name in page.values() if (item := listing.get(name)) and item.version)
        # Cached, because most words of a page are in many of its articles.
        terms = cache(self._archive.derived.words.terms)
        snippets = self._snippets(page, hits, phrases, terms)
        if phrases:
            snippets |= self._standfirsts(articles, snippets, phrases, terms)
        return ArticlePage(
            Listing(int(mask.sum()), articles),
            snippets,
            index.count(selection, among),
            timeline(index, index.mask(selection.at_any_time().without("sources")) & among),
            {item.article_id: snippet(item.title, phrases, terms) for item in articles},
        )

    def _matching(
        self, index: FacetIndex, phrases: Sequence[str]
    ) -> tuple[Mask, NDArray[np.float64], list[_Hits]]:
        """Which articles have every phrase, how well each matches, and the hits of each phrase."""
        among, scores = np.ones(len(index.article_ids), bool), np.zeros(len(index.article_ids))
        matches = []
        for phrase in phrases:
            if not self._archive.derived.words.terms(phrase):
                # The index has no stop words, which every article has, and no signs, which names may have.
                among &= True if _LETTER.search(phrase) else index.with_name(phrase)
                continue
            hits = self._hits(index, phrase)
            best = np.zeros(len(scores))
            np.maximum.at(best, hits.places, hits.scores)
            among &= (best > 0) | index.with_name(phrase)
            scores += best
            matches.append(hits)
        return among, scores, matches

    def _hits(self, index: FacetIndex, phrase: str) -> _Hits:
        with self._lock:
            state = self._cached
            if state is None or state.index is not index:
                versions = zip(index.article_ids, index.versions, strict=True)
                places = {version: place for place, version in enumerate(versions)}
                state = self._cached = _State(index, places)
            if phrase not in state.hits:
                if len(state.hits) >= _MOST_CACHED:
                    del state.hits[next(iter(state.hits))]
                state.hits[phrase] = self._read(state, phrase)
            return state.hits[phrase]

    def _read(self, state: _State, phrase: str) -> _Hits:
        having = self._archive.derived.words.having(phrase)
        self._learn([chunk for chunk, _ in having if chunk not in self._versions])
        chunk_ids = [chunk for chunk, _ in having]
        versions = map(self._versions.get, chunk_ids)
        # Articles under embargo and replaced versions are indexed too, but have no place.
        places = np.array(
            [state.places.get(version, -1) if version else -1 for version in versions], np.int64
        )
        inside = places >= 0
        scores = np.array([score for _, score in having], np.float64)
        return _Hits(tuple(compress(chunk_ids, inside)), places[inside], scores[inside])

    def _learn(self, chunks: Sequence[str]) -> None:
        """Cache the versions that some chunks belong to."""
        if not chunks:
            return
        read = self._archive.catalogue.versions_of_chunks(chunks if len(chunks) <= _FEW else None)
        # Chunks of a version share one tuple, because there are many times as many chunks as versions.
        one: dict[Version, Version] = {}
        self._versions.update({chunk: one.setdefault(version, version) for chunk, version in read.items()})

    def _snippets(
        self, page: Mapping[int, str], hits: Sequence[_Hits], phrases: Sequence[str], terms: Terms
    ) -> dict[str, Snippet]:
        """The best matching passage of each article of a page, cut around the words."""
        scores: dict[int, dict[str, float]] = {place: {} for place in page}
        for one in hits:
            for number in np.flatnonzero(np.isin(one.places, list(page))):
                of_article, chunk = scores[int(one.places[number])], one.chunk_ids[number]
                of_article[chunk] = of_article.get(chunk, 0.0) + float(one.scores[number])
        best = {
            page[place]: max(some.items(), key=itemgetter(1))[0] for place, some in scores.items() if some
        }
        texts = self._archive.catalogue.chunk_texts(list(best.values()))
        cut = {
            name: snippet(texts[chunk], phrases, terms, around=True)
            for name, chunk in best.items()
            if chunk in texts
        }
        return {name: one for name, one in cut.items() if one.marked}

    def _standfirsts(
        self,
        articles: Sequence[Listed],
        article_ids: Mapping[str, Snippet],
        phrases: Sequence[str],
        terms: Terms,
    ) -> dict[str, Snippet]:
        """The standfirsts that have the words, for articles whose text has none of them."""
        others = [(item.article_id, item.version) for item in articles if item.article_id not in article_ids]
        summaries = self._archive.catalogue.summaries([(name, number) for name, number in others if number])
        cut = {name: snippet(text, phrases, terms, around=True) for (name, _), text in summaries.items()}
        return {name: one for name, one in cut.items() if one.marked}


def phrases_of(query: str) -> tuple[str, ...]:
    """Return the words of a query, and its phrases in quotation marks, each once."""
    phrases = [quoted or word for quoted, word in _PHRASE.findall(query[:_MOST_CHARACTERS])]
    return tuple(dict.fromkeys(text.strip() for text in phrases if text.strip()))[:_MOST_WORDS]
