"""Whether any evidence contains what a question asks to have measured, or the office that it asks about."""

from __future__ import annotations

from collections.abc import Sequence

from index.search.terms import stem, terms
from qa.evidence.candidates import Evidence
from qa.question.measures import office_of, rank_of
from qa.question.understand import Question

_CONSIDERED = 8


def missing_measure(question: Question, evidence: Sequence[Evidence]) -> str | None:
    """Return the measure, such as "age", that a question asks for and no evidence gives; else None."""
    measure = question.measure
    if measure is None or any(measure.pattern.search(item.text) for item in evidence[:_CONSIDERED]):
        return None
    return measure.name


def misses_rank(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether a question asks for a rank, such as "second-best", that no passage names."""
    rank = rank_of(question.standalone)
    return rank is not None and not any(
        rank.search(f"{item.title} {item.text} {item.hit.text}") for item in evidence[:_CONSIDERED]
    )


def missing_office(question: Question, evidence: Sequence[Evidence]) -> str | None:
    """Return the office, such as "mayor", that a question asks about and no passage mentions; else None."""
    office = office_of(question.standalone)
    if office is None:
        return None
    passages = (terms(f"{item.title} {item.text} {item.hit.text}") for item in evidence[:_CONSIDERED])
    return None if any(stem(office) in passage for passage in passages) else office
