"""Whether a written sentence answers the question: the passages support much that does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.search.terms import coverage, terms
from qa.check.checker import Checker
from qa.check.short_answers import stands_in
from qa.evidence.candidates import Evidence
from qa.evidence.overviews import wants_several
from qa.evidence.reader import Passage, Reader
from qa.evidence.sentences import origin_of
from qa.question.few_words import takes_few_words
from qa.question.understand import Question
from qa.write.asked_kind import lacks_asked_kind

# In the reader's log-odds: a sentence answers from `SURE` on, or if it comes this close to the best evidence.
# What other thresholds cost is in `docs/checking.md`.
SURE, ABOUT_AS_SURE = 0.0, 5.0
# The probability from which the words that the reader finds in a passage count as its answer.
CERTAIN_OF_WORDS = 0.4


@dataclass(frozen=True, slots=True)
class Judges:
    """The models that judge whether passages support a sentence, and whether it answers.

    `day` is the day of asking, where the question depends on it.
    """

    checker: Checker
    reader: Reader
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that its evidence supports.

    Attributes:
        text: Plain words, without markers.
        evidence: What supports it, in the order cited.
        support: How well it is supported, 0 to 1.
        otherwise: Whether all its evidence answers with other words; see `answers_otherwise`.
    """

    text: str
    evidence: tuple[Evidence, ...]
    support: float
    otherwise: bool = False


def answering_first(
    written: Iterable[Written],
    question: Question,
    evidence: Sequence[Evidence],
    judges: Judges,
    counts: Counter[str],
) -> Iterator[Written]:
    """Yield the first sentence that answers, then those after it, then those before it; none if none answers.

    A sentence whose answer differs from that of its own passages does not answer. No one sentence answers for
    a list or a timeline, so all of those are yielded. `counts` gains how many were "shown" and how many were
    "beside" the point.
    """
    best = max((item.logit for item in evidence if item.was_read), default=SURE)
    least = min(SURE, best - ABOUT_AS_SURE)
    waiting: list[Written] = []
    for sentence in written:
        waiting.append(sentence)
        if counts["shown"] or wants_several(question) or _answers(sentence, question, judges, least):
            ready = [waiting.pop(), *waiting]
            waiting = []
            counts["shown"] += len(ready)
            yield from ready
    counts["beside"] += len(waiting)


def _answers(sentence: Written, question: Question, judges: Judges, least: float) -> bool:
    if sentence.otherwise or lacks_asked_kind(sentence.text, question):
        return False
    return log_odds(sentence, question, judges) >= least


def answers_otherwise(text: str, item: Evidence, question: Question) -> bool:
    """Whether a written sentence has none of the words with which a passage certainly answers.

    "The film is Terminator" is not supported by a passage in which the reader finds "Beetlejuice". False
    for a question that a few words cannot answer.
    """
    span = item.answer_in_text
    if span is None or item.certainty < CERTAIN_OF_WORDS or not takes_few_words(question):
        return False
    words = terms(span.of(item.text))
    return bool(words) and not coverage(words, terms(f"{text} {question.standalone}"))


def log_odds(sentence: Written, question: Question, judges: Judges) -> float:
    """Return the reader's log-odds that a sentence answers, as coming from the likeliest of its articles.

    An answer of a few words says nothing by itself: the sentences that it stands in are read for it.
    """
    holding = [item for item in sentence.evidence if stands_in(sentence.text, item.text)]
    passages = [
        Passage(item.text if holding else sentence.text, origin_of(item.hit, judges.day))
        for item in holding or sentence.evidence
    ]
    return max(judgement.logit for judgement in judges.reader.judge(question.standalone, passages))
