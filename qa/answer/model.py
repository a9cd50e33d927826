"""The answer and its parts, as the Python API gives them and as the JSON shows them."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict
from pydantic import Field as Limits

from index.contract import (
    Count,
    Document,
    Duration,
    Hidden,
    Keyed,
    Number,
    Redactable,
    Share,
    Time,
    Words,
    plain,
)
from index.search.hit import Hit
from qa.answer.qualifiers import AsOf, Correction, Day, Disagreement
from qa.question.assumptions import Understood

UNSURE = "No direct answer in the archive; these passages come closest."
"""The words before passages that come near an answer without giving one."""

# Markers stand at a sentence's end. One that stands inside it is the article's own "[2]".
_MARKERS = re.compile(r"\s*(?:\[\d+\]\s*)+([.!?]?)\s*$")

Mode = Literal["generated", "quoted"]
Status = Literal["answered", "unsure", "no_evidence"]
Field = Literal["title", "summary", "body"]


@dataclass(frozen=True, slots=True)
class Citation(Document):
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

    marker: Number
    article_id: Words
    version: Number
    field: Field
    start: Count
    end: Number
    quote: Redactable
    title: Redactable
    source: str | None = None
    published_at: Time | None = None
    url: str | None = None
    copies: tuple[str, ...] = ()
    corrected_at: Time | None = None


@dataclass(frozen=True, slots=True)
class Sentence(Document):
    """A sentence that passed its check, ready to be shown.

    Attributes:
        text: With its markers, such as ``... [1]``.
        mode: Who wrote it: a language model, or the article itself.
        markers: The markers in it, in order.
        support: How well its quotes carry it, from 0 to 1; 1.0 for a quotation.
        citations: The citations that this sentence is the first to use, so that a stream can show them.
    """

    text: Redactable
    mode: Mode
    markers: Annotated[tuple[Number, ...], Limits(min_length=1, json_schema_extra={"uniqueItems": True})]
    support: Share
    citations: Annotated[tuple[Citation, ...], Hidden] = ()

    @property
    def words(self) -> str:
        """The text without its markers."""
        return _MARKERS.sub(r"\1", self.text)


@dataclass(frozen=True, slots=True)
class Direct(Document):
    """The shortest words that answer.

    Attributes:
        text: ``quote[start:end]`` of the citation.
        marker: That citation's number; the first sentence shown has it.
        start: Offset in the quote of the first code point.
        end: Offset after the last one.
        probability: That these words answer the question, 0 to 1.
    """

    text: Words
    marker: Number
    start: Count
    end: Number
    probability: Share


@dataclass(frozen=True, slots=True)
class TimelineRow(Document):
    """One date of a course of events.

    Attributes:
        day: When the fact was reported, ``YYYY-MM-DD``, UTC.
        value: What had changed, as the quote has it ("€11.40"), or None.
        marker: The number of the citation that says so.
    """

    day: Day
    value: Words | None
    marker: Number


@dataclass(frozen=True, slots=True)
class Notice(Document):
    """Something the reader should know about how the answer came about.

    Attributes:
        text: One sentence or two, for people.
    """

    text: str


@dataclass(frozen=True, slots=True)
class EvidenceFound(Document):
    """What the archive itself says, before any model writes: what would be quoted without one.

    Attributes:
        status: "answered", or "unsure" when it comes near and does not surely answer.
        sentences: Quotations, in the order to be shown.
        citations: One for each of their markers, in order; the answer numbers its own.
        direct: The words that answer, as in an answer.
        understood: As in an answer.
        disagreement: As in an answer.
    """

    status: Literal["answered", "unsure"]
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    direct: Direct | None = None
    understood: Annotated[tuple[Understood, ...], Hidden] = ()
    disagreement: Annotated[Disagreement | None, Hidden] = None


@dataclass(frozen=True, slots=True)
class Writing(Document):
    """A language model is about to write, or writes.

    Attributes:
        ahead: How many questions it answers before this one; 0 once it writes.
    """

    ahead: Count


@dataclass(frozen=True, slots=True)
class NearestArticle(Document):
    """An article near the question, shown when nothing answers it."""

    article_id: Words
    title: Words
    source: str | None
    published_at: Time | None


# What is not in the JSON of an answer that has none.
_WHERE_THERE = ("timeline", "understood", "disagreement", "corrections", "as_of")


def _by_status(schema: dict[str, Any]) -> None:
    """Say what an answer has, and what it has not, by whether there is evidence."""
    schema["required"] = [name for name in schema["required"] if name not in ("nearest", *_WHERE_THERE)]
    none: dict[str, Any] = {"maxItems": 0}
    some: dict[str, Any] = {"minItems": 1}
    schema["if"] = {"properties": {"status": {"const": "no_evidence"}}, "required": ["status"]}
    schema["then"] = {
        "properties": {"mode": {"type": "null"}, "sentences": none, "citations": none},
        "required": ["nearest"],
    }
    schema["else"] = {
        "properties": {"mode": {"type": "string"}, "sentences": some, "citations": some, "nearest": False}
    }


Timings = Annotated[dict[str, float], Keyed(dict.fromkeys(("retrieve", "first_sentence", "total"), Duration))]


@dataclass(frozen=True, slots=True)
class Answer(Document):
    """An answer, or that there is none; `to_dict` is the contract's JSON.

    Attributes:
        status: "answered"; "unsure" when nothing answers surely and the nearest passages are shown instead;
            or "no_evidence".
        mode: "generated" when a language model wrote at least one sentence, else "quoted"; None without
            evidence.
        text: The sentences with their markers; before them, when unsure, the words that say so; or the words
            that say there is no evidence.
        direct: The words that answer, when they are few and the reader is sure of them; else None.
        sentences: In the order shown.
        timeline: For a course of events, one row a date, oldest first, in the order of the sentences; else
            empty, and not in the JSON.
        understood: What was understood of the question beside its words; not in the JSON where it is nothing.
        citations: One for each marker, in order.
        hits: What the search found, best first.
        notices: For the reader, in order.
        question: The question as understood, with what a follow-up carries over.
        timings_ms: "retrieve", "first_sentence" and "total", milliseconds since the question came.
        disagreement: Reports that give different numbers or days; None, and not in the JSON, where none do.
        corrections: The cited words that came with a correction; not in the JSON where none did.
        as_of: For a question that asks how things stand now, the day of which the answer is; None, and not in
            the JSON, where that is the day on which it is asked.
        nearest: Up to five articles that tell of something the question asks about; empty unless
            "no_evidence".
    """

    __pydantic_config__: ClassVar = ConfigDict(json_schema_extra=_by_status)

    status: Status
    mode: Mode | None
    text: Redactable
    _: KW_ONLY
    direct: Direct | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    notices: tuple[str, ...] = ()
    question: Words
    timings_ms: Timings = field(default_factory=dict)
    nearest: Annotated[tuple[NearestArticle, ...], Limits(max_length=5)] = ()
    timeline: tuple[TimelineRow, ...] = ()
    understood: tuple[Understood, ...] = ()
    disagreement: Disagreement | None = None
    corrections: tuple[Correction, ...] = ()
    as_of: AsOf | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the JSON of the contract.

        Only where there is no evidence it has `nearest`; what else it may have, where there is something.
        """
        document = plain(self)
        if self.status != "no_evidence":
            del document["nearest"]
        for name in _WHERE_THERE:
            if not document[name]:
                del document[name]
        return document
