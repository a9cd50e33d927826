"""Questions and answers as a text with footnotes, whatever it is written as in the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Literal

from corpus.text.dates import day_in_words
from corpus.text.sentences import Span
from qa.answer.model import Citation, Direct, Sentence
from qa.web.export.places import Place, check_address, passage_address, place_of
from qa.web.html.banner import Banner, banner_of
from qa.web.html.rendering import moment_in_words
from qa.web.html.sentences import answering_words, groups_of, left_out
from qa.web.html.sources import before_day, web_address
from qa.web.state.conversation import Turn

Kind = Literal["written", "quoted", "headline", "removed"]
Numbers = Mapping[int, int]
"""The numbers of footnotes by the markers of the citations that they tell of."""
# What servers and programs between them take as one address.
_LONGEST_ADDRESS = 6000
# XML, and so Word and HTML, has no such characters.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Footnote:
    """What a sentence rests on.

    Attributes:
        number: From 1 through all of the text.
        quote: The exact words.
        title: The headline.
        origin: Outlet and day in words.
        version: Of the article.
        is_headline: Whether the words are the headline.
        passage: The address that opens the article of this archive at the words.
        url: Where the article was published, or None.
        removed: Whether the article has left the archive since, and its words with it.
    """

    number: int
    quote: str
    title: str
    origin: str
    version: int
    is_headline: bool
    passage: str
    url: str | None
    removed: bool

    @property
    def about(self) -> str:
        """Headline, outlet, day and version."""
        return ", ".join(part for part in (self.title, self.origin, f"version {self.version}") if part)

    @property
    def links(self) -> list[tuple[str, str]]:
        """What may be opened, each with its address."""
        return [("in the archive", self.passage), *([("original", self.url)] if self.url else [])]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of an answer.

    Attributes:
        kind: Who wrote it: a model, an article's text, its headline; or that its article was removed.
        words: Its words; a quotation's in quotation marks.
        footnotes: The numbers of what it rests on.
        origin: A quotation's outlet and day, of a timeline with the value that changed; "" otherwise.
        answering: Where those of its words stand that answer and are set in bold, or None.
    """

    kind: Kind
    words: str
    footnotes: tuple[int, ...] = ()
    origin: str = ""
    answering: Span | None = None

    @property
    def pieces(self) -> tuple[str, str, str]:
        """The words before those that answer, those, and the words after; all are the first without any."""
        start, end = (self.answering.start, self.answering.end) if self.answering else (len(self.words),) * 2
        return self.words[:start], self.words[start:end], self.words[end:]


@dataclass(frozen=True, slots=True)
class Part:
    """One question with its answer.

    Attributes:
        question: As it was asked.
        limits: The filters it was asked with, "" for none.
        banner: What qualifies the answer, with the numbers of footnotes; read before it.
        refusal: What is said where there is no answer, else "".
        direct: The words that answer, with their footnote, outlet and day, or None.
        groups: The sentences, with a label over those that were written the same way.
        nearest: Where there is no answer, the nearest headlines, each with outlet and day.
        covers: Where there is no answer, what the archive covers, else "".
        footnotes: What the sentences rest on.
        check: The address that tells whether the words still stand; None where the whole text has one.
    """

    question: str
    limits: str
    banner: Banner
    refusal: str
    direct: Line | None
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    nearest: tuple[str, ...]
    covers: str
    footnotes: tuple[Footnote, ...]
    check: str | None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One answer, or a whole conversation.

    Attributes:
        title: The first question.
        made: When it was exported, in words.
        parts: Questions and answers, oldest first.
        check: The address that tells whether all the cited words still stand; None where there are too many
            of them for one, or none.
    """

    title: str
    made: str
    parts: tuple[Part, ...]
    check: str | None


def transcript_of(turns: Sequence[Turn], base: str, now: datetime) -> Transcript:
    """Return finished turns, at least one, as a text with footnotes, numbered through."""
    numbered = list(_numbered(turns))
    places = [place_of(cited) for turn, numbers in numbered for cited in _in_order(turn, numbers)]
    check = check_address(base, places, 1) if places else ""
    is_whole = len(check) <= _LONGEST_ADDRESS
    parts = [_part(turn, base, numbers, "" if is_whole else base) for turn, numbers in numbered]
    made = moment_in_words(now)
    return Transcript(_text(turns[0].question), made, tuple(parts), check if places and is_whole else None)


def _numbered(turns: Sequence[Turn]) -> Iterator[tuple[Turn, Numbers]]:
    """The turns, each with the numbers of its footnotes: in the order in which its sentences cite them.

    Word numbers its footnotes by their place, and what stands above the sentences names those numbers.
    """
    first = 1
    for turn in turns:
        by_place = [marker for _, some in groups_of(turn) for one in some for marker in one.markers]
        markers = dict.fromkeys((*by_place, *(cited.marker for cited in turn.citations)))
        yield turn, dict(zip(markers, count(first), strict=False))
        first += len(markers)


def _in_order(turn: Turn, numbers: Numbers) -> list[Citation]:
    return sorted(turn.citations, key=lambda cited: numbers[cited.marker])


def _part(turn: Turn, base: str, numbers: Numbers, check_base: str) -> Part:
    answer = turn.answer
    assert answer is not None
    cited_in_order = _in_order(turn, numbers)
    places = [place_of(cited) for cited in cited_in_order]
    refused = answer.status == "no_evidence"
    direct = None
    if answer.direct is not None:
        [cited] = [cited for cited in turn.citations if cited.marker == answer.direct.marker]
        words = _text(answer.direct.text)
        before = before_day(words, cited.published_at)
        whose = _origin(cited.source, cited.published_at, before)
        direct = Line("quoted", words, (numbers[cited.marker],), whose)
    near = [f"{_text(near.title)} ({_origin(near.source, near.published_at)})" for near in answer.nearest]
    address = check_address(check_base, places, min(numbers.values())) if check_base and places else None
    return Part(
        _text(turn.question),
        _text(turn.limits),
        banner_of(turn, numbers, _text),
        _text(answer.text) if refused else "",
        direct,
        tuple((label, tuple(_line(turn, one, numbers) for one in some)) for label, some in groups_of(turn)),
        tuple(near),
        turn.covers if refused else "",
        tuple(
            _footnote(turn, cited, place, base, numbers[cited.marker])
            for cited, place in zip(cited_in_order, places, strict=True)
        ),
        address,
    )


def _line(turn: Turn, sentence: Sentence, numbers: Numbers) -> Line:
    own = tuple(numbers[marker] for marker in sentence.markers)
    if not sentence.text:
        return Line("removed", left_out(sentence, turn.by_marker), own)
    words = _text(sentence.words)
    if sentence.mode == "generated":
        return Line("written", words, own)
    [cited] = [cited for cited in turn.citations if cited.marker == sentence.markers[0]]
    assert turn.answer is not None
    value = next((row.value for row in turn.answer.timeline if row.marker == cited.marker), None)
    origin = " · ".join(filter(None, (value and _text(value), _origin(cited.source, cited.published_at))))
    if cited.field == "title":
        return Line("headline", _text(cited.quote), own, origin)
    return Line("quoted", words, own, origin, _answering(turn.answer.direct, cited, sentence))


def _answering(direct: Direct | None, cited: Citation, sentence: Sentence) -> Span | None:
    """Where the words that answer stand in what is written of a sentence."""
    span = answering_words(sentence.words, cited, direct)
    if span is None:
        return None
    start = len(_text(sentence.words[: span.start]))
    return Span(start, start + len(_text(span.of(sentence.words))))


def _footnote(turn: Turn, cited: Citation, place: Place, base: str, number: int) -> Footnote:
    return Footnote(
        number,
        _text(cited.quote),
        _text(cited.title),
        _origin(cited.source, cited.published_at),
        cited.version,
        cited.field == "title",
        passage_address(base, place),
        web_address(cited.url),
        turn.fate(cited) == "removed",
    )


def _origin(source: str | None, published_at: datetime | None, before: str = "") -> str:
    day = f"{before}{day_in_words(published_at)}" if published_at else "undated"
    return f"{_text(source)}, {day}" if source else day


def _text(text: str) -> str:
    """Words without what no form can hold, on one line."""
    return re.sub(r"\s", " ", _NO_TEXT.sub("", text))
