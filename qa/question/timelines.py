"""Questions that want a course of events: "how has … changed", "timeline of …", "what happened between …"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corpus.text.lexicon import any_pattern
from index.search.filters import Filters
from index.search.hints import Days, named_days, spelled_days
from index.search.terms import stems_of, terms
from qa.question.days_asked import OF_TIME
from qa.question.understand import Question

_CHANGES = re.compile(
    r"\bhow (?:has|have|did)\b.*\b(?:chang|develop|evolv)\w*|\bover the years\b|"
    r"\bcompare\b.*\b(?:19|20)\d\d\b.*\b(?:19|20)\d\d\b",
    re.I,
)
_HAPPENS = re.compile(
    r"\b(?:timeline|chronology)\b|\bhow (?:has|have|did)\b.*\bunfold\w*|"
    r"\bwhat (?:has |have |had )?(?:all )?happened (?:between|since|from)\b",
    re.I,
)
_HAPPENED = re.compile(r"\bwhat (?:has |have |had )?(?:all )?happened\b", re.I)
# The first of a span's own words, or what stands right before them.
_BEGINS_SPAN = re.compile(r"(?:between|since|from)\b|(?<=between )|(?<=since )|(?<=from )", re.I)
_BEFORE_DAYS = re.compile(r"(?:\b(?:between|since|from|in|on|until|and|to|till)\s+)*$", re.I)
# The words that make it such a question, and do not describe its subject.
_JOINED = r"(?:and|to|with|versus|vs\.?) (?:of |in )?"
_FRAME = any_pattern(
    r"^(?:please |can you |could you )*(?:give|show|make|write|draw up|tell)?\s*(?:me|us)?\s*"
    r"(?:an? |the )?(?:timeline|chronology)\s*(?:of|on|for|about|:)?\s*",
    r"^compare\s+(?:the )?",
    rf"\b(?:of|in|between|from) (?:19|20)\d\d {_JOINED}(?:19|20)\d\d\b",
    r"^how (?:has|have|did)\s+",
    r"^what (?:has |have |had )?(?:all )?happened(?: (?:to|with|in|at|between|since|from|over))?\s+",
    r"\b(?:that )?(?:has |have |had )?(?:been )?(?:chang|develop|evolv|unfold)(?:e[ds]?|ing|ed)?\b",
    r"\bover (?:the )?(?:(?:last|past|recent) )?(?:\w+ )?(?:time|years|months|weeks)\b",
    r"\bas a timeline\b",
)
_YEARS = re.compile(
    rf"\b(?:between|from|of|in) ((?:19|20)\d\d) (?:until |till |{_JOINED})((?:19|20)\d\d)\b",
    re.I,
)
_ONWARD = re.compile(r"\bsince\b", re.I)
_PRICE_OF = re.compile(r"^(?:the )?(?:price|cost)s? (?:of|for) ", re.I)
_ITS_PRICE = re.compile(r"^(?:the )?((?:.* )?(?:cost|price|fare|fee|rent|wage|charge))s?$", re.I)
_MONEY = re.compile(r"\b(?:costs?|prices?|fares?|fees?|rents?|wages?|salar(?:y|ies)|charges?)\b", re.I)
_PRICE_WORDS = stems_of("cost price fare fee rent wage salary charge")
_TIME_WORDS = OF_TIME | stems_of("timeline chronology change happen year month week day early late")


@dataclass(frozen=True, slots=True)
class Course:
    """What a timeline is to show.

    Attributes:
        subject: What it is about, in the question's words; "" where only days are named.
        terms: The stems that carry the subject, with their weights.
        changes: Whether it is asked how the subject changed, so that each date may have a value.
        first: The first day asked for, or None.
        last: The last day, or None.
    """

    subject: str
    terms: Mapping[str, float]
    changes: bool
    first: date | None = None
    last: date | None = None

    @property
    def is_of_money(self) -> bool:
        """Whether it is asked how a price, a wage or the like changed."""
        return self.changes and bool(_MONEY.search(self.subject))

    @property
    def question(self) -> str:
        """What a sentence that belongs to it answers."""
        return f"What happened to {self.subject}?" if self.subject else "What happened?"

    @property
    def value_question(self) -> str:
        """What a sentence that gives its value answers."""
        if self.is_of_money and (price := _ITS_PRICE.match(self.subject)):
            return f"How much is the {price[1]}?"
        if priced := _PRICE_OF.sub("", self.subject) if self.is_of_money else "":
            return f"How much is {priced}?"
        return f"What is {self.subject}?"

    def within(self, filters: Filters | None) -> Filters:
        """Return `filters` narrowed to its days; as they are where nothing would be left."""
        filters = filters or Filters()
        return filters.within(self.first, self.last) or filters


def course_of(question: Question, today: date | None = None) -> Course | None:
    """Return the course of events that a question asks for, None when it asks for anything else."""
    changes = bool(_CHANGES.search(question.asked))
    if not (changes or _HAPPENS.search(question.asked) or _asks_of_a_span(question.asked, today)):
        return None
    query = question.query if changes else _without_days(question.query, today)
    subject = " ".join(_FRAME.sub(" ", query).strip(" ?!.").split())
    told_in_order = {
        term: weight
        for term, weight in terms(subject).items()
        if term not in _TIME_WORDS and not term[0].isdigit()
    }
    if changes:
        # "Will cost €12" states a fare without the word.
        told_in_order = {t: w for t, w in told_in_order.items() if t not in _PRICE_WORDS} or told_in_order
    first, last = _days(question.standalone, today)
    if not told_in_order and first is None:
        return None
    return Course(subject if told_in_order else "", told_in_order, changes, first, last)


def _asks_of_a_span(question: str, today: date | None) -> bool:
    """Whether it asks what happened, with something between the two: "What happened to Hask since March?"."""
    if not _HAPPENED.search(question):
        return False
    return any(_BEGINS_SPAN.match(question, start) for start, *_ in spelled_days(question, today))


def _without_days(question: str, today: date | None) -> str:
    """A question without its days, and without what joins them to it."""
    for start, end, _ in sorted(spelled_days(question, today), key=lambda span: span[:2], reverse=True):
        question = f"{_BEFORE_DAYS.sub('', question[:start])} {question[end:]}"
    return " ".join(question.split())


def _days(question: str, today: date | None) -> tuple[date | None, date | None]:
    if years := _YEARS.search(question):
        one, other = sorted((int(years[1]), int(years[2])))
        return date(one, 1, 1), date(other, 12, 31)
    spans: tuple[Days, ...] = named_days(question, today)
    if not spans:
        return None, None
    onward = len(spans) == 1 and bool(_ONWARD.search(question))
    return min(span.first for span in spans), None if onward else max(span.last for span in spans)
