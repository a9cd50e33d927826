"""Whether passages carry a sentence that a language model wrote about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.article import normalise_text
from index.terms import coverage, terms, words
from qa.numbers import months, numbers, weekdays

# A sentence may say in its own words what a passage says in others: from this share of its terms, by
# weight, a passage is taken to carry it when none of the checks below objects.
LEAST_COVERAGE = 0.6

_NAME = re.compile(r"(?<![.!?]\s)(?<!^)(?<![“\"‘(]\s)\b[A-ZÀ-ÞŁŚŻŽČŠĐ][\w'’-]*")
_QUOTED = re.compile(r"[“\"]([^“”\"]{3,})[”\"]")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t|fail(?:s|ed)? to|"
    r"refus(?:es?|ed|ing)|"
    r"den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|declin(?:e|es|ed|ing)|oppos(?:es?|ed|ing)|unable|unlikely)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:said|says|say|saying|told|claim(?:s|ed|ing)?|alleg(?:e|es|ed|edly|ing|ation|ations)|"
    r"accus(?:e|es|ed|ing|ation)|"
    r"according to|reported(?:ly)?|reports?|may|might|could|would|suspected|apparently|wrote|argued|"
    r"suggested|"
    r"warned|believ(?:e|es|ed)|expected|planned|plans?|proposed?)\b",
    re.IGNORECASE,
)
_ALLEGED = re.compile(
    r"\b(?:claim(?:s|ed|ing)?|alleg(?:e|es|ed|edly|ing|ation|ations)|accus(?:e|es|ed|ing|ation)|reportedly|"
    r"suspected|might|apparently)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """What a sentence cites.

    Attributes:
        text: The quoted words.
        context: Headline, outlet and date, which may lend a name or a date.
    """

    text: str
    context: str = ""


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


def check_support(sentence: str, passages: Sequence[Passage]) -> Support:
    """Return whether `passages` together carry `sentence`.

    Its numbers, dates, names and quotations must stand in them, it must not turn a no into a yes, and it
    must not state as fact what they report as somebody's allegation. What it says otherwise must, for
    the most part, stand in their words.
    """
    text = " ".join(passage.text for passage in passages)
    around = " ".join(f"{passage.text} {passage.context}" for passage in passages)
    reasons = tuple(reason for check in _CHECKS for reason in check(sentence, text, around))
    share = coverage(terms(sentence), terms(text), terms(around))
    if not terms(sentence):
        reasons += ("it says nothing that could be checked",)
    if share < LEAST_COVERAGE:
        reasons += (f"only {share:.0%} of what it says stands in the passage",)
    return Support(0.0 if reasons else share, not reasons, reasons)


def _unknown_numbers(sentence: str, text: str, around: str) -> list[str]:
    held = numbers(around)
    # "It" and "one of" aside, a number that the passage does not have is the commonest invention.
    return [
        f"the number {value:g} does not stand in the passage"
        for value in numbers(sentence)
        if not any(abs(value - other) <= 1e-9 * max(abs(value), 1.0) for other in held)
    ]


def _unknown_dates(sentence: str, text: str, around: str) -> list[str]:
    missing = (months(sentence) - months(around)) | (weekdays(sentence) - weekdays(around))
    return [f"the date {name!r} does not stand in the passage" for name in sorted(missing)]


def _unknown_names(sentence: str, text: str, around: str) -> list[str]:
    held = set(words(around))
    return [
        f"the name {name!r} does not stand in the passage"
        for name in dict.fromkeys(_NAME.findall(sentence))
        if len(name) > 1 and not _stands_in(name, held)
    ]


def _stands_in(name: str, held: set[str]) -> bool:
    parts = words(name)
    # "Ukrainian" for "Ukraine": the same name when it begins alike.
    return all(
        part in held or (len(part) > 4 and any(other.startswith(part[:5]) for other in held))
        for part in parts
    )


def _changed_quotations(sentence: str, text: str, around: str) -> list[str]:
    held = f" {normalise_text(around)} "
    return [
        f"the words “{quoted}” are not quoted as they stand"
        for quoted in _QUOTED.findall(sentence)
        if f" {normalise_text(quoted)} " not in held
    ]


def _turned_negation(sentence: str, text: str, around: str) -> list[str]:
    mine, theirs = _NEGATION.search(sentence), _NEGATION.search(text)
    if mine and not theirs:
        return ["it denies what the passage does not deny"]
    if theirs and not mine and _says_the_denied(sentence, text):
        return ["it leaves out a denial of the passage"]
    return []


def _says_the_denied(sentence: str, text: str) -> bool:
    """Whether the sentence repeats words that stand close behind a negation in the passage."""
    mine = terms(sentence)
    for match in _NEGATION.finditer(text):
        behind = " ".join(text[match.end() :].split()[:6])
        following = terms(re.split(r"[,;:.]", behind)[0])
        if following and coverage(following, mine) >= 0.5:
            return True
    return False


def _lost_speaker(sentence: str, text: str, around: str) -> list[str]:
    if _ALLEGED.search(text) and not _HEDGE.search(sentence):
        return ["it states as a fact what the passage reports as an allegation"]
    return []


_Check = Callable[[str, str, str], list[str]]
_CHECKS: tuple[_Check, ...] = (
    _unknown_numbers,
    _unknown_dates,
    _unknown_names,
    _changed_quotations,
    _turned_negation,
    _lost_speaker,
)
