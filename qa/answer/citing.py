"""The answer as it grows: sentences that passed their checks, the citations that they use, and notices."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from corpus.text.dates import day_in_words
from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.answer.model import (
    UNSURE,
    Answer,
    Citation,
    Direct,
    EvidenceFound,
    Mode,
    NearestArticle,
    Notice,
    Sentence,
    TimelineRow,
)
from qa.answer.qualifiers import AsOf, Correction, Disagreement, Report
from qa.answer.quotation import quoted
from qa.answer.quotes import Quote
from qa.question.assumptions import Understood
from qa.question.understand import Question

_NEAREST = 5
# An article is near when it has this share, by weight, of the question's terms. Every article that answers a
# question of the tuning quiz has it; in the archive of another year 18 % of the hits for the same questions
# do, and for more than half of the questions none does.
_SHARED = 0.4


@dataclass(slots=True)
class Draft:
    """An answer while it is being put together."""

    question: Question
    started: float
    hits: tuple[Hit, ...] = ()
    sentences: list[Sentence] = field(default_factory=list)
    markers: dict[tuple[str, int, str, int, int], Citation] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    timings_ms: dict[str, float] = field(default_factory=dict)
    direct: Direct | None = None
    timeline: tuple[TimelineRow, ...] = ()
    understood: tuple[Understood, ...] = ()
    disagreement: Disagreement | None = None
    corrections: tuple[Correction, ...] = ()
    as_of: AsOf | None = None

    def mark(self, name: str) -> None:
        """Record the time taken so far, in milliseconds; only the first call for a name counts."""
        self.timings_ms.setdefault(name, round((time.perf_counter() - self.started) * 1000, 1))

    def notice(self, text: str) -> Notice:
        """Add something that the reader should know."""
        self.notices.append(text)
        return Notice(text)

    @property
    def outlets(self) -> set[str]:
        """The outlets of the cited articles."""
        return {cited.source for cited in self.markers.values() if cited.source}

    @property
    def days(self) -> set[date]:
        """The days on which the cited articles were published."""
        return {cited.published_at.date() for cited in self.markers.values() if cited.published_at}

    def sentence(self, text: str, mode: Mode, cited: Sequence[Quote], support: float) -> Sentence:
        """Add a sentence that passed its checks, numbering its citations in order of first use."""
        earlier = set(self.markers)
        citations = [self._cite(quote) for quote in cited]
        numbers = tuple(dict.fromkeys(citation.marker for citation in citations))
        marked = f"{text} {''.join(f'[{number}]' for number in numbers)}"
        new = tuple(citation for key, citation in self.markers.items() if key not in earlier)
        sentence = Sentence(marked, mode, numbers, support, new)
        self.sentences.append(sentence)
        self.mark("first_sentence")
        return sentence

    def answer_with(self, quote: Quote, start: int, end: int, probability: float) -> None:
        """Set the direct answer: the words ``[start, end)``, in code points, of the field that is quoted."""
        marker = self._cite(quote).marker
        first, last = start - quote.start, end - quote.start
        self.direct = Direct(quote.text[first:last], marker, first, last, round(probability, 3))

    def marker_of(self, quote: Quote) -> int | None:
        """Return the marker of a citation that contains a quote's words, or None."""
        for (article_id, _, name, start, end), citation in self.markers.items():
            same = article_id == quote.hit.article_id and name == quote.field
            if same and start <= quote.start and quote.end <= end:
                return citation.marker
        return None

    def disagree(self, claims: Sequence[tuple[Quote, tuple[str, ...]]]) -> Notice:
        """Add a notice that the cited quotes disagree, with the words of each that differ."""
        reports = tuple(
            Report(self.marker_of(quote) or self._cite(quote).marker, values) for quote, values in claims
        )
        claims_text = "; ".join(_claim_text(quote.hit, values) for quote, values in claims)
        reports = tuple(sorted(reports, key=lambda report: report.marker))
        self.disagreement = Disagreement(f"Reports disagree: {claims_text}.", reports)
        return self.notice(self.disagreement.text)

    def _cite(self, quote: Quote) -> Citation:
        hit = quote.hit
        key = (hit.article_id, hit.version, quote.field, quote.start, quote.end)
        if key not in self.markers:
            self.markers[key] = Citation(
                marker=len(self.markers) + 1,
                article_id=hit.article_id,
                version=hit.version,
                field=quote.field,
                start=quote.start,
                end=quote.end,
                quote=quote.text,
                title=hit.title,
                source=hit.source,
                published_at=hit.published_at,
                url=hit.url,
                copies=hit.copies,
                corrected_at=hit.corrected_at,
            )
        return self.markers[key]

    def newest_that_answers(self, asked_on: date | None) -> AsOf | None:
        """Return the day of the newest report that answers; None if the question was asked on that day.

        Other quotes, which do not answer, may be newer.
        """
        answering = self._answering()
        dated = [
            (cited.published_at.date(), -cited.marker)
            for cited in self.markers.values()
            if cited.marker in answering and cited.published_at
        ]
        if not dated or max(dated)[0] == asked_on:
            return None
        day, marker = max(dated)
        text = f"As of {day:%-d %B %Y}, the date of the newest report that answers."
        return AsOf(text, day.isoformat(), -marker)

    def _answering(self) -> set[int]:
        """The markers of the direct answer, of all that a model wrote, or of the first quote."""
        if self.direct:
            return {self.direct.marker}
        generated = self.sentences[0].mode == "generated"
        return {marker for one in self.sentences[: None if generated else 1] for marker in one.markers}

    def answered(self) -> Answer:
        """Return the draft as an answer."""
        self.mark("total")
        mode: Mode = "generated" if any(s.mode == "generated" for s in self.sentences) else "quoted"
        return Answer(
            status="answered",
            mode=mode,
            text=" ".join(sentence.text for sentence in self.sentences),
            question=self.question.standalone,
            sentences=tuple(self.sentences),
            citations=tuple(self.markers.values()),
            hits=self.hits,
            notices=tuple(self.notices),
            timings_ms=self._timings(),
            direct=self.direct,
            timeline=self.timeline,
            understood=self.understood,
            disagreement=self.disagreement,
            corrections=self.corrections,
            as_of=self.as_of,
        )

    def as_evidence(self, status: Literal["answered", "unsure"]) -> EvidenceFound:
        """Return the draft as evidence, before any model writes."""
        citations = tuple(self.markers.values())
        return EvidenceFound(
            status, tuple(self.sentences), citations, self.direct, self.understood, self.disagreement
        )

    def unsure(self) -> Answer:
        """Return the draft as the passages that come nearest, and not as an answer."""
        answer = self.answered()
        return replace(answer, status="unsure", direct=None, text=f"{UNSURE} {answer.text}")

    def unanswered(self, text: str = "The archive does not answer this question.") -> Answer:
        """Return a refusal in the words of `text`, with the nearest articles."""
        self.mark("total")
        return Answer(
            status="no_evidence",
            mode=None,
            text=text,
            question=self.question.standalone,
            hits=self.hits,
            notices=tuple(self.notices),
            timings_ms=self._timings(),
            nearest=_nearest(self.question, self.hits),
            understood=self.understood,
        )

    def _timings(self) -> dict[str, float]:
        names = ("retrieve", "first_sentence", "total")
        return {name: self.timings_ms.get(name, self.timings_ms["total"]) for name in names}


def _claim_text(hit: Hit, values: Sequence[str]) -> str:
    day = f" ({day_in_words(hit.published_at)})" if hit.published_at else ""
    return f"{hit.source}{day} has {', '.join(map(quoted, values))}"


def _nearest(question: Question, hits: Sequence[Hit]) -> tuple[NearestArticle, ...]:
    """The articles of the first hits, each once, that have something to do with the question."""
    by_article: dict[str, list[Hit]] = {}
    for hit in hits:
        by_article.setdefault(hit.article_id, []).append(hit)
    return tuple(
        NearestArticle(article_id, some[0].title, some[0].source, some[0].published_at)
        for article_id, some in list(by_article.items())[:_NEAREST]
        if coverage(question.terms, terms(some[0].title), *(terms(hit.text) for hit in some)) >= _SHARED
    )
