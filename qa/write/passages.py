"""Which passages a language model is given: few and short, and none that gives it orders."""

from collections.abc import Sequence

from corpus.text.sentences import paragraphs
from qa.evidence.antecedent import with_context
from qa.evidence.candidates import Evidence
from qa.evidence.overviews import in_order_of_date, wants_several
from qa.evidence.sentences import choose
from qa.models.injection import addresses_model
from qa.question.understand import Question

_PASSAGES, _PASSAGES_OF_SEVERAL = 6, 12
# For a small model, which loses its way among more.
_FEW_PASSAGES = 4
_WORDS, _WORDS_OF_SEVERAL = 240, 480
_WORDS_IN_ORDER = 300


def most_passages(question: Question, able: bool) -> int:
    """Return how many passages a model reads at most."""
    if not able:
        return _FEW_PASSAGES
    return _PASSAGES_OF_SEVERAL if wants_several(question) else _PASSAGES


def passages_for(question: Question, evidence: Sequence[Evidence], able: bool) -> list[Evidence]:
    """Return what a model reads: best first, since those at the end are left out when they do not fit."""
    several = wants_several(question)
    count = most_passages(question, able)
    words = _WORDS_OF_SEVERAL if several else _WORDS
    chosen = [with_context(item, question) for item in choose(evidence, question, count, words)]
    if several:
        # One of every article, so that no item of a list is missed for three sentences about another.
        first = [
            with_context(item, question) for item in in_order_of_date(evidence, question, _WORDS_IN_ORDER)
        ]
        chosen = [*first, *(item for item in chosen if item not in first)][:count]
    return chosen


def for_a_model(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence whose paragraphs speak to readers only, in the same order.

    The sentence after "ignore your instructions" says what to answer instead, so the whole paragraph is
    withheld from a model. Readers see it like any other: news mentions assistants and guidelines too, and
    nobody obeys words in quotation marks under an outlet's name.
    """
    return [item for item in evidence if not addresses_model(_paragraph(item))]


def _paragraph(item: Evidence) -> str:
    if item.field != "body":
        return item.text
    start, end = item.start - item.hit.start, item.end - item.hit.start
    around = [p for p in paragraphs(item.hit.text) if p.start < end and p.end > start]
    if not around:
        return item.text
    return item.hit.text[around[0].start : around[-1].end]
