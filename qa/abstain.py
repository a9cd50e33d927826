"""Whether the evidence answers the question at all."""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.terms import coverage, terms
from qa.evidence import Evidence, holds_kinds
from qa.question import Question

# A logistic regression over the four signs below, fitted on the tune split of a set of news questions, each
# asked of the archive as it is and again without the articles that hold its answer (173 cases; area under
# the ROC curve 0.77 in cross-validation).
_WEIGHTS = {"overlap": 2.9, "union": 1.6, "similarity": 3.8, "kinds": 0.2}
_BIAS = -5.5
# Low, because a quote that does not answer harms a reader less than an answer that is withheld: at this point
# one in fifty of the answerable questions was refused, and three in ten of those without an answer.
THRESHOLD = 0.25

_CONSIDERED = 3


def signs(question: Question, evidence: Sequence[Evidence]) -> dict[str, float]:
    """Return the signs that the best evidence answers, each 0 to 1.

    "overlap" is the question's terms in the best sentence, "union" those in the best three with their
    headlines, "similarity" the highest cosine among them, "kinds" the share of the wanted kinds of answer
    that they hold.
    """
    best = evidence[:_CONSIDERED]
    held = [terms(f"{item.title} {item.text}") for item in best]
    return {
        "overlap": max(item.overlap for item in best),
        "union": coverage(question.terms, *held),
        "similarity": max(0.0, *(item.similarity for item in best)),
        "kinds": holds_kinds(question.kinds, " ".join(item.text for item in best)),
    }


def answerability(question: Question, evidence: Sequence[Evidence]) -> float:
    """Return the probability that `evidence` (best first) answers `question`; 0.0 without evidence."""
    if not evidence:
        return 0.0
    total = _BIAS + sum(_WEIGHTS[name] * value for name, value in signs(question, evidence).items())
    return 1.0 / (1.0 + math.exp(-total))
