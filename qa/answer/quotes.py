"""Choosing the archive's own words when no language model writes: sentences, and a headline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.sentences import Span
from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.answer.belonging import is_of_another, is_of_who_is_asked_about, may_be_who, whole_name
from qa.answer.cells import one_cell
from qa.answer.fitting import fits, whole, without_clauses
from qa.answer.model import Field
from qa.answer.votes import one_side
from qa.evidence.candidates import Evidence
from qa.evidence.ordering import states_what_is_asked
from qa.evidence.overviews import wants_several
from qa.evidence.quotable import is_fragment
from qa.evidence.sentences import choose
from qa.evidence.value_of import OF_ANY
from qa.facts.casualties import number_of_those_asked_for
from qa.facts.numbers import sums_of_money
from qa.question.few_words import takes_few_words
from qa.question.understand import Question

SENTENCES = 3
WORDS = 100
# A further sentence must answer nearly as surely, in log-odds. Of 136 questions, with the day and without it,
# .79 and .79 are then answered rightly, with 82 words on average; with 60 words at most .74 and .71.
NEARLY_AS_SURE = 4.0
# The best sentence is followed by its article's headline, unless the headline repeats it or shares nothing
# with the question ("Editorial roundup"), as 42 of 324 do; none of those holds the answer. Share answered
# rightly with no headline, the first article's, every article's: .763, .784, .794 on that split; .734, .772,
# .759 on 158 questions of another year.
REPEATS_HEADLINE = 0.9
# A further quote is on the subject when its chunk and headline have this share of the question's terms.
_ON_SUBJECT = 0.2
_NEAR = 0.35
# Of a price: the share of the terms asked for that the best sentence has, and the largest factor between two
# sums of one thing.
_SAME_THING, _ALIKE = 0.6, 20.0
LEAST_SURE = 0.3
"""The least probability for a direct answer: below it most are wrong (`docs/reader.md`)."""

# Of "€33, down from €36" the first answers.
_FORMER = re.compile(r",?\s+(?:up|down) from\b.*$", re.I | re.S)
# Of "cost €10.20" only the sum answers. "Over €10" and "about €10" stay whole: they say something else.
_BEFORE_A_SUM = re.compile(r"(?:costs?|costing|paid|pays?|worth|priced at)\s+(?=[$€£¥₹\d])", re.I)


@dataclass(frozen=True, slots=True)
class Words:
    """The words that answer, in the field of their quote.

    Offsets are in code points; `certainty` is their probability among all words of their sentence, 0 to 1.
    """

    start: int
    end: int
    certainty: float


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of an article, ``field_text[start:end]``, and the chunk through which it was found."""

    hit: Hit
    field: Field
    start: int
    end: int
    text: str

    @property
    def words(self) -> int:
        """How many words it takes in an answer, its marker included."""
        return len(self.text.split()) + 1

    def is_inside(self, other: Quote) -> bool:
        """Whether `other` has these words and more."""
        return (
            self != other and self._is_beside(other) and other.start <= self.start and self.end <= other.end
        )

    def overlaps(self, other: Quote) -> bool:
        """Whether both have some of the same words."""
        return self._is_beside(other) and other.start < self.end and self.start < other.end

    def _is_beside(self, other: Quote) -> bool:
        return self.field == other.field and self.hit.article_id == other.hit.article_id


def evidence_quote(item: Evidence) -> Quote:
    """Return a sentence of evidence as a quote."""
    return Quote(item.hit, item.field, item.start, item.end, item.text)


def quotes(evidence: Sequence[Evidence], question: Question) -> list[Quote]:
    """Return the quotes that answer `question`, in the order shown: at most `WORDS` words in all.

    With any evidence there is at least one sentence, however long.
    """
    # The reader's scores compare badly if the best sentence may answer another part, or the previous
    # question.
    all_of_them = len(question.kinds) > 1 or question.standalone != question.asked
    worthy = _of_like_sums(question, _whole(evidence))
    worthy = worthy if all_of_them else _worth_quoting(question, worthy)
    chosen = [evidence_quote(item) for item in choose(worthy, question, SENTENCES, WORDS - SENTENCES)]
    if chosen:
        first = chosen[0]
        headline = Quote(first.hit, "title", 0, len(first.hit.title), first.hit.title)
        fits = sum(quote.words for quote in (headline, *chosen)) <= WORDS
        if fits and coverage(question.terms, terms(headline.text)) and not _repeats(headline, first):
            return [first, headline, *chosen[1:]]
    return chosen


def direct(question: Question, first: Quote, evidence: Sequence[Evidence]) -> Words | None:
    """Return the words of the quote shown first that answer, or None if a few words cannot."""
    if first.field == "title" or not takes_few_words(question) or wants_several(question):
        return None
    for item in evidence:
        words = item.answer
        same = item.article_id == first.hit.article_id and item.field == first.field
        if words and same and first.start <= words.start < words.end <= first.end:
            span = Span(words.start - first.start, words.end - first.start)
            only = _narrowed(question, first, span, item)
            return Words(first.start + only.start, first.start + only.end, item.certainty) if only else None
    return None


def _narrowed(question: Question, quote: Quote, span: Span, item: Evidence) -> Span | None:
    """The words within those that the reader points at that answer; None where they may not."""
    text = quote.text
    if item.defines or (question.defined and question.defined.is_named):
        return span if item.defines and may_be_who(question, text, span) else None
    only = one_cell(question, quote.hit.text, text, whole(text, span))
    only = only and without_clauses(question, text, only)
    only = only and one_side(question, text, only)
    only = only and number_of_those_asked_for(question.standalone, text, only)
    if only is None or is_of_another(question, text, only):
        return None
    former = _FORMER.search(only.of(text))
    if former and former.start():
        only = Span(only.start, only.start + former.start())
    if not _may_be(question, quote, only):
        return None
    bare = _BEFORE_A_SUM.match(only.of(text))
    return Span(only.start + (bare.end() if bare else 0), whole_name(question, text, only).end)


def written(question: Question, sentence: str, cited: Sequence[Evidence]) -> tuple[Quote, Words] | None:
    """Return the words of a passage that answer, and that a sentence written by its words says too."""
    for item in cited:
        quote = evidence_quote(item)
        words = direct(question, quote, [item])
        if words and not set(terms(_of(quote, words))) - set(terms(sentence)):
            return quote, words
    return None


def _of(quote: Quote, words: Words) -> str:
    return quote.text[words.start - quote.start : words.end - quote.start]


def _may_be(question: Question, quote: Quote, span: Span) -> bool:
    """Whether words may be the answer: not from the question itself, nor of the wrong kind."""
    words = span.of(quote.text)
    if not set(terms(words)) - set(question.terms) or not fits(question, quote.text, span):
        return False
    if not may_be_who(question, quote.text, span) or is_of_who_is_asked_about(question, quote.text, span):
        return False
    measure = question.measure
    if measure is None:
        return True
    return not measure.is_value or measure.is_stated_by(quote.text, span.start, span.end)


def _whole(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence, whatever it is, and of the others those that are no bylines, headings or items."""
    return [item for index, item in enumerate(evidence) if not index or not is_fragment(item.text)]


def _of_like_sums(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence and, where a price is asked for, those that may give the same price at other times.

    The price of a ferry is neither its fare nor the price of a furnace.
    """
    best = evidence[0] if evidence else None
    if best is None or question.measure is None or not question.measure.is_price:
        return list(evidence)
    sums, own = sums_of_money(best.text), terms(best.text)
    asked = {term: weight for term, weight in question.terms.items() if term not in OF_ANY}
    subject = {term: weight for term, weight in asked.items() if term in own} or asked
    return [
        item
        for item in evidence
        if item is best
        or not set(sums).isdisjoint(others := sums_of_money(item.text))
        or (
            coverage(subject, terms(item.title), terms(item.text)) >= _SAME_THING and _any_alike(others, sums)
        )
    ]


def _any_alike(sums: Sequence[float], others: Sequence[float]) -> bool:
    pairs = [(one, other) for one in sums for other in others]
    return not pairs or any(one <= _ALIKE * other and other <= _ALIKE * one for one, other in pairs)


def _worth_quoting(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence, and those on its subject that answer nearly as surely.

    Where the best one states an age or a price that is asked for, the others must do so too.
    """
    if not evidence:
        return []
    best, *others = evidence
    least = _ON_SUBJECT
    if best.defines:
        return [best, *(item for item in others if item.defines)]
    if question.measure and states_what_is_asked(question, best):
        others = [item for item in others if states_what_is_asked(question, item)]
        least = max(least, _share(question, best) / 2)
    surest = [item for item in others if item.was_read and item.logit >= best.logit - NEARLY_AS_SURE]
    return [best, *(item for item in surest if _share(question, item) >= least)]


def on_subject(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence, best first, whose chunk and headline have a third of the terms asked.

    What has fewer resembles the question in words only, as "He is accused of fraud" said of another person.
    For a question in another language all of it is returned, since reports may share few words with that.
    """
    if question.language not in ("", "en"):
        return list(evidence)
    # Each chunk is tokenised once, not for each of its sentences: that takes half a millisecond.
    hits = {item.hit.chunk_id: item.hit for item in evidence}
    around = {chunk_id: (terms(hit.title), terms(hit.text)) for chunk_id, hit in hits.items()}
    return [
        item
        for item in evidence
        if coverage(question.terms, *around[item.hit.chunk_id], terms(item.text)) >= _NEAR
    ]


def _share(question: Question, item: Evidence) -> float:
    """The share of the question's terms that a sentence has, its headline or its chunk."""
    return coverage(question.terms, terms(item.title), terms(item.text), terms(item.hit.text))


def _repeats(headline: Quote, sentence: Quote) -> bool:
    return coverage(terms(headline.text), terms(sentence.text)) > REPEATS_HEADLINE
