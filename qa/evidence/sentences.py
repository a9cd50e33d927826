"""Choosing the sentences that answer from the chunks that a search found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.text.sentences import Span
from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.evidence.agreement import SentenceAnswer, agreement
from qa.evidence.candidates import Evidence, Summaries, Weights, holds_kinds, scored_sentences
from qa.evidence.ordering import in_order, worth
from qa.evidence.reader import Passage, Reader, origin
from qa.question.understand import Question

_HITS = 10
# Enough: on the tune split of a news quiz the first three sentences had the answer equally often with 12, 24
# and 40, and reading is most of the cost of an answer.
_READ = 12


def find_evidence(
    question: Question,
    hits: Sequence[Hit],
    reader: Reader,
    today: date | None = None,
    weights: Weights | None = None,
    summaries: Summaries | None = None,
    most: int = _READ,
) -> list[Evidence]:
    """Return the sentences of the best hits, best first.

    Args:
        question: What is asked.
        hits: Best first.
        reader: Judges the most promising sentences.
        today: The day the question is asked, or None.
        weights: Weights other than the tuned ones.
        summaries: The articles' standfirsts, which are read as well.
        most: How many of the most promising sentences the reader judges.
    """
    weights = weights or Weights()
    candidates = scored_sentences(question, hits[:_HITS], weights, summaries or {})
    candidates.sort(key=lambda item: -worth(question, item))
    read = judged(question, candidates[:most], reader, today, weights)
    return in_order(question, read) + candidates[most:]


def judged(
    question: Question, candidates: Sequence[Evidence], reader: Reader, today: date | None, weights: Weights
) -> list[Evidence]:
    """Return the candidates, in their order, with the reader's judgements."""
    passages = [Passage(item.text, origin_of(item.hit, today)) for item in candidates]
    judgements = reader.judge(question.read_as, passages)
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
    published = hit.published_at.date() if hit.published_at else None
    return origin(hit.title, hit.source, published, today)


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
