"""Questions that several articles answer together: lists, counts, overviews, in order of date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from corpus.text.lexicon import any_pattern
from qa.evidence.candidates import Evidence
from qa.question.understand import Question

_ASKS_FOR_SEVERAL = any_pattern(
    r"\bhow (?:many times|often)\b",
    r"\bwhat (?:has |have )?happened during\b",
    r"\bwho (?:all )?(?:has|have)\b",
    r"\bwhich (?:\w+ )?\w+s (?:have|were|are)\b",
    r"\bfrom .* to .* (?:year|month)s?\b",
    r"\bwhat (?:are|were) (?:all )?the \w+s\b",
)
_ASKS_FOR_SOME = re.compile(
    r"\b(?:[Ww]hich|[Ww]hat) (?:[a-z]+ )?(?!(?:news|series|species|was|has|does)\b)[a-z]+[^s\W]s"
    r"(?= (?:did|do|have|are|were|will|would|can|[a-z]+ed)\b)"
)
_ASKS_FOR_OVERVIEW = any_pattern(
    r"\btimeline\b",
    r"\b(?:summari[sz]e|summary|overview|chronology)\b",
    r"\bover the years\b",
    r"\bhow (?:has|have|did) .* (?:chang|develop|evolv|unfold)\w*",
    r"\bwhat (?:has |have )?happened (?:between|since|over|from)\b",
    r"^(?:please )?(?:list|name)\b",
    r"\b(?:list|name) (?:all|the|every|some)\b",
)
_ARTICLES = 5
_ARTICLES_OF_OVERVIEW = 8
WORDS_OF_OVERVIEW = 220
_NEARLY_AS_GOOD = 0.6
_UNDATED = datetime.max.replace(tzinfo=UTC)


def wants_several(question: Question) -> bool:
    """Whether a question asks for a list, a count over time or a sequence of events."""
    return wants_overview(question) or bool(_ASKS_FOR_SEVERAL.search(question.asked))


def wants_some(question: Question) -> bool:
    """Whether it asks for more than one thing, which one sentence may name: "Which teams played?"."""
    return bool(_ASKS_FOR_SOME.search(question.standalone))


def wants_overview(question: Question) -> bool:
    """Whether it asks for a timeline, a list, a summary or what changed, so that the answer may be long."""
    return bool(_ASKS_FOR_OVERVIEW.search(question.asked))


def openings(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return each article's opening sentence, or else its best one, all with the same score."""
    chosen: dict[str, Evidence] = {}
    for item in evidence:
        other = chosen.get(item.article_id)
        if other is None or (item.field == "body" and item.start < other.start):
            chosen[item.article_id] = item
    return [replace(item, score=1.0) for item in chosen.values()]


def in_order_of_date(evidence: Sequence[Evidence], question: Question, most_words: int) -> list[Evidence]:
    """Return the best sentence of each of the best articles, the oldest first, undated ones last.

    They have `most_words` in all, or more for an overview; the best sentence is always there.
    """
    overview = wants_overview(question)
    most_articles = _ARTICLES_OF_OVERVIEW if overview else _ARTICLES
    most_words = max(most_words, WORDS_OF_OVERVIEW) if overview else most_words
    chosen: dict[str, Evidence] = {}
    words = 0
    for item in evidence:
        words_with_it = words + len(item.text.split()) + 1
        good = not chosen or (
            item.score >= _NEARLY_AS_GOOD * evidence[0].score and words_with_it <= most_words
        )
        if item.article_id not in chosen and good and len(chosen) < most_articles:
            chosen[item.article_id] = item
            words = words_with_it
    return sorted(chosen.values(), key=lambda item: item.hit.published_at or _UNDATED)
