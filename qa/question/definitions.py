"""Questions that ask who somebody or what something is: "Who is Ada Roe?", "What is a door plug?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.search.terms import is_stop
from qa.facts.definitions import Subject
from qa.facts.holders import Office
from qa.facts.occupations import is_occupation

_WHO = re.compile(r"who(?:['’]s| (?P<verb>is|was|are|were)) (?P<subject>[^?.!,]+?)\s*[?.!]*", re.I)
_WHAT = re.compile(
    r"what(?:['’]s| is| was| are| were| does| do) (?P<article>an? |the )?(?P<subject>[^?!,]+?)"
    r"(?P<means> mean)?\s*[?.!]*",
    re.I,
)
_WHO_HOLDS = re.compile(
    r"who(?:['’]s| is)(?: now| currently)? (?:the |its |their )?(?:new |current |acting )?"
    r"(?P<office>(?:[\w’'-]+ ){0,4}?[\w’-]+)(?: (?:of|at|for|in) (?:the )?(?P<of>[\w’' -]+?))?"
    r"(?: (?:now|today|currently))?\s*[?.!]*",
    re.I,
)
_WHO_LEADS = re.compile(
    r"who(?: now| currently)? (?:heads|leads|runs|is in charge of) (?:the )?(?P<of>(?-i:[A-Z])[\w’'&.-]*"
    r"(?: (?:of |and |for |the )*(?-i:[A-Z])[\w’'&.-]*)*)(?: now| today| currently)?\s*[?.!]*",
    re.I,
)
# "The first woman", "the best player" and "the former mayor" hold no office.
_RANKED = re.compile(
    r"(?!first minister)(?:\w+est|first|second|third|last|best|most|former|next|only|previous|late)\b"
)
_PARTICLES = frozenset("al and bin da de del della der di dos du el ibn la le of the v v. van vs von".split())
_NO_THING = frozenset(
    "happening going new next left known said true wrong right up different special".split()
)
_BEGIN_NAMES = frozenset("al bin de el la le van von".split())
_ARTICLE = re.compile(r"(?:the|an?) ", re.I)
_MOST_WORDS = 6


def subject_of(text: str) -> Subject | None:
    """Return what a question wants explained, or None if it asks for something else.

    "Who is the mayor?" and "What is the price?" ask for a name and a value.
    """
    if match := _WHO.fullmatch(text):
        return None if text.isupper() else _somebody(match["subject"], (match["verb"] or "is").lower())
    match = _WHAT.fullmatch(text)
    does = text[:7].lower() == "what do"
    if not match or does != bool(match["means"]) or not _is_a_name(match["subject"].split()):
        return None
    the_noun = (match["article"] or "").lower() == "the " and match["subject"].islower()
    return None if the_noun else Subject(match["subject"], is_person=False, is_named=False)


def office_asked(text: str) -> Office | None:
    """Return the office whose present holder a question asks for, or None: "Who is the mayor of Hask?"."""
    if led := _WHO_LEADS.fullmatch(text):
        return Office("head", re.sub(r"['’]s$", "", led["of"].lower()))
    match = _WHO_HOLDS.fullmatch(text)
    if match is None:
        return None
    row = match["office"].split()
    # "The killing of Ada Roe" has no offices; "secretary of state" and what is typed without capitals do.
    is_named = not any(word.islower() and not is_stop(word) for word in (match["of"] or "").split())
    if not (is_named or text[1:].islower() or row[-1].lower() in ("secretary", "minister")):
        return None
    of = (match["of"] or "").lower()
    # "the White House press secretary" and "Hask's mayor": what it is of stands before it.
    first = next((at for at, word in enumerate(row) if not word[0].isupper()), len(row) - 1)
    if first and not of and row[-1] not in (row[0].title(), "Minister", "General", "Secretary"):
        of, row = re.sub(r"['’]s?$", "", " ".join(row[:first]).lower()), row[first:]
    name = " ".join(row).lower()
    return Office(name, of) if is_occupation(row[-1].lower()) and not _RANKED.match(name) else None


def _somebody(name: str, verb: str) -> Subject | None:
    article = _ARTICLE.match(name)
    bare = name[article.end() :] if article else name
    words = bare.split()
    if not _is_a_name(words) or any(map(is_occupation, words)):
        return None
    named = all(word[0].isupper() or word in _PARTICLES for word in words)
    # People ask who "the Houthis" are; who "an MP" or "the Liberal MP" is, a name answers.
    if article and not (named and verb in ("are", "were") and article[0].lower() == "the "):
        return None
    return Subject(bare, is_person=not article, is_named=named)


def _is_a_name(words: Sequence[str]) -> bool:
    """Whether words may be a name or a noun, by what is not among them: verbs, pronouns, possessives."""
    if not words or len(words) > _MOST_WORDS or words[0].lower() in _NO_THING:
        return False
    if words[0] in _PARTICLES - _BEGIN_NAMES or words[-1] in _PARTICLES:
        return False
    if not any(word[0].isalpha() for word in words):
        return False
    return not any(map(_is_possessive, words)) and not any(
        is_stop(word.lower()) and word not in _PARTICLES for word in words
    )


def _is_possessive(word: str) -> bool:
    return word.endswith(("'s", "’s", "s'", "s’"))
