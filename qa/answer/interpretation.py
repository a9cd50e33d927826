"""Choosing among the ways to understand a question: the one that the evidence answers best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.archive import Archive
from index.search.filters import Filters
from index.search.hints import Days, named_days, named_sources
from index.search.terms import coverage, stems_of, terms
from qa.answer.quotes import SENTENCES
from qa.evidence.candidates import Evidence, names_mentioned
from qa.evidence.day import relevant_day
from qa.evidence.find import Finder, Findings
from qa.evidence.ordering import states_what_is_asked
from qa.question.days_asked import DaysAsked, days_asked, period_of
from qa.question.spelling import Respelling, respelled
from qa.question.understand import Question, understand
from qa.refuse.answerability import Estimate, estimate, estimate_of_any_day, fitted

# A way that reaches this probability is taken without trying the others.
_SURE = 0.5
# Where nothing from around the day answers, so many sentences of other times are read: reading sixteen finds
# an answer to two of 395 questions more, and takes longer than the search.
_READ_OF_ANY_DAY = 8
# This share of the carried-over terms must occur with the answer.
_ON_TOPIC = 0.5
# What these are of, they do not say themselves.
_RELATIONS = stems_of("cause reason motive purpose effect result outcome aftermath consequence reaction")
# Older reports are the latest on a subject only where these weeks have none.
_LATELY = timedelta(days=60)
# A report with half of a question's names is about what is asked: quizzes name more than reports do.
_NAMED = 0.5
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
        respelling: What was spelled otherwise than in the archive, None for nothing.
    """

    question: Question
    days: DaysAsked | None
    filters: Filters | None
    findings: Findings
    estimate: Estimate
    any_day: bool = False
    respelling: Respelling | None = None


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

    Of the ways to understand the question, at least one, the likeliest comes first.
    """
    search = _Search(archive, finder, filters, today, top_k)
    # By itself it may be of something new.
    may_shift = not ways[-1].carried
    tried: list[Interpretation] = []
    on_topic: list[Interpretation] = []
    for way in ways:
        if not way.carried and on_topic:
            break
        one = search.best(way)
        tried.append(one)
        if _stays_on_topic(one) and not (may_shift and _is_of_something_else(one)):
            on_topic.append(one)
        if one.estimate.probability >= _SURE and (not way.carried or one in on_topic):
            return one
    best = max(on_topic or tried, key=lambda one: one.estimate.probability)
    if not _is_off_topic(best):
        return best
    # "How much does it cost?" after talk of a wind farm is not answered with a bridge's toll.
    return _unsure(best)


def _stays_on_topic(one: Interpretation) -> bool:
    """Whether the evidence answers, by the reader's judgement too, and is about what is carried over."""
    evidence, carried = one.findings.evidence, set(terms(one.question.carried))
    if not carried or not evidence or evidence[0].logit < 0 or one.estimate.margin < 0:
        return False
    return _has_enough_of(evidence[0], carried)


def _is_of_something_else(one: Interpretation) -> bool:
    """Whether no hit has both what is asked and what is carried over: an avalanche, and a ferry's fare."""
    carried = set(terms(one.question.carried))
    own = set(terms(one.question.asked)) - carried - _RELATIONS
    texts = [{*terms(hit.title), *terms(hit.text)} for hit in one.findings.result.hits]
    both = (
        len(own & text) >= _ON_TOPIC * len(own) and len(carried & text) >= _ON_TOPIC * len(carried)
        for text in texts
    )
    return bool(own) and not any(both)


def _is_off_topic(one: Interpretation) -> bool:
    """Whether the best evidence has too few of the words that the question as understood carries over."""
    evidence = one.findings.evidence
    carried = set(terms(one.question.carried)) & set(terms(one.question.standalone))
    return bool(evidence) and not _has_enough_of(evidence[0], carried)


def _has_enough_of(best: Evidence, carried: set[str]) -> bool:
    return len(carried & {*terms(best.title), *terms(best.hit.text)}) >= _ON_TOPIC * len(carried)


def _is_about(period: Days, one: Interpretation) -> bool:
    """Whether the best evidence was reported at a time, or names it; True without any."""
    if not one.findings.evidence:
        return True
    hit = one.findings.evidence[0].hit
    days = [*named_days(f"{hit.title} {hit.text}", hit.day), *([Days(hit.day, hit.day)] if hit.day else ())]
    return any(span.first <= period.last and period.first <= span.last for span in days)


def _unsure(one: Interpretation) -> Interpretation:
    return replace(one, estimate=replace(one.estimate, margin=min(one.estimate.margin, _UNSURE)))


def _named_by(one: Interpretation) -> float:
    """The share of the question's names that the report with the best sentence has; 1.0 without any.

    Also 1.0 for a question about the latest on somebody, which `_newest` judges.
    """
    evidence = one.findings.evidence
    return names_mentioned(one.question, evidence[0].hit) if evidence and not one.question.news_of else 1.0


def _is_settled(near: Interpretation) -> bool:
    """Whether what is from around the day of asking answers, is not denied and has the question's names."""
    is_named = _named_by(near) >= _NAMED
    return near.estimate.margin >= 0 and is_named and not _is_denied(near.findings.evidence)


def _likelier(near: Interpretation, other: Interpretation) -> Interpretation:
    """What is from around the day of asking, or what is of any day where that answers instead."""
    answers = other.estimate.margin >= 0
    if near.estimate.margin < 0:
        return other if answers or other.estimate.probability > near.estimate.probability else near
    named = _named_by(near)
    instead = _is_denied(near.findings.evidence) or (named < _NAMED and _named_by(other) > named)
    return other if answers and instead else near


def _is_denied(evidence: Sequence[Evidence]) -> bool:
    """Whether the best sentence does not answer in the judgement of the reader."""
    return bool(evidence) and evidence[0].was_read and evidence[0].logit < 0 and not evidence[0].defines


@dataclass(frozen=True, slots=True)
class _Search:
    """The search that every interpretation of a question goes through."""

    archive: Archive
    finder: Finder
    filters: Filters | None
    today: date | None
    top_k: int

    @property
    def _has_days(self) -> bool:
        """Whether the filters limit the days of publication."""
        return self.filters is not None and self.filters.dated

    def best(self, question: Question) -> Interpretation:
        """What is found for a question, respelled if need be, from its outlet and time if those answer."""
        one = self._respelled(self._first(question))
        return self._newest(self._of_its_time(self._of_its_outlet(one)))

    def _first(self, question: Question) -> Interpretation:
        """What is found near the day of asking or, where nothing answers there, of any day."""
        days = days_asked(question.standalone, self.today, self.archive.catalogue.sources)
        filters = days.within(self.filters) if days else self.filters
        findings = self.finder.find(question, self.top_k, filters, self.today)
        day = relevant_day(self.today, self.archive.catalogue.counts())
        one = Interpretation(question, days, filters, findings, estimate(question, findings.evidence, day))
        if day is None or days or _is_settled(one):
            return one
        # A day orders what is found and hides nothing: what happened long before it may be asked about, or
        # come nearest.
        findings = self.finder.find(question, self.top_k, filters, most=_READ_OF_ANY_DAY)
        likelihood = estimate_of_any_day(question, findings.evidence)
        return _likelier(one, Interpretation(question, days, filters, findings, likelihood, any_day=True))

    def _respelled(self, one: Interpretation) -> Interpretation:
        """What is found for the question with its spelling corrected by the hits, if that answers better."""
        question, hits = one.question, one.findings.result.hits
        if question.standalone != question.asked or question.language not in ("", "en"):
            return one
        respelling = respelled(question.asked, hits, self.archive.derived.words.having)
        if respelling is None:
            return one
        other = self._first(understand(respelling.question))
        better = other.estimate.probability > one.estimate.probability
        return replace(other, respelling=respelling) if better else one

    def _of_its_outlet(self, one: Interpretation) -> Interpretation:
        """What the outlet itself has, of a question what it reported; else what all outlets have."""
        hits, evidence = one.findings.result.hits, one.findings.evidence
        outlets = named_sources(one.question.standalone, sorted({hit.source for hit in hits if hit.source}))
        is_its_own = all(item.hit.source in outlets for item in evidence[:SENTENCES])
        if is_its_own or one.days or not outlets or (self.filters and self.filters.sources):
            return one
        within = replace(self.filters or Filters(), sources=tuple(sorted(outlets)))
        return self._within(within, one)

    def _of_its_time(self, one: Interpretation) -> Interpretation:
        """What was reported at the time that a question is about; else what was at any time."""
        period = None if one.days else period_of(one.question, self.today)
        if period is None or self._has_days:
            return one
        # Reports of December may give the price of October too.
        if one.question.measure and one.estimate.margin >= 0 and _is_about(period, one):
            return one
        within = replace(self.filters or Filters(), published_from=period.first, published_to=period.last)
        then = replace(self, today=None)._within(within, one)
        return then if _is_about(period, then) else _unsure(then)

    def _newest(self, one: Interpretation) -> Interpretation:
        """A report of the last weeks on it, of a question for the latest; else what was reported before."""
        if not one.question.news_of or self.today is None or one.days or self._has_days:
            return one
        within = replace(self.filters or Filters(), published_from=self.today - _LATELY)
        own = self._within(within, one)
        if not (evidence := own.findings.evidence):
            return one
        subject = terms(one.question.news_of)
        # Of a subject of several words some may be another's, but for those of a headline.
        in_headline = coverage(subject, terms(evidence[0].title)) == 1.0
        return (
            own
            if in_headline or (len(subject) == 1 and states_what_is_asked(own.question, evidence[0]))
            else one
        )

    def _within(self, filters: Filters, one: Interpretation) -> Interpretation:
        """What is found within filters, where it answers or `one` does not either and it comes near."""
        own = replace(self, filters=filters)._first(one.question)
        comes_near = own.estimate.probability >= fitted().near and one.estimate.margin < 0
        if own.estimate.margin < 0 and not comes_near:
            return one
        # The user did not set these filters, so notices of what they leave out are dropped.
        result = replace(own.findings.result, notices=one.findings.result.notices)
        findings = replace(own.findings, result=result)
        return replace(own, findings=findings, filters=self.filters, respelling=one.respelling)
