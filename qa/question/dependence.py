"""Whether a question needs what was said before it to be understood, or says nothing of what it is about."""

from __future__ import annotations

import re
from typing import Literal

from corpus.text.lexicon import PERSONS, POINTING, POSSESSIVES, any_of, any_pattern
from index.search.terms import is_stop, stems_of, terms, words
from qa.question.understand import Question

Need = Literal["none", "hardly", "maybe", "sure"]
"""How likely it is: "hardly" for a question that says much itself, "maybe" for one that says little."""

_PRONOUN = re.compile(rf"\b(?:{any_of((*PERSONS, *POINTING))})\b", re.I)
# "This week", "is there", "said that it": words that look like pronouns and point at nothing said before.
_POINTS_NOWHERE = any_pattern(
    r"\b(?:this|that|these|those)\s+(?:past\s+|last\s+)?"
    "(?:day|week|weekend|month|year|season|morning|afternoon|evening|spring|summer|autumn|fall|winter|"
    r"time)s?\b",
    r"\b(?:is|are|was|were|be|been)\s+there\b",
    r"\bthere\s+(?:is|are|was|were)\b",
    r"(?<=\w)\s+that(?=\s+(?!is\b|was\b|were\b|happen|mean)\w)",
)
_JOINS = re.compile(r"\b(?:when|while|because|if|after|before|since|that|who|which|and|but|as)\s+$", re.I)
# With this many content words before it, a pronoun may refer to something in the same question: the first
# number holds in a joined clause and for possessives, the second anywhere. Of 3,138 questions of a news quiz,
# all of which stand alone, 1,565 were taken for follow-ups without this rule and 143 with it.
_ANTECEDENT, _FAR_ANTECEDENT = 2, 4
_GOES_ON = re.compile(r"^(?:and|but|so|also|what about|how about)\b[^?]{0,60}\??$", re.I)
_OPENS_LIKE_ONE = re.compile(r"^(?:why|when|where)\b[^?]{0,40}\??$", re.I)
# With fewer content words, a question may be about what was just discussed or about anything.
_FEW, _FEWEST = 4, 3
# With this many, a pronoun probably refers to something in the question itself, as in 135 of those 143.
_MANY = 6
# What happens in every other article, and to whom.
_GENERAL = stems_of(
    "people person persons man men woman women child children victim victims anybody anyone somebody "
    "someone survivor survivors suspect suspects dead death deaths toll die died dying kill killed "
    "killing injure injured injuries injury hurt wounded wound arrest arrested charged convicted "
    "sentenced blame blamed responsible involved missing survive survived rescued win won winner winners "
    "lose lost happen happened happening cause caused reason reasons next start started end ended begin "
    "began cost costs price pay paid said say says tell told long far old age time date day place name "
    "number many much true real more exactly mean means know known"
)
OF_WHAT = "The question does not say what it is about. Add the event, the person or the place that you mean."
ABOUT_ANYTHING = 20
"""In an archive of fewer articles a question can hardly be meant of anything else."""


def need_of(question: str) -> Need:
    """Return whether a question needs what was said before it."""
    own = terms(question)
    if not own or _GOES_ON.search(question):
        return "sure"
    if _points_back(question):
        return "sure" if len(own) < _MANY else "hardly"
    opens = _OPENS_LIKE_ONE.search(question) and len(own) < _FEW
    return "maybe" if opens or len(own) < _FEWEST else "none"


def _points_back(question: str) -> bool:
    """Whether a pronoun refers to something outside the question."""
    plain = _POINTS_NOWHERE.sub(" ", question)
    return any(not _has_antecedent(plain[: match.start()], match[0]) for match in _PRONOUN.finditer(plain))


def _has_antecedent(before: str, pronoun: str) -> bool:
    """Whether a pronoun may refer to something before it in the same question."""
    joined = bool(_JOINS.search(before)) or pronoun.lower() in POSSESSIVES
    return len(terms(before)) >= (_ANTECEDENT if joined else _FAR_ANTECEDENT)


def is_of_nothing(question: Question) -> bool:
    """Return whether a question that comes first names no event, person, place, thing or day."""
    # A name may be spelled like a word that says nothing: "Who is She?", "What about US?"
    named = any(word.text[0].isupper() for word in question.tokens[1:])
    if named or question.days or not stems_of(question.asked) <= _GENERAL:
        return False
    # "Missing children" is no question, and looks for what has these words.
    return any(map(is_stop, words(question.asked)))
