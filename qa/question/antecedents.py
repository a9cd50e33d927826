"""What a pronoun may stand for: the names and things of the question and the answer before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.lexicon import any_of
from corpus.text.sentences import sentences
from index.search.terms import is_stop, words
from qa.facts.tokens import CLAUSE_ENDS, Token, is_title, names, tokens
from qa.question.understand import wanted_kind

Utterance = tuple[str, str]
"""Who said something, "user" or "assistant", and what."""

_MOST = 3
_FULL = 2
# A name behind one of these is where or whose something is, and seldom who acts: "the yard in Port Ellisk".
_PLACES = frozenset("in at from near off through on across along around outside to into of".split())
# Titles that are a part of names, of ships and houses too.
_OF_RANK = frozenset("lady lord king queen prince princess".split())
# What ends a thing's name in a question.
_ENDING = (
    "is are was were be been has have had do does did will would can could may must and or but that who "
    "which when where why how of at for in on to from by with into over under after before since until "
    "during about against now cost costs take takes make makes made lie lies end ends begin begins start "
    "starts open opens"
).split()
_MEASURED = re.compile(r"^how (?:large|big|deep|long|old|high|tall|far|fast|heavy|wide|often)\b", re.I)
_NOUN = rf"(?!(?:{any_of(_ENDING)})\b)[\w’'-]+"
_NOUNS = rf"{_NOUN}(?: {_NOUN}){{0,3}}"
_THING = re.compile(rf"\b(?:the|an?|its|their) {_NOUNS}", re.I)
_WHOLE_THING = re.compile(rf"{_THING.pattern}(?: (?:of|at|for|on|in|against) (?:the |an? )?{_NOUNS})?", re.I)
_OFFICE = re.compile(r"^who(?:['’]s| is| was) (the \w.*?)[?!. ]*$", re.I)
_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
_PARTICLE = re.compile(r" (?:of|de|van|von|der|al|bin)(?: the)? ")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A name in a text, with its article, and whether it may be who or what acts there."""

    name: str
    acts: bool


def persons(turns: Sequence[Utterance]) -> list[str]:
    """Return who a pronoun after these turns may stand for, likeliest first: at most three names.

    Whoever a question for a person was answered with comes first, else whom the question names. A name that
    is only told as a place is left out. Where nobody is named it is whoever holds the office asked about.
    """
    last_question = next((text for role, text in reversed(turns) if role == "user"), "")
    answer = next((text for role, text in reversed(turns) if role == "assistant"), "")
    in_question, in_answer = acting(last_question), acting(first_sentence(answer))
    answers = wanted_kind(last_question) == "person"
    named = _each_once([*in_answer, *in_question] if answers else [*in_question, *in_answer])[:_MOST]
    office = _OFFICE.match(last_question)
    return named or ([office[1]] if office else [])


def subject_of(question: str) -> str:
    """Return what a question is about, in its words: without what asks, its verb, and the mark."""
    row = _MEASURED.sub("", question.rstrip(" ?!.")).split()
    while row and all(is_stop(word) for word in words(row[0])):
        row = row[1:]
    return " ".join(row)


def things(question: str, whole: bool = True) -> list[str]:
    """Return the things that a question names, with their articles, in order.

    Args:
        question: What is asked.
        whole: With where or whose they are: "the march against the quota", not "the march" and "the quota".
    """
    pattern = _WHOLE_THING if whole else _THING
    return list(dict.fromkeys(" ".join(match[0].split()) for match in pattern.finditer(question)))[:_MOST]


def first_sentence(answer: str) -> str:
    """Return the first sentence of an answer, which a quotation may be."""
    quoted = _QUOTED.search(answer)
    text = quoted[1] if quoted else answer
    first = next(iter(sentences(text)), None)
    return first.of(text) if first else text


def acting(text: str) -> list[str]:
    """Return the names of `text` that may act, those of two words and more first.

    A name that is told as a place, as an owner ("the Hask Line's director") or before a noun ("Kirkvoe pier")
    is left out where it is nothing else.
    """
    acting = _each_once([one.name for one in _placed(text) if one.acts])
    return sorted(acting, key=lambda name: len(_bare(name).split()) < _FULL)


def _each_once(names: Sequence[str]) -> list[str]:
    """Names without those that another before them is, with an article or in full."""
    return [name for at, name in enumerate(names) if not any(_bare(name) in other for other in names[:at])]


def _bare(name: str) -> str:
    return name.removeprefix("the ")


def _placed(text: str) -> list[_Placed]:
    """Each name of `text`, as it stands there."""
    row = tokens(text)
    runs: list[list[int]] = []
    for place in names(row):
        if runs and _joined(text, row, runs[-1], place):
            runs[-1].append(place)
        else:
            runs.append([place])
    return [one for run in runs if (one := _of_run(text, row, run)) is not None]


def _of_run(text: str, row: Sequence[Token], run: Sequence[int]) -> _Placed | None:
    """A name without the titles before it; None for an office: "First Minister of Morvane"."""
    while run and row[run[0]].key not in _OF_RANK and is_title(row[run[0]].key):
        run = run[1:]
    if not run or is_title(row[run[-1]].key):
        return None
    first, last = row[run[0]], row[run[-1]]
    behind = row[run[-1] + 1] if run[-1] + 1 < len(row) else None
    before = row[run[0] - 1] if run[0] else None
    with_article = before is not None and before.key == "the"
    name = text[first.start : last.end]
    owner = name.endswith(("'s", "’s", "'", "’"))
    name = re.sub(r"['’]s?\Z", "", name)
    alone = len(run) > 1 or behind is None or behind.key in CLAUSE_ENDS or behind.acts or is_stop(behind.key)
    acts = alone and not owner and _word_before(row, run[0]) not in _PLACES
    return _Placed(f"the {name}" if with_article else name, acts)


def _joined(text: str, row: Sequence[Token], run: Sequence[int], place: int) -> bool:
    """Whether a name goes on with a word: "Ada Byrne", "Bank of England", but not "Ada Byrne of Hask"."""
    between = text[row[run[-1]].end : row[place].start]
    return between in (" ", "-") or (len(run) == 1 and bool(_PARTICLE.fullmatch(between)))


def _word_before(row: Sequence[Token], place: int) -> str:
    at = place - 1
    while at >= 0 and row[at].key in ("the", "a", "an"):
        at -= 1
    return row[at].key if at >= 0 else ""
