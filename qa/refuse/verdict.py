"""Whether a question is answered: the one place where a refusal is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.catalogue.records import Counts
from index.search.hit import Hit
from qa.evidence.candidates import Evidence, names_mentioned
from qa.evidence.ordering import states_what_is_asked
from qa.question.language import stranger
from qa.question.understand import Question
from qa.refuse.answerability import Estimate, fitted
from qa.refuse.missing import misses_rank, missing_measure, missing_office
from qa.refuse.presuppositions import outside, unknown_subjects

# If the best sentences do not give the age or price that is asked for, they only come near an answer.
_SHOWN = 3
# The sentence ranked first for stating an age may state another person's, unless its log-odds reach this.
_OWN = 1.0
# In a large archive the terms of a short question occur together in many sentences that do not answer it, so
# the reader must be sure where nothing else, such as the day, speaks for them. Of 421 short questions, asked
# of passages with the answer or without it, the quotes were right for .17 where its log-odds were below 4,
# and for .54 where they were not (`docs/reader.md`).
_SHORT, _LARGE, _SURELY = 5, 200, 4.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be done with the evidence.

    Attributes:
        quotable: Whether it is sure enough to be quoted as an answer.
        near: Whether it comes near enough to be shown as the nearest passages.
        probability: That it answers, 0 to 1.
        margin: By how much that exceeds what an answer needs.
        readable: Whether a capable language model should read it, to find the answer or say there is none.
        notices: For the reader, if there is no answer: why.
        unmentioned: The names in the question that nothing found mentions; then there is no answer.
    """

    quotable: bool = False
    near: bool = False
    probability: float = 0.0
    margin: float = 0.0
    readable: bool = False
    notices: tuple[str, ...] = ()
    unmentioned: tuple[str, ...] = ()


def verdict_on(
    question: Question, hits: Sequence[Hit], evidence: Sequence[Evidence], counts: Counts, estimate: Estimate
) -> Verdict:
    """Return what may be done with the evidence found for a question.

    What the question takes for granted is checked first, because no evidence answers a question about a time,
    a name or a measure that the archive does not have; after that the estimate decides.
    """
    foreign = stranger(question.asked, counts.languages)
    notices = (foreign,) if foreign else ()
    if notice := outside(question, evidence, counts.first_published, counts.last_published):
        return Verdict(notices=(*notices, notice))
    if names := unknown_subjects(question, hits):
        # A question in a foreign language finds none of its words: its names are not to blame.
        return Verdict(notices=notices, unmentioned=tuple(names) if hits and not foreign else ())
    missing = _missing(question, evidence)
    if missing is not None:
        return Verdict(notices=(*notices, missing) if missing else notices)
    return Verdict(
        # Of two languages the reader knows only names: what it finds comes near at most.
        quotable=not foreign
        and estimate.margin >= 0.0
        and _is_stated(question, evidence)
        and _is_named(question, evidence)
        and (estimate.by_day or counts.articles < _LARGE or _is_sure(question, evidence)),
        near=estimate.probability >= fitted().near,
        probability=estimate.probability,
        margin=estimate.margin,
        readable=estimate.probability >= fitted().worth_reading,
        notices=notices,
    )


def _is_stated(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether the evidence states what the question asks for, such as an age, of its own subject."""
    is_stated = any(states_what_is_asked(question, item) for item in evidence[:_SHOWN]) and not misses_rank(
        question, evidence
    )
    if not is_stated or question.measure is None:
        return is_stated
    best = max(item.score for item in evidence if item.was_read or item is evidence[0])
    return evidence[0].score >= best or evidence[0].logit >= _OWN


def _is_named(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether the report of the best sentence has one of the names in the question, if that has any.

    Of 790 quiz questions, with the answer and without it, none is answered by a report that has none.
    """
    return not evidence or names_mentioned(question, evidence[0].hit) > 0.0


def _is_sure(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether the reader is sure of one of the first sentences, where a question has few other signs."""
    if evidence and evidence[0].defines:
        return True
    short = len(question.terms) <= _SHORT and question.standalone == question.asked
    judged = question.language in ("", "en") and not question.news_of
    return not (short and judged) or any(item.logit >= _SURELY for item in evidence[:_SHOWN])


def _missing(question: Question, evidence: Sequence[Evidence]) -> str | None:
    """A notice of what the evidence lacks, "" if there is no evidence at all, None if nothing is missing."""
    if measure := missing_measure(question, evidence):
        return f"The passages found give no {measure}." if evidence else ""
    if office := missing_office(question, evidence):
        return f"The passages found mention no {office}." if evidence else ""
    return None
