"""Sentences that say who somebody or what something is, and the words that do.

The reader takes "Who is Ada Roe?" for a question that a name answers, and finds another's. What answers it
has a form instead: "Ada Roe is the mayor", "Ada Roe, a nurse, said", "council leader Ada Roe", "a panel known
as a door plug".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.text.sentences import Span
from index.search.terms import is_stop
from qa.facts.leaving import HAS_LEFT
from qa.facts.occupations import goes_before_occupation, is_occupation

# How likely words of each form are what somebody or something is (`docs/reader.md`).
_IS, _APPOSITION, _ROLE, _TITLE, _BARE = 0.9, 0.95, 0.85, 0.8, 0.6

# Party and age may stand between a name and what follows: "Ada Roe, R-Ala.," and "Ada Roe, 47,".
_ASIDE = r"(?:\s*\([^)]{1,60}\)|,\s*(?:\d{1,3}|[RDI]-[A-Z][\w.]+)(?=,))?"
_DETERMINED = r"(?:an?|the|one of(?: the)?|[A-Z][\w.-]+(?:['’]s?))\s+"
_BEGINS = r"(?:^|(?<=[.;:—–?!|] ))(?:But |And |So )?(?:[Tt]he |[Aa]n? )?"
_END = re.compile(
    r"\s*(?:[,;:)(—–]|\s-\s|(?<=[a-z]{4})[.!?](?=\s)|[.!?]['\"”’]*\s*$|"
    r"\s(?:who|whose|whom|which|that|when|where|but|as|while|after|before|because|if|since|until|"
    r"known|named|called)\b)"
)
_HAS_VERB = re.compile(
    r"\b(?:said|says|told|tells|added|wrote|asked|is|are|was|were|has|have|had|will|would|can|could|may|might|"
    r"seems?|does|did)\b"
)
# A judgement, or a place in an order, does not say what something is.
_NO_KIND = re.compile(
    r"(?:an?|the)\s+(?:(?:very|so|such)\s+)?(?:first|second|third|last|latest|next|only|same|target|subject|focus|"
    r"reason|most|best|worst|biggest|lot|bit|few|way|case|matter|question|issue|problem|threat|danger|risk|sign|"
    r"reminder|result|mess|joke|must|disgrace|farce|disaster|chance|topic|\w+est|big|huge|little|great|good|bad|"
    r"kind|favou?rite|frontrunner|perfect|real|total|complete|true|key|different|new|better|worse|"
    r"(?:moment|hour|day|week|month|year|decade)s?)\b",
    re.I,
)
# What somebody says that another is, may be a judgement.
_ATTRIBUTED = re.compile(r"\b(?:said|says|told|argue[sd]|claim(?:s|ed)|wrote|tweeted)\b")
_NAMED = (
    r"(?:was|has been|had been|is|will be) (?:(?:re)?elected|named|appointed|promoted to|"
    r"(?:sworn in|hired|chosen|confirmed) as)(?: as)?|became|becomes|will become"
)
_BEHIND_ROLE = (
    r"[,.;:]|\s(?:on|in|by|with|until|after|before|last|this|next|amid|over|following|when|who|but)\b|$"
)
_PARTY = re.compile(r"(?:an?|the) (?:fellow )?(?:Republican|Democrat|conservative|independent)", re.I)
_MOST_WORDS, _TITLE_WORDS = 18, 8
_CLOSED = r"(?=[\s”\"’]*(?:[,.;:)—–]|$))"
_CONJUNCTIONS = frozenset(
    "although though unlike like despite meanwhile because since both either not".split()
)
# Whose, only another sentence says.
_OF_SOMEBODY = re.compile(r"(?:his|her|its|their|our)\b", re.I)
_RELATIVES = frozenset("husband wife father mother son daughter brother sister widow widower partner".split())
_OF_CAPTIONS = frozenset("Images Getty Photo Photos Reuters AP AFP".split())
_NEXT_NAME = re.compile(r",\s+[A-Z]")
_BEGINS_PHRASE = re.compile(r"(?:^|(?<=\s))(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ur)\s|^[A-Z]")
_DETERMINERS = frozenset("the a an his her its their our".split())
_INITIALS = re.compile(r"(?:[A-Z]\.)+")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be explained.

    Attributes:
        name: As the question writes it, without an article.
        is_person: Whether it is somebody, who is known by what they do.
        is_named: Whether it is written as a name, so that the question can ask for nothing else.
    """

    name: str
    is_person: bool
    is_named: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """The words that say who or what a subject is, and the probability that words of this form do."""

    span: Span
    probability: float


def definition_in(text: str, subject: Subject) -> Definition | None:
    """Return the words of a sentence that most surely say who or what a subject is, or None."""
    if subject.name.split()[-1].lower() not in text.lower() or text.rstrip().endswith("?"):
        return None
    forms = _FORMS_OF_PERSONS if subject.is_person else _FORMS_OF_THINGS
    definitions = (definition for form in forms for definition in form(text, subject))
    return max(definitions, key=lambda one: one.probability, default=None)


def _mention(subject: Subject) -> str:
    """A pattern for a subject's name, in quotation marks or not, with the initial of a second first name."""
    parts = [re.escape(part) for part in subject.name.split()]
    pair = subject.is_person and len(parts) == 2
    between = r"\s+(?:[A-Z]\.?\s+|[“\"‘'][^”\"’']{1,25}[”\"’']\s+)?" if pair else r"\s+"
    name = between.join(parts)
    name = name if subject.is_named else f"(?i:{name})"
    return rf"(?<![\w’'-])[“\"‘']?{name}[”\"’']?(?![\w-]|['’]s|,? [JS]r\b)"


def _after(text: str, subject: Subject) -> Iterator[Definition]:
    """What follows a name: "is the mayor", ", a nurse,", ", chief of police,"."""
    name = _mention(subject)
    attributed = _ATTRIBUTED.search(text)
    copula = r"\s+(?:is|was|are|were)\s+(?:also |now |currently |still )?"
    for match in re.finditer(rf"{_BEGINS}{name}{_ASIDE}(?:,[^,]{{3,80}},)?{copula}(?={_DETERMINED})", text):
        if attributed:
            break
        yield from _phrase(text, match.end(), subject, _IS)
    # Of a thing "joining the pact, a turn in its policy" says nothing, so its name must begin the sentence.
    begins = "" if subject.is_person else _BEGINS
    for match in re.finditer(rf"{begins}{name}{_ASIDE},\s+(?:who (?:is|was) )?(?={_DETERMINED})", text):
        yield from _phrase(text, match.end(), subject, _APPOSITION, closed=True)
    if not subject.is_person:
        for match in re.finditer(rf"{_BEGINS}{name}{_ASIDE}\s+(?:refers? to|stands? for|means)\s+", text):
            yield from _phrase(text, match.end(), subject, _ROLE)
        for match in re.finditer(rf"{_BEGINS}{name}\s*(?:\(|[—–]\s|-\s)(?={_DETERMINED})", text):
            yield from _phrase(text, match.end(), subject, _ROLE, closed=True)
        return
    for match in re.finditer(
        rf"{name}{_ASIDE},\s+(?P<role>(?:[\w-]+\s+){{0,3}}?(?P<noun>[\w-]+))\s+(?:of|at|for|with)\b", text
    ):
        if is_occupation(match["noun"]) and all(map(goes_before_occupation, match["role"].split()[:-1])):
            yield from _phrase(text, match.start("role"), subject, _ROLE, closed=True)


def _phrase(
    text: str, start: int, subject: Subject, probability: float, *, closed: bool = False
) -> Iterator[Definition]:
    """The phrase from `start` on, if it says what something is, and if it must be, is closed by a mark."""
    end = _END.search(text, start)
    span = Span(start, end.start() if end else len(text))
    words = span.of(text).split()
    if _is_quoted(text[:start]) or _NO_KIND.match(text, start) or (closed and end is None):
        return
    # In a list it may say who comes next: "Ada Roe, the chief engineer, Bo Lund and others".
    if closed and _NEXT_NAME.match(text, span.end):
        return
    if not 2 <= len(words) <= _MOST_WORDS or _HAS_VERB.search(span.of(text)):
        return
    if not subject.is_person or any(map(is_occupation, words)):
        yield Definition(span, _BARE if _PARTY.fullmatch(span.of(text)) else probability)


def _changed(text: str, subject: Subject) -> Iterator[Definition]:
    """What somebody has become or is no longer: "was named head coach", "resigned as mayor"."""
    before = rf"{_mention(subject)}{_ASIDE}(?:,[^.;:“”\"]{{3,160}}?,)?\s+"
    for match in re.finditer(rf"{before}(?:{_NAMED})\s+(?P<role>[^,.;:]{{3,60}}?)(?={_BEHIND_ROLE})", text):
        if any(map(is_occupation, match["role"].split())) and not _is_quoted(text[: match.start()]):
            yield Definition(Span(match.start("role"), match.end("role")), _ROLE)
    for match in re.finditer(
        rf"{before}(?:has |had )?(?P<left>(?:{HAS_LEFT})(?: as [^,.;:]{{3,60}}?)?)(?={_BEHIND_ROLE})", text
    ):
        if not _is_quoted(text[: match.start()]):
            yield Definition(Span(match.start("left"), match.end("left")), _ROLE)


def _title(text: str, subject: Subject) -> Iterator[Definition]:
    """What stands before a name: "council leader Ada Roe", "Sen. Ada Roe, D-Ohio"."""
    for match in re.finditer(rf"{_mention(subject)}(?P<party>,\s[RDI]-[A-Z][\w.]+(?=,))?", text):
        before = text[: match.start()]
        words = [*re.finditer(r"\S+", before)][-_TITLE_WORDS:]
        if not words or _is_quoted(before) or before[-1] != " " or not is_occupation(words[-1].group()):
            continue
        if words[-1].group()[-1] in ",;:)":
            continue
        first, last = words[_beginning(before, words)], words[-1]
        noun = last.group().lower()
        if first is not last and not _OF_SOMEBODY.match(first.group()):
            yield Definition(Span(first.start(), last.end()), _TITLE)
        elif match["party"]:
            yield Definition(Span(last.start(), match.end()), _BARE)
        elif not noun.endswith(".") and noun not in _RELATIVES:
            yield Definition(Span(first.start(), last.end()), _BARE)


def _beginning(before: str, words: Sequence[re.Match[str]]) -> int:
    """Which of the words before a name its title begins with."""
    texts = [word.group() for word in words]
    first = len(words) - 1
    while first and _belongs_to_title(texts[first - 1], opens=_opens(before[: words[first - 1].start()])):
        first -= 1
        # "Department of Corrections spokeswoman", "Hall of Fame player".
        if first > 1 and texts[first - 1] == "of" and texts[first - 2][0].isupper():
            first -= 2
    if first and texts[first - 1].lower() in _DETERMINERS:
        return first - 1
    # "his outside counsel", and not "the reports producer"
    between = texts[first - 1] if first > 1 and texts[first - 2].lower() in _DETERMINERS else ""
    return first - 2 if between.isalpha() and not between.endswith(("s", "ed")) else first


def _set_before(text: str, subject: Subject) -> Iterator[Definition]:
    """What stands before a name, apart from it: "the co-pilot, Ada Roe, said"."""
    for match in re.finditer(rf"(?P<part>[^,.;:“”\"()]{{1,200}}), {_mention(subject)}{_CLOSED}", text):
        # Of "A report said the co-pilot" the last that may be what somebody is.
        starts = [match.start() + begin.start() for begin in _BEGINS_PHRASE.finditer(match["part"])]
        phrases = (Span(start, match.end("part")) for start in reversed(starts))
        span = next((span for span in phrases if any(map(is_occupation, span.of(text).split()))), None)
        if span is None or _HAS_VERB.search(span.of(text)) or _is_quoted(text[: span.start]):
            continue
        if len(span.of(text).split()) <= _TITLE_WORDS:
            yield Definition(span, _BARE if _OF_SOMEBODY.match(span.of(text)) else _ROLE)


def _belongs_to_title(word: str, *, opens: bool) -> bool:
    ends = word[-1] in ',.;:)”"' and not _INITIALS.fullmatch(word)
    if ends or "/" in word or word in _OF_CAPTIONS:
        return False
    return goes_before_occupation(word) or (word[0].isupper() and not (opens and _joins(word.lower())))


def _joins(word: str) -> bool:
    return is_stop(word) or word in _CONJUNCTIONS


def _opens(before: str) -> bool:
    return not before.strip() or before.rstrip()[-1] in '.!?“"‘:'


def _known_as(text: str, subject: Subject) -> Iterator[Definition]:
    """What is given a name: "a panel known as a door plug"."""
    phrase = r"(?P<phrase>\b(?:an?|the)\s+(?:[\w’-]+\s+){1,6}?)"
    named = r"(?:also |better |commonly |formally )?(?:known|referred to) as|called|dubbed"
    for match in re.finditer(
        rf"(?i:{phrase}(?:{named}))\s+(?:an?\s+|the\s+)?{_mention(subject)}{_CLOSED}", text
    ):
        span = Span(match.start("phrase"), match.end("phrase") - 1)
        words = span.of(text).lower().split()[1:]
        if not any(map(is_stop, words)) and not _is_quoted(text[: span.start]):
            yield Definition(span, _ROLE)


def _is_quoted(before: str) -> bool:
    """Whether a quotation is open: what somebody calls another is no report of who that is."""
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


_FORMS_OF_PERSONS = (_after, _changed, _title, _set_before)
_FORMS_OF_THINGS = (_after, _known_as)
