"""Whether words of a sentence belong to what is asked: a name to who is asked for, a sum to whose it is."""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.text.lexicon import whole_words
from corpus.text.sentences import Span
from index.search.terms import terms
from qa.answer.fitting import CALENDAR
from qa.evidence.value_of import OF_ANY
from qa.facts.leaving import LEAVES
from qa.facts.tokens import is_title
from qa.question.understand import Question

# What may stand between a name and what its bearer does: "Krog, 44, has since resigned".
_THEN = re.compile(
    rf"(?:\s*,[^,.;]{{1,60}},)?(?:\s+(?:has|have|had|will|would|to|then|since|later)){{0,3}}\s+{LEAVES}\b"
)
_ASKS_FOR_LEAVING = re.compile(
    rf"\b{LEAVES}\b|\b(?:former|outgoing|sack|dismiss|fire|oust|die|leave|left)\b", re.I
)
_BEFORE_OTHERS = r"(?:from|before|after|than|succeed\w*|replac\w*|follow(?:s|ed)?|preced\w*)"
_REST_OF_NAME = re.compile(r"(?: [A-Z][\w.'’-]*)+")
_CALENDAR = re.compile(rf" {CALENDAR}.*")
# A name after one of these seldom is the one who acts: of 4,223 names that answer public who-questions, .5 %
# stand there, most of them countries.
_WHERE = re.compile(r"\b(?:in|at|near|off|across|along|around|outside|into) (?:the )?$", re.I)
_OFFICE_OF = re.compile(r"\b([\w’'-]+) (?:of|for) (?:the )?$")
_RELATIVES = whole_words(
    "sons?, daughters?, wife, wives, husband, brothers?, sisters?, siblings?, fathers?, mothers?, "
    "child(?:ren)?, kids?, parents?, widow, widower, uncle, aunt, cousins?, nephew, niece, spouse, "
    "relatives?, family"
)
_ASKS_WHO_IT_IS = re.compile(r"[Ww]ho(?:['’]s| is| was| are| were)(?: [A-Z][\w.'’-]*)+ ?\??")
# Who it was remains to be told.
_NOBODY_NAMED = re.compile(
    r"(?:(?:an?|another|the|one|some|several|other|few|many|most)\s)*"
    r"(?:person|people|man|men|woman|women|individuals?|others?|someone|somebody|anyone)",
    re.I,
)
_OWNED = re.compile(r"['’]s (?!(?:been|got|an?|the|not)\b)(\S+)")
_DIGIT = re.compile(r"\d")
_PARTS = re.compile(r"[,;]\s+|\s+(?:and|but|while|whereas)\s+")


def may_be_who(question: Question, text: str, span: Span) -> bool:
    """Whether the name at `span` of a sentence may answer who somebody is; True for other questions.

    Who resigned is nobody's mayor, who takes over from Krog is not Hedda Krog, and Hask has a mayor. "Another
    person" names nobody.
    """
    if "person" not in question.kinds:
        return True
    of_person = set(question.kinds) == {"person"}
    if of_person and (_is_place(text, span) or _is_owner(question, text, span)):
        return False
    if of_person and _NOBODY_NAMED.fullmatch(span.of(text)):
        return False
    query, name = question.standalone, span.of(text).split()
    if name and re.search(rf"\b{_BEFORE_OTHERS}\s+(?:\w+\s+){{0,2}}{re.escape(name[-1])}\b", query):
        return False
    return not (question.present and _THEN.match(text, span.end) and not _ASKS_FOR_LEAVING.search(query))


def _is_owner(question: Question, text: str, span: Span) -> bool:
    """Whether a name owns what is not asked for: "Norway’s minister", and not "Ada Roe’s veto" for a veto."""
    owned = _OWNED.match(text, span.end)
    if owned is None or "whose" in question.standalone.lower():
        return False
    return set(terms(owned[1])).isdisjoint(question.terms)


def _is_place(text: str, span: Span) -> bool:
    """Whether a name says where something is, or what somebody is the head of."""
    before = text[: span.start]
    office = _OFFICE_OF.search(before)
    return bool(_WHERE.search(before)) or (office is not None and is_title(office[1].lower()))


def whole_name(question: Question, text: str, span: Span) -> Span:
    """Return the span of a name that answers "who" extended to the whole name; other spans as they are."""
    last = span.of(text).rpartition(" ")[2]
    rest = _REST_OF_NAME.match(text, span.end) if "person" in question.kinds and last[:1].isupper() else None
    return Span(span.start, span.end + len(_CALENDAR.sub("", rest[0]))) if rest else span


def is_of_who_is_asked_about(question: Question, text: str, span: Span) -> bool:
    """Whether words are a part of the name that a question is about, and so do not say who else it is.

    As "Vice President" in "Vice President Kamala Harris" for Harris's running mate, and "J. Robert" in
    "physicist J. Robert Oppenheimer" for who directed "Oppenheimer". Of 5,934 questions of public sets that
    ask who, .3 % have such an answer. Relatives share a name, and a title may say who Kamala Harris is.
    """
    query, words = question.standalone, span.of(text)
    if "person" not in question.kinds or not words[:1].isupper() or words.endswith(("'s", "’s")):
        return False
    if _RELATIVES.search(query) or _ASKS_WHO_IT_IS.fullmatch(query):
        return False
    rest = _REST_OF_NAME.match(text, span.end)
    return rest is not None and not set(terms(rest[0])).isdisjoint(question.terms)


def is_of_another(question: Question, text: str, span: Span) -> bool:
    """Whether the number at `span` belongs to something else than what is asked for, which has its own.

    As "22 crowns" in "A motorcycle pays 22 crowns, a lorry 195" for a lorry.
    """
    if not _DIGIT.search(span.of(text)):
        return False
    borders = [0, *(match.end() for match in _PARTS.finditer(text)), len(text)]
    parts = [(start, text[start:end]) for start, end in pairwise(borders)]
    at = max(place for place, (start, _) in enumerate(parts) if start <= span.start)
    asked = set(question.terms) - OF_ANY
    if asked & set(terms(parts[at][1])):
        return False
    return any(_DIGIT.search(part) and asked & set(terms(part)) for _, part in parts[at + 1 :])
