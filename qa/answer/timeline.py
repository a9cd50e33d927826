"""A course of events as an answer: one fact a date, and the value that changed beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.text.sentences import Span
from index.search.filters import Filters
from qa.answer.citing import Draft
from qa.answer.model import Sentence, TimelineRow
from qa.answer.quotation import quoted
from qa.answer.quotes import evidence_quote
from qa.evidence.candidates import Evidence
from qa.evidence.find import Finder
from qa.evidence.overviews import WORDS_OF_OVERVIEW
from qa.evidence.series import day_of, series
from qa.evidence.through_time import Reports, on_subject, spread
from qa.models.injection import displayable
from qa.question.timelines import Course, course_of
from qa.question.understand import Question

_MOST = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence that reports what happened on one date, and the place in it of the value that changed."""

    item: Evidence
    value: Span | None = None


def facts(course: Course, reports: Reports) -> list[Fact]:
    """Return one fact a date, the oldest first and the newest always among them."""
    events = on_subject(reports.events, course)
    values = series(reports.values, course.subject)
    if course.is_of_money and not values:
        return []
    places = {id(value.item): value.place for value in values}
    days = spread([value.item for value in values] or events)
    if not days:
        return []
    # What is newer than the last value may say that there is none any more.
    days |= {day: item for day, item in spread(events).items() if day > max(days)}
    return [Fact(item, places.get(id(item))) for item in _within_room(days)]


def _within_room(days: Mapping[date, Evidence]) -> list[Evidence]:
    """The newest and, as far as there is room, the best of the others; the oldest first."""
    newest = days[max(days)]
    words, chosen = len(newest.text.split()), [newest]
    for item in sorted(days.values(), key=lambda item: -item.score):
        more = len(item.text.split())
        if item is not newest and len(chosen) < _MOST and words + more <= WORDS_OF_OVERVIEW - _MOST:
            chosen.append(item)
            words += more
    return sorted(chosen, key=day_of)


def facts_through_time(
    finder: Finder, question: Question, filters: Filters | None, today: date | None
) -> list[Fact]:
    """Return what the archive reports for each date; empty for a question that asks for no timeline."""
    course = course_of(question, today)
    return facts(course, finder.through_time(course, filters)) if course else []


def timeline_quotations(draft: Draft, rows: Sequence[Fact]) -> Iterator[Sentence]:
    """Yield each fact as a quotation, and give the draft its timeline."""
    for fact in rows:
        sentence = draft.sentence(
            quoted(displayable(fact.item.text)), "quoted", [evidence_quote(fact.item)], 1.0
        )
        value = displayable(fact.value.of(fact.item.text)) if fact.value else None
        row = TimelineRow(day_of(fact.item).isoformat(), value, sentence.markers[0])
        draft.timeline = (*draft.timeline, row)
        yield sentence
