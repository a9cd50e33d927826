"""Whether passages carry a sentence that a language model wrote about them.

Two questions are asked. Does a rule object, of those that are right on real prose: a number, a date, a name
or a quotation that stands nowhere in what is cited, a word exchanged for another in its place? And is it
likely that the passages carry it, by what a small model has learned (`qa.check.checker`)?
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index.search.subquestions import parts_of
from index.search.terms import terms
from qa.check.alignment import other_number, replaced
from qa.check.allegations import stated_as_fact
from qa.check.causes import added_cause
from qa.check.checker import Checker
from qa.check.hedges import left_out_hedges
from qa.check.modality import made_certain, made_universal
from qa.check.names import unknown_names
from qa.check.premise import premise
from qa.check.quantities import turned_pairs, unknown_quantities
from qa.check.quotations import changed_quotations
from qa.check.roles import turned_roles
from qa.check.short_answers import only_denied, stands_in
from qa.check.token_pairs import Pair
from qa.facts.antonyms import unknown_superlative
from qa.facts.dates import unknown_dates
from qa.facts.tokens import Token, tokens

LEAST = 0.5
"""The probability from which on a sentence is shown."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What a sentence cites.

    Attributes:
        text: The quoted words.
        context: Headline and, on the next line, outlet, which may lend a name or a number.
        published: The day of the article, by which "Tuesday" and "yesterday" have a date.
    """

    text: str
    context: str = ""
    published: date | None = None

    @property
    def headline(self) -> str:
        """The first line of the context."""
        return self.context.split("\n", 1)[0]


@dataclass(frozen=True, slots=True)
class Support:
    """Whether passages carry a sentence: a score from 0 to 1, and the reasons why not, in words for people.

    The score is 0.0 when a rule objects or the probability is too low.
    """

    score: float
    carried: bool
    reasons: tuple[str, ...]


def check_each(
    sentence: str, choices: Sequence[Sequence[Passage]], checker: Checker, asked: str = ""
) -> list[Support]:
    """Return of each choice of passages whether they together carry `sentence`.

    Args:
        sentence: Without markers.
        choices: What it may cite; what no rule objects to is read by the checker at once.
        checker: Says with what probability a premise carries a sentence.
        asked: The question, with which a sentence of a few words is read that stands in a passage as it is.

    Raises:
        ModelError: The checker cannot be loaded.
    """
    reasons = [objections(sentence, passages) for passages in choices]
    pairs = [
        _read(sentence, passages, asked) if not against else []
        for passages, against in zip(choices, reasons, strict=True)
    ]
    scores = iter(checker.probabilities([pair for some in pairs for pair in some]))
    supports = []
    for some, against in zip(pairs, reasons, strict=True):
        score = max((next(scores) for _ in some), default=0.0)
        if not against and score < LEAST:
            against = ("it does not mean what the passage means",)
        supports.append(Support(0.0 if against else score, not against, against))
    return supports


def _read(sentence: str, passages: Sequence[Passage], asked: str) -> list[Pair]:
    """What the checker is given: the sentence, or a few words of a passage as the answer to the question."""
    holding = [p for p in passages if stands_in(sentence, p.text) or stands_in(sentence, p.context)]
    if not asked or not holding:
        headlines = [passage.headline for passage in passages]
        return [(sentence, premise(sentence, [passage.text for passage in passages], headlines))]
    answers = [f"{part} {sentence}" for part in dict.fromkeys((asked, *parts_of(asked)))]
    return [(answer, premise(answer, [p.text], [p.headline])) for answer in answers for p in holding]


def objections(sentence: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return what in `sentence` the passages contradict or do not have, for people."""
    return tuple(reason for reasons in objecting(sentence, passages).values() for reason in reasons)


def objecting(sentence: str, passages: Sequence[Passage]) -> dict[str, list[str]]:
    """Return what each rule that objects says, by the rule's name."""
    text = " ".join(passage.text for passage in passages)
    around = " ".join(f"{passage.text}\n{passage.context}" for passage in passages)
    published = tuple(passage.published for passage in passages if passage.published)
    comparison = _Comparison(
        sentence, tokens(sentence), text, tokens(text), around, tokens(around), published
    )
    return {name: reasons for name, rule in RULES.items() if (reasons := rule(comparison))}


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A sentence beside what it cites (the quoted words, and these with headline and outlet), with tokens."""

    sentence: str
    mine: Sequence[Token]
    text: str
    quoted: Sequence[Token]
    around: str
    beside: Sequence[Token]
    published: tuple[date, ...]


def _nothing_said(comparison: _Comparison) -> list[str]:
    return [] if terms(comparison.sentence) else ["it says nothing that could be checked"]


RULES: dict[str, Callable[[_Comparison], list[str]]] = {
    "nothing said": _nothing_said,
    "numbers": lambda pair: unknown_quantities(pair.sentence, pair.around, pair.published),
    "turned pairs": lambda pair: turned_pairs(pair.sentence, pair.text),
    "dates": lambda pair: unknown_dates(pair.sentence, pair.around, pair.published),
    "names": lambda pair: unknown_names(pair.mine, pair.around),
    "quotations": lambda pair: changed_quotations(pair.sentence, pair.around),
    "allegations": lambda pair: stated_as_fact(pair.sentence, pair.text),
    "cause": lambda pair: added_cause(pair.sentence, pair.around),
    "denied words": lambda pair: only_denied(pair.sentence, pair.text),
    "superlative": lambda pair: unknown_superlative(pair.mine, pair.around),
    "universal": lambda pair: made_universal(pair.mine, pair.beside),
    "certain": lambda pair: made_certain(pair.mine, pair.quoted),
    "hedges": lambda pair: left_out_hedges(pair.mine, pair.quoted),
    "turned roles": lambda pair: turned_roles(pair.mine, [pair.text]),
    "other number": lambda pair: other_number(pair.mine, pair.quoted),
    "replaced": lambda pair: replaced(pair.mine, [pair.text]),
}
"""What may object to a sentence, by name."""
