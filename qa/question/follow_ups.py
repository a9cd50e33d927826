"""A question in a conversation: what it leaves unsaid is taken from the turns before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.search.terms import terms
from qa.models.client import LanguageModel
from qa.question.antecedents import first_sentence, subject_of
from qa.question.dependence import need_of
from qa.question.model_rewording import reworded_by_model
from qa.question.rewording import rewordings
from qa.question.understand import MAX_CHARACTERS, Question, understand

Message = Mapping[str, str]

_TURNS = 12
_CHARACTERS = 6_000
_TOPIC_SHARE = 0.4
# Each way costs a search and a reading.
_WAYS = 2
# What is not said again may be all that the answer told, and not one thing in the question.
_ASKS_WHEN = re.compile(
    r"^(?:(?:and|but|so)\b[\s,]*)?when\b(?:(?: exactly)? (?:was|is|did|does|will) (?:that|this|it)\b"
    r"(?: (?:be|happen|occur|take place))?)?\W*$",
    re.I,
)
_MARKER = re.compile(r" ?\[\d+\]")
# Cut before it is read: markers and white space take no more than the other half.
_CHARACTERS_READ = 2 * MAX_CHARACTERS


def interpretations(
    asked: str, history: Sequence[Message], model: Callable[[], LanguageModel | None] = lambda: None
) -> tuple[Question, ...]:
    """Return the ways in which a question after `history` may be understood, the likeliest first.

    One that stands alone is left as it is. A follow-up is reworded by an able language model when there is
    one and what it writes is sane; else by rules, which know more than one way where a pronoun may stand for
    more than one thing, or where a short question may be asked by itself. Which is meant, evidence tells.

    Args:
        asked: What the person wrote.
        history: The turns before it, oldest first: ``{"role", "content"}`` each. The newest are kept.
        model: Gives the language model; asked for only when a follow-up needs it.

    Raises:
        QuestionError: The question is empty, too long, or has no word in it.
    """
    question = understand(asked)
    turns = newest(history)
    need = need_of(question.asked) if turns else "none"
    if need == "none":
        return (question,)
    # No model is kept busy with what may well be asked by itself.
    if need == "sure" and (reworded := reworded_by_model(question.asked, turns, model)) is not None:
        return (_reworded(question, reworded, reworded),)
    before = resolved(turns)
    ways = [_reworded(question, text, carried) for text, carried in rewordings(question.asked, before)]
    ways = (_when_answered(question, before) or ways[:_WAYS]) + _about(question, before)
    if need == "hardly":
        return (question, *ways)
    return tuple(ways) if need == "sure" and ways else (*ways, question)


def resolved(turns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the turns, each follow-up as it was most likely meant, but for those that only ask "Why?"."""
    row: list[tuple[str, str]] = []
    for role, text in turns:
        if role == "user" and row and not terms(text):
            continue
        ways = rewordings(text, row) if role == "user" and need_of(text) == "sure" else []
        row.append((role, ways[0][0] if ways else text))
    return row


def _reworded(question: Question, text: str, carried: str) -> Question:
    return replace(understand(text), asked=question.asked, carried=carried)


def _about(question: Question, turns: Sequence[tuple[str, str]]) -> list[Question]:
    """The question with the subject of the one before beside it."""
    before = next((text for role, text in reversed(turns) if role == "user"), "")
    subject = subject_of(before)
    if not subject:
        return []
    about = replace(
        question,
        standalone=f"{question.asked} (about: {subject})",
        query=f"{before} {question.asked}",
        carried=subject,
        # A topic finds the article, not the answer.
        terms={term: _TOPIC_SHARE * value for term, value in terms(before).items()} | dict(question.terms),
    )
    return [about]


def _when_answered(question: Question, turns: Sequence[tuple[str, str]]) -> list[Question]:
    """The question for the time of what the answer before it told."""
    about = _about(question, turns) if _ASKS_WHEN.match(question.asked) else []
    role, answer = turns[-1]
    told = terms(first_sentence(answer)) if role == "assistant" else {}
    # What a refusal says is no answer.
    return [
        replace(
            way,
            query=f"{way.query} {first_sentence(answer)}",
            terms={term: _TOPIC_SHARE * value for term, value in told.items()} | dict(way.terms),
        )
        for way in about
        if told.keys() & terms(way.carried).keys()
    ]


def newest(history: Sequence[Message], characters: int = _CHARACTERS) -> list[tuple[str, str]]:
    """Return the newest turns that fit, oldest first, as (role, one line without markers)."""
    turns_in_room: list[tuple[str, str]] = []
    for turn in reversed(history[-_TURNS:]):
        read = " ".join(turn.get("content", "")[:_CHARACTERS_READ].split())
        text = _MARKER.sub("", read).strip()[:MAX_CHARACTERS]
        if turn.get("role") not in ("user", "assistant") or not text:
            continue
        characters -= len(text)
        if characters < 0 and turns_in_room:
            break
        turns_in_room.append((turn["role"], text))
    return turns_in_room[::-1]
