"""Whether any of the evidence has what a question wants told: an age, a price, an office."""

from __future__ import annotations

from collections.abc import Sequence

from index.search.terms import stem, terms
from qa.evidence.candidates import Evidence
from qa.question.measures import measure_of, office_of
from qa.question.understand import Question

_CONSIDERED = 8


def missing_measure(question: Question, evidence: Sequence[Evidence]) -> str | None:
    """Return what a question wants measured and none of the best evidence tells, such as "age"; else None.

    Args:
        question: What is asked.
        evidence: Best first.
    """
    measure = measure_of(question.standalone)
    if measure is None or any(measure.pattern.search(item.text) for item in evidence[:_CONSIDERED]):
        return None
    return measure.name


def missing_office(question: Question, evidence: Sequence[Evidence]) -> str | None:
    """Return the office whose holder a question asks for, such as "mayor", if no passage has it; else None.

    Args:
        question: What is asked.
        evidence: Best first.
    """
    office = office_of(question.standalone)
    if office is None:
        return None
    passages = (terms(f"{item.title} {item.text} {item.hit.text}") for item in evidence[:_CONSIDERED])
    return None if any(stem(office) in passage for passage in passages) else office
