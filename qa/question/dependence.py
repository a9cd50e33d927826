"""Whether a question needs what was said before it to be understood."""

from __future__ import annotations

import re
from typing import Literal

from corpus.text.lexicon import PERSONS, POINTING, POSSESSIVES, any_of
from index.search.terms import terms

Need = Literal["none", "hardly", "maybe", "sure"]
"""How likely it is: "hardly" for a question that says much itself, "maybe" for one that says little."""

_PRONOUN = re.compile(rf"\b(?:{any_of((*PERSONS, *POINTING))})\b", re.I)
# "This week", "is there", "said that it": words that look like pronouns and point at nothing said before.
_POINTS_NOWHERE = re.compile(
    r"\b(?:this|that|these|those)\s+(?:past\s+|last\s+)?(?:day|week|weekend|month|year|season|morning|afternoon|evening|"
    r"spring|summer|autumn|fall|winter|time)s?\b|\b(?:is|are|was|were|be|been)\s+there\b|\bthere\s+(?:is|are|was|were)\b|"
    r"(?<=\w)\s+that(?=\s+(?!is\b|was\b|were\b|happen|mean)\w)",
    re.I,
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
