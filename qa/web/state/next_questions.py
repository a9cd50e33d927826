"""Up to three questions that may come next: made from what was found, and answered by it, every one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from corpus.text.dates import day_in_words
from index.catalogue.records import ArticleRecord
from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.answer.model import Answer
from qa.desk import Desk
from qa.web.state.examples import called, speakers

MOST = 3
_TRIES = 10
_ARTICLES = 6
# With fewer days a course of events is no more than what was just read.
_DAYS = 3
_BEGINNING, _MOST_OF_A_BEGINNING = 400, 1_500


def next_questions(desk: Desk, answer: Answer, today: date | str | None = None) -> list[str]:
    """Return questions about names in the articles that were found; what was found answers every one.

    Nothing is searched for again: a question is offered when a sentence that was found answers it surely.

    Args:
        desk: The archive.
        answer: What has just been answered.
        today: The day on which it was asked, if that was told.
    """
    if answer.status == "no_evidence":
        return []
    shown = {cited.quote for cited in answer.citations}
    offered: list[str] = []
    for (question, hits), _ in zip(_candidates(desk, answer), range(_TRIES), strict=False):
        if len(offered) == MOST:
            break
        foreseen = desk.foresee(question, hits, today)
        if foreseen and (foreseen.text not in shown or question.startswith("Timeline")):
            offered.append(question)
    if answer.timeline and len(offered) < MOST:
        # Answered whatever it brings, by how the articles of that day begin.
        newest = date.fromisoformat(answer.timeline[-1].day)
        offered.append(f"What happened on {day_in_words(newest)}?")
    return offered


def _candidates(desk: Desk, answer: Answer) -> Iterator[tuple[str, Sequence[Hit]]]:
    """Questions that were not asked yet, each with the hits that have its name."""
    records = _found(desk, answer)
    asked = answer.question.casefold()
    speaking = {name for record in records for name in speakers(record.body)}
    named = {name: full for name, full in called(records).items() if name.casefold() not in asked}
    passages = [*answer.hits, *_beginnings(records, answer.hits)]
    hits = {name: _hits_with(name, passages) for name in named}
    subjects = [
        name for name in named if len({_day(hit) for hit in hits[name] if _is_of(hit, name)}) >= _DAYS
    ]
    if not answer.timeline:
        yield from ((f"Timeline of {named[name]}", hits[name]) for name in subjects[:1])
    for name, full in named.items():
        if hits[name]:
            verb = f"What did {full} say?" if name in speaking else f"What is reported about {full}?"
            yield verb, hits[name]


def _hits_with(name: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that have a name, ranked and scored as if it had been searched for."""
    best = max((hit.score for hit in hits), default=0.0)
    having = [hit for hit in hits if name in hit.text]
    return [replace(hit, rank=rank, score=best) for rank, hit in enumerate(having, start=1)]


def _beginnings(records: Sequence[ArticleRecord], hits: Sequence[Hit]) -> Iterator[Hit]:
    """How the articles begin that were cited and are no hits: a course of events has most of its own."""
    known = {hit.article_id for hit in hits}
    for record in records:
        if record.article_id not in known:
            end = record.body.find("\n", _MOST_OF_A_BEGINNING)
            text = record.body if end < 0 else record.body[:end]
            yield Hit(
                rank=1,
                score=0.0,
                article_id=record.article_id,
                version=record.version,
                chunk_id="",
                start=0,
                end=len(text),
                text=text,
                title=record.title,
                source=record.source,
                published_at=record.published_at,
                language=record.language,
            )


def _day(hit: Hit) -> date | None:
    return hit.published_at.date() if hit.published_at else None


def _is_of(hit: Hit, name: str) -> bool:
    """Whether a dated article is about a name: it has it in its headline or its beginning."""
    begins = hit.text[:_BEGINNING] if hit.start == 0 else ""
    return hit.published_at is not None and coverage(terms(name), terms(hit.title), terms(begins)) == 1.0


def _found(desk: Desk, answer: Answer) -> Sequence[ArticleRecord]:
    cited = [citation.article_id for citation in answer.citations]
    if answer.timeline:  # The newest first: what comes next is asked of where things stand.
        cited.reverse()
    ids = list(dict.fromkeys([*cited, *(hit.article_id for hit in answer.hits)]))
    records = (desk.archive.catalogue.record(article_id) for article_id in ids[:_ARTICLES])
    return [record for record in records if record is not None]
