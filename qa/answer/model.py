"""The answer and its parts, as the Python API gives them and as the JSON shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from index.catalogue.records import iso_utc
from index.search.hit import Hit

UNSURE = "No direct answer in the archive; these come nearest."
"""What is said before passages that do not answer."""

Mode = Literal["generated", "quoted"]
Status = Literal["answered", "unsure", "no_evidence"]
Field = Literal["title", "summary", "body"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One marker's quote: the exact words of one article.

    Attributes:
        marker: The number shown, from 1 in order of first use.
        article_id: The article.
        version: Its version, from 1.
        field: Which of its texts the offsets count in.
        start: Offset of the first code point.
        end: Offset after the last one.
        quote: ``field_text[start:end]``.
        title: The article's headline.
        source: The outlet, or None.
        published_at: Aware UTC, or None.
        url: Where it was published, or None.
        copies: Ids of other articles that carry the same story.
        corrected_at: When this version took the place of an earlier one, aware UTC; None for the first.
    """

    marker: int
    article_id: str
    version: int
    field: Field
    start: int
    end: int
    quote: str
    title: str
    source: str | None = None
    published_at: datetime | None = None
    url: str | None = None
    copies: tuple[str, ...] = ()
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that passed its check, ready to be shown.

    Attributes:
        text: With its markers, such as ``... [1]``.
        mode: Who wrote it: a language model, or the article itself.
        markers: The markers in it, in order.
        support: How well its quotes carry it, from 0 to 1; 1.0 for a quotation.
        citations: The citations that this sentence is the first to use, so that a stream can show them.
    """

    text: str
    mode: Mode
    markers: tuple[int, ...]
    support: float
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Direct:
    """The shortest words that answer.

    Attributes:
        text: ``quote[start:end]`` of the citation.
        marker: That citation's number; the first sentence shown has it.
        start: Offset in the quote of the first code point.
        end: Offset after the last one.
        probability: That these words answer the question, 0 to 1.
    """

    text: str
    marker: int
    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should know about how the answer came about.

    Attributes:
        text: One sentence or two, for people.
    """

    text: str


@dataclass(frozen=True, slots=True)
class NearestArticle:
    """An article near the question, shown when nothing answers it."""

    article_id: str
    title: str
    source: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or that there is none; `to_dict` is the contract's JSON.

    Attributes:
        status: "answered"; "unsure" when nothing answers surely and the nearest passages are shown instead;
            or "no_evidence".
        mode: "generated" when a language model wrote at least one sentence, else "quoted"; None without
            evidence.
        text: The sentences with their markers; before them, when unsure, the words that say so; or the words
            that say there is no evidence.
        sentences: In the order shown.
        citations: One for each marker, in order.
        hits: What the search found, best first.
        notices: For the reader, in order.
        question: The question as understood, with what a follow-up carries over.
        timings_ms: "retrieve", "first_sentence" and "total", milliseconds since the question came.
        nearest: Up to five articles that tell of something the question asks about; empty unless
            "no_evidence".
        direct: The words that answer, when they are few and the reader is sure of them; else None.
    """

    status: Status
    mode: Mode | None
    text: str
    question: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    notices: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    nearest: tuple[NearestArticle, ...] = ()
    direct: Direct | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the JSON of the contract, of plain values only."""
        result: dict[str, Any] = {
            "status": self.status,
            "mode": self.mode,
            "text": self.text,
            "direct": asdict(self.direct) if self.direct else None,
            "sentences": [
                {"text": s.text, "mode": s.mode, "markers": list(s.markers), "support": s.support}
                for s in self.sentences
            ],
            "citations": [citation_dict(citation) for citation in self.citations],
            "hits": hits_list(self.hits),
            "notices": list(self.notices),
            "question": self.question,
            "timings_ms": self.timings_ms,
        }
        if self.status == "no_evidence":
            result["nearest"] = [
                {
                    "article_id": near.article_id,
                    "title": near.title,
                    "source": near.source,
                    "published_at": iso_utc(near.published_at),
                }
                for near in self.nearest
            ]
        return result


def citation_dict(citation: Citation) -> dict[str, Any]:
    """Return one citation as JSON."""
    return {
        "marker": citation.marker,
        "article_id": citation.article_id,
        "version": citation.version,
        "field": citation.field,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "title": citation.title,
        "source": citation.source,
        "published_at": iso_utc(citation.published_at),
        "url": citation.url,
        "copies": list(citation.copies),
        "corrected_at": iso_utc(citation.corrected_at),
    }


def hits_list(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Return hits as JSON, best first."""
    return [
        {
            "rank": hit.rank,
            "score": round(hit.score, 6),
            "article_id": hit.article_id,
            "version": hit.version,
            "chunk_id": hit.chunk_id,
            "start": hit.start,
            "end": hit.end,
            "text": hit.text,
            "title": hit.title,
            "source": hit.source,
            "published_at": iso_utc(hit.published_at),
            "url": hit.url,
            "copies": list(hit.copies),
            "corrected_at": iso_utc(hit.corrected_at),
        }
        for hit in hits
    ]
