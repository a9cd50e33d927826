"""Understanding a question: what it asks for, in its parts, analysed once for everything that follows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from corpus.errors import QuestionError
from corpus.text.lexicon import ASKING_HOW_MUCH, ASKING_WHEN, QUESTION_WORDS, WHO, any_of, any_pattern
from corpus.text.scripts import WITHOUT_SPACES
from index.search.terms import terms
from qa.facts.dates import Day, days
from qa.facts.definitions import Subject
from qa.facts.holders import Office
from qa.facts.nationalities import may_be_worded_otherwise
from qa.facts.tokens import Token, names, tokens
from qa.question.definitions import office_asked, subject_of
from qa.question.language import languages_of, terms_asked
from qa.question.measures import Measure, measure_of, office_of

MAX_CHARACTERS = 2_000

Kind = Literal["person", "date", "place", "number", "organisation"]

# Distinguishes a "when" or "where" that asks from one that joins clauses ("how many died when it exploded").
_ASKS_BY = (
    r"(?:\s+(?:am|is|are|was|were|do|does|did|has|have|had|will|would|can|could|shall|should|may|might|must)\b"
    r"|\s*[?.!]*\s*$)"
)
_ASKED_BEFORE = r"\b(?:tell|know|say|said|ask|learn|remember)(?:\s+(?:me|us))?\s+"

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "date",
        re.compile(
            rf"\bwhen{_ASKS_BY}|{_ASKED_BEFORE}when\b|"
            r"\b(?:what (?:date|day|year|month|time)|which (?:date|day|year|month))\b",
            re.I,
        ),
    ),
    (
        "number",
        any_pattern(
            r"\bhow (?:many|much|few|old|young|long|far|tall|high|deep|wide|fast|heavy|often|big|large)\b",
            r"\bwhat (?:did|do|does|will|would|has|have|is|are|was|were)\b.*\b(?:costs?|prices?|fees?)\b",
            r"\b(?:what|which) (?:percentage|percent|share|number|amount|price|sum|total|fraction)\b",
        ),
    ),
    (
        "place",
        re.compile(
            rf"\bwhere{_ASKS_BY}|{_ASKED_BEFORE}where\b|(?:^|[.?!]\s+)where\b|"
            r"\b(?:what|which) (?:\w+ )?(?:city|country|state|town|place|region)\b",
            re.I,
        ),
    ),
    (
        "organisation",
        re.compile(
            r"\b(?:what|which) (?:\w+ ){0,2}"
            r"(?:company|agency|team|body|organi[sz]ation|party|bank|firm|brand|group)\b",
            re.I,
        ),
    ),
    ("person", re.compile(rf"\b(?:{any_of(WHO)})\b", re.I)),
)


def _abroad(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern for words of other languages; those of scripts without spaces have no borders."""
    return re.compile(rf"(?<![^\W\d_{WITHOUT_SPACES}])(?:{any_of(words)})(?![a-zà-ÿа-я])", re.I)


_KINDS_ABROAD: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("number", _abroad(ASKING_HOW_MUCH)),
    ("date", _abroad(ASKING_WHEN)),
)
# Evidence seldom uses this noun for the answer: "which body must ratify" is answered by "the parliament".
_ASKED_FOR = re.compile(
    r"\b(?:what|which) (?:\w+ ){0,2}?(?:company|agency|team|body|organi[sz]ation|party|bank|firm|brand|group|"
    r"city|country|state|town|place|region|person|man|woman|date|day|year|month|percentage|number|amount)\b",
    re.I,
)
_NEXT_PART = re.compile(
    r",?\s+and\s+(?=(?:also\s+)?(?:on\s+|in\s+|at\s+|by\s+|for\s+|to\s+)?"
    rf"(?:{any_of(QUESTION_WORDS)})\b)",
    re.I,
)
_LATEST = re.compile(
    r"\b(?:now|nowadays|current(?:ly)?|latest|newest|most recent(?:ly)?|at (?:the moment|present)|still)\b",
    re.I,
)
_PRESENT = re.compile(
    r"^(?:how (?:much|many|old|long|far|fast|big|large|tall|high|often)\b.{0,40}?\b(?:is|are|does|do)\b|"
    r"(?:who|what|where|which)\b(?: \w+){0,3}? (?:is|are|does|do)\b|"
    r"who(?:'s|’s| owns| runs| leads| heads| coaches)\b|(?:is|are|does|do)\b)",
    re.I,
)
_WITHOUT_VERB = 4
_INITIALS = re.compile(r"(?:[A-Z]\.?){2,5}(?:['’]s)?")
_NEWS_OF = any_pattern(
    r"\b(?:(?:latest|newest|most recent)(?: news| reports?| developments?)?|news|new)\s+"
    r"(?:on|about|of|from|with|in|regarding|concerning)\s+(?P<subject>\S.*?)\W*$",
    r"^(?:latest|newest|most recent|recent) (?:news|reports?|developments?) (?P<named>\S.*?)\W*$",
)
_VERB = re.compile(
    r"\b(?:who|what|when|where|which|why|how|is|are|was|were|do|does|did|has|have|had|will|would|can|could)\b",
    re.I,
)


@dataclass(frozen=True)
class Question:
    """A question as it was understood. What follows from its words is worked out once, when first needed.

    Attributes:
        asked: What the person wrote, trimmed.
        standalone: The question in words that need no conversation.
        query: What is searched for.
        terms: The stems of the query's content words, with their weights.
        kinds: The kinds of answer that its parts ask for, in order; a part may ask for none.
        latest: Whether it explicitly asks how things stand now.
        present: Whether it is in the present tense, or names a thing without any verb.
        carried: What it takes over from earlier turns, in words; "" for nothing.
    """

    asked: str
    standalone: str
    query: str
    terms: Mapping[str, float]
    kinds: tuple[Kind, ...]
    latest: bool = False
    present: bool = False
    carried: str = ""

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of `asked`."""
        return tuple(tokens(self.asked))

    @cached_property
    def query_tokens(self) -> tuple[Token, ...]:
        """The tokens of `query`."""
        return self.tokens if self.query == self.asked else tuple(tokens(self.query))

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The days that `asked` names."""
        return tuple(days(self.asked))

    @cached_property
    def language(self) -> str:
        """The likely language, an ISO 639-1 code; "" if unknown."""
        return next(iter(languages_of(self.standalone)), "")

    @cached_property
    def measure(self) -> Measure | None:
        """What the question asks to have measured, such as an age; None for nothing."""
        return measure_of(self.standalone)

    @cached_property
    def office(self) -> Office | None:
        """The office whose present holder is asked for, None where nobody's is."""
        return office_asked(self.standalone)

    @cached_property
    def news_of(self) -> str:
        """The subject whose latest news it asks for, "" where it asks for anything else."""
        match = _NEWS_OF.search(self.standalone)
        return (match["subject"] or match["named"]) if match and not self.kinds else ""

    @cached_property
    def defined(self) -> Subject | None:
        """Who or what the question wants explained, None where it asks for anything else."""
        return subject_of(self.standalone)

    @cached_property
    def read_as(self) -> str:
        """The question as the reader model is given it: a whole question where a price is only named."""
        names_a_price = self.measure is not None and not _VERB.search(self.standalone)
        return f"How much is the {self.standalone.rstrip(' ?.!')}?" if names_a_price else self.standalone

    @cached_property
    def is_of_now(self) -> bool:
        """Whether the answer may change with time: how things stand, who holds an office, what it costs."""
        is_price = self.measure is not None and self.measure.is_price
        return self.latest or (self.present and (is_price or office_of(self.standalone) is not None))

    @cached_property
    def name_terms(self) -> Mapping[str, float]:
        """The terms of the names in the query, with their weights."""
        row = self.query_tokens
        return terms(" ".join(row[place].text for place in names(row)))

    @cached_property
    def spelled_names(self) -> Mapping[str, float]:
        """The terms of the names that reports can be expected to repeat as they are.

        Initials are left out, because reports spell the name out, and so are nationalities, which they omit.
        """
        row = self.query_tokens
        others = {
            token.stem
            for token in (row[place] for place in names(row))
            if _INITIALS.fullmatch(token.text) or may_be_worded_otherwise(token.key)
        }
        return {term: weight for term, weight in self.name_terms.items() if term not in others}

    @cached_property
    def answer_terms(self) -> Mapping[str, float]:
        """The terms that whatever answers must contain, with their weights.

        These are all terms except the noun that the question asks for ("which body"), if any others remain.
        """
        nouns = {term for match in _ASKED_FOR.finditer(self.query) for term in terms(match[0].split()[-1])}
        others = {term: weight for term, weight in self.terms.items() if term not in nouns}
        return others or self.terms


def understand(text: str) -> Question:
    """Return a question as understood on its own; `qa.question.follow_ups` adds the conversation.

    Raises:
        QuestionError: The question is empty, too long, or has no word in it.
    """
    trimmed = " ".join(text.split())
    if not trimmed:
        raise QuestionError(
            "The question is empty", "Write what you want to know: who, what, when, where or why."
        )
    if len(trimmed) > MAX_CHARACTERS:
        raise QuestionError(
            f"The question has {len(trimmed):,} characters; the limit is {MAX_CHARACTERS:,}",
            "Ask it in a sentence or two.",
        )
    if not any(char.isalnum() for char in trimmed):
        raise QuestionError(f"There are no words in the question {trimmed!r}", "Ask it in words.")
    kinds = tuple(kind for part in _NEXT_PART.split(trimmed) if (kind := wanted_kind(part)))
    latest = bool(_LATEST.search(trimmed))
    return Question(trimmed, trimmed, trimmed, terms_asked(trimmed), kinds, latest, _is_present(trimmed))


def _is_present(text: str) -> bool:
    if _PRESENT.search(text):
        return True
    only_named = len(text.split()) <= _WITHOUT_VERB and not _VERB.search(text)
    # A question in another language has no verb that is known here, and may be a single run of characters.
    return only_named and languages_of(text)[:1] in ((), ("en",))


def wanted_kind(part: str) -> Kind | None:
    """Return the kind of answer that one part of a question asks for, or None."""
    asked_abroad = languages_of(part)[:1] not in ((), ("en",))
    kinds = (*_KINDS, *_KINDS_ABROAD) if asked_abroad else _KINDS
    return next((kind for kind, pattern in kinds if pattern.search(part)), None)
