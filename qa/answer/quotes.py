"""Which of the archive's own words answer when no language model writes: sentences, with headlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.answer.model import Field
from qa.evidence.overviews import wants_several
from qa.evidence.sentences import Evidence, choose, holds_kinds
from qa.question.understand import Question

SENTENCES = 3
WORDS = 100
# A further sentence must score nearly as well as the best: less nearly when it is another article's, which
# may disagree. On the tune split of a set of news questions this leaves out a sixth of the sentences (2.46
# an answer, not 3) and no answer that was right before.
SHARE_SAME_ARTICLE = 0.85
SHARE_OTHER_ARTICLE = 0.7
# Nor is a further sentence quoted that has next to none of the question's terms itself and nothing of the
# kind that is asked for: it owes its score to its neighbours. On 419 questions of two years this leaves out
# 8 % of the sentences and no right answer.
LEAST_OVERLAP = 0.15
# The best sentence is followed by its article's headline, unless it repeats that, or the headline ("Editorial
# roundup") has nothing of the question: so had 42 of 324, and none of them the answer. Right answers with the
# headline of no article, of the first, of every one: .763, .784, .794 on that split, .734, .772, .759 on 158
# questions of another year.
REPEATS_HEADLINE = 0.9


# What asks for yes or no, for reasons, or for both of two things.
_NEEDS_MORE = re.compile(
    r"^(?:am|is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|must)\b|"
    r"\bwhy\b|\bhow (?:did|do|does|is|are|was|were|has|have|can|could|will|would)\b|^(?:compare|explain)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an article's body that answer.

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


def body_quote(item: Evidence) -> Quote:
    """Return a sentence of evidence as a quote."""
    return Quote(item.hit, "body", item.start, item.end, item.text)


def quotes(evidence: Sequence[Evidence], question: Question) -> list[Quote]:
    """Return what is quoted in answer to `question`, in the order to be shown: at most `WORDS` words in all.

    One sentence is always among them, however long, when there is evidence.

    Args:
        evidence: Best first.
        question: What is asked.
    """
    chosen = choose(evidence, question, SENTENCES, WORDS - SENTENCES)
    # Scores compare less well when the best sentence may answer another part, or the question before.
    all_of_them = len(question.kinds) > 1 or question.standalone != question.asked
    kept = [body_quote(item) for item in chosen if all_of_them or _worth_quoting(item, chosen[0], question)]
    if kept:
        first = kept[0]
        headline = Quote(first.hit, "title", 0, len(first.hit.title), first.hit.title)
        fits = sum(quote.words for quote in (headline, *kept)) <= WORDS
        if fits and coverage(question.terms, terms(headline.text)) and not _repeats(headline, first):
            return [first, headline, *kept[1:]]
    return kept


def direct(question: Question, first: Quote, evidence: Sequence[Evidence]) -> Words | None:
    """Return the words of the first quote that answer, None when a few words cannot.

    Args:
        question: What is asked.
        first: What is shown first.
        evidence: Best first.
    """
    if first.field != "body" or _NEEDS_MORE.search(question.standalone) or wants_several(question):
        return None
    for item in evidence:
        words, same = item.answer, item.article_id == first.hit.article_id
        if words and same and first.start <= words.start < words.end <= first.end:
            return Words(words.start, words.end, item.certainty)
    return None


def _worth_quoting(item: Evidence, best: Evidence, question: Question) -> bool:
    share = SHARE_SAME_ARTICLE if item.article_id == best.article_id else SHARE_OTHER_ARTICLE
    return item is best or (item.score >= share * best.score and _is_to_the_point(item, question))


def _is_to_the_point(item: Evidence, question: Question) -> bool:
    of_the_kind = holds_kinds(question.kinds, item.text) > 0
    return of_the_kind or coverage(question.terms, terms(item.text)) >= LEAST_OVERLAP


def _repeats(headline: Quote, sentence: Quote) -> bool:
    return coverage(terms(headline.text), terms(sentence.text)) > REPEATS_HEADLINE
