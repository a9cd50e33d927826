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
from qa.evidence.reader import Passage, Reader, origin
from qa.question.understand import Question

_HITS = 10
# Enough: on the tune split of a news quiz the first three sentences had the answer equally often with 12, 24
# and 40, and reading is most of the cost of an answer.
_READ = 12
# In the reader's log-odds. Of 21 questions in the present tense the first sentence has the answer for .71
# with this rule, .67 without it, and .62 if unsure sentences count too. Within 2 or 4 of the surest makes no
# difference there; for the fares and coaches of the samples 4 is right.
_SURE, _ABOUT_AS_SURE = 2.0, 4.0
_RIVALS = 6


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
    candidates.sort(key=lambda item: -item.score)
    read = judged(question, candidates[:most], reader, today, weights)
    read.sort(key=lambda item: (-item.score, item.hit.rank, item.start))
    if question.latest or question.present:
        read = _newest_first(read)
    return read + candidates[most:]


def _newest_first(read: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, with the newest of the sentences that answer about as surely as the best in front.

    Every report of a new coach answers "Who is the coach?".
    """
    if not read or read[0].logit <= _SURE:
        return list(read)
    best = read[0]
    rivals = [item for item in read[:_RIVALS] if item.logit >= max(_SURE, best.logit - _ABOUT_AS_SURE)]
    newest = max(rivals, key=lambda item: _moment(item.hit))
    if _moment(newest.hit) <= _moment(best.hit):
        return list(read)
    return [replace(newest, score=best.score), *(item for item in read if item is not newest)]


def _moment(hit: Hit) -> float:
    return hit.published_at.timestamp() if hit.published_at else -math.inf


def judged(
    question: Question, candidates: Sequence[Evidence], reader: Reader, today: date | None, weights: Weights
) -> list[Evidence]:
    """Return the candidates, in their order, with the reader's judgements."""
    passages = [Passage(item.text, origin_of(item.hit, today)) for item in candidates]
    judgements = reader.judge(question.standalone, passages)
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
