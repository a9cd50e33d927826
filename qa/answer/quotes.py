"""Choosing the archive's own words when no language model writes: sentences, and a headline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.sentences import Span
from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.answer.cells import one_cell
from qa.answer.fitting import fits, whole
from qa.answer.model import Field
from qa.evidence.candidates import Evidence
from qa.evidence.overviews import wants_several
from qa.evidence.sentences import choose
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
LEAST_SURE = 0.3
"""The least probability for a direct answer: below it most are wrong (`docs/reader.md`)."""

# Of "cost €10.20" only the sum answers. "Over €10" and "about €10" stay whole: they say something else.
_BEFORE_A_SUM = re.compile(r"(?:costs?|costing|paid|pays?|worth|priced at)\s+(?=[$€£¥₹\d])", re.I)


@dataclass(frozen=True, slots=True)
class Words:
    """The words that answer, in the field of their quote.

    Attributes:
        start: Offset of the first code point.
        end: Offset after the last one.
        certainty: Their probability among all words of their sentence, 0 to 1.
    """

    start: int
    end: int
    certainty: float


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of an article.

    Attributes:
        hit: The chunk through which the article was found.
        field: Which of its texts they stand in.
        start: Offset of the first code point.
        end: Offset after the last one.
        text: ``field_text[start:end]``.
    """

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
        same = self.field == other.field and self.hit.article_id == other.hit.article_id
        return self != other and same and other.start <= self.start and self.end <= other.end


def evidence_quote(item: Evidence) -> Quote:
    """Return a sentence of evidence as a quote."""
    return Quote(item.hit, item.field, item.start, item.end, item.text)


def quotes(evidence: Sequence[Evidence], question: Question) -> list[Quote]:
    """Return the quotes that answer `question`, in the order shown: at most `WORDS` words in all.

    With any evidence there is at least one sentence, however long.

    Args:
        evidence: Best first.
        question: What is asked.
    """
    # The reader's scores compare badly if the best sentence may answer another part, or the previous
    # question.
    all_of_them = len(question.kinds) > 1 or question.standalone != question.asked
    worthy = evidence if all_of_them else _worth_quoting(evidence)
    chosen = [evidence_quote(item) for item in choose(worthy, question, SENTENCES, WORDS - SENTENCES)]
    if chosen:
        first = chosen[0]
        headline = Quote(first.hit, "title", 0, len(first.hit.title), first.hit.title)
        fits = sum(quote.words for quote in (headline, *chosen)) <= WORDS
        if fits and coverage(question.terms, terms(headline.text)) and not _repeats(headline, first):
            return [first, headline, *chosen[1:]]
    return chosen


def direct(question: Question, first: Quote, evidence: Sequence[Evidence]) -> Words | None:
    """Return the words of the first quote that answer, or None if a few words cannot.

    Args:
        question: What is asked.
        first: What is shown first.
        evidence: Best first.
    """
    if first.field == "title" or not takes_few_words(question) or wants_several(question):
        return None
    for item in evidence:
        words = item.answer
        same = item.article_id == first.hit.article_id and item.field == first.field
        if words and same and first.start <= words.start < words.end <= first.end:
            span = whole(first.text, Span(words.start - first.start, words.end - first.start))
            cell = one_cell(question, first.hit.text, first.text, span)
            if cell is None:
                return None
            span = cell
            bare = _BEFORE_A_SUM.match(span.of(first.text))
            start = first.start + span.start + (bare.end() if bare else 0)
            answer = Words(start, first.start + span.end, item.certainty)
            return answer if _may_be(question, first, span) else None
    return None


def written(question: Question, sentence: str, cited: Sequence[Evidence]) -> tuple[Quote, Words] | None:
    """Return the words of a passage that answer, and that a sentence written by its words says too.

    Args:
        question: What is asked.
        sentence: As a language model wrote it.
        cited: What carries it.
    """
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
    measure = question.measure
    if measure is None:
        return True
    return bool(measure.pattern.search(words)) or (measure.name == "age" and words.isdigit())


def _worth_quoting(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence, and those that answer nearly as surely."""
    return [
        item
        for item in evidence
        if item is evidence[0] or (item.was_read and item.logit >= evidence[0].logit - NEARLY_AS_SURE)
    ]


def _repeats(headline: Quote, sentence: Quote) -> bool:
    return coverage(terms(headline.text), terms(sentence.text)) > REPEATS_HEADLINE
