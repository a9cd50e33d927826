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


def explained_first(subject: Subject, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return evidence, in front the sentences that say who or what something is, their words as answers."""
    definitions = [(item, definition_in(item.text, subject)) for item in evidence]
    return _first([_defining(item, one) for item, one in definitions if one], evidence)


def holders_first(office: Office, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return evidence, in front the sentences that say who holds an office, with the names as answers."""
    least = _CERTAIN if evidence and evidence[0].logit >= _SURE else 0.0
    holders = [(item, _holder_in(item, office)) for item in evidence]
    naming = [_defining(item, one) for item, one in holders if one and one.probability >= least]
    reports = Counter(bearer for bearer, _ in {(_bearer(item), item.article_id) for item in naming})
    borne_out = [announces(item.text) or reports[_bearer(item)] > 1 for item in naming]
    return _first(naming, evidence, [_BORNE_OUT * one for one in borne_out])


def _holder_in(item: Evidence, office: Office) -> Definition | None:
    published = item.hit.published_at
    return holder_in(item.text, item.title, published.year if published else None, office)


def _defining(item: Evidence, definition: Definition) -> Evidence:
    """A sentence whose answer is the words that define."""
    start, end = definition.span.start + item.start, definition.span.end + item.start
    return replace(item, answer=Span(start, end), certainty=1.0, defines=definition.probability)


def _first(
    defining: Sequence[Evidence], evidence: Sequence[Evidence], gains: Sequence[float] = ()
) -> list[Evidence]:
    """The evidence, in front the newest and surest of the sentences that define, by probability and gain."""
    newest = max((item.hit.published_at for item in defining if item.hit.published_at), default=None)

    def worth(place: int) -> float:
        item, gain = defining[place], gains[place] if gains else 0.0
        day = item.hit.published_at
        age = (newest - day) / timedelta(days=365) if newest and day else 1.0
        return item.defines - _LOST_EACH_YEAR * age + gain

    first = [defining[place] for place in sorted(range(len(defining)), key=worth, reverse=True)[:MOST]]
    places = {(item.hit.chunk_id, item.field, item.start) for item in first}
    return [*first, *(item for item in evidence if (item.hit.chunk_id, item.field, item.start) not in places)]


def _bearer(item: Evidence) -> str:
    """The last word of the name that an item has as the answer."""
    span = item.answer_in_text
    return span.of(item.text).rpartition(" ")[2].lower() if span else ""
