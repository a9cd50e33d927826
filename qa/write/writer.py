"""Sentences by a language model: written from the best evidence, and each checked before it is shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from corpus.errors import ModelError
from corpus.text.lexicon import count_of
from index.search.terms import terms
from qa.check.checker import Checker
from qa.check.support import Passage, check_each
from qa.evidence.candidates import Evidence
from qa.evidence.overviews import wants_several
from qa.models.client import ContextTooLong, LanguageModel
from qa.question.understand import Question
from qa.stages import note, stage
from qa.write.answering import Judges, Written, answering_first, answers_otherwise
from qa.write.noise import without_noise
from qa.write.passages import for_a_model, most_passages, passages_for
from qa.write.prompts import answer_prompt
from qa.write.stream import DraftSentence, read_sentences

SENTENCES, _SENTENCES_OF_SEVERAL = 3, 10
"""How many are shown; of a list or a timeline."""
# The notices for what was counted, in this order; the one for "beside" gives no number.
_REMARKS = (
    ("withheld", "sentence", "withheld: the articles do not support what the language model wrote."),
    ("beside", "", "What the language model wrote does not answer the question and is left out."),
    ("garbled", "sentence", "dropped: the language model wrote something garbled."),
    ("invented", "marker", "dropped: the language model had been given no such passage."),
    ("suspect", "passage", "not given to the language model: its words read like instructions."),
    ("left out", "passage", "left out: the language model cannot read any more at once (LLM_CONTEXT)."),
)
_ADDRESS = re.compile(r"://|\b(?:www\.|(?:mailto|data|javascript|tel):\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the reader should know about how the sentences came about."""

    text: str


def generate(
    model: LanguageModel, question: Question, evidence: Sequence[Evidence], judges: Judges, instead: str
) -> Iterator[Written | Remark]:
    """Yield the sentences that a model writes in answer and that pass their checks, and then the remarks.

    The first one answers what was asked; if none does, none is yielded. `instead` says what the reader gets
    when the model fails before it has written anything.
    """
    passages = passages_for(question, for_a_model(evidence), model.able)
    best = evidence[: most_passages(question, model.able)]
    counts = Counter({"suspect": len(best) - len(for_a_model(best))})
    try:
        written = _as_many_as_fit(model, question, passages, judges, counts)
        yield from answering_first(written, question, evidence, judges, counts)
    except ModelError as error:
        ending = "The answer breaks off here." if counts["shown"] else instead
        yield Remark(f"{error.message}. {ending}")
    finally:
        note(counts=counts)
    yield from _remarks(counts)


def _as_many_as_fit(
    model: LanguageModel,
    question: Question,
    passages: Sequence[Evidence],
    judges: Judges,
    counts: Counter[str],
) -> Iterator[Written]:
    for fewer in _fitting(model, question, passages):
        counts["left out"] = len(passages) - len(fewer)
        try:
            yield from _checked(model, question, fewer, judges, counts)
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
    judges: Judges,
    counts: Counter[str],
) -> Iterator[Written]:
    most = _SENTENCES_OF_SEVERAL if wants_several(question) else SENTENCES
    previous: list[Mapping[str, float]] = []
    # Closed when enough is written: a model that need not go on is free for the next question.
    with closing(model.stream(answer_prompt(question, passages))) as reply:
        for draft in islice(without_noise(read_sentences(reply, len(passages)), counts), 2 * most):
            mine = terms(draft.text)
            if any(mine.keys() <= other.keys() for other in previous):
                continue
            with stage("checking"):
                carried = _supported(draft, passages, judges.checker, question)
            if carried is None:
                counts["withheld"] += 1
                continue
            previous.append(mine)
            yield carried
            if len(previous) == most:
                return


def _supported(
    draft: DraftSentence, passages: Sequence[Evidence], checker: Checker, question: Question
) -> Written | None:
    """The sentence with what carries it: what it cites, else the single passage that carries it best.

    A passage that answers with other words is cited only where no other one carries it.
    """
    if _ADDRESS.search(draft.text):  # A client would make a link of it, or fetch what it names.
        return None
    cited = tuple(passages[number - 1] for number in draft.numbers)
    # Markers are forgotten and mistaken.
    singles = [(item,) for item in passages if (item,) != cited]
    otherwise: Written | None = None
    for choices in ([cited] if cited else [], singles):
        cites = [[_passage(item) for item in some] for some in choices]
        checked = check_each(draft.text, cites, checker, asked=question.standalone)
        carrying = (
            _written(draft.text, some, support.score, question)
            for some, support in zip(choices, checked, strict=True)
            if support.carried
        )
        best = min(carrying, key=lambda one: (one.otherwise, -one.support), default=None)
        if best and not best.otherwise:
            return best
        otherwise = otherwise or best
    return otherwise


def _written(text: str, evidence: tuple[Evidence, ...], support: float, question: Question) -> Written:
    otherwise = all(answers_otherwise(text, item, question) for item in evidence)
    return Written(text, evidence, round(support, 4), otherwise)


def _passage(item: Evidence) -> Passage:
    return Passage(item.text, f"{item.title}\n{item.hit.source or ''}", item.hit.day)


def _remarks(counts: Counter[str]) -> Iterator[Remark]:
    for name, noun, text in _REMARKS:
        if count := counts[name]:
            were = f"{count_of(count, noun)} {'was' if count == 1 else 'were'} " if noun else ""
            yield Remark(f"{were}{text}")
