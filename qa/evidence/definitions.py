"""The sentences that say who somebody or what something is come first where that is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from corpus.text.sentences import Span
from qa.evidence.candidates import Evidence
from qa.facts.definitions import Definition, Subject, definition_in
from qa.facts.holders import Office, announces, holder_in

MOST = 3
"""How many sentences that define are put first."""

# What somebody is changes: a form a quarter less sure, in a report a year newer, goes first.
_LOST_EACH_YEAR = 0.25
# Where the reader is sure of a sentence, in its log-odds, only a name with the office and what it is of goes
# before that.
_SURE, _CERTAIN = 4.0, 0.9
# What a holder gains whom a second article names, or a report of the choice: the rest is a slip or long past.
_BORNE_OUT = 0.1


def defining_first(sought: Subject | Office, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return evidence, in front the sentences that say who or what it is, with their words as answers.

    Args:
        sought: What is to be explained, or the office whose holder is.
        evidence: Best first.
    """
    defining = []
    is_answered = bool(evidence) and evidence[0].logit >= _SURE
    for item in evidence:
        definition = _definition(sought, item)
        if definition and not (
            is_answered and isinstance(sought, Office) and definition.probability < _CERTAIN
        ):
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
        borne_out = announces(item.text) or bearers[_bearer(item)] > 1
        held = _BORNE_OUT if isinstance(sought, Office) and borne_out else 0.0
        return item.defines - _LOST_EACH_YEAR * age + held

    bearers = Counter(bearer for bearer, _ in {(_bearer(item), item.article_id) for item in defining})
    first = sorted(defining, key=worth, reverse=True)[:MOST]
    places = {(item.hit.chunk_id, item.field, item.start) for item in first}
    return [*first, *(item for item in evidence if (item.hit.chunk_id, item.field, item.start) not in places)]


def _bearer(item: Evidence) -> str:
    """The last word of the name that an item has as the answer."""
    span = item.answer_in_text
    return span.of(item.text).rpartition(" ")[2].lower() if span else ""


def _definition(sought: Subject | Office, item: Evidence) -> Definition | None:
    if isinstance(sought, Office):
        published = item.hit.published_at
        return holder_in(item.text, item.title, published.year if published else None, sought)
    return definition_in(item.text, sought)
