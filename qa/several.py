"""Questions that several articles answer together: lists, counts, timelines, told in order of date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from qa.evidence import Evidence
from qa.question import Question

_ASKS_FOR_SEVERAL = re.compile(
    r"\bhow (?:many times|often)\b|\bhow (?:has|have|did) .* (?:chang|develop|evolv)\w*|\btimeline\b|"
    r"\bwhat (?:has |have )?happened (?:between|since|over|from|during)\b|\bwho (?:all )?(?:has|have)\b|"
    r"\b(?:list|name) (?:all|the|every|some)\b|\bwhich (?:\w+ )?\w+s (?:have|were|are)\b|\bover the years\b|"
    r"\bfrom .* to .* (?:year|month)s?\b|\bwhat (?:are|were) (?:all )?the \w+s\b",
    re.IGNORECASE,
)
_ARTICLES = 5
_NEARLY_AS_GOOD = 0.6
_UNDATED = datetime.max.replace(tzinfo=UTC)


def wants_several(question: Question) -> bool:
    """Whether a question asks for a list, a count over time or what happened one after the other."""
    return bool(_ASKS_FOR_SEVERAL.search(question.asked))


def in_order_of_date(evidence: Sequence[Evidence], most_words: int) -> list[Evidence]:
    """Return the best sentence of each of the best articles, the oldest first, undated ones last.

    Args:
        evidence: Best first.
        most_words: How many words they may have together; the best is always among them.
    """
    chosen: dict[str, Evidence] = {}
    words = 0
    for item in evidence:
        words_with_it = words + len(item.text.split()) + 1
        good = not chosen or (
            item.score >= _NEARLY_AS_GOOD * evidence[0].score and words_with_it <= most_words
        )
        if item.article_id not in chosen and good and len(chosen) < _ARTICLES:
            chosen[item.article_id] = item
            words = words_with_it
    return sorted(chosen.values(), key=lambda item: item.hit.published_at or _UNDATED)
