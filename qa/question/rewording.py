"""Rewording a follow-up without a language model: its pronoun is replaced, or what it leaves out is added."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.text.lexicon import MONTH_NAMES, PERSONS, POINTING, POSSESSIVES, any_of
from index.search.terms import is_stop, terms, words
from qa.question.antecedents import Utterance, acting, persons, subject_of, things

_PERSON = re.compile(rf"\b(?:{any_of(PERSONS)})\b", re.I)
_THING = re.compile(rf"\b(?:{any_of(POINTING)})\b", re.I)
_OPENING = re.compile(r"^(?:(?:and|but|so|also|then|what about|how about)\b[\s,]*)+", re.I)
_ASKS = re.compile(
    r"^(?:(?:by|for|from|in|on|to|with|at|since|until)\s+)?(?:who|whom|whose|what|when|where|which|why|how)\b|"
    r"^(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|must)\b",
    re.I,
)
_TIME = re.compile(
    rf"\b(?:in|on|since|until|before|after|during)\s+(?:the\s+)?(?:(?:{any_of(MONTH_NAMES)})\b|\d{{4}}\b)[^?]*|"
    r"\b(?:now|today|currently|at the moment|last (?:year|month|week))\b",
    re.I,
)
_PREPOSITION = re.compile(r"^(?:for|with|by|to|of|on|in|at|from)\s+", re.I)


def rewordings(follow_up: str, turns: Sequence[Utterance]) -> list[tuple[str, str]]:
    """Return ways to ask a follow-up on its own, likeliest first, each with what it carries over.

    Args:
        follow_up: What was asked.
        turns: The turns before it, oldest first; the last question among them stands alone.
    """
    before = next((text for role, text in reversed(turns) if role == "user"), "")
    subject = subject_of(before)
    plain = _OPENING.sub("", follow_up).strip()
    if not before or not subject:
        return []
    rest = plain.rstrip(" ?!.")
    if not _ASKS.search(plain) and terms(plain):
        other = _with_other(before, rest)
        ways = [(other, subject)] if other else []
    elif pronoun := _PERSON.search(plain):
        ways = [(_put(plain, pronoun, name), name) for name in persons(turns)]
    elif pronoun := _THING.search(plain):
        ways = [(_put(plain, pronoun, name), name) for name in things(before)]
    else:
        ways = [(f"{rest} of {name}?", name) for name in acting(before) if terms(plain)]
    return list(dict.fromkeys(ways))


def _put(question: str, pronoun: re.Match[str], name: str) -> str:
    """The question with a pronoun replaced by a name."""
    own = pronoun[0].lower() in POSSESSIVES and not (
        pronoun[0].lower() == "her" and re.match(r"\s*(?:[?.!]|$)", question[pronoun.end() :])
    )
    name = f"{name}'s" if own else name
    return f"{question[: pronoun.start()]}{name}{question[pronoun.end() :]}"


def _with_other(before: str, other: str) -> str | None:
    """The previous question about something else: "And for a car?", "And in 2024?"."""
    plain = before.rstrip(" ?!.")
    if _TIME.fullmatch(other):
        return f"{_TIME.sub('', plain).strip()} {other}?"
    thing = _PREPOSITION.sub("", other)
    places = [*_spans(before, (*acting(before), *things(before, whole=False))), *_runs(before)]
    same = [(start, end) for start, end in places if _article(before[start:end]) == _article(thing)]
    start, end = next(iter([*same, *places]), (0, 0))
    return f"{before[:start]}{thing}{before[end:]}" if end else None


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
