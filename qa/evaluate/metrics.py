"""Measures of search and answers: pure functions of hits, answers and what is right.

Every function returns None if its measure does not apply, never 0.0.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from corpus.article import normalise_text
from index.catalogue.records import ArticleRecord
from index.contract import Count, Document, Duration, Share, rounded
from index.search.hit import Hit
from qa.answer.model import Answer, Citation
from qa.evidence.candidates import Evidence

CUTOFFS = (1, 4, 10)
"""The ranks at which recall is measured."""

DEPTH = 100
"""How many hits `doc_ndcg` looks at."""

ANSWER_WORDS = 100
"""An answer with more words than this is not counted as correct."""

ANSWER_MEASURES = (
    "answered_correct",
    "answered_wrong",
    "first_sentence_correct",
    "direct_em",
    "direct_f1",
    "unsure",
)
"""The measures of an answer."""

_MARKER = re.compile(r"\[\d+\]")

Matches = Callable[[Hit], bool]


def contains(text: str, needle: str) -> bool:
    """Whether `text` contains the words of `needle` as whole words, both normalised.

    A `needle` of which normalising leaves nothing is in no text.
    """
    words = normalise_text(needle)
    return bool(words) and f" {words} " in f" {normalise_text(text)} "


def recall_at(hits: Sequence[Hit], matches: Matches, k: int) -> float:
    """Return 1.0 if one of the first `k` hits matches, else 0.0."""
    return float(any(matches(hit) for hit in hits[:k]))


def hit_scores(hits: Sequence[Hit], gold: Collection[str], answer: str | None) -> dict[str, float | None]:
    """Return `evidence_recall`, `answer_recall` and `doc_hit` of one search at every cutoff.

    Without gold ids (or an answer) the measures that need them are None.
    """

    def has_answer(hit: Hit) -> bool:
        return contains(hit.text, answer or "")

    def is_gold(hit: Hit) -> bool:
        return hit.article_id in gold

    has_expected = bool(normalise_text(answer or ""))
    measures: dict[str, Matches | None] = {
        "evidence_recall": (lambda hit: is_gold(hit) and has_answer(hit)) if has_expected and gold else None,
        "answer_recall": has_answer if has_expected else None,
        "doc_hit": is_gold if gold else None,
    }
    return {
        f"{name}@{k}": None if matches is None else recall_at(hits, matches, k)
        for name, matches in measures.items()
        for k in CUTOFFS
    }


def doc_ndcg(hits: Sequence[Hit], gold: Collection[str], k: int = 10) -> float | None:
    """Return nDCG@k over the distinct articles of the first `DEPTH` hits, None without gold articles.

    A hit counts for its article and for the copies folded into it. Gold articles that are copies of each
    other are one story, which counts once, at its first rank, and once in the ideal order.

    Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002, with gains
    of 0 and 1.
    """
    if not gold:
        return None
    stories_by_article: dict[str, set[str]] = {}
    for hit in hits[:DEPTH]:
        stories_by_article.setdefault(hit.article_id, set()).update((hit.article_id, *hit.copies))
    stories = _stories(gold, stories_by_article.values())
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(stories), k) + 1))
    gain = 0.0
    for place, ids in enumerate(list(stories_by_article.values())[:k], start=1):
        left = [story for story in stories if not story & ids]
        gain += (1 / math.log2(place + 1)) if len(left) < len(stories) else 0.0
        stories = left
    return gain / ideal


def _stories(gold: Collection[str], groups: Iterable[set[str]]) -> list[set[str]]:
    """Group the gold articles that are copies of each other by some hit."""
    stories = [{article_id} for article_id in dict.fromkeys(gold)]
    for ids in groups:
        together = [story for story in stories if story & ids]
        if len(together) > 1:
            stories = [story for story in stories if not story & ids]
            stories.append(set().union(*together))
    return stories


def quote_recall(evidence: Sequence[Evidence], answer: str | None, k: int = 3) -> float | None:
    """Return 1.0 if one of the best `k` sentences, or the headline of its article, contains the answer."""
    if not normalise_text(answer or ""):
        return None
    texts = (text for sentence in evidence[:k] for text in (sentence.text, sentence.title))
    return float(any(contains(text, answer or "") for text in texts))


def answer_scores(answer: Answer, expected: str | None) -> dict[str, float | None]:
    """Return the `ANSWER_MEASURES` of one answer; without an answer all but `unsure` are 0.0.

    `answered_correct` needs at most `ANSWER_WORDS` words, markers included, and the expected words both in
    the text and in a cited quote or its headline. `first_sentence_correct` looks at the first sentence only.
    `direct_em` and `direct_f1` compare the direct answer with the expected one, as SQuAD does.
    """
    unsure = {"unsure": float(answer.status == "unsure")}
    nothing: dict[str, float | None] = dict.fromkeys(ANSWER_MEASURES, 0.0)
    if not normalise_text(expected or ""):
        return dict.fromkeys(ANSWER_MEASURES, None) | unsure
    if answer.status != "answered":
        return nothing | unsure
    # A marker is not part of the text: "[15]" must not answer "how many?".
    holds_expected = contains(_MARKER.sub(" ", answer.text), expected or "")
    cited = any(contains(text, expected or "") for c in answer.citations for text in (c.quote, c.title))
    correct = holds_expected and cited and len(answer.text.split()) <= ANSWER_WORDS
    first = answer.sentences[0].text if answer.sentences else ""
    direct = answer.direct.text if answer.direct else ""
    return {
        "answered_correct": float(correct),
        "answered_wrong": float(not correct),
        "first_sentence_correct": float(contains(_MARKER.sub(" ", first), expected or "")),
        "direct_em": float(_squad_words(direct) == _squad_words(expected or "")),
        "direct_f1": token_f1(direct, expected or ""),
        **unsure,
    }


def token_f1(text: str, expected: str) -> float:
    """Return the harmonic mean of precision and recall of the words of `text`, 0 to 1.

    Source: Rajpurkar et al., "SQuAD: 100,000+ questions for machine comprehension of text" (EMNLP 2016), with
    the normalisation of its evaluation script: lower case, no punctuation, no articles.
    """
    mine, right = Counter(_squad_words(text)), Counter(_squad_words(expected))
    same = (mine & right).total()
    return 2 * same / (mine.total() + right.total()) if same else 0.0


def _squad_words(text: str) -> list[str]:
    plain = "".join(char for char in text.lower() if char not in string.punctuation)
    return [word for word in plain.split() if word not in {"a", "an", "the"}]


def is_exact(citation: Citation, article: ArticleRecord) -> bool:
    """Whether the citation's offsets give its quote, which is not empty, in the article's stored text."""
    texts = {"title": article.title, "summary": article.summary, "body": article.body}
    text = texts[citation.field]
    in_range = 0 <= citation.start < citation.end <= len(text)
    return in_range and citation.quote == text[citation.start : citation.end]


@dataclass(frozen=True, slots=True)
class Metric(Document):
    """One figure and what it rests on.

    Attributes:
        value: The figure, 0 to 1, or None when it applied nowhere.
        n: Over how many cases, refusals, citations or questions.
    """

    value: Annotated[float, rounded(6, Share)] | None
    n: Count


@dataclass(frozen=True, slots=True)
class Speed(Metric):
    """A duration.

    Attributes:
        value: Its median, milliseconds, or None when it was not timed.
    """

    value: Annotated[float, rounded(6, Duration)] | None


def mean(values: Iterable[float | None]) -> Metric:
    """Return the mean of the values that are not None."""
    numbers = [value for value in values if value is not None]
    return Metric(sum(numbers) / len(numbers) if numbers else None, len(numbers))


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return the percentile with linear interpolation, None without values."""
    return float(np.percentile(values, percent)) if values else None


def refusal_scores(answerable: Iterable[bool], unanswerable: Iterable[bool]) -> dict[str, Metric]:
    """Return `refusal_precision` and `refusal_recall` of questions asked with their articles and without."""
    wrong = sum(answerable)
    outcomes = list(unanswerable)
    right = sum(outcomes)
    precision = right / (right + wrong) if outcomes and right + wrong else None
    return {
        "refusal_precision": Metric(precision, right + wrong if outcomes else 0),
        "refusal_recall": mean(map(float, outcomes)),
    }
