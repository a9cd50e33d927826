"""What a pronoun or "that" may refer to in the previous question and its answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from corpus.text.lexicon import PERSONS, POSSESSIVES, any_of
from corpus.text.sentences import sentences
from index.search.terms import is_stop, words
from qa.facts.tokens import CLAUSE_ENDS, Token, is_title, names, tokens
from qa.question.understand import wanted_kind

_MOST = 3
_FULL = 2
_LONGEST_NAME = 6
_FORMS = (("he", "him", "his"), ("she", "her", "hers"), ("they", "them", "their", "theirs"), ("it", "its"))
_ASKS_WHOM = re.compile(r"(?:^|, )(?:who|whom|which)\b", re.I)
_ASKS_WHICH = re.compile(r"\b(?:which|what)\b", re.I)
# After "Who succeeded him?" a pronoun more likely refers to the successor.
_SUCCEEDED = re.compile(r"^who (?:\w+ )?(?:succee|replac|follow|took over|takes over|taking over)", re.I)
# A name after one of these says where or whose something is, and seldom who acts: "the yard in Port Ellisk".
_PLACES = frozenset("in at from near off through on across along around outside to into of".split())
_PLACES_OR_OWNERS = _PLACES | POSSESSIVES
# Titles that are a part of names, of ships and houses too.
_OF_RANK = frozenset("lady lord king queen prince princess".split())
# What ends a thing's name in a question.
_ENDING = (
    "this these those last next ago yesterday today tomorrow "
    "is are was were be been has have had do does did will would can could may must and or but that who "
    "which when where why how of at for in on to from by with into over under after before since until "
    "during about against now cost costs take takes make makes made lie lies end ends begin begins start "
    "starts open opens"
).split()
_MEASURED = re.compile(r"^how (?:large|big|deep|long|old|high|tall|far|fast|heavy|wide|often)\b", re.I)
_NOUN = rf"(?!(?:{any_of(_ENDING)})\b)[\w’'-]+"
# "The injured" are a thing, "the plane landed" is not.
_NOUNS = rf"{_NOUN}(?: (?!\w{{3,}}ed\b){_NOUN}){{0,3}}"
_THING = re.compile(rf"\b(?:the|an?|its|their|(?-i:(?:[A-Z][\w-]+ )*[A-Z][\w-]+['’]s)) {_NOUNS}", re.I)
_WHOLE_THING = re.compile(rf"{_THING.pattern}(?: (?:of|at|for|on|in|against) (?:the |an? )?{_NOUNS})?", re.I)
_ASKED = re.compile(rf"\b(?:who|whom|(?:which|what)(?: (?!\w{{3,}}ed\b){_NOUN}){{0,5}})(?![\w’'-])", re.I)
_ARTICLE = re.compile(r"(?:the|an?) ", re.I)
_NAME_OF = re.compile(r"^(?:the|an?) (?:name|title|number|kind|type) of (?=the |an? |its |their )", re.I)
# Verbs before which a subject may stand, or behind which it does: "Which state will she visit?"
_HELPING = frozenset("is are was were has have had will would can could should may might must".split())
_INVERTED = frozenset("do does did".split())
_LONGEST_SUBJECT = 7
_OFFICE = re.compile(r"^who(?:['’]s| is| was) (the \w.*?)[?!. ]*$", re.I)
_WHO_IS = re.compile(r"^[Ww]ho(?:['’]s| is| was) ((?:[A-Z][\w.'’-]*)(?: [A-Z][\w.'’-]*)*)$")
_OWNER = re.compile(r"['’](?:s\b|(?!\w))")
_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
_PARTICLE = re.compile(r" (?:of|de|van|von|der|al|bin)(?: the)? ")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A name in a text, with its article, and whether it may be who or what acts or owns there."""

    name: str
    acts: bool
    owns: bool = False


@dataclass(frozen=True)
class Before:
    """The turn before a follow-up.

    Attributes:
        question: The previous question, as it was most likely meant.
        answer: The answer to it.
        stood_for: What pronouns have referred to since the last question that stood alone, by `form_of`.
        words_of: Finds the words of a sentence that answer a question; "" if there are none.
    """

    question: str
    answer: str = ""
    stood_for: Mapping[str, str] = field(default_factory=dict)
    words_of: Callable[[str, str], str] = lambda question, sentence: ""

    @cached_property
    def asking(self) -> str:
        """The last sentence of the question, without its mark."""
        spans = sentences(self.question)
        return spans[-1].of(self.question).rstrip(" ?!.") if spans else ""

    @cached_property
    def sentence(self) -> str:
        """The first sentence of the answer, which a quotation may be."""
        quoted = _QUOTED.search(self.answer)
        text = quoted[1] if quoted else self.answer
        first = next(iter(sentences(text)), None)
        return first.of(text) if first else text

    @cached_property
    def words(self) -> str:
        """The words of that sentence that answer, "" for none."""
        return self.words_of(self.question, self.sentence) if self.sentence else ""


def form_of(pronoun: str) -> str:
    """Return the pronoun that a form belongs to: "he" for "his"."""
    return next((row[0] for row in _FORMS if pronoun.lower() in row), pronoun.lower())


def persons(before: Before, pronoun: str) -> list[str]:
    """Return who a pronoun may stand for, likeliest first: at most three names.

    It goes on standing for whom it stood for, but behind a question for a successor. Then come whom the
    words that answer name, and whom question and answer name. A name that occurs only as a place is left
    out, and so is whoever "he" stood for where the question is about "she". Where nobody is named, it is
    whoever holds the office asked about.
    """
    # What answers that is no name: "a Democrat".
    if defined := _WHO_IS.match(before.asking):
        return [defined[1]]
    form = form_of(pronoun)
    same = [before.stood_for[form]] if form in before.stood_for else []
    in_question, in_answer = acting(before.question), acting(before.sentence)
    asks_who = wanted_kind(before.question) == "person"
    # The words that answer a question for a place or a team are nobody's name.
    may_name = _ASKS_WHOM.search(before.asking) and wanted_kind(before.asking) in ("person", None)
    answering = _named(before.words) if may_name else []
    first = [*answering, *same] if _SUCCEEDED.search(before.asking) else [*same, *answering]
    others = [*in_answer, *in_question] if asks_who else [*in_question, *in_answer]
    rivals = {name for key, name in before.stood_for.items() if {key, form} == {"he", "she"}}
    named = [name for name in _each_once([*first, *others]) if name not in rivals][:_MOST]
    office = _OFFICE.match(before.question)
    return named or ([office[1]] if office else _owners(before.sentence)[:_MOST])


def things_before(before: Before, pronoun: str) -> list[str]:
    """Return what a pronoun may stand for that is no person, likeliest first."""
    same = before.stood_for.get(form_of(pronoun))
    kind = wanted_kind(before.asking)
    may_name = _ASKS_WHICH.search(before.asking) and kind in ("organisation", None)
    answering = _named(before.words) if may_name else []
    return list(dict.fromkeys([*([same] if same else []), *answering, *things(before.question)]))


def event_of(before: Before) -> str:
    """Return the event that a question and its answer describe together, as far as rules can find it.

    "Which airline found loose bolts?" becomes "United Airlines found loose bolts".
    """
    asks = _ASKED.search(before.asking)
    if not before.words or asks is None:
        return subject_of(before.asking)
    opens = asks.start() == 0 or before.asking[: asks.start()].endswith(", ")
    if not opens:
        return f"{before.asking[: asks.start()]}{before.words}{before.asking[asks.end() :]}"
    question = before.asking[asks.start() :]
    verb = _verb_of_asked(tokens(question))
    return f"{before.words} {question[verb.start :]}" if verb else f"{subject_of(question)} {before.words}"


def _verb_of_asked(row: Sequence[Token]) -> Token | None:
    """The verb of a question for who or what acts: "found" of "Which airline found bolts"."""
    at = next((at for at in range(1, min(len(row), _LONGEST_SUBJECT)) if _may_act(row[at])), None)
    if at is None or row[at].key in _INVERTED or row[-1].key in _PLACES:
        return None
    behind = row[at + 1] if at + 1 < len(row) else None
    comes_behind = behind is not None and (behind.capital or behind.key in PERSONS)
    return None if row[at].key in _HELPING and comes_behind else row[at]


def _may_act(token: Token) -> bool:
    return token.acts or token.key in _HELPING or token.key in _INVERTED


def _named(words: str) -> list[str]:
    """The names in words that answer, where they are short enough to be one."""
    # A word that begins a sentence is not known to be a name.
    return acting(f"it is {words}") if 0 < len(words.split()) <= _LONGEST_NAME else []


def subject_of(question: str) -> str:
    """Return what a question is about, in its words: without what asks, its verb, and the mark."""
    row = _MEASURED.sub("", question.rstrip(" ?!.")).split()
    while row and all(is_stop(word) for word in words(row[0])):
        row = row[1:]
    return " ".join(row)


def things(question: str, whole: bool = True) -> list[str]:
    """Return the things that a question names, with their articles, in order.

    The `whole` ones say where or whose they are: "the march against the quota", not "the march" and "the
    quota".
    """
    pattern = _WHOLE_THING if whole else _THING
    names = (_NAME_OF.sub("", " ".join(match[0].split())) for match in pattern.finditer(question))
    names = (f"{name[0].lower()}{name[1:]}" if _ARTICLE.match(name) else name for name in names)
    return list(dict.fromkeys(names))[:_MOST]


def acting(text: str) -> list[str]:
    """Return the names of `text` that may act, those of two words and more first.

    A name that occurs only as a place, as an owner ("the Hask Line's director") or before a noun ("Kirkvoe
    pier") is left out.
    """
    acting = _each_once([one.name for one in _placed(text) if one.acts])
    return sorted(acting, key=lambda name: len(_bare(name).split()) < _FULL)


def _owners(text: str) -> list[str]:
    """The names that occur in `text` only as owners: "Ada Byrne's trial"."""
    return _each_once([one.name for one in _placed(text) if one.owns])


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
    owned = before is not None and _OWNER.search(before.text) is not None
    acts = alone and not owner and not owned and _word_before(row, run[0]) not in _PLACES_OR_OWNERS
    return _Placed(f"the {name}" if with_article else name, acts, owner)


def _joined(text: str, row: Sequence[Token], run: Sequence[int], place: int) -> bool:
    """Whether a name goes on with a word: "Ada Byrne", "Bank of England", but not "Ada Byrne of Hask"."""
    if _OWNER.search(row[run[-1]].text):  # "Ada Byrne's Bank" is two.
        return False
    between = text[row[run[-1]].end : row[place].start]
    return between in (" ", "-") or (len(run) == 1 and bool(_PARTICLE.fullmatch(between)))


def _word_before(row: Sequence[Token], place: int) -> str:
    at = place - 1
    while at >= 0 and row[at].key in ("the", "a", "an"):
        at -= 1
    return row[at].key if at >= 0 else ""
