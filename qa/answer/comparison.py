"""Two things compared: what answers about each, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.archive import Archive
from index.search.filters import Filters
from qa.evidence.candidates import Evidence
from qa.evidence.day import relevant_day
from qa.evidence.find import Finder
from qa.question.understand import understand
from qa.refuse.answerability import estimate
from qa.refuse.verdict import verdict_on

_COMPARE = re.compile(
    r"^(?:please )?compare (?P<one>\S.*?) (?:with|to|and|against) (?P<other>\S.*?)\W*$", re.I
)
# One thing at two times is answered as a timeline.
_YEAR = re.compile(r"(?:in |of )?(?:19|20)\d\d", re.I)
_COST = re.compile(r"^(?:the )?(?:costs?|prices?) of (?P<thing>\S.*)$", re.I)


def questions_compared(question: str) -> tuple[str, ...]:
    """Return what a comparison asks about each of its two things; empty for any other question."""
    match = _COMPARE.match(question)
    if match is None or _YEAR.fullmatch(match["other"]):
        return ()
    return _asked(match["one"]), _asked(match["other"])


def _asked(thing: str) -> str:
    cost = _COST.match(thing)
    return f"How much did {cost['thing']} cost?" if cost else f"What is {thing}?"


def compared(
    archive: Archive, finder: Finder, question: str, filters: Filters | None, today: date | None
) -> Sequence[Evidence]:
    """Return the sentence that surely answers about each of two things, in order; empty if one has none."""
    questions = questions_compared(question)
    if not questions:  # As nearly always: nothing is looked up.
        return ()
    counts = archive.catalogue.counts()
    best: list[Evidence] = []
    for text in questions:
        asked = understand(text)
        findings = finder.find(asked, filters=filters, today=today)
        likelihood = estimate(asked, findings.evidence, relevant_day(today, counts))
        if not verdict_on(asked, findings.result.hits, findings.evidence, counts, likelihood).quotable:
            return ()
        best.append(findings.evidence[0])
    return best
