"""Whether passages carry a sentence that a language model wrote about them.

Two questions are asked. Does anything in the sentence contradict what it cites, or stand nowhere in it? Each
other file of this room looks for one kind of fault. And is it likely that a person would say that the
passages mean this (`qa.check.likelihood`)?
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index.search.subquestions import parts_of
from index.search.terms import coverage, terms
from qa.check.additions import added_words
from qa.check.alignment import other_number, replaced, turned_roles
from qa.check.causes import added_cause
from qa.check.grave_acts import unknown_acts
from qa.check.model import Checker, Pair
from qa.check.modality import made_certain, made_universal
from qa.check.names import unknown_names
from qa.check.negation import turned_negation
from qa.check.premise import premise
from qa.check.quantities import turned_pairs, unknown_quantities
from qa.check.quotations import changed_quotations
from qa.check.short_answers import stands_in
from qa.check.speakers import lost_speaker, other_speaker
from qa.facts.antonyms import unknown_superlative, wrong_direction
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
    """Whether passages carry a sentence.

    Attributes:
        score: 0 to 1; 0.0 when a check objects.
        carried: Whether the sentence may be shown.
        reasons: What objects, for people; empty when it is carried.
    """

    score: float
    carried: bool
    reasons: tuple[str, ...]


def check_support(
    sentence: str, passages: Sequence[Passage], checker: Checker, asked: str = ""
) -> Support:
    """Return whether `passages` together carry `sentence`; see `check_each`."""
    [support] = check_each(sentence, [passages], checker, asked)
    return support


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
    found = []
    for some, against in zip(pairs, reasons, strict=True):
        score = max((next(scores) for _ in some), default=0.0)
        if not against and score < LEAST:
            against = ("it does not mean what the passage means",)
        found.append(Support(0.0 if against else score, not against, against))
    return found


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
    held = _Held(sentence, tokens(sentence), text, around, published)
    return {name: reasons for name, rule in RULES.items() if (reasons := rule(held))}


@dataclass(frozen=True, slots=True)
class _Held:
    """A sentence beside what it cites: the quoted words, and these with headline and outlet."""

    sentence: str
    mine: Sequence[Token]
    text: str
    around: str
    published: tuple[date, ...]


def _nothing_said(held: _Held) -> list[str]:
    return [] if terms(held.sentence) else ["it says nothing that could be checked"]


RULES: dict[str, Callable[[_Held], list[str]]] = {
    "nothing said": _nothing_said,
    "numbers": lambda held: unknown_quantities(held.sentence, held.around, held.published),
    "turned pairs": lambda held: turned_pairs(held.sentence, held.text),
    "dates": lambda held: unknown_dates(held.sentence, held.around, held.published),
    "names": lambda held: unknown_names(held.mine, held.around),
    "quotations": lambda held: changed_quotations(held.sentence, held.around),
    "OLD additions": lambda held: added_words(held.mine, held.around),
    "OLD other speaker": lambda held: other_speaker(held.mine, tokens(held.text)),
    "OLD allegations": lambda held: lost_speaker(held.sentence, held.text),
    "OLD cause": lambda held: added_cause(held.sentence, held.around),
    "OLD negation": lambda held: turned_negation(held.mine, tokens(held.text)),
    "OLD direction": lambda held: wrong_direction(held.mine, tokens(held.text)),
    "OLD superlative": lambda held: unknown_superlative(held.mine, held.around),
    "OLD acts": lambda held: unknown_acts(held.mine, tokens(held.around)),
    "OLD universal": lambda held: made_universal(held.mine, tokens(held.around)),
    "OLD certain": lambda held: made_certain(held.mine, tokens(held.text)),
    "OLD turned roles": lambda held: turned_roles(held.mine, tokens(held.text)),
    "OLD other number": lambda held: other_number(held.mine, tokens(held.text)),
    "OLD replaced": lambda held: replaced(held.mine, [held.text]),
    "OLD coverage": lambda held: [""] if coverage(terms(held.sentence), terms(held.around)) < 0.6 else [],
}
"""What may object to a sentence, by name."""
