"""What an archive reports on one subject at different times, up to the newest article about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.archive import Archive
from index.search.filters import Filters
from index.search.hit import Hit
from index.search.pipeline import search
from index.search.terms import coverage, terms
from qa.evidence.candidates import Evidence, Weights, scored_sentences
from qa.evidence.happening import LEAST, says_what_happened
from qa.evidence.quotable import is_of_the_page
from qa.evidence.reader import Reader
from qa.evidence.sentences import judged
from qa.evidence.series import day_of, has_value
from qa.question.timelines import Course
from qa.question.understand import Question

_HITS = 40
_LATER_HITS = 10
# How often articles newer than all hits are searched for.
_LATER = 2
_OF_AN_ARTICLE = 2
_READ, _VALUES_READ = 30, 24
_BEGINNING, _MOST_BEGINNING = 400, 900
_MOST_DATELINE = 80
# What a point for saying what happened is worth beside the words of the subject.
_TELLING = 0.7
# In log-odds of the reader.
_AS_SURE, _LEAST = 6.5, -3.0
# The share of the subject's terms, by weight, that a sentence with its headline and an article's opening must
# have. With half, articles of the samples come in that only mention the place.
_SUBJECT = 0.55
# And the sentence alone: one of a bridge's names may be a mayor's.
_OWN = 0.25
# Of "Alexei Navalny" or a bridge with four names the rarest are enough.
_NAMES = 0.6
# The share of the subject that the passage around a sentence must have, and how much less than the passage
# with most: what happened in New Hampshire is no part of its primary, nor other states' decisions of Ohio's
# ban.
_AROUND, _LESS_AROUND = 0.7, 0.2


@dataclass(frozen=True, slots=True)
class Reports:
    """What dated articles report on a subject, best first.

    Attributes:
        events: Sentences judged for what happened: up to two an article, and two more that have a value.
        values: If a value may have changed, sentences judged for whether they give it.
    """

    events: tuple[Evidence, ...] = ()
    values: tuple[Evidence, ...] = ()

    def with_later(self, later: Reports) -> Reports:
        """Return these reports and later ones together, best first."""
        return Reports(_sorted(self.events + later.events), _sorted(self.values + later.values))


def _sorted(items: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(items, key=lambda item: -item.score))


def through_time(archive: Archive, reader: Reader, course: Course, filters: Filters | None) -> Reports:
    """Return what dated articles report on a subject."""
    filters = course.within(filters)
    reports = _within(archive, reader, course, filters, _HITS)
    for _ in range(_LATER):
        newest = max((day_of(item) for item in reports.events), default=date.max)
        if newest >= (filters.days[1] or date.max):
            break
        onward = replace(filters, published_from=newest + timedelta(days=1))
        later = _within(archive, reader, course, onward, _LATER_HITS)
        if not later.events:
            break
        reports = reports.with_later(later)
    return reports


def on_subject(items: Sequence[Evidence], course: Course) -> list[Evidence]:
    """Return the sentences of articles about the subject, in the order given.

    Such an article has the subject in its headline or its opening; if those are all of one day, an article
    that mentions all of it counts too. A sentence without all of the subject's terms must say what happened
    about as surely as the best one.
    """
    if not course.terms:
        return list(items)
    most = max((_around(item, course) for item in items), default=0.0)
    least_around = max(_AROUND, most - _LESS_AROUND)
    near = [item for item in items if _around(item, course) >= least_around and _has_names(item, course)]
    surest = max((item.logit for item in items), default=0.0)
    least = max(surest - _AS_SURE, _LEAST)
    about = [
        item for item in near if _is_about(item, course) and (_has_all(item, course) or item.logit >= least)
    ]
    if len(spread(about)) > 1:
        return about
    return [item for item in near if item in about or (_has_all(item, course) and item.logit >= 0)]


def _has_names(item: Evidence, course: Course) -> bool:
    """Whether a passage has most of the subject's names, and its sentence the last one, a surname perhaps."""
    names = [term for word in course.subject.split() if word[0].isupper() for term in terms(word)]
    if not names:
        return True
    weights = {name: course.terms.get(name, 1.0) for name in names}
    title = terms(item.title)
    own = {*title, *terms(item.text)}
    return coverage(weights, title, terms(item.hit.text)) >= _NAMES and set(names[-1:]) <= own


def _around(item: Evidence, course: Course) -> float:
    return coverage(course.terms, terms(item.title), terms(item.hit.text))


def _is_about(item: Evidence, course: Course) -> bool:
    begins = item.hit.text[:_BEGINNING] if item.hit.start == 0 else ""
    return coverage(course.terms, terms(item.title), terms(begins)) >= _SUBJECT


def _has_all(item: Evidence, course: Course) -> bool:
    return set(course.terms) <= {*terms(item.title), *terms(item.text)}


def _within(archive: Archive, reader: Reader, course: Course, filters: Filters, top_k: int) -> Reports:
    query = course.subject or course.question
    question = Question(query, course.question, query, course.terms, ())
    hits = [hit for hit in search(archive, query, top_k=top_k, filters=filters).hits if hit.published_at]
    hits += _beginnings(archive, hits)
    summaries = archive.catalogue.summaries(list({(hit.article_id, hit.version) for hit in hits}))
    by_article: dict[str, list[Evidence]] = defaultdict(list)
    for item in sorted(scored_sentences(question, hits, Weights(), summaries), key=lambda item: -item.score):
        if _has_subject(item, course):
            by_article[item.article_id].append(item)
    chosen = [item for some in by_article.values() for item in _likeliest(_happening(some, course), course)]
    chosen.sort(key=lambda item: -item.score)
    events = judged(question, chosen[:_READ], reader, None, Weights()) + chosen[_READ:]
    valued = [item for item in chosen if course.changes and has_value(item, course.subject)][:_VALUES_READ]
    value_question = replace(question, standalone=course.value_question)
    return Reports(_sorted(events), _sorted(judged(value_question, valued, reader, None, Weights())))


def _beginnings(archive: Archive, hits: Sequence[Hit]) -> list[Hit]:
    """The beginnings of the articles of which only later parts were found: they say what happened."""
    begun = {hit.article_id for hit in hits if hit.start == 0}
    later = {hit.article_id: hit for hit in hits if hit.article_id not in begun}
    beginnings = []
    for hit in later.values():
        record = archive.catalogue.record(hit.article_id, hit.version)
        if record is not None and (end := _end_of_beginning(record.body)):
            beginnings.append(replace(hit, start=0, end=end, text=record.body[:end]))
    return beginnings


def _end_of_beginning(body: str) -> int:
    """Where a paragraph or at least a sentence ends, so that none is cut."""
    end = body.find("\n", _BEGINNING)
    end = end if end > 0 else len(body)
    return end if end <= _MOST_BEGINNING else body.rfind(". ", 0, _MOST_BEGINNING) + 1


def _telling(item: Evidence) -> float:
    """How surely a sentence says what happened; see `says_what_happened`."""
    before = item.hit.text[: item.start] if item.hit.start == 0 else "\n"
    # A dateline may stand before it.
    leads = item.start == 0 or (item.field == "body" and "\n" not in before and item.start <= _MOST_DATELINE)
    return says_what_happened(item.text, day_of(item), leads=leads, language=item.hit.language)


def _happening(items: Sequence[Evidence], course: Course) -> list[Evidence]:
    """The sentences that say what happened, or give the value that may have changed."""
    if not course.terms:
        return list(items)
    scored = [(item, _telling(item)) for item in items]
    return [
        replace(item, score=item.score + _TELLING * telling)
        for item, telling in scored
        if telling >= LEAST or (course.changes and has_value(item, course.subject))
    ]


def _likeliest(items: Sequence[Evidence], course: Course) -> list[Evidence]:
    """The best sentences of an article and, if a value may have changed, the best of those that have one."""
    valued = [item for item in items if course.changes and has_value(item, course.subject)]
    best = _sorted(items)[:_OF_AN_ARTICLE]
    return [*best, *(item for item in valued[:_OF_AN_ARTICLE] if item not in best)]


def _has_subject(item: Evidence, course: Course) -> bool:
    if is_of_the_page(item.text):
        return False
    mine = terms(item.text)
    if course.terms and coverage(course.terms, mine, terms(item.title)) < _SUBJECT:
        return False
    own = coverage(course.terms, mine) >= _OWN
    return not course.terms or own or (course.changes and has_value(item, course.subject))


def spread(items: Sequence[Evidence]) -> dict[date, Evidence]:
    """Return the best sentence of each day; `items` are best first."""
    days: dict[date, Evidence] = {}
    for item in items:
        days.setdefault(day_of(item), item)
    return days
