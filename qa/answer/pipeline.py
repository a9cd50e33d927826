"""The one way from a question to an answer: `stream` yields it, and everything else consumes that."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.errors import ModelError
from index.archive import Archive
from index.search.filters import Filters
from index.search.pipeline import SearchResult
from qa.answer.citing import Draft
from qa.answer.conflicts import disagreement
from qa.answer.corrections import corrections
from qa.answer.model import Answer, EvidenceFound, Notice, Sentence, Understood, Writing
from qa.answer.quotation import quoted
from qa.answer.quotes import LEAST_SURE, WORDS, Quote, direct, evidence_quote, quotes
from qa.answer.timeline import Fact, facts_through_time, told
from qa.check.model import Checker
from qa.evidence.antecedent import with_context
from qa.evidence.candidates import Evidence
from qa.evidence.day import telling
from qa.evidence.find import Finder
from qa.evidence.overviews import WORDS_OF_OVERVIEW, in_order_of_date, openings, wants_several
from qa.models.client import LanguageModel
from qa.models.injection import shown
from qa.question.days_asked import days_asked
from qa.question.follow_ups import in_conversation
from qa.question.small_talk import reply_to
from qa.question.understand import understand
from qa.question.understood import readings
from qa.refuse.premises import doubts
from qa.refuse.verdict import Verdict, verdict_on
from qa.write.answering import Judges
from qa.write.writer import Remark, generate

_QUOTABLE = 40
# What a reader gets where the language model fails.
_QUOTED_INSTEAD = "These are the articles' own words."
_NOT_QUOTED = "Without it, what was found is not sure enough to be shown."

Event = EvidenceFound | Writing | Sentence | Notice | Answer


@dataclass(frozen=True, slots=True)
class Sources:
    """What answering draws on.

    Attributes:
        archive: Where evidence is found.
        finder: Finds it.
        model: Gives the language model, or None when articles are quoted; may raise `ModelError`.
        checker: Gives what judges the model's sentences; may raise `ModelError`.
    """

    archive: Archive
    finder: Finder
    model: Callable[[], LanguageModel | None]
    checker: Callable[[], Checker]


def answer_events(
    sources: Sources,
    asked: str,
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
    started = time.perf_counter()
    if reply := reply_to(asked):
        yield Draft(understand(asked), started).unanswered(reply)
        return
    question = in_conversation(asked, history, sources.model)
    draft = Draft(question, started)
    notices = []
    if question.latest and today is None:
        today = _newest_day(sources.archive)
        if today:
            notices.append(f"Answered as of {today:%-d %B %Y}, the date of the newest article.")
    asked_days = days_asked(question.standalone, today, sources.archive.catalogue.sources)
    if asked_days:
        filters = asked_days.within(filters)
    found = sources.finder.find(question, top_k, filters, today)
    evidence, draft.hits = found.evidence, found.result.hits
    draft.mark("retrieve")
    read = readings(question, today, {hit.source for hit in draft.hits if hit.source})
    draft.understood = tuple(Understood(one.kind, one.text, one.without) for one in read)
    notices += _told_of_search(sources.archive, found.result)
    if asked_days and draft.hits:
        yield _standing(draft, "answered", lambda alone: _reported(alone, evidence))
        yield from map(draft.notice, notices)
        yield from _reported(draft, evidence)
        return
    if rows := facts_through_time(sources.finder, question, filters, today):
        yield _standing(draft, "answered", lambda alone: told(alone, rows))
        yield from map(draft.notice, notices)
        yield from _in_order(sources, draft, rows)
        return
    verdict = verdict_on(question, draft.hits, evidence, sources.archive.catalogue.counts(), today)
    if verdict.quotable or verdict.near:
        status: Literal["answered", "unsure"] = "answered" if verdict.quotable else "unsure"
        yield _standing(draft, status, lambda alone: _quotes(alone, evidence, verdict))
    yield from map(draft.notice, notices)
    yield from _judged(sources, draft, evidence, verdict, today)


def _in_order(sources: Sources, draft: Draft, rows: Sequence[Fact]) -> Iterator[Event]:
    """What happened on each day, in the articles' own words: no model writes what dates already order."""
    yield from told(draft, rows)
    yield from map(draft.notice, corrections(sources.archive.catalogue, draft.markers.values()))
    yield draft.answered()


def _standing(
    draft: Draft, status: Literal["answered", "unsure"], quotes: Callable[[Draft], Iterator[Event]]
) -> EvidenceFound:
    """What would be quoted, by itself: nobody is to wait for a language model to see it."""
    alone = Draft(draft.question, draft.started, understood=draft.understood)
    deque(quotes(alone), maxlen=0)
    return alone.found(status)


def _judged(
    sources: Sources, draft: Draft, evidence: Sequence[Evidence], verdict: Verdict, today: date | None
) -> Iterator[Event]:
    """The answer, what comes nearest, or that there is none: as the evidence deserves."""
    if verdict.readable:
        yield from _written(sources, draft, evidence, verdict, today)
    if not draft.sentences:
        if not verdict.quotable:
            yield from map(draft.notice, verdict.notices)
            if verdict.near:
                yield from _nearest(draft, evidence, verdict)
            else:
                yield draft.unanswered()
            return
        yield from _quotes(draft, evidence, verdict)
    corrected = corrections(sources.archive.catalogue, draft.markers.values())
    for text in (*doubts(draft.question, evidence), *corrected, *_as_of(draft, today)):
        yield draft.notice(text)
    yield draft.answered()


def _nearest(draft: Draft, evidence: Sequence[Evidence], verdict: Verdict) -> Iterator[Event]:
    """What comes nearest, in the answer alone: who reads sentences as they come must not take it for one."""
    for event in _quotes(draft, evidence, verdict):
        if isinstance(event, Notice):
            yield event
    yield draft.unsure()


def _as_of(draft: Draft, today: date | None) -> Iterator[str]:
    """Say how old the answer is when the question asks how things stand now and it is not of that day."""
    days = [cited.published_at.date() for cited in draft.markers.values() if cited.published_at]
    if draft.question.latest and days and max(days) != today:
        yield f"This is how things stood on {max(days):%-d %B %Y}, the date of the newest report cited."


def _told_of_search(archive: Archive, result: SearchResult) -> Iterator[str]:
    yield from result.notices
    counts = archive.catalogue.counts()
    if not result.hits and not counts.articles:
        if counts.expired and counts.last_expired:
            yield (
                f"Nothing can be found: {_articles_have(counts.expired)} expired, the last on "
                f"{counts.last_expired:%-d %B %Y}. Set KEEP_EXPIRED=true to include them."
            )
        else:
            yield "The archive is empty. Fill it with: citedesk sync PATH"


def _articles_have(count: int) -> str:
    return "1 article has" if count == 1 else f"{count:,} articles have"


def _newest_day(archive: Archive) -> date | None:
    """What "now" means when nobody says which day it is: the day up to which the archive goes."""
    newest = archive.catalogue.counts().last_published
    return newest.date() if newest else None


def _reported(draft: Draft, evidence: Sequence[Evidence]) -> Iterator[Event]:
    """How each article of the days that were asked for begins, the oldest first."""
    for item in in_order_of_date(openings(evidence), draft.question, WORDS_OF_OVERVIEW):
        yield draft.sentence(quoted(shown(item.text)), "quoted", [evidence_quote(item)], 1.0)
    yield draft.answered()


def _quotes(draft: Draft, evidence: Sequence[Evidence], verdict: Verdict) -> Iterator[Event]:
    if wants_several(draft.question):
        chosen = [evidence_quote(item) for item in in_order_of_date(evidence, draft.question, WORDS)]
    else:
        chosen = _with_context(quotes(evidence, draft.question), evidence)
    reports = disagreement(draft.question, evidence)
    if reports:
        chosen = _side_by_side([evidence_quote(item) for item in reports.items], chosen)
    for quote in chosen:
        yield draft.sentence(quoted(shown(quote.text)), "quoted", [quote], 1.0)
    words = direct(draft.question, chosen[0], evidence) if verdict.quotable else None
    if words and (probability := verdict.probability * words.certainty) >= LEAST_SURE:
        draft.answer_with(chosen[0], words.start, words.end, probability)
    if reports:
        yield draft.notice(reports.text)


def _side_by_side(reports: Sequence[Quote], chosen: Sequence[Quote]) -> list[Quote]:
    """The reports that disagree, however much less the others score, then what else there is room for."""
    shown = list(reports[:1])
    words = sum(quote.words for quote in shown)
    for quote in (*reports[1:], *chosen):
        if quote not in shown and words + quote.words <= WORDS:
            shown.append(quote)
            words += quote.words
    return shown


def _with_context(chosen: Sequence[Quote], evidence: Sequence[Evidence]) -> list[Quote]:
    """The quotes, those that begin with a pronoun with the sentence before, as far as there is room."""
    wider = {evidence_quote(item): evidence_quote(with_context(item)) for item in evidence[:_QUOTABLE]}
    words = sum(quote.words for quote in chosen)
    shown = []
    for quote in chosen:
        other = wider.get(quote, quote)
        fits = words + other.words - quote.words <= WORDS
        words += other.words - quote.words if fits else 0
        shown.append(other if fits else quote)
    # The sentence before may have been chosen itself.
    return [quote for quote in shown if not any(_inside(quote, other) for other in shown)]


def _inside(quote: Quote, other: Quote) -> bool:
    same = quote.field == other.field and quote.hit.article_id == other.hit.article_id
    return quote != other and same and other.start <= quote.start and quote.end <= other.end


def _written(
    sources: Sources, draft: Draft, evidence: Sequence[Evidence], verdict: Verdict, today: date | None
) -> Iterator[Event]:
    """Have a language model write, when there is one, and show what passes its checks."""
    instead = _QUOTED_INSTEAD if verdict.quotable else _NOT_QUOTED
    try:
        model = sources.model()
        if model is None or not (model.able or verdict.quotable):
            return
        day = telling(today, sources.archive.catalogue.counts())
        judges = Judges(sources.checker(), sources.finder.reader(), day)
        with model.queue.place() as ahead:
            yield from map(Writing, ahead)
            for event in generate(model, draft.question, evidence, judges, instead):
                if isinstance(event, Remark):
                    yield draft.notice(event.text)
                else:
                    cited = [evidence_quote(item) for item in event.evidence]
                    yield draft.sentence(event.text, "generated", cited, event.support)
    except ModelError as error:
        yield draft.notice(f"{error.message}. {instead}")
