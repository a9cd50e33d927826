"""The sentences of the hits, each with its score before the reader sees it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from corpus.text.lexicon import (
    MONTH_NUMBERS,
    MONTHS_IN_RUSSIAN,
    NUMBER_OF_HAN,
    SMALL_NUMBERS,
    TENS,
    WEEKDAY_NAMES,
    any_of,
    any_pattern,
    month_names_and_short_forms,
)
from corpus.text.sentences import Span
from index.catalogue.records import to_ms
from index.search.boosts import near_days
from index.search.hints import named_sources
from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.evidence.quotable import is_credit, is_of_the_page, quotable_spans, with_lists
from qa.question.understand import Kind, Question

_MONTH = rf"(?:{month_names_and_short_forms()})"
_MONTHS_ABROAD = (*sorted(MONTH_NUMBERS, key=len, reverse=True), *MONTHS_IN_RUSSIAN)
_HOLDS: dict[Kind, re.Pattern[str]] = {
    "date": any_pattern(
        rf"\b{_MONTH}(?:\s+\d|\b)",
        rf"\b(?:{any_of(WEEKDAY_NAMES)})\b",
        r"\b(?:1[89]|20)\d\d\b",
        r"\b(?:yesterday|today|tomorrow|last (?:week|month|year))\b",
        rf"\b\d{{1,2}}\.?\s(?:de\s|d['’])?(?i:{any_of(_MONTHS_ABROAD)})\b",
        r"(?:\d|[一二三四五六七八九十])\s?[年月日]",
        flags=re.NOFLAG,
    ),
    "number": re.compile(
        rf"\d|\b(?:{any_of(SMALL_NUMBERS[2:])}|dozens?|half|{any_of(TENS)}|hundreds?|thousands?|millions?|"
        rf"billions?|trillions?)\b|{NUMBER_OF_HAN}",
        re.I,
    ),
    "place": re.compile(r"\b(?:in|at|to|from|near|outside|of)\s+(?:the\s+)?[A-Z]"),
    "person": re.compile(r"(?:^|[\s“\"(])[A-Z][\w.'’-]+\s+(?:[A-Z][\w.'’-]+)"),
    "organisation": re.compile(r"(?<=[\w,]\s)[A-Z]\w+"),
}
_CLOSING = "\"”'’)」』） "

# In days, after which a report's nearness to the day of asking has halved.
_NEARNESS_HALF_LIFE = 20.0

Part = Literal["body", "summary"]
Summaries = Mapping[tuple[str, int], str]
"""The standfirst of articles that have one, by id and version."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of an article, or several that only make sense together.

    Attributes:
        hit: The chunk it stands in, or through which its article was found.
        start: Offset of its first code point in its field.
        end: Offset after its last one.
        text: ``field[start:end]``.
        score: Higher is better; comparable within one question only.
        overlap: Share, by weight, of the question's terms in it or (counting nearly as much) in its headline.
        logit: The reader's log-odds that it answers, before calibration; 0.0 if not read.
        answer: Where in its field the answering words are, in the reader's judgement; None if not read.
        certainty: The probability of these words among all of the sentence, 0 to 1.
        agreement: How much other sentences support the same answer, 0.0 for not at all.
        defines: How likely it says who or what the question's subject is, 0.0 where it is not one that does.
        field: Which of the article's texts it stands in.
    """

    hit: Hit
    start: int
    end: int
    text: str
    score: float
    overlap: float
    logit: float = 0.0
    answer: Span | None = None
    certainty: float = 0.0
    agreement: float = 0.0
    defines: float = 0.0
    field: Part = "body"

    @property
    def was_read(self) -> bool:
        """Whether the reader has judged it; it sees only the most promising sentences."""
        return self.answer is not None

    @property
    def answer_in_text(self) -> Span | None:
        """Where in `text` the words stand that answer; None if not read."""
        return self.answer and Span(self.answer.start - self.start, self.answer.end - self.start)

    @property
    def title(self) -> str:
        """The headline of its article."""
        return self.hit.title

    @property
    def article_id(self) -> str:
        """Its article."""
        return self.hit.article_id


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign of a good sentence is worth.

    Fitted by random search on the tune split of a news quiz (97 questions, judged by whether the first and
    the first three sentences have the answer), and rounded. `logit` came later; `docs/reader.md` has its
    worth.

    Attributes:
        overlap: Share of the question's terms in the sentence.
        title_overlap: Share of them that only its headline has.
        chunk_overlap: Share of them in its chunk or headline.
        unnamed: That its chunk, headline and outlet have none of the question's names, or less as they have
            up to half; taken off.
        rank: One over the rank of its chunk.
        hit: Score of its chunk.
        kind: Share of the asked-for kinds of answer that it has.
        measure: That it gives what the question asks to have measured, such as an age.
        lead: That it begins the article.
        asks: That it is itself a question; taken off. It made no difference on that split.
        latest: How new its article is among those found, when the question asks how things stand now.
        near: How near its article is to the day of asking.
        outlet: That it was reported by an outlet that the question names.
        logit: The reader's log-odds.
        agreement: That other sentences give the same answer.
    """

    overlap: float = 1.0
    title_overlap: float = 0.95
    chunk_overlap: float = 0.5
    unnamed: float = 1.0
    rank: float = 0.33
    hit: float = 0.3
    kind: float = 0.5
    measure: float = 0.5
    lead: float = 0.4
    asks: float = 0.6
    latest: float = 3.0
    near: float = 1.0
    outlet: float = 1.0
    logit: float = 0.2
    agreement: float = 0.5


def scored_sentences(
    question: Question,
    hits: Sequence[Hit],
    weights: Weights,
    summaries: Summaries,
    today: date | None = None,
) -> list[Evidence]:
    """Return every sentence of the hits and of their articles' standfirsts, scored but not read.

    Bylines, credits and what a page says of itself are left out, unless there is nothing else.
    """
    newness = _newness(hits)
    measure = question.measure
    outlets = named_sources(question.query, sorted({hit.source for hit in hits if hit.source}))
    question = _without_names(question, outlets)
    scored = []
    standfirsts = dict(summaries)
    for hit in hits:
        title_terms, chunk_terms = terms(hit.title), terms(hit.text)
        named = _names_in(question, chunk_terms, title_terms, terms(hit.source or ""))
        of_chunk = weights.chunk_overlap * coverage(question.terms, chunk_terms, title_terms)
        of_chunk -= weights.unnamed * max(0.0, 1.0 - 2.0 * named)
        of_chunk += weights.rank / hit.rank + weights.hit * hit.score
        of_chunk += weights.latest * question.latest * newness[hit.article_id]
        of_chunk += weights.near * near_days(to_ms(hit.published_at), today, _NEARNESS_HALF_LIFE)
        of_chunk += weights.outlet * (hit.source in outlets)
        summary = list(_of_summary(hit, standfirsts.pop((hit.article_id, hit.version), "")))
        body = list(_of_body(hit))
        leads = [*(item for item in summary if item.start == 0), *(body[:1] if hit.start == 0 else ())]
        for item in (*summary, *body):
            own = terms(item.text)
            inside = coverage(question.terms, own)
            with_title = coverage(question.terms, own, title_terms)
            overlap = inside + weights.title_overlap * (with_title - inside)
            score = weights.overlap * overlap + of_chunk + weights.lead * (item in leads)
            score += weights.kind * holds_kinds(question.kinds, item.text)
            score += weights.measure * (measure is not None and measure.is_stated_in(item.text))
            score -= weights.asks * _asks(item.text)
            scored.append(replace(item, score=score, overlap=overlap))
    return [item for item in scored if not (is_credit(item.text) or is_of_the_page(item.text))] or scored


def names_mentioned(question: Question, hit: Hit) -> float:
    """Return the share, by weight, of a question's names that a chunk, its headline or its outlet has.

    1.0 for a question without names.
    """
    return _names_in(question, terms(hit.text), terms(hit.title), terms(hit.source or ""))


def _names_in(question: Question, *texts: Mapping[str, float]) -> float:
    return coverage(question.spelled_names, *texts) if question.spelled_names else 1.0


def _without_names(question: Question, outlets: Collection[str]) -> Question:
    """The question without the terms of outlets that it names: reports seldom mention their own outlet."""
    names = {term for outlet in outlets for term in terms(outlet)}
    others = {term: weight for term, weight in question.terms.items() if term not in names}
    return replace(question, terms=others) if others else question


def _of_body(hit: Hit) -> Iterator[Evidence]:
    for span in with_lists(hit.text, quotable_spans(hit.text, hit.language, opens=hit.start == 0)):
        yield Evidence(hit, hit.start + span.start, hit.start + span.end, span.of(hit.text), 0.0, 0.0)


def _of_summary(hit: Hit, summary: str) -> Iterator[Evidence]:
    """The sentences of a standfirst that the hit does not have: many repeat the article's opening."""
    for span in quotable_spans(summary, hit.language):
        text = span.of(summary)
        if text not in hit.text:
            yield Evidence(hit, span.start, span.end, text, 0.0, 0.0, field="summary")


def _asks(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith(("?", "？", "؟"))


def _newness(hits: Sequence[Hit]) -> dict[str, float]:
    """Each article's rank in time among the hits: 1 for the newest, near 0 for the oldest or undated."""
    dates = sorted({hit.published_at for hit in hits if hit.published_at})
    return {
        hit.article_id: (dates.index(hit.published_at) + 1) / len(dates) if hit.published_at else 0.0
        for hit in hits
    }


def holds_kinds(kinds: Sequence[Kind], text: str) -> float:
    """Return the share of the `kinds` of answer that `text` may contain, 0 to 1; 0 without kinds."""
    return sum(bool(_HOLDS[kind].search(text)) for kind in kinds) / len(kinds) if kinds else 0.0
