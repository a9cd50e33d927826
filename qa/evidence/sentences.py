"""Choosing the sentences that answer from the chunks that a search found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.text.sentences import Span
from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.evidence.agreement import SentenceAnswer, agreement
from qa.evidence.candidates import Evidence, Summaries, Weights, holds_kinds, scored_sentences
from qa.evidence.definitions import explained_first, holders_first
from qa.evidence.ordering import in_order, worth
from qa.evidence.reader import Judgement, Passage, Reader, origin
from qa.question.understand import Question

_HITS = 10
# Reading is most of the cost of an answer, so eight sentences are read, and eight more only if none of them
# surely answers, in the reader's log-odds. That is as good as always reading sixteen (`docs/reader.md`).
_READ_AT_ONCE, MOST_READ, _SURELY = 8, 16, 4.0


def find_evidence(
    question: Question,
    hits: Sequence[Hit],
    reader: Reader,
    today: date | None = None,
    weights: Weights | None = None,
    summaries: Summaries | None = None,
    most: int = MOST_READ,
) -> list[Evidence]:
    """Return the sentences of the best hits, best first.

    Args:
        question: What is asked.
        hits: Best first.
        reader: Judges the most promising sentences.
        today: The day the question is asked, or None.
        weights: Weights other than the tuned ones.
        summaries: The articles' standfirsts, which are read as well.
        most: How many of the most promising sentences the reader judges where none of the first few answers.
    """
    weights = weights or Weights()
    hits = hits if question.defined or question.office else hits[:_HITS]
    candidates = scored_sentences(question, hits, weights, summaries or {}, today)
    candidates.sort(key=lambda item: -worth(question, item))
    judgements = _judgements(question, candidates[:most], reader, today)
    read = _with_judgements(candidates[: len(judgements)], judgements, weights)
    evidence = in_order(question, read) + candidates[len(judgements) :]
    if question.defined:
        return explained_first(question.defined, evidence)
    return holders_first(question.office, evidence) if question.office else evidence


def _judgements(
    question: Question, candidates: Sequence[Evidence], reader: Reader, today: date | None
) -> list[Judgement]:
    """The reader's judgements of the candidates, up to a group of them in which one surely answers.

    All are judged where a sure answer is not enough: a newer report may answer too, or give another day.
    """
    of_all = question.latest or question.present or question.news_of or "date" in question.kinds
    enough = math.inf if of_all else _SURELY
    judgements: list[Judgement] = []
    while len(judgements) < len(candidates):
        group = candidates[len(judgements) : len(judgements) + _READ_AT_ONCE]
        judgements += reader.judge(question.read_as, _passages(group, today))
        if max(judgement.logit for judgement in judgements) >= enough:
            break
    return judgements


def judged(
    question: Question, candidates: Sequence[Evidence], reader: Reader, today: date | None, weights: Weights
) -> list[Evidence]:
    """Return the candidates, in their order, each judged by the reader."""
    judgements = reader.judge(question.read_as, _passages(candidates, today))
    return _with_judgements(candidates, judgements, weights)


def _passages(candidates: Sequence[Evidence], today: date | None) -> list[Passage]:
    return [Passage(item.text, origin_of(item.hit, today)) for item in candidates]


def _with_judgements(
    candidates: Sequence[Evidence], judgements: Sequence[Judgement], weights: Weights
) -> list[Evidence]:
    answers = [
        SentenceAnswer(
            item.text, item.text[judgement.start : judgement.end], judgement.logit, judgement.certainty
        )
        for item, judgement in zip(candidates, judgements, strict=True)
    ]
    return [
        replace(
            item,
            score=item.score + weights.logit * judgement.logit + weights.agreement * support,
            logit=judgement.logit,
            answer=Span(item.start + judgement.start, item.start + judgement.end),
            certainty=judgement.certainty,
            agreement=support,
        )
        for item, judgement, support in zip(candidates, judgements, agreement(answers), strict=True)
    ]


def origin_of(hit: Hit, today: date | None) -> str:
    """Return where the sentences of a hit come from, in the words that the reader expects."""
    return origin(hit.title, hit.source, hit.day, today)


def choose(
    evidence: Sequence[Evidence], question: Question, count: int, most_words: int = 10_000
) -> list[Evidence]:
    """Return up to `count` of the best sentences that say different things, within `most_words` in all.

    For a question of several parts, if none of them has the kind of answer that a later part asks for, the
    best sentence that does takes the last place.
    """
    chosen: list[Evidence] = []
    for item in evidence:
        if len(chosen) < count and _fits(item, chosen, most_words) and not _repeats(item, chosen):
            chosen.append(item)
    for kind in question.kinds[1:]:
        if chosen and not any(holds_kinds((kind,), item.text) for item in chosen):
            others = chosen[: max(count - 1, 1)]
            holders = (item for item in evidence if holds_kinds((kind,), item.text))
            holder = next((item for item in holders if _fits(item, others, most_words)), None)
            if holder is not None:
                chosen = [*others, holder]
    return chosen


def _fits(item: Evidence, chosen: Sequence[Evidence], most_words: int) -> bool:
    return not chosen or sum(len(other.text.split()) for other in (*chosen, item)) <= most_words


def _repeats(item: Evidence, chosen: Sequence[Evidence]) -> bool:
    mine = terms(item.text)
    return any(coverage(mine, terms(other.text)) > 0.9 for other in chosen)
