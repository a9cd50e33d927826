"""Whether a question is answered: the one place where a refusal is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.catalogue.records import Counts
from index.search.hit import Hit
from qa.evidence.candidates import Evidence
from qa.evidence.day import telling
from qa.question.language import stranger
from qa.question.understand import Question
from qa.refuse.answerability import answerability, fitted, threshold
from qa.refuse.measures import missing_measure, missing_office
from qa.refuse.premises import outside, unknown_subjects

# Of an age or a price that none of the best sentences tells, they are no answer, only near one.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be done with the evidence.

    Attributes:
        quotable: Whether it answers surely enough to be quoted as an answer.
        near: Whether it comes near enough to be shown, as that.
        probability: That it answers, 0 to 1.
        margin: By how much that is above what an answer needs.
        readable: Whether it may answer: an able language model may then find how, or say that it does not.
        notices: What the reader is told of why there is no answer, if there is none.
    """

    quotable: bool = False
    near: bool = False
    probability: float = 0.0
    margin: float = 0.0
    readable: bool = False
    notices: tuple[str, ...] = ()


def verdict_on(
    question: Question,
    hits: Sequence[Hit],
    evidence: Sequence[Evidence],
    counts: Counts,
    today: date | None,
) -> Verdict:
    """Return what may be done with what was found for a question.

    What the question takes for granted comes first, for no evidence answers a question about a time, a name
    or a measure that the archive does not have; then how likely it is that the evidence answers.

    Args:
        question: What is asked.
        hits: Best first.
        evidence: Their sentences, best first.
        counts: What the archive holds.
        today: The day it is asked, if known.
    """
    strange = stranger(question.asked, counts.languages)
    language_notices = (strange,) if strange else ()
    if notice := outside(question, evidence, counts.first_published, counts.last_published):
        return Verdict(notices=(*language_notices, notice))
    if unknown := unknown_subjects(question, hits):
        missing = (f"Nothing found in the archive mentions {' or '.join(unknown)}.",) if hits else ()
        return Verdict(notices=language_notices or missing)
    if lacking := missing_measure(question, evidence):
        lacks = (f"The passages found give no {lacking}.",) if evidence else ()
        return Verdict(notices=(*language_notices, *lacks))
    if vacant := missing_office(question, evidence):
        unnamed = (f"The passages found mention no {vacant}.",) if evidence else ()
        return Verdict(notices=(*language_notices, *unnamed))
    day = telling(today, counts)
    probability = answerability(question, evidence, day)
    margin = probability - threshold(question, day)
    measured = missing_measure(question, evidence[:_SHOWN]) is None
    return Verdict(
        quotable=measured and margin >= 0.0,
        near=probability >= fitted().near,
        probability=probability,
        margin=margin,
        readable=probability >= fitted().worth_reading,
        notices=language_notices,
    )
