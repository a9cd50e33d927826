"""Choosing, from the chunks that a search found, the sentences that answer."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.text.lexicon import SMALL_NUMBERS, TENS, WEEKDAY_NAMES, any_of, month_names_and_short_forms
from corpus.text.sentences import Span, paragraphs, sentences
from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.evidence.reader import Passage, Reader, origin
from qa.question.understand import Kind, Question

_HITS = 10
# Enough: on the tune split of a set of news questions 12, 24 and 40 gave the same first three sentences as
# often the answer, and reading them is most of what an answer costs.
_READ = 12
_MONTH = rf"(?:{month_names_and_short_forms()})"
_HOLDS: dict[Kind, re.Pattern[str]] = {
    "date": re.compile(
        rf"\b{_MONTH}(?:\s+\d|\b)|\b(?:{any_of(WEEKDAY_NAMES)})\b|\b(?:1[89]|20)\d\d\b|"
        r"\b(?:yesterday|today|tomorrow|last (?:week|month|year))\b"
    ),
    "number": re.compile(
        rf"\d|\b(?:{any_of(SMALL_NUMBERS[2:13])}|dozens?|half|{any_of(TENS[:4])}|hundreds?|thousands?|"
        r"millions?|billions?)\b",
        re.I,
    ),
    "place": re.compile(r"\b(?:in|at|to|from|near|outside|of)\s+(?:the\s+)?[A-Z]"),
    "person": re.compile(r"(?:^|[\s“\"(])[A-Z][\w.'’-]+\s+(?:[A-Z][\w.'’-]+)"),
    "organisation": re.compile(r"(?<=[\w,]\s)[A-Z]\w+"),
}
# From which share of its own words, by weight, a sentence that stands in the question answers nothing.
_ECHO = 0.8
# In log-odds of the reader. Of 21 questions in the present tense the first sentence holds the answer to .71
# so, and to .67 without; with nothing asked of their sureness to .62.
_SURE, _ABOUT_AS_SURE = 2.0, 2.0
_RIVALS = 6
_QUOTE_MARKS = '"“”'
_CLOSING = "\"”'’)」』） "
_ENDS = f".!?…。！？؟।{_CLOSING}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of an article, or some that only make sense together.

    Attributes:
        hit: The chunk it stands in.
        start: Offset of its first code point in the article's body.
        end: Offset after its last one.
        text: ``body[start:end]``.
        score: Higher is better; comparable within one question only.
        overlap: Share, by weight, of the question's terms in it or (counting nearly as much) in its headline.
        logit: The reader's log-odds that it answers, before calibration; 0.0 if not read.
        answer: Where in the body the words stand that answer, as the reader sees it; None if not read.
        certainty: The probability of these words among all of the sentence, 0 to 1.
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

    @property
    def was_read(self) -> bool:
        """Whether the model has read it: of many sentences only the most promising are."""
        return self.answer is not None

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

    Found by a random search on the tune split of a set of news questions (97 of them, judged by whether the
    first and the first three sentences hold the answer), and rounded. `docs/reader.md` has what
    `logit` is worth, which came later.

    Attributes:
        overlap: Share of the question's terms in the sentence.
        title_overlap: Share of them that only its headline has.
        chunk_overlap: Share of them in its chunk or headline.
        rank: One over the rank of its chunk.
        hit: Score of its chunk.
        kind: Share of the wanted kinds of answer that it holds.
        lead: That it begins the article.
        short: That it has fewer than four terms; taken off.
        asks: That it is itself a question; taken off. Made no difference there.
        unended: That it ends without punctuation, as names, captions and headings do; taken off.
        latest: How new its article is among those found, when the question asks how things stand now.
        logit: What the reader makes of it.
        echo: That it says little beyond the question, as a quiz or a headline repeated does; taken off.
    """

    overlap: float = 1.0
    title_overlap: float = 0.95
    chunk_overlap: float = 0.5
    rank: float = 0.33
    hit: float = 0.3
    kind: float = 0.5
    lead: float = 0.4
    short: float = 0.55
    asks: float = 0.6
    unended: float = 0.2
    latest: float = 3.0
    echo: float = 0.6
    logit: float = 0.15


def quotable_spans(text: str, language: str | None = None) -> list[Span]:
    """Return the smallest pieces of `text` that may be quoted alone, in order.

    That is a sentence; sentences inside one pair of quotation marks stay together, and a quotation that
    fills its sentence keeps the next one, which says whose words they are.

    Args:
        text: The text.
        language: Its language, an ISO 639-1 code; None when it is not known.
    """
    borders = paragraphs(text)
    return [span for border in borders for span in _whole_quotations(text, border, language or "en")]


def _whole_quotations(text: str, paragraph: Span, language: str) -> Iterator[Span]:
    start: int | None = None
    spans = sentences(paragraph.of(text), language)
    parts = [Span(paragraph.start + s.start, paragraph.start + s.end) for s in spans]
    for index, part in enumerate(parts):
        start = part.start if start is None else start
        piece = text[start : part.end]
        last = index == len(parts) - 1
        if last or not (_open_quotation(piece) or _only_quotation(piece)):
            yield Span(start, part.end)
            start = None


def _open_quotation(piece: str) -> bool:
    return piece.count('"') % 2 == 1 or piece.count("“") > piece.count("”")


def _only_quotation(piece: str) -> bool:
    return piece[0] in _QUOTE_MARKS and piece[-1] in _QUOTE_MARKS


def find_evidence(
    question: Question,
    hits: Sequence[Hit],
    reader: Reader,
    today: date | None = None,
    weights: Weights | None = None,
) -> list[Evidence]:
    """Return the sentences of the best hits, best first.

    Args:
        question: What is asked.
        hits: Best first.
        reader: Judges the most promising sentences.
        today: The day the question is asked, or None.
        weights: Other weights than the tuned ones.
    """
    weights = weights or Weights()
    candidates = _candidates(question, hits[:_HITS], weights)
    candidates.sort(key=lambda item: -item.score)
    judged = _judged(question, candidates[:_READ], reader, today, weights)
    judged.sort(key=lambda item: (-item.score, item.hit.rank, item.start))
    if question.latest or question.present:
        judged = _newest_first(judged)
    return judged + candidates[_READ:]


def _newest_first(judged: Sequence[Evidence]) -> list[Evidence]:
    """The evidence with the newest of what answers about as surely as the best put before it.

    "Who is the coach?" is answered by every report of a new one.
    """
    if not judged or judged[0].logit <= _SURE:
        return list(judged)
    best = judged[0]
    rivals = [item for item in judged[:_RIVALS] if item.logit >= max(_SURE, best.logit - _ABOUT_AS_SURE)]
    newest = max(rivals, key=lambda item: _moment(item.hit))
    if _moment(newest.hit) <= _moment(best.hit):
        return list(judged)
    return [replace(newest, score=best.score), *(item for item in judged if item is not newest)]


def _moment(hit: Hit) -> float:
    return hit.published_at.timestamp() if hit.published_at else -math.inf


def _judged(
    question: Question, candidates: Sequence[Evidence], reader: Reader, today: date | None, weights: Weights
) -> list[Evidence]:
    """The candidates with what the reader makes of each."""
    passages = [Passage(item.text, _origin(item.hit, today)) for item in candidates]
    judged = []
    for item, told in zip(candidates, reader.judge(question.query, passages), strict=True):
        answer = Span(item.start + told.start, item.start + told.end)
        score = item.score + weights.logit * told.logit
        judged.append(replace(item, score=score, logit=told.logit, answer=answer, certainty=told.certainty))
    return judged


def _origin(hit: Hit, today: date | None) -> str:
    published = hit.published_at.date() if hit.published_at else None
    return origin(hit.title, hit.source, published, today)


def choose(
    evidence: Sequence[Evidence], question: Question, count: int, most_words: int = 10_000
) -> list[Evidence]:
    """Return up to `count` of the best sentences that say different things, within `most_words` in all.

    When the question has several parts, the best sentence that holds the kind of answer a later part
    wants takes the last place if none of the others holds it.
    """
    chosen: list[Evidence] = []
    for item in evidence:
        if len(chosen) < count and _fits(item, chosen, most_words) and not _repeats(item, chosen):
            chosen.append(item)
    for kind in question.kinds[1:]:
        if chosen and not any(_HOLDS[kind].search(item.text) for item in chosen):
            kept = chosen[: max(count - 1, 1)]
            holders = (item for item in evidence if _HOLDS[kind].search(item.text))
            holder = next((item for item in holders if _fits(item, kept, most_words)), None)
            if holder is not None:
                chosen = [*kept, holder]
    return chosen


def _fits(item: Evidence, chosen: Sequence[Evidence], most_words: int) -> bool:
    return not chosen or sum(len(other.text.split()) for other in (*chosen, item)) <= most_words


def _repeats(item: Evidence, chosen: Sequence[Evidence]) -> bool:
    mine = terms(item.text)
    return any(coverage(mine, terms(other.text)) > 0.9 for other in chosen)


def _candidates(question: Question, hits: Sequence[Hit], weights: Weights) -> list[Evidence]:
    found = []
    newness = _newness(hits)
    for hit in hits:
        title_terms = terms(hit.title)
        of_chunk = weights.chunk_overlap * coverage(question.terms, terms(hit.text), title_terms)
        of_chunk += weights.rank / hit.rank + weights.hit * hit.score
        of_chunk += weights.latest * question.latest * newness[hit.article_id]
        for span in quotable_spans(hit.text, hit.language):
            text = span.of(hit.text)
            held = terms(text)
            inside = coverage(question.terms, held)
            with_title = coverage(question.terms, held, title_terms)
            overlap = inside + weights.title_overlap * (with_title - inside)
            score = weights.overlap * overlap + of_chunk
            score += weights.kind * holds_kinds(question.kinds, text)
            score += weights.lead * (hit.start + span.start == 0)
            score -= weights.short * (len(held) < 4)
            score -= weights.echo * (coverage(held, question.terms) > _ECHO)
            score -= weights.asks * _asks(text) + weights.unended * (text[-1] not in _ENDS)
            start = hit.start + span.start
            found.append(Evidence(hit, start, hit.start + span.end, text, score, overlap))
    return found


def _asks(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith(("?", "？", "؟"))


def _newness(hits: Sequence[Hit]) -> dict[str, float]:
    """Each article's place in time among those found: 1 for the newest, near 0 for the oldest or undated."""
    dates = sorted({hit.published_at for hit in hits if hit.published_at})
    return {
        hit.article_id: (dates.index(hit.published_at) + 1) / len(dates) if hit.published_at else 0.0
        for hit in hits
    }


def holds_kinds(kinds: Sequence[Kind], text: str) -> float:
    """Return the share of `kinds` of answer that `text` has something of, 0 to 1; 0 when none is wanted."""
    return sum(bool(_HOLDS[kind].search(text)) for kind in kinds) / len(kinds) if kinds else 0.0
