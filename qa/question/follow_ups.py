"""A question in a conversation: what it leaves unsaid is taken from the turns before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from corpus.errors import ModelError
from corpus.text.lexicon import PERSONS, POINTING, any_of
from index.search.terms import coverage, is_stop, terms, words
from qa.facts.tokens import names, tokens
from qa.models.client import LanguageModel, Prompt
from qa.models.injection import addresses_model
from qa.question.understand import MAX_CHARACTERS, Question, understand

Turn = Mapping[str, str]

_TURNS = 12
_CHARACTERS = 6_000
_TOPIC_SHARE = 0.4
_LONGEST_REWORDED = 300
_NAMES = 2
_PRONOUN = re.compile(rf"\b(?:{any_of((*PERSONS, *POINTING))})\b", re.I)
# "This week", "is there", "said that it": words that look like pronouns and point at nothing said before.
_POINTS_NOWHERE = re.compile(
    r"\b(?:this|that|these|those)\s+(?:past\s+|last\s+)?(?:day|week|weekend|month|year|season|morning|afternoon|evening|"
    r"spring|summer|autumn|fall|winter|time)s?\b|\b(?:is|are|was|were|be|been)\s+there\b|\bthere\s+(?:is|are|was|were)\b|"
    r"(?<=\w)\s+that(?=\s+(?!is\b|was\b|were\b|happen|mean)\w)",
    re.I,
)
_JOINS = re.compile(r"\b(?:when|while|because|if|after|before|since|that|who|which|and|but|as)\s+$", re.I)
_POSSESSIVES = frozenset({"its", "their", "his", "her"})
# So many telling words before a pronoun of the same question may be what it stands for: in a clause that is
# joined to them or as whose something is, and anywhere. Of 3,138 questions of a news quiz, which all stand
# alone, 1,565 were taken for follow-ups without this, and with it 143.
_ANTECEDENT, _FAR_ANTECEDENT = 2, 4
_PERSON = re.compile(rf"\b(?:{any_of(PERSONS)})\b", re.I)
_OPENS_LIKE_ONE = re.compile(
    r"^(?:and|but|so|also|what about|how about|why|when|where)\b[^?]{0,40}\??$", re.I
)
_MARKER = re.compile(r" ?\[\d+\]")
# Cut before it is read: markers and white space take no more than the other half.
_CHARACTERS_READ = 2 * MAX_CHARACTERS
_SYSTEM = (
    "Rewrite the last question of a conversation so that it can be understood without it. Replace pronouns "
    "by the names they stand for, add what it is about, and change nothing else. Write only the question."
)


def in_conversation(
    asked: str, history: Sequence[Turn], model: Callable[[], LanguageModel | None] = lambda: None
) -> Question:
    """Return a question as it is to be understood after `history`.

    One that stands alone is left as it is. A follow-up is reworded by an able language model when there is
    one and what it writes is sane; else the topic and the names before it are carried over.

    Args:
        asked: What the person wrote.
        history: The turns before it, oldest first: ``{"role", "content"}`` each. The newest are kept.
        model: Gives the language model; asked for only when a follow-up needs it.

    Raises:
        QuestionError: The question is empty, too long, or has no word in it.
    """
    question = understand(asked)
    turns = newest(history)
    if not turns or not is_follow_up(question.asked):
        return question
    reworded = _reworded(question.asked, turns, model)
    if reworded is not None:
        return replace(understand(reworded), asked=question.asked, carried=(reworded,))
    return _carried_over(question, turns)


def newest(history: Sequence[Turn], characters: int = _CHARACTERS) -> list[tuple[str, str]]:
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


def is_follow_up(question: str) -> bool:
    """Whether a question needs what was said before it to be understood."""
    opens = _OPENS_LIKE_ONE.search(question) and len(terms(question)) < 4
    return bool(opens or _points_back(question)) or len(terms(question)) < 2


def _points_back(question: str) -> bool:
    """Whether a pronoun stands for what the question does not say itself."""
    plain = _POINTS_NOWHERE.sub(" ", question)
    return any(not _has_antecedent(plain[: match.start()], match[0]) for match in _PRONOUN.finditer(plain))


def _has_antecedent(before: str, pronoun: str) -> bool:
    """Whether a pronoun may stand for something before it in the same question."""
    joined = bool(_JOINS.search(before)) or pronoun.lower() in _POSSESSIVES
    return len(terms(before)) >= (_ANTECEDENT if joined else _FAR_ANTECEDENT)


def _carried_over(question: Question, turns: Sequence[tuple[str, str]]) -> Question:
    """The question with the topic of the last one that stood alone, and the persons of the last answer."""
    questions = [text for role, text in turns if role == "user"]
    topic = next(
        (text for text in reversed(questions) if not is_follow_up(text)), questions[0] if questions else ""
    )
    persons = _last_names(turns) if _PERSON.search(question.asked) else []
    new = [name for name in persons if name.casefold() not in f"{topic} {question.asked}".casefold()]
    carried = tuple(part for part in (_topic_words(topic), *new) if part)
    if not carried:
        return question
    before = terms(f"{topic} {' '.join(new)}")
    return replace(
        question,
        standalone=f"{question.asked} (about: {', '.join(carried)})",
        query=" ".join([topic, *new, question.asked]),
        carried=carried,
        # A topic finds the article, not the answer.
        terms={term: _TOPIC_SHARE * value for term, value in before.items()} | dict(question.terms),
    )


def _topic_words(question: str) -> str:
    """What a question is about: from its first word that says something, without the question mark."""
    row = question.rstrip(" ?!.").split()
    while row and all(is_stop(word) for word in words(row[0])):
        row = row[1:]
    return " ".join(row)


def _last_names(turns: Sequence[tuple[str, str]]) -> list[str]:
    """The first names of two words and more in the last answer, at most two."""
    answer = next((text for role, text in reversed(turns) if role == "assistant"), "")
    row = tokens(answer)
    runs: list[list[int]] = []
    for place in names(row):
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    full_names = [" ".join(row[place].text for place in run) for run in runs if len(run) > 1]
    return list(dict.fromkeys(full_names))[:_NAMES]


def _reworded(
    question: str, turns: Sequence[tuple[str, str]], model: Callable[[], LanguageModel | None]
) -> str | None:
    """What an able model makes of a follow-up; None without one, or when that cannot be trusted."""
    try:
        able = model()
        # Evidence is not kept waiting while the model writes for somebody else.
        if able is None or not able.able or able.queue.busy:
            return None
        prompt = rewording_prompt(question, turns)
        while not able.fits(prompt) and len(turns) > 1:
            turns = turns[1:]
            prompt = rewording_prompt(question, turns)
        written = "".join(able.stream(prompt))
    except ModelError:
        # Whatever is wrong with it is told when it is to write the answer.
        return None
    reworded = " ".join(written.split()).strip('"“” ')
    return reworded if is_sane(reworded, question, turns) else None


def rewording_prompt(asked: str, turns: Sequence[tuple[str, str]]) -> Prompt:
    """Return the prompt that asks for a standalone question.

    An answer that quotes an article's instructions to a model is left out.
    """
    transcript = [
        f"{'Reader' if role == 'user' else 'Answer'}: {text}"
        for role, text in turns
        if role == "user" or not addresses_model(text)
    ]
    return Prompt(_SYSTEM, "\n".join([*transcript, f"Last question: {asked}"]))


def is_sane(reworded: str, asked: str, turns: Sequence[tuple[str, str]]) -> bool:
    """Whether a reworded question is one question, keeps what was asked, and brings nothing of its own."""
    if not reworded.endswith("?") or reworded.count("?") > 1 or len(reworded) > _LONGEST_REWORDED:
        return False
    mine, original = terms(reworded), terms(asked)
    before = [terms(text) for _, text in turns]
    keeps = not original or coverage(original, mine) >= 0.7
    return keeps and coverage(mine, original, *before) >= 0.8
