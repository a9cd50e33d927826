"""Finding evidence: the search, the sentences of its best hits, and a second look at the hits by them."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from index.archive import Archive
from index.search.filters import Filters
from index.search.hit import Hit, ranked
from index.search.pipeline import SearchResult, search
from index.search.tuning import Tuning
from qa.evidence.candidates import Evidence
from qa.evidence.day import relevant_day
from qa.evidence.reader import Reader, project_reader
from qa.evidence.sentences import MOST_READ, find_evidence
from qa.evidence.through_time import Reports, through_time
from qa.question.timelines import Course
from qa.question.understand import Question
from qa.stages import note, stage

if TYPE_CHECKING:
    from index.search.cross_encoder import Reranker

_LOOKED_AT = 10
# Most reports mention somebody without saying who that is.
_LOOKED_AT_TO_DEFINE = 30


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for a question: hits, and their sentences, those that answer best first."""

    result: SearchResult
    evidence: tuple[Evidence, ...]


class Finder:
    """Searches an archive and reads what it finds; may be used from many threads.

    With the name or folder of a cross-encoder as `reranker`, that reorders the hits instead of their
    sentences.
    """

    def __init__(self, archive: Archive, reranker: str | None = None, reader: Reader | None = None) -> None:
        self._archive = archive
        self._given_reader = reader
        self._reranker_name = reranker
        self._reranker: Reranker | None = None
        self._loading = threading.Lock()

    def find(
        self,
        question: Question,
        top_k: int = 10,
        filters: Filters | None = None,
        today: date | None = None,
        tuning: Tuning | None = None,
        most: int = MOST_READ,
    ) -> Findings:
        """Return the best hits for a question and the sentences in them that answer it.

        Args:
            question: What is asked.
            top_k: How many hits to return.
            filters: Hard limits.
            today: The day it is asked, if known.
            tuning: Numbers other than the tuned ones, for the search.
            most: How many sentences the reader judges where none of the most promising answers.

        Raises:
            QuestionError: A filter or `top_k` cannot be used.
            ArchiveError: The archive is broken.
            ModelError: The cross-encoder cannot be loaded.
        """
        tuning = tuning or Tuning()
        reranker = self._cross_encoder()
        again = tuning.second_look and not reranker
        looked_at = _LOOKED_AT_TO_DEFINE if question.defined or question.office else _LOOKED_AT
        depth = reranker.depth if reranker else looked_at if again else 0
        # The search refuses a number below one.
        hit_count = max(top_k, depth) if top_k > 0 else top_k
        with stage("search"):
            result = search(
                self._archive, question.query, top_k=hit_count, filters=filters, today=today, tuning=tuning
            )
            if reranker:
                result = reranker.rerank(question.query, result, top_k)
            note(counts={"hits": len(result.hits)})
        with stage("reading"):
            weight = tuning.second_look if again else 0.0
            return self._looked_again(question, result, top_k, today, weight, most)

    def _looked_again(
        self,
        question: Question,
        result: SearchResult,
        top_k: int,
        today: date | None,
        weight: float,
        most: int,
    ) -> Findings:
        """The sentences of the hits and, with a `weight`, the hits reordered by them."""
        started = time.perf_counter()
        day = relevant_day(today, self._archive.catalogue.counts())
        articles = list({(hit.article_id, hit.version) for hit in result.hits})
        summaries = self._archive.catalogue.summaries(articles)
        evidence = find_evidence(question, result.hits, self.reader(), day, summaries=summaries, most=most)
        if weight:
            hits = _defining_first(second_look(result.hits, evidence, weight), evidence)[:top_k]
            result = result.reordered(hits, "second_look", started)
            evidence = _of(hits, evidence)
        return Findings(result, tuple(evidence))

    def read(
        self, question: Question, hits: Sequence[Hit], today: date | None = None, most: int = 4
    ) -> list[Evidence]:
        """Return the sentences of `hits` that answer, best first, without a search; `most` are judged."""
        day = relevant_day(today, self._archive.catalogue.counts())
        return find_evidence(question, hits, self.reader(), day, most=most)

    def through_time(self, course: Course, filters: Filters | None = None) -> Reports:
        """Return what articles of different days report on one subject."""
        with stage("through_time"):
            return through_time(self._archive, self.reader(), course, filters)

    def warm(self) -> None:
        """Load the models now, so that the first question does not wait for them."""
        self.reader()
        self._cross_encoder()

    def reader(self) -> Reader:
        """Return what judges sentences."""
        return self._given_reader or project_reader()

    def _cross_encoder(self) -> Reranker | None:
        if self._reranker_name is None:
            return None
        with self._loading:
            if self._reranker is None:
                from index.search.cross_encoder import Reranker

                self._reranker = Reranker(self._reranker_name)
            return self._reranker


def second_look(hits: Sequence[Hit], evidence: Sequence[Evidence], weight: float) -> tuple[Hit, ...]:
    """Return the hits, the first ten ordered by their own scores and those of their best sentences.

    A hit without a sentence worth reading counts like the worst that was read.
    """
    worth: dict[str, float] = {}
    for item in evidence:
        if item.was_read:
            worth[item.hit.chunk_id] = max(item.score, worth.get(item.hit.chunk_id, item.score))
    least = min(worth.values(), default=0.0)
    looked_at = [
        replace(hit, score=hit.score + weight * (worth.get(hit.chunk_id, least) - least))
        for hit in hits[:_LOOKED_AT]
    ]
    looked_at.sort(key=lambda hit: (-hit.score, hit.rank))
    return ranked([*looked_at, *hits[_LOOKED_AT:]])


def _defining_first(hits: Sequence[Hit], evidence: Sequence[Evidence]) -> tuple[Hit, ...]:
    """The hits, those in front whose sentences say who or what a question's subject is."""
    defining = {item.hit.chunk_id for item in evidence if item.defines}
    if not defining:
        return tuple(hits)
    return ranked(sorted(hits, key=lambda hit: hit.chunk_id not in defining))


def _of(hits: Sequence[Hit], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence from `hits`, with the hits' new ranks and scores."""
    by_chunk = {hit.chunk_id: hit for hit in hits}
    return [
        replace(item, hit=by_chunk[item.hit.chunk_id]) for item in evidence if item.hit.chunk_id in by_chunk
    ]
