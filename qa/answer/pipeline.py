"""The one way from a question to an answer: a stream of events that everything else consumes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.errors import ModelError
from index.archive import Archive
from index.catalogue.records import Counts
from index.search.filters import Filters
from qa.answer.citing import Draft
from qa.answer.comparison import compared
from qa.answer.corrections import corrections
from qa.answer.interpretation import Interpretation, best_interpretation
from qa.answer.model import Answer, EvidenceFound, Notice, Sentence, Writing
from qa.answer.notices import counted, names_unmentioned, of_search
from qa.answer.quotes import evidence_quote, on_subject
from qa.answer.selection import Selection, disagreement, point_out, quotation, quotations, selection_of
from qa.answer.timeline import facts_through_time, timeline_quotations
from qa.check.checker import Checker
from qa.evidence.candidates import Evidence
from qa.evidence.day import relevant_day
from qa.evidence.find import Finder
from qa.evidence.overviews import WORDS_OF_OVERVIEW, in_order_of_date, openings
from qa.evidence.reader import answering_words
from qa.models.client import LanguageModel
from qa.question.assumptions import of_other_days, understood
from qa.question.dependence import ABOUT_ANYTHING, OF_WHAT, is_of_nothing
from qa.question.follow_ups import interpretations
from qa.question.small_talk import reply_to
from qa.question.unattributed import of_other_outlets
from qa.question.understand import understand
from qa.refuse.presuppositions import doubts
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
    return through("question", _noted(_answered(sources, _Asked(text, history, today, filters, top_k))))


def _noted(events: Generator[Event, None, None]) -> Iterator[Event]:
    """The events, with a note of the answer for traces and metrics."""
    with closing(events):
        for event in events:
            if isinstance(event, Answer):
                note(event.status, {"hits": len(event.hits), "citations": len(event.citations)})
            yield event


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it came in; `day` is the one on which it is asked, if known."""

    text: str
    history: Sequence[Mapping[str, str]]
    day: date | None
    filters: Filters | None
    top_k: int


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """A question, what was found for it, and the answer so far.

    `count` says how many articles there are, if that is asked. `today` is the day that "now" means, which may
    be known where the day of asking is not.
    """

    sources: Sources
    draft: Draft
    interpretation: Interpretation
    notices: Sequence[str]
    counts: Counts
    count: Sequence[str]
    asked_on: date | None
    today: date | None

    @property
    def evidence(self) -> Sequence[Evidence]:
        """The sentences found, best first."""
        return self.interpretation.findings.evidence

    def reports(self) -> list[Evidence]:
        """The openings of what was reported on the days asked for, or of each of the things compared."""
        one, question = self.interpretation, self.draft.question
        if one.days and self.draft.hits:
            return in_order_of_date(openings(self.evidence), question, WORDS_OF_OVERVIEW)
        archive, finder = self.sources.archive, self.sources.finder
        return list(compared(archive, finder, question.standalone, one.filters, self.today))


def _answered(sources: Sources, asked: _Asked) -> Generator[Event, None, None]:
    started = time.perf_counter()
    if reply := reply_to(asked.text):
        yield Draft(understand(asked.text), started).unanswered(reply)
        return
    counts = sources.archive.catalogue.counts()
    is_first = not asked.history and counts.articles >= ABOUT_ANYTHING
    if is_first and is_of_nothing(alone := understand(asked.text)):
        yield Draft(alone, started).unanswered(OF_WHAT)
        return
    inquiry = _inquiry(sources, asked, counts, started)
    question, narrowed = inquiry.draft.question, inquiry.interpretation.filters
    if reports := inquiry.reports():
        yield from _listed(inquiry, lambda draft: _reported(draft, reports))
    elif rows := facts_through_time(sources.finder, question, narrowed, inquiry.today):
        yield from _listed(inquiry, lambda draft: timeline_quotations(draft, rows))
    else:
        yield from _judged(inquiry)


def _inquiry(sources: Sources, asked: _Asked, counts: Counts, started: float) -> _Inquiry:
    """Understand a question and search for what answers it."""
    archive = sources.archive
    with stage("understanding"):
        ways = interpretations(asked.text, asked.history, sources.model, sources.words_of)
    newest = counts.last_published.date() if counts.last_published else None
    today = newest if ways[0].latest and asked.day is None else asked.day
    one = best_interpretation(archive, sources.finder, ways, asked.filters, today, asked.top_k)
    draft = Draft(one.question, started, one.findings.result.hits)
    draft.mark("retrieve")
    draft.understood = understood(one.question, today, {hit.source for hit in draft.hits if hit.source})
    respelling = [one.respelling.notice] if one.respelling else []
    notices = [*respelling, *of_search(archive, one.findings.result)]
    count = [*counted(archive, asked.text, one.filters)]
    return _Inquiry(sources, draft, one, notices, counts, count, asked.day, today)


def _listed(inquiry: _Inquiry, quotes: Callable[[Draft], Iterator[Event]]) -> Iterator[Event]:
    """An answer of one quote an article or a day: no model writes what is in order already."""
    draft = inquiry.draft
    yield _standing(draft, "answered", quotes)
    yield from map(draft.notice, (*inquiry.count, *inquiry.notices))
    yield from quotes(draft)
    yield from _corrected(inquiry.sources, draft)
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


def _judged(inquiry: _Inquiry) -> Iterator[Event]:
    """The answer, the nearest passages or a refusal, as the evidence deserves."""
    draft, one, evidence = inquiry.draft, inquiry.interpretation, inquiry.evidence
    verdict = verdict_on(draft.question, draft.hits, evidence, inquiry.counts, one.estimate)
    selection = None
    quotable = evidence if verdict.quotable else on_subject(draft.question, evidence) if verdict.near else ()
    if quotable:
        selection = chosen = selection_of(draft.question, quotable, verdict)
        status: Literal["answered", "unsure"] = "answered" if verdict.quotable else "unsure"
        yield _standing(draft, status, lambda alone: quotations(alone, chosen))
    yield from map(draft.notice, inquiry.notices)
    if verdict.readable:
        yield from _generated(inquiry, verdict)
    if draft.sentences or verdict.quotable:
        if selection and verdict.quotable:
            yield from disagreement(draft, selection) if draft.sentences else quotations(draft, selection)
        yield from _qualified(inquiry)
    elif inquiry.count:  # Then that is the answer.
        yield draft.unanswered(" ".join(inquiry.count))
    else:
        yield from _unanswered(inquiry, verdict, selection)


def _qualified(inquiry: _Inquiry) -> Iterator[Event]:
    """What qualifies an answer, then the answer."""
    draft, today = inquiry.draft, inquiry.today
    # Of how things stand now, "as of" says the same.
    if inquiry.interpretation.any_day and today and not draft.question.is_of_now:
        yield draft.notice(f"No report from around {today:%-d %B %Y} answers this; others do.")
    others = of_other_outlets(draft.question.asked, inquiry.counts.sources, draft.outlets)
    yield from map(draft.notice, (*inquiry.count, *others, *doubts(draft.question, inquiry.evidence)))
    yield from _corrected(inquiry.sources, draft)
    if draft.question.is_of_now and (as_of := draft.newest_that_answers(inquiry.asked_on)):
        draft.as_of = as_of
        yield draft.notice(as_of.text)
    yield draft.answered()


def _unanswered(inquiry: _Inquiry, verdict: Verdict, selection: Selection | None) -> Iterator[Event]:
    """What is to be known where nothing answers surely, then the nearest passages or a refusal."""
    draft, counts, filters = inquiry.draft, inquiry.counts, inquiry.interpretation.filters
    unmentioned = names_unmentioned(inquiry.sources.archive, verdict.unmentioned, filters)
    yield from map(draft.notice, (*verdict.notices, *unmentioned))
    if selection:
        yield from (event for event in quotations(draft, selection) if isinstance(event, Notice))
    asked = draft.question.asked
    others = of_other_outlets(asked, counts.sources, draft.outlets) if counts.articles else ()
    yield from map(draft.notice, (*others, *of_other_days(asked, inquiry.today, draft.days)))
    # In the answer only: streamed as sentences the nearest passages would look like an answer.
    if selection:
        yield draft.unsure()
    else:
        yield draft.unanswered() if counts.articles else draft.unanswered(_NOTHING_HERE)


def _reported(draft: Draft, reports: Sequence[Evidence]) -> Iterator[Event]:
    """The opening of each article of the days that were asked for, oldest first."""
    for item in reports:
        yield quotation(draft, evidence_quote(item))


def _generated(inquiry: _Inquiry, verdict: Verdict) -> Iterator[Event]:
    """Have a language model write, if there is one, and yield what passes the checks."""
    sources, draft = inquiry.sources, inquiry.draft
    instead = _QUOTED_INSTEAD if verdict.quotable else _NOT_QUOTED
    try:
        model = sources.model()
        if model is None or not (model.able or verdict.quotable):
            return
        day = relevant_day(inquiry.today, inquiry.counts)
        judges = Judges(sources.checker(), sources.finder.reader(), day)
        with model.queue.place() as ahead:
            yield from through("waiting", map(Writing, ahead))
            written = generate(model, draft.question, inquiry.evidence, judges, instead)
            for event in through("writing", written):
                if isinstance(event, Remark):
                    yield draft.notice(event.text)
                else:
                    cited = [evidence_quote(item) for item in event.evidence]
                    yield draft.sentence(event.text, "generated", cited, event.support)
                    if len(draft.sentences) == 1:
                        point_out(draft, event.text, event.evidence, verdict)
    except ModelError as error:
        yield draft.notice(f"{error.message}. {instead}")
