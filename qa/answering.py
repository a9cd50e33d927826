"""The one way from a question to an answer: `stream` yields it, and everything else consumes that."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.errors import ModelError
from index.archive import Archive
from index.hit import Filters, Hit
from index.search import SearchResult
from qa.abstain import NEAR, WORTH_READING, answerability, telling, threshold
from qa.answer import Answer, Notice, Sentence
from qa.context import with_context
from qa.conversation import in_conversation
from qa.corrections import corrections
from qa.disagreement import disagreement
from qa.draft import Draft
from qa.evidence import Evidence
from qa.finding import Finder
from qa.generating import Remark, generate
from qa.language_model import LanguageModel
from qa.measures import missing_measure
from qa.premise import doubts, outside, unknown_subjects
from qa.question import Question
from qa.quoting import WORDS, Quote, body_quote, direct, quotes
from qa.several import in_order_of_date, wants_several
from qa.writing import quoted

_QUOTABLE = 40
# What a reader gets where the language model fails.
_QUOTED_INSTEAD = "These are the articles' own words."
_NOT_QUOTED = "Without it, what was found is not sure enough to be shown."

Event = Sentence | Notice | Answer


@dataclass(frozen=True, slots=True)
class Sources:
    """What answering draws on.

    Attributes:
        archive: Where evidence is found.
        finder: Finds it.
        model: Gives the language model, or None when articles are quoted; may raise `ModelError`.
    """

    archive: Archive
    finder: Finder
    model: Callable[[], LanguageModel | None]


def answer_events(
    sources: Sources,
    asked: str,
    history: Sequence[Mapping[str, str]] = (),
    today: date | None = None,
    filters: Filters | None = None,
    top_k: int = 10,
) -> Iterator[Event]:
    """Yield the checked sentences and notices of an answer as they are ready, and last the answer.

    Raises:
        QuestionError: The question or a filter cannot be used.
        ArchiveError: The archive is broken.
    """
    started = time.perf_counter()
    question = in_conversation(asked, history, sources.model)
    draft = Draft(question, started)
    if question.latest and today is None:
        today = _newest_day(sources.archive)
        if today:
            yield draft.notice(f"Read as of {today:%-d %B %Y}, the day of the newest article.")
    found = sources.finder.find(question, top_k, filters, today)
    evidence, draft.hits = found.evidence, found.result.hits
    draft.mark("retrieve")
    for text in _told_of_search(sources.archive, question, found.result):
        yield draft.notice(text)
    verdict = _verdict(sources.archive, question, draft.hits, evidence, today)
    if verdict.readable:
        yield from _written(sources, draft, evidence, verdict)
    if not draft.sentences:
        if not verdict.quotable:
            for text in verdict.notices:
                yield draft.notice(text)
            if not verdict.near:
                yield draft.unanswered()
                return
            # No sentence of it goes out before the answer: whoever reads along must not take it for one.
            deque(_quotes(draft, evidence, verdict), maxlen=0)
            yield draft.unsure()
            return
        yield from _quotes(draft, evidence, verdict)
    corrected = corrections(sources.archive.catalogue, draft.markers.values())
    for text in (*doubts(question, evidence), *corrected, *_as_of(draft, today)):
        yield draft.notice(text)
    yield draft.answered()


def _as_of(draft: Draft, today: date | None) -> Iterator[str]:
    """Say how old the answer is when the question asks how things stand now and it is not of that day."""
    days = [cited.published_at.date() for cited in draft.markers.values() if cited.published_at]
    if draft.question.latest and days and max(days) != today:
        yield f"This is how things stood on {max(days):%-d %B %Y}, the day of the newest report cited."


def _told_of_search(archive: Archive, question: Question, result: SearchResult) -> Iterator[str]:
    yield from result.notices
    if question.standalone != question.asked:
        yield f"Understood as: {question.standalone}"
    if not result.hits and not archive.catalogue.counts().articles:
        yield "The archive is empty. Fill it with: citedesk sync PATH"


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What may be done with the evidence.

    Attributes:
        quotable: Whether it answers surely enough to be quoted as an answer.
        near: Whether it comes near enough to be shown, as that.
        probability: That it answers, 0 to 1.
        readable: Whether it may answer: an able language model may then find how, or say that it does not.
        notices: What the reader is told of why there is no answer, if there is none.
    """

    quotable: bool = False
    near: bool = False
    probability: float = 0.0
    readable: bool = False
    notices: tuple[str, ...] = ()


def _verdict(
    archive: Archive,
    question: Question,
    hits: Sequence[Hit],
    evidence: Sequence[Evidence],
    today: date | None,
) -> _Verdict:
    counts = archive.catalogue.counts()
    if notice := outside(question, evidence, counts.first_published, counts.last_published):
        return _Verdict(notices=(notice,))
    if unknown := unknown_subjects(question, hits):
        told = (f"Nothing found in the archive mentions {' or '.join(unknown)}.",) if hits else ()
        return _Verdict(notices=told)
    if lacking := missing_measure(question, evidence):
        return _Verdict(notices=(f"What was found tells no {lacking}.",) if evidence else ())
    day = telling(today, _newest_day(archive))
    score = answerability(question, evidence, day)
    return _Verdict(
        quotable=score >= threshold(question, day),
        near=score >= NEAR,
        probability=score,
        readable=score >= WORTH_READING,
    )


def _newest_day(archive: Archive) -> date | None:
    """What "now" means when nobody says which day it is: the day up to which the archive goes."""
    newest = archive.catalogue.counts().last_published
    return newest.date() if newest else None


def _quotes(draft: Draft, evidence: Sequence[Evidence], verdict: _Verdict) -> Iterator[Event]:
    if wants_several(draft.question):
        chosen = [body_quote(item) for item in in_order_of_date(evidence, draft.question, WORDS)]
    else:
        chosen = _with_context(quotes(evidence, draft.question), evidence)
    reports = disagreement(draft.question, evidence)
    if reports:
        chosen = _side_by_side([body_quote(item) for item in reports.items], chosen)
    for quote in chosen:
        yield draft.sentence(quoted(quote.text), "quoted", [quote], 1.0)
    if verdict.quotable and (words := direct(draft.question, chosen[0], evidence)):
        draft.answer_with(chosen[0], words.start, words.end, verdict.probability * words.certainty)
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
    wider = {body_quote(item): body_quote(with_context(item)) for item in evidence[:_QUOTABLE]}
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
    sources: Sources, draft: Draft, evidence: Sequence[Evidence], verdict: _Verdict
) -> Iterator[Event]:
    """Have a language model write, when there is one, and show what passes its check."""
    instead = _QUOTED_INSTEAD if verdict.quotable else _NOT_QUOTED
    try:
        model = sources.model()
    except ModelError as error:
        yield draft.notice(f"{error.message}. {instead}")
        return
    if model is None or not (model.able or verdict.quotable):
        return
    embed = sources.archive.encoder.embed_sentences
    for event in generate(model, draft.question, evidence, embed, instead):
        if isinstance(event, Remark):
            yield draft.notice(event.text)
        else:
            cited = [body_quote(item) for item in event.evidence]
            yield draft.sentence(event.text, "generated", cited, event.support)
