"""Choosing among the ways to understand a question: the one that the evidence answers best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.archive import Archive
from index.search.filters import Filters
from index.search.hints import named_sources
from index.search.terms import terms
from qa.answer.quotes import SENTENCES
from qa.evidence.candidates import Evidence
from qa.evidence.day import relevant_day
from qa.evidence.find import Finder, Findings
from qa.question.days_asked import DaysAsked, days_asked
from qa.question.understand import Question
from qa.refuse.answerability import Estimate, estimate, estimate_of_any_day, fitted

# A way that reaches this probability is taken without trying the others.
_SURE = 0.5
# Where nothing from around the day answers, so many sentences of other times are read: reading sixteen finds
# an answer to two of 395 questions more, and takes longer than the search.
_READ_OF_ANY_DAY = 8
# This share of the carried-over terms must occur with the answer.
_ON_TOPIC = 0.5
# A margin that is no answer's.
_UNSURE = -0.01


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One way to understand a question, and what was found for it.

    Attributes:
        question: As understood.
        days: The days whose news it asks for, or None.
        filters: Hard limits, narrowed to those days.
        findings: The hits and the sentences in them.
        estimate: How likely these answer.
        any_day: Whether they were found without regard to the day of asking, near which nothing answers.
    """

    question: Question
    days: DaysAsked | None
    filters: Filters | None
    findings: Findings
    estimate: Estimate
    any_day: bool = False


def best_interpretation(
    archive: Archive,
    finder: Finder,
    ways: Sequence[Question],
    filters: Filters | None,
    today: date | None,
    top_k: int,
) -> Interpretation:
    """Return the interpretation that the evidence answers most surely.

    The first sure answer ends the search. A question on its own is not tried if the conversation's topic
    already has an answer.

    Args:
        archive: Where to look.
        finder: Searches it.
        ways: To understand the question, likeliest first; at least one.
        filters: Hard limits.
        today: The day it is asked, if known.
        top_k: How many hits to find.
    """
    search = _Search(archive, finder, filters, today, top_k)
    tried: list[Interpretation] = []
    for way in ways:
        if not way.carried and any(_stays_on_topic(one) for one in tried):
            break
        one = search.of_its_outlet(search.of(way, filters))
        tried.append(one)
        if one.estimate.probability >= _SURE and (not way.carried or _stays_on_topic(one)):
            return one
    best = max(
        [one for one in tried if _stays_on_topic(one)] or tried, key=lambda one: one.estimate.probability
    )
    if not _is_off_topic(best):
        return best
    # "How much does it cost?" after talk of a wind farm is not answered with a bridge's toll.
    return replace(best, estimate=replace(best.estimate, margin=min(best.estimate.margin, _UNSURE)))


def _stays_on_topic(one: Interpretation) -> bool:
    """Whether the evidence answers, by the reader's judgement too, and is about what is carried over."""
    evidence, carried = one.findings.evidence, set(terms(one.question.carried))
    if not carried or not evidence or evidence[0].logit < 0 or one.estimate.margin < 0:
        return False
    return _has_enough_of(evidence[0], carried)


def _is_off_topic(one: Interpretation) -> bool:
    """Whether the best evidence has too few of the words that the question as understood carries over."""
    evidence = one.findings.evidence
    carried = set(terms(one.question.carried)) & set(terms(one.question.standalone))
    return bool(evidence) and not _has_enough_of(evidence[0], carried)


def _has_enough_of(best: Evidence, carried: set[str]) -> bool:
    return len(carried & {*terms(best.title), *terms(best.hit.text)}) >= _ON_TOPIC * len(carried)


@dataclass(frozen=True, slots=True)
class _Search:
    """A search that is the same for every way to understand a question; see `best_interpretation`."""

    archive: Archive
    finder: Finder
    filters: Filters | None
    today: date | None
    top_k: int

    def of(self, question: Question, filters: Filters | None) -> Interpretation:
        """What is found near the day of asking or, where nothing answers there, of any day."""
        days = days_asked(question.standalone, self.today, self.archive.catalogue.sources)
        filters = days.within(filters) if days else filters
        findings = self.finder.find(question, self.top_k, filters, self.today)
        day = relevant_day(self.today, self.archive.catalogue.counts())
        one = Interpretation(question, days, filters, findings, estimate(question, findings.evidence, day))
        answers = one.estimate.margin >= 0
        if day is None or days or (answers and not _is_denied(findings.evidence)):
            return one
        # A day orders what is found and hides nothing: what happened long before it may be asked about, or
        # come nearest.
        findings = self.finder.find(question, self.top_k, filters, most=_READ_OF_ANY_DAY)
        likelihood = estimate_of_any_day(question, findings.evidence)
        other = Interpretation(question, days, filters, findings, likelihood, any_day=True)
        nearer = likelihood.probability > one.estimate.probability
        return other if likelihood.margin >= 0 or (nearer and not answers) else one

    def of_its_outlet(self, one: Interpretation) -> Interpretation:
        """What the outlet has that a question names; what all have where only others answer."""
        hits, evidence = one.findings.result.hits, one.findings.evidence
        outlets = named_sources(one.question.standalone, sorted({hit.source for hit in hits if hit.source}))
        is_its_own = all(item.hit.source in outlets for item in evidence[:SENTENCES])
        if is_its_own or one.days or not outlets or (self.filters and self.filters.sources):
            return one
        within = replace(self.filters or Filters(), sources=tuple(sorted(outlets)))
        own = self.of(one.question, within)
        comes_near = own.estimate.probability >= fitted().near and one.estimate.margin < 0
        return replace(own, filters=self.filters) if own.estimate.margin >= 0 or comes_near else one


def _is_denied(evidence: Sequence[Evidence]) -> bool:
    """Whether the best sentence does not answer in the judgement of the reader, which doubts what is old."""
    return bool(evidence) and evidence[0].was_read and evidence[0].logit < 0 and not evidence[0].defines
