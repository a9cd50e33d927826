"""Sentences by a language model: written from the best evidence, and each checked before it is shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.errors import ModelError
from corpus.text.sentences import paragraphs
from qa.check.model import Checker
from qa.check.support import Passage, check_each
from qa.evidence.antecedent import with_context
from qa.evidence.candidates import Evidence
from qa.evidence.overviews import in_order_of_date, wants_several
from qa.evidence.sentences import choose
from qa.models.client import ContextTooLong, LanguageModel
from qa.models.injection import addresses_model
from qa.question.understand import Question
from qa.write.prompts import NO_ANSWER, answer_prompt
from qa.write.stream import DraftSentence, read_sentences

PASSAGES = 12
FEW_PASSAGES = 4
"""For a model that is not able: it gets lost in more."""
_MOST_SENTENCES = 10
_SEVERAL_WORDS = 300
_ADDRESS = re.compile(r"://|\b(?:www\.|(?:mailto|data|javascript|tel):\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that its evidence carries.

    Attributes:
        text: Plain words, no marker.
        evidence: What carries it, in the order cited.
        support: How well, 0 to 1.
    """

    text: str
    evidence: tuple[Evidence, ...]
    support: float


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the reader should know about how the sentences came about.

    Attributes:
        text: For people.
    """

    text: str


def generate(
    model: LanguageModel, question: Question, evidence: Sequence[Evidence], checker: Checker, instead: str
) -> Iterator[Written | Remark]:
    """Yield the sentences that a model writes in answer and that pass their check, and then the remarks.

    Args:
        model: Who writes.
        question: What is asked.
        evidence: Best first.
        checker: Judges what is written.
        instead: What the reader is told when the model fails before it has written anything.
    """
    count = PASSAGES if model.able else FEW_PASSAGES
    passages = _passages(question, for_a_model(evidence), count)
    best = evidence[:count]
    counts = Counter({"suspect": len(best) - len(for_a_model(best))})
    try:
        yield from _as_many_as_fit(model, question, passages, checker, counts)
    except ModelError as error:
        shown = "The answer breaks off here." if counts["shown"] else instead
        yield Remark(f"{error.message}. {shown}")
    yield from _remarks(counts)


def for_a_model(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence whose paragraphs speak to readers only, in the same order.

    The sentence behind "ignore your instructions" says what to answer instead: the whole paragraph is kept
    from a model. Readers are shown it as any other: news speaks of assistants and guidelines too, and words
    in quotation marks with their outlet are obeyed by nobody.
    """
    return [item for item in evidence if not addresses_model(_paragraph(item))]


def _paragraph(item: Evidence) -> str:
    if item.field != "body":
        return item.text
    start, end = item.start - item.hit.start, item.end - item.hit.start
    around = [p for p in paragraphs(item.hit.text) if p.start < end and p.end > start]
    if not around:
        return item.text
    return item.hit.text[around[0].start : around[-1].end]


def _passages(question: Question, evidence: Sequence[Evidence], count: int) -> list[Evidence]:
    """What the model reads: best first, since those at the end are left out when they do not fit."""
    chosen = [with_context(item) for item in choose(evidence, question, count)]
    if wants_several(question):
        # One of every article, so that no item of a list is missed for three sentences about another.
        first = [with_context(item) for item in in_order_of_date(evidence, question, _SEVERAL_WORDS)]
        chosen = [*first, *(item for item in chosen if item not in first)][:count]
    return chosen


def _as_many_as_fit(
    model: LanguageModel,
    question: Question,
    passages: Sequence[Evidence],
    checker: Checker,
    counts: Counter[str],
) -> Iterator[Written]:
    for fewer in _fitting(model, question, passages):
        counts["left out"] = len(passages) - len(fewer)
        try:
            yield from _checked(model, question, fewer, checker, counts)
            return
        except ContextTooLong as error:
            model.learn_context(error.limit)
            if len(fewer) == 1:
                raise


def _fitting(
    model: LanguageModel, question: Question, passages: Sequence[Evidence]
) -> Iterator[Sequence[Evidence]]:
    """The passages, and always fewer of them: the best are kept, and none is cut."""
    count = len(passages)
    while count:
        if count == 1 or model.fits(answer_prompt(question, passages[:count])):
            yield passages[:count]
        count -= 1


def _checked(
    model: LanguageModel,
    question: Question,
    passages: Sequence[Evidence],
    checker: Checker,
    counts: Counter[str],
) -> Iterator[Written]:
    seen: set[str] = set()
    for draft in read_sentences(model.stream(answer_prompt(question, passages)), len(passages)):
        counts["invented"] += draft.dropped
        # A small model that has nothing more to say says it again.
        if NO_ANSWER in draft.text.upper() or draft.text.casefold() in seen:
            continue
        seen.add(draft.text.casefold())
        carried = _supported(draft, passages, checker, question)
        if carried is None:
            counts["withheld"] += 1
        else:
            counts["shown"] += 1
            yield carried
        if counts["shown"] == _MOST_SENTENCES:
            return


def _supported(
    draft: DraftSentence, passages: Sequence[Evidence], checker: Checker, question: Question
) -> Written | None:
    """The sentence with what carries it: what it cites, else any single passage."""
    if _ADDRESS.search(draft.text):  # A client would make a link of it, or fetch what it names.
        return None
    cited = [passages[number - 1] for number in draft.numbers]
    choices = [cited] if cited else [[item] for item in passages]
    cites = [[_passage(item) for item in some] for some in choices]
    checked = check_each(draft.text, cites, checker, asked=question.standalone)
    for some, support in zip(choices, checked, strict=True):
        if support.carried:
            return Written(draft.text, tuple(some), round(support.score, 4))
    return None


def _passage(item: Evidence) -> Passage:
    published = item.hit.published_at.date() if item.hit.published_at else None
    return Passage(item.text, f"{item.title}\n{item.hit.source or ''}", published)


def _remarks(counts: Counter[str]) -> Iterator[Remark]:
    if withheld := counts["withheld"]:
        what = "1 sentence was" if withheld == 1 else f"{withheld} sentences were"
        yield Remark(f"{what} withheld: the articles do not carry what the language model wrote.")
    if invented := counts["invented"]:
        what = "1 marker was" if invented == 1 else f"{invented} markers were"
        yield Remark(f"{what} dropped: the language model was given no such passage.")
    if suspect := counts["suspect"]:
        what = "1 passage was" if suspect == 1 else f"{suspect} passages were"
        yield Remark(f"{what} not given to the language model: the words read like instructions to it.")
    if left_out := counts["left out"]:
        what = "1 passage was" if left_out == 1 else f"{left_out} passages were"
        yield Remark(f"{what} left out: the language model cannot read more at once (LLM_CONTEXT).")
