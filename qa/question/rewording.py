"""Rewording a follow-up without a language model: its pronoun is replaced, or what it leaves out is added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.lexicon import MONTH_NAMES, PERSONS, POINTING, POSSESSIVES, any_of, any_pattern
from index.search.terms import is_stop, terms, words
from qa.question.antecedents import (
    Before,
    acting,
    event_of,
    form_of,
    persons,
    subject_of,
    things,
    things_before,
)

_PERSON = re.compile(rf"\b(?:{any_of(PERSONS)})\b", re.I)
_THING = re.compile(rf"\b(?:{any_of(POINTING)})\b", re.I)
_OPENING = re.compile(r"^(?:(?:and|but|so|also|then|what about|how about)\b[\s,]*)+", re.I)
_ASKS = any_pattern(
    r"^(?:(?:by|for|from|in|on|to|with|at|since|until)\s+)?"
    r"(?:who|whom|whose|what|when|where|which|why|how)\b",
    r"^(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|must)\b",
)
_TIME = any_pattern(
    r"\b(?:in|on|since|until|before|after|during)\s+(?:the\s+)?"
    rf"(?:(?:{any_of(MONTH_NAMES)})\b|\d{{4}}\b)[^?]*",
    r"\b(?:now|today|currently|at the moment|last (?:year|month|week))\b",
)
_PREPOSITION = re.compile(r"^(?:for|with|by|to|of|on|in|at|from|as|about|against)\s+", re.I)
_ONLY_ASKS = re.compile(
    r"(?:(?:by|for|from|in|on|to|with|at|since|until|about) )?"
    r"(?:who|whom|what|when|where|why|which \w+|how(?: (?:much|long|often|far|late|come|many(?: \w+)?))?)"
    r"(?: exactly| else)?",
    re.I,
)
# "Before that" and what somebody "said" is no event.
_OF_AN_EVENT = re.compile(
    r"\b(is|was|did|does|will) (?:"
    r"(?:that|this)\b(?=\s*(?:[?.!]|$|(?:happen|mean|come|occur|matter|take place)\b))|"
    r"it\b(?= (?:happen|occur|take place)\b))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Rewording:
    """A way to ask a follow-up on its own.

    Attributes:
        text: The question.
        carried: What it carries over, in words.
        pronoun: The pronoun that `carried` stands for, by `form_of` it; "" where it stands for none.
        answered: What the previous answer said, to be searched for too; "" for nothing.
    """

    text: str
    carried: str
    pronoun: str = ""
    answered: str = ""


def rewordings(follow_up: str, before: Before) -> list[Rewording]:
    """Return ways to ask a follow-up on its own, likeliest first."""
    subject = subject_of(before.question)
    plain = _OPENING.sub("", follow_up).strip()
    if not subject:
        return []
    rest = plain.rstrip(" ?!.")
    if _ONLY_ASKS.fullmatch(rest) or _OF_AN_EVENT.search(plain):
        event, asks = event_of(before), _OF_AN_EVENT.sub(r"\1 it", rest)
        # The words of a refusal are not an answer.
        answered = before.sentence if terms(before.sentence).keys() & terms(event).keys() else ""
        ways = [Rewording(f"{asks}: {event}?", event, answered=answered)]
    elif not _ASKS.search(plain) and terms(plain):
        ways = _with_other(before, rest, subject)
    elif pronoun := _PERSON.search(plain):
        ways = [_put(plain, pronoun, name) for name in persons(before, pronoun[0])]
    elif pronoun := _THING.search(plain):
        ways = [_put(plain, pronoun, name) for name in things_before(before, pronoun[0])]
    else:
        names = acting(before.question) if terms(plain) and not acting(plain) else []
        ways = [Rewording(f"{rest} of {name}?", name) for name in names]
    return list(dict.fromkeys(ways))


def _put(question: str, pronoun: re.Match[str], name: str) -> Rewording:
    """The question with a pronoun replaced by a name."""
    own = pronoun[0].lower() in POSSESSIVES and not (
        pronoun[0].lower() == "her" and re.match(r"\s*(?:[?.!]|$)", question[pronoun.end() :])
    )
    put = f"{name}'s" if own else name
    text = f"{question[: pronoun.start()]}{put}{question[pronoun.end() :]}"
    return Rewording(text, name, form_of(pronoun[0]))


def _with_other(before: Before, other: str, subject: str) -> list[Rewording]:
    """The previous question about something else: "And for a car?", "And in 2024?", "And his wife?"."""
    question = before.question.rstrip(" ?!.")
    if _TIME.fullmatch(other):
        return [Rewording(f"{_TIME.sub('', question).strip()} {other}?", subject)]
    if (pronoun := _PERSON.search(other)) and (whose := persons(before, pronoun[0])):
        other = _put(other, pronoun, whose[0]).text
    return [Rewording(text, subject) for text in _exchanged(before.question, other)]


def _exchanged(before: str, other: str) -> list[str]:
    """The question about something else than what it names: nothing, where it names nothing alike."""
    preposition = _PREPOSITION.match(other)
    same_place = preposition and re.search(rf"\b{preposition[0]}[^?]*", before, re.I)
    if same_place:
        return [f"{before[: same_place.start()]}{other}?"]
    thing = _PREPOSITION.sub("", other)
    places = [*_spans(before, (*acting(before), *things(before, whole=False))), *_runs(before)]
    same = [(start, end) for start, end in places if _article(before[start:end]) == _article(thing)]
    start, end = next(iter([*same, *places]), (0, 0))
    return [f"{before[:start]}{thing}{before[end:]}"] if end else []


def _spans(text: str, parts: Sequence[str]) -> list[tuple[int, int]]:
    return [(text.index(part), text.index(part) + len(part)) for part in parts if part in text]


def _article(thing: str) -> str:
    match = re.match(r"(?:the|an?)\b", thing, re.I)
    return match[0].lower()[0] if match else ""


def _runs(question: str) -> list[tuple[int, int]]:
    """The spans of a question's runs of content words, each with the article before it."""
    runs: list[tuple[int, int]] = []
    for match in re.finditer(r"[\w’'-]+", question):
        says = not all(is_stop(word) for word in words(match[0]))
        if says and runs and not question[runs[-1][1] : match.start()].strip():
            runs[-1] = (runs[-1][0], match.end())
        elif says:
            article = re.search(r"\b(?:an?|the) $", question[: match.start()], re.I)
            runs.append((article.start() if article else match.start(), match.end()))
    return runs
