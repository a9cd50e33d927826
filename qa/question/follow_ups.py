"""A question in a conversation: what it leaves unsaid is taken from the turns before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.search.terms import terms
from qa.models.client import LanguageModel
from qa.question.antecedents import Before, subject_of
from qa.question.dependence import need_of
from qa.question.model_rewording import reworded_by_model
from qa.question.rewording import Rewording, rewordings
from qa.question.understand import MAX_CHARACTERS, Question, understand

Message = Mapping[str, str]

_TURNS = 12
_CHARACTERS = 6_000
_TOPIC_SHARE = 0.4
# Each way costs a search and a reading.
_WAYS = 2
_MARKER = re.compile(r" ?\[\d+\]")
# Cut before it is read: markers and white space take no more than the other half.
_CHARACTERS_READ = 2 * MAX_CHARACTERS


def interpretations(
    asked: str,
    history: Sequence[Message],
    model: Callable[[], LanguageModel | None] = lambda: None,
    words_of: Callable[[str, str], str] = lambda question, sentence: "",
) -> tuple[Question, ...]:
    """Return the ways in which a question after `history` may be understood, the likeliest first.

    One that stands alone is left as it is. A follow-up is reworded by an able language model when there is
    one and what it writes is sane; else by rules, which know more than one way where a pronoun may stand for
    more than one thing, or where a short question may stand alone. The evidence decides between them.

    Args:
        asked: What the person wrote.
        history: The turns before it, oldest first: ``{"role", "content"}`` each. The newest are kept.
        model: Gives the language model; asked for only when a follow-up needs it.
        words_of: Finds the words of a sentence that answer a question, "" for none.

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
        return (_reworded(question, Rewording(reworded, reworded)),)
    before = before_of(turns, words_of)
    ways = [_reworded(question, way) for way in rewordings(question.asked, before)[:_WAYS]]
    ways += _about(question, before.question)
    if need == "hardly":
        return (question, *ways)
    return tuple(ways) if need == "sure" and ways else (*ways, question)


def before_of(
    turns: Sequence[tuple[str, str]], words_of: Callable[[str, str], str] = lambda question, sentence: ""
) -> Before:
    """Return what a follow-up comes after: the last question, but for those that only ask "Why?".

    Each follow-up is read as it was most likely meant, and what its pronoun stood for goes on to the next.
    """
    before, is_asked = Before("", words_of=words_of), False
    for role, text in turns:
        if role == "user":
            is_asked = bool(terms(text)) or not before.question
            before = _followed_by(text, before) if is_asked else before
        elif is_asked:
            before = replace(before, answer=text)
    return before


def _followed_by(text: str, before: Before) -> Before:
    """The next question, without its answer."""
    need = need_of(text)
    way = next(iter(rewordings(text, before)), None) if need == "sure" else None
    if way is None:
        return replace(before, question=text, answer="", stood_for={} if need == "none" else before.stood_for)
    own = {way.pronoun: way.carried} if way.pronoun else {}
    return replace(before, question=way.text, answer="", stood_for={**before.stood_for, **own})


def _reworded(question: Question, way: Rewording) -> Question:
    reworded = replace(understand(way.text), asked=question.asked, carried=way.carried)
    if not way.answered:
        return reworded
    topic = {term: _TOPIC_SHARE * value for term, value in terms(way.answered).items()}
    return replace(reworded, query=f"{way.text} {way.answered}", terms=topic | dict(reworded.terms))


def _about(question: Question, before: str) -> list[Question]:
    """The question with the subject of the one before beside it."""
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
