"""Up to three questions that may come next: made from what was found, and answered by it, every one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from corpus.text.dates import day_in_words
from index.catalogue.records import ArticleRecord
from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.answer.model import Answer, Citation
from qa.desk import Desk
from qa.facts.occupations import is_occupation
from qa.facts.tokens import is_title
from qa.web.state.examples import called, speakers

MOST = 3
_TRIES = 10
_ARTICLES = 6
# With fewer days a course of events is no more than what was just read.
_DAYS = 3
_POSSESSIVE = re.compile(r"['’]s?$")
# A name of several words in a question, or of one like "AbbVie": there is too much about "Ohio" alone.
_ASKED_ABOUT = re.compile(
    r"(?<=[a-z,] )(the )?((?:[A-Z][\w’'-]+ (?:of (?:the )?)?){1,3}[A-Z][\w’'-]+|[A-Z][\w’'-]+[A-Z][\w’'-]+)"
)
_TOO_WIDE = re.compile(
    r"[A-Z]{2,3}|European Union|Supreme Court|United (?:Kingdom|Nations|States)|White House"
)
_PERSON = re.compile(r"(?:[A-Z][\w.’'-]+ ){1,2}[A-Z][\w’'-]+")
_WHO = re.compile(r"\bwho\b", re.I)
_NEWS = re.compile(r"\b(?:latest|newest|news)\b", re.I)
_BEGINNING, _MOST_OF_A_BEGINNING = 400, 1_500


def next_questions(desk: Desk, answer: Answer, today: date | str | None = None) -> list[str]:
    """Return questions about what was asked and what the answer cites; what was found answers every one.

    Nothing is searched for again: a question is offered when a sentence that was found answers it surely.
    """
    if answer.status == "no_evidence":
        return []
    shown = {cited.quote for cited in answer.citations}
    offered: dict[str, str] = {}
    for (about, question, hits), _ in zip(_candidates(desk, answer), range(_TRIES), strict=False):
        if len(offered) == MOST:
            break
        if about in offered:
            continue
        foreseen = desk.foresee(question, hits, today)
        if foreseen and (foreseen.text not in shown or question.startswith(("Timeline", "Who is"))):
            offered[about] = question
    questions = list(offered.values())
    if answer.timeline and len(questions) < MOST:
        # Answered whatever it brings, by how the articles of that day begin.
        newest = date.fromisoformat(answer.timeline[-1].day)
        questions.append(f"What happened on {day_in_words(newest)}?")
    return questions


_Candidate = tuple[str, str, Sequence[Hit]]
"""What stands for all questions of which one is enough, the question, and the hits that have its name."""


def _candidates(desk: Desk, answer: Answer) -> Iterator[_Candidate]:
    """Questions that were not asked yet: of what the question names, then of who is cited for it."""
    records = _found(desk, answer)
    passages = [*answer.hits, *_beginnings(records, answer.hits)]
    yield from _of_subject(answer, records, passages)
    if answer.status == "answered":  # What only comes near leads further away.
        yield from _of_cited(answer, records, passages)


def _of_subject(
    answer: Answer, records: Sequence[ArticleRecord], passages: Sequence[Hit]
) -> Iterator[_Candidate]:
    """What the question names in the course of time, or else what a headline that is cited names."""
    asked = {match[2]: f"{match[1] or ''}{match[2]}" for match in _ASKED_ABOUT.finditer(answer.question)}
    asked = {_POSSESSIVE.sub("", name): _POSSESSIVE.sub("", full) for name, full in asked.items()}
    asked = {name: full for name, full in asked.items() if not _TOO_WIDE.fullmatch(name)}
    cited = {name: full for name, full in called(records).items() if _stands_in_headline(name, answer)}
    for name, full in (asked | cited).items():
        hits = _hits_with(name, passages)
        if not answer.timeline and len({hit.day for hit in hits if _is_of(hit, name)}) >= _DAYS:
            yield name, f"Timeline of {full}", hits
            break
    if not _NEWS.search(answer.question):
        for name, full in asked.items():
            hits = _hits_with(name, passages)
            if len({hit.article_id for hit in hits if name in hit.title}) > 1:
                yield "latest", f"What is the latest on {full}?", hits  # One of these is enough.


def _of_cited(
    answer: Answer, records: Sequence[ArticleRecord], passages: Sequence[Hit]
) -> Iterator[_Candidate]:
    """Who somebody is that the cited articles name, and what those say who speak in them."""
    if answer.direct and (match := _PERSON.fullmatch(answer.direct.text)) and _WHO.search(answer.question):
        yield match[0], f"Who is {match[0]}?", _hits_with(match[0], passages)
    ids = {citation.article_id for citation in answer.citations}
    cited = {record.article_id: record.body for record in records if record.article_id in ids}
    speaking = {name: record.article_id for record in records for name in speakers(record.body)}
    beside = " ".join(hit.text for hit in passages if any(_holds(hit, one) for one in answer.citations))
    others = []
    for name, full in called(records).items():
        person, hits = without_office(name), _hits_with(name, passages)
        if person.casefold() in answer.question.casefold():
            continue
        is_near = name in beside or _stands_in_headline(name, answer)
        if name in speaking and (is_near or speaking[name] in cited):
            if _PERSON.fullmatch(person):
                yield name, f"Who is {person}?", _hits_with(person, passages)
            yield name, f"What did {full} say?", hits
        elif is_near or any(name in text for text in cited.values()):
            others.append((name, f"What is reported about {full}?", hits))
    yield from others


def _holds(hit: Hit, cited: Citation) -> bool:
    """Whether a hit is the passage that a citation is of, or from the article of a headline that it is of."""
    same = hit.article_id == cited.article_id
    return same and (cited.field != "body" or hit.start <= cited.start < hit.end)


def _stands_in_headline(name: str, answer: Answer) -> bool:
    return any(name in cited.title for cited in answer.citations)


def without_office(name: str) -> str:
    """A name without the office before it: "Prime Minister Ada Roe" is Ada Roe."""
    row = name.split()
    last = max(
        (at for at, word in enumerate(row) if is_occupation(word) or is_title(word.lower())), default=-1
    )
    return " ".join(row[last + 1 :])


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
