"""The sentences that say who somebody or what something is come first where that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from corpus.text.sentences import Span
from qa.evidence.candidates import Evidence
from qa.facts.definitions import Subject, definition_in

MOST = 3
"""How many sentences that define are put first."""

# What somebody is changes: a form a quarter less sure, in a report a year newer, goes first.
_LOST_EACH_YEAR = 0.25


def defining_first(subject: Subject, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return evidence, in front the sentences that say who or what a subject is, with their words as answers.

    Args:
        subject: What is to be explained.
        evidence: Best first.
    """
    defining = []
    for item in evidence:
        if definition := definition_in(item.text, subject):
            start, end = definition.span.start + item.start, definition.span.end + item.start
            probability = definition.probability
            defining.append(replace(item, answer=Span(start, end), certainty=1.0, defines=probability))
    newest = max((item.hit.published_at for item in defining if item.hit.published_at), default=None)

    def worth(item: Evidence) -> float:
        age = (
            (newest - item.hit.published_at) / timedelta(days=365)
            if newest and item.hit.published_at
            else 1.0
        )
        return item.defines - _LOST_EACH_YEAR * age

    first = sorted(defining, key=worth, reverse=True)[:MOST]
    places = {(item.hit.chunk_id, item.field, item.start) for item in first}
    return [*first, *(item for item in evidence if (item.hit.chunk_id, item.field, item.start) not in places)]
