"""The one way from a question to an answer: a stream of events that everything else consumes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.errors import ModelError
from index.archive import Archive
from index.search.filters import Filters
from qa.answer.citing import Draft
from qa.answer.comparison import compared
from qa.answer.corrections import corrections
from qa.answer.interpretation import Interpretation, best_interpretation
from qa.answer.model import Answer, EvidenceFound, Notice, Sentence, Writing
from qa.answer.notices import counted, names_unmentioned, of_search
from qa.answer.qualifiers import AsOf
from qa.answer.quotes import evidence_quote, on_subject
from qa.answer.selection import Selection, disagreement, point_out, quotation, quotations, selection_of
from qa.answer.timeline import facts_through_time, timeline_quotations
from qa.check.model import Checker
from qa.evidence.candidates import Evidence
from qa.evidence.day import relevant_day
from qa.evidence.find import Finder
from qa.evidence.overviews import WORDS_OF_OVERVIEW, in_order_of_date, openings
from qa.evidence.reader import answering_words
from qa.models.client import LanguageModel
from qa.question.follow_ups import interpretations
from qa.question.small_talk import reply_to
from qa.question.unattributed import of_other_outlets
from qa.question.understand import understand
from qa.question.understood import of_other_days, understood
from qa.refuse.premises import doubts
from qa.refuse.verdict import Verdict, verdict_on
from qa.stages import note, stage, through
from qa.write.answering import Judges
from qa.write.writer import Remark, generate

# What a reader gets if the language model fails.
_QUOTED_INSTEAD = "These are the articles' own words."
_NOTHING_HERE = "There is nothing in the archive to answer from."
_NOT_QUOTED = "Without it, what was found is not sure enough to be shown."

Event = EvidenceFound | Writing | Sentence | Notice | Answer


@dataclass(frozen=True, slots=True)
class Sources:
    """What answering draws on.

    Attributes:
        archive: Where evidence is found.
        finder: Searches it.
        model: Returns the language model, or None when articles are quoted; may raise `ModelError`.
        checker: Returns what checks the model's sentences; may raise `ModelError`.
    """

    archive: Archive
    finder: Finder
    model: Callable[[], LanguageModel | None]
    checker: Callable[[], Checker]

    def words_of(self, question: str, sentence: str) -> str:
        """Return the words of a sentence that answer a question, "" where the reader does not know them."""
        return answering_words(self.finder.reader(), question, sentence)


def answer_events(
    sources: Sources,
    text: str,
    history: Sequence[Mapping[str, str]] = (),
    today: date | None = None,
    filters: Filters | None = None,
    top_k: int = 10,
) -> Iterator[Event]:
    """Yield the evidence where there is any, then checked sentences and notices, and last the answer.

    Raises:
        QuestionError: The question or a filter cannot be used.
        ArchiveError: The archive is broken.
    """
    return through("question", _noted(_answered(sources, text, history, today, filters, top_k)))


def _noted(events: Generator[Event, None, None]) -> Iterator[Event]:
    """The events, with a note of the answer for traces and metrics."""
    with closing(events):
        for event in events:
            if isinstance(event, Answer):
                note(event.status, {"hits": len(event.hits), "citations": len(event.citations)})
            yield event


def _answered(
    sources: Sources,
    text: str,
    history: Sequence[Mapping[str, str]],
    today: date | None,
    filters: Filters | None,
    top_k: int,
) -> Generator[Event, None, None]:
    started = time.perf_counter()
    if reply := reply_to(text):
        yield Draft(understand(text), started).unanswered(reply)
        return
    with stage("understanding"):
        ways = interpretations(text, history, sources.model, sources.words_of)
    asked_on = today
    if ways[0].latest and today is None:
        today = _newest_day(sources.archive)
    one = best_interpretation(sources.archive, sources.finder, ways, filters, today, top_k)
    question, filters, evidence = one.question, one.filters, one.findings.evidence
    draft = Draft(question, started, one.findings.result.hits)
    draft.mark("retrieve")
    draft.understood = understood(question, today, {hit.source for hit in draft.hits if hit.source})
    count = tuple(counted(sources.archive, text, filters))
    respelling = [one.respelling.notice] if one.respelling else []
    notices = [*respelling, *of_search(sources.archive, one.findings.result)]
    if one.days and draft.hits:
        reports = in_order_of_date(openings(evidence), question, WORDS_OF_OVERVIEW)
    else:
        reports = list(compared(sources.archive, sources.finder, question.standalone, filters, today))
    if reports:
        yield _standing(draft, "answered", lambda alone: _reported(alone, reports))
        yield from map(draft.notice, (*count, *notices))
        yield from _reported(draft, reports)
        yield from _finished(sources, draft)
        return
    if rows := facts_through_time(sources.finder, question, filters, today):
        yield _standing(draft, "answered", lambda alone: timeline_quotations(alone, rows))
        yield from map(draft.notice, (*count, *notices))
        # No model writes what is in order already.
        yield from timeline_quotations(draft, rows)
        yield from _finished(sources, draft)
        return
    yield from _judged(sources, draft, one, notices, count, today, asked_on)


def _finished(sources: Sources, draft: Draft) -> Iterator[Event]:
    yield from _corrected(sources, draft)
    yield draft.answered()


def _corrected(sources: Sources, draft: Draft) -> Iterator[Notice]:
    """Add to a draft which cited words came with a correction, and one notice an article."""
    draft.corrections = tuple(corrections(sources.archive.catalogue, draft.markers.values()))
    yield from map(draft.notice, dict.fromkeys(one.text for one in draft.corrections))


def _standing(
    draft: Draft, status: Literal["answered", "unsure"], quotes: Callable[[Draft], Iterator[Event]]
) -> EvidenceFound:
    """What would be quoted, on its own: nobody should wait for a language model to see it."""
    alone = Draft(draft.question, draft.started, understood=draft.understood)
    deque(quotes(alone), maxlen=0)
    return alone.as_evidence(status)


def _judged(
    sources: Sources,
    draft: Draft,
    one: Interpretation,
    notices: Iterable[str],
    count: Sequence[str],
    today: date | None,
    asked_on: date | None,
) -> Iterator[Event]:
    """The answer, the nearest passages or a refusal, as the evidence deserves.

    Args:
        sources: What answering draws on.
        draft: The answer so far.
        one: The question and what was found for it.
        notices: From the search.
        count: How many articles there are, if that is asked.
        today: The day that "now" means, if known.
        asked_on: The day on which it is asked, if known.
    """
    evidence, counts = one.findings.evidence, sources.archive.catalogue.counts()
    verdict = verdict_on(draft.question, draft.hits, evidence, counts, one.estimate)
    selection = None
    shown = evidence if verdict.quotable else on_subject(draft.question, evidence) if verdict.near else ()
    if shown:
        selection = chosen = selection_of(draft.question, shown, verdict)
        status: Literal["answered", "unsure"] = "answered" if verdict.quotable else "unsure"
        yield _standing(draft, status, lambda alone: quotations(alone, chosen))
    yield from map(draft.notice, notices)
    if verdict.readable:
        yield from _generated(sources, draft, evidence, verdict, today)
    if not draft.sentences and not verdict.quotable:
        if count:  # Then that is the answer.
            yield draft.unanswered(" ".join(count))
        else:
            yield from _unanswered(sources, draft, one, verdict, selection, today)
        return
    if selection and verdict.quotable:
        yield from disagreement(draft, selection) if draft.sentences else quotations(draft, selection)
    # Of how things stand now, "as of" says the same.
    if one.any_day and today and not draft.question.is_of_now:
        yield draft.notice(f"No report from around {today:%-d %B %Y} answers this; others do.")
    others = of_other_outlets(draft.question.asked, counts.sources, draft.outlets)
    yield from map(draft.notice, (*count, *others, *doubts(draft.question, evidence)))
    yield from _corrected(sources, draft)
    if draft.question.is_of_now and (as_of := _as_of(draft, asked_on)):
        draft.as_of = as_of
        yield draft.notice(as_of.text)
    yield draft.answered()


def _unanswered(
    sources: Sources,
    draft: Draft,
    one: Interpretation,
    verdict: Verdict,
    selection: Selection | None,
    today: date | None,
) -> Iterator[Event]:
    """What is to be known where nothing answers surely, then the nearest passages or a refusal."""
    unmentioned = names_unmentioned(sources.archive, verdict.unmentioned, one.filters)
    yield from map(draft.notice, (*verdict.notices, *unmentioned))
    if selection:
        yield from (event for event in quotations(draft, selection) if isinstance(event, Notice))
    asked, counts = draft.question.asked, sources.archive.catalogue.counts()
    others = of_other_outlets(asked, counts.sources, draft.outlets) if counts.articles else ()
    yield from map(draft.notice, (*others, *of_other_days(asked, today, draft.days)))
    # In the answer only: streamed as sentences the nearest passages would look like an answer.
    if selection:
        yield draft.unsure()
    else:
        yield draft.unanswered() if counts.articles else draft.unanswered(_NOTHING_HERE)


def _as_of(draft: Draft, asked_on: date | None) -> AsOf | None:
    """The day of the newest report that answers; None if the question was asked on that day.

    Other quotes, which do not answer, may be newer.
    """
    if draft.direct:
        markers = {draft.direct.marker}
    else:
        first, *_ = draft.sentences
        answering = draft.sentences if first.mode == "generated" else [first]
        markers = {marker for sentence in answering for marker in sentence.markers}
    days = {
        cited.marker: cited.published_at.date()
        for cited in draft.markers.values()
        if cited.marker in markers and cited.published_at
    }
    if not days or max(days.values()) == asked_on:
        return None
    marker = max(days, key=lambda marker: days[marker])
    text = f"As of {days[marker]:%-d %B %Y}, the date of the newest report that answers."
    return AsOf(text, days[marker].isoformat(), marker)


def _newest_day(archive: Archive) -> date | None:
    """What "now" means if no day is given: the last day in the archive."""
    newest = archive.catalogue.counts().last_published
    return newest.date() if newest else None


def _reported(draft: Draft, reports: Sequence[Evidence]) -> Iterator[Event]:
    """The opening of each article of the days that were asked for, oldest first."""
    for item in reports:
        yield quotation(draft, evidence_quote(item))


def _generated(
    sources: Sources, draft: Draft, evidence: Sequence[Evidence], verdict: Verdict, today: date | None
) -> Iterator[Event]:
    """Have a language model write, if there is one, and yield what passes the checks."""
    instead = _QUOTED_INSTEAD if verdict.quotable else _NOT_QUOTED
    try:
        model = sources.model()
        if model is None or not (model.able or verdict.quotable):
            return
        day = relevant_day(today, sources.archive.catalogue.counts())
        judges = Judges(sources.checker(), sources.finder.reader(), day)
        with model.queue.place() as ahead:
            yield from through("waiting", map(Writing, ahead))
            for event in through("writing", generate(model, draft.question, evidence, judges, instead)):
                if isinstance(event, Remark):
                    yield draft.notice(event.text)
                else:
                    cited = [evidence_quote(item) for item in event.evidence]
                    yield draft.sentence(event.text, "generated", cited, event.support)
                    if len(draft.sentences) == 1:
                        point_out(draft, event.text, event.evidence, verdict)
    except ModelError as error:
        yield draft.notice(f"{error.message}. {instead}")
