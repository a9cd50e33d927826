"""Which of the sentences that the reader judged comes first, by what their scores do not say.

A sentence that tells no price is not what a price is asked with, and what is asked of the present is told by
the newest of the reports that answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from index.search.terms import coverage, stem, terms, words
from qa.evidence.candidates import Evidence, names_mentioned
from qa.evidence.quotable import is_fragment
from qa.evidence.value_of import subject_terms
from qa.evidence.whole_names import whole_name_first
from qa.facts.ratios import is_ratio_or_rate
from qa.question.few_words import takes_few_words
from qa.question.understand import Question

# In the reader's log-odds. Of 21 questions in the present tense the first sentence has the answer for .71
# with this rule, .67 without it, and .62 if unsure sentences count too. Within 2 or 4 of the surest makes no
# difference there; for the fares and coaches of the samples 4 is right.
_SURE, _ABOUT_AS_SURE = 2.0, 4.0
# That much is enough of a sentence that gives the same thing's value as the one that answers surely.
_MAY_ANSWER = 0.0
_RIVALS = 6
# What a sentence that tells no age is behind one that does, where an age is asked for. More than sentences of
# one question mostly differ by, and less than those of another subject do.
_UNTOLD = 1.2
# What will be is not what was, where a value is asked for.
_OF_ANOTHER_TIME = 0.3
_PAST, _FUTURE = re.compile(r"\b(?:did|was|were|had)\b", re.I), re.compile(r"\b(?:will|would)\b", re.I)
# The words of "Who was it before her?" stand most of all where her own beginning is told.
_UNTOLD_RELATION = 3.0
# A sentence is about a subject when it and its headline have this share of the subject's terms.
_ON_SUBJECT = 0.6
# "The strike at the harbour" has two words between.
_NEAR = 3


def in_order(question: Question, read: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences that the reader judged, best first."""
    ordered = sorted(read, key=lambda item: (-worth(question, item), item.hit.rank, item.start))
    if question.news_of:
        return _newest_report(question, ordered)
    if question.latest or question.present:
        return _newest_first(question, ordered)
    return whole_name_first(ordered, partial(worth, question))


def states_what_is_asked(question: Question, item: Evidence) -> bool:
    """Whether a sentence states what a question asks for, such as an age; True if it asks for no such thing.

    Of a question for the latest on a subject, whether the report is on it rather than mentions it; of who
    somebody is, whether the sentence says so.
    """
    if question.news_of:
        return _is_on(question, item)
    if question.defined and question.defined.is_named:
        return item.defines > 0.0
    # Of several presidents the reader takes any, so a name must stand with what its office is of.
    if question.office and question.office.is_one_of_many:
        return item.defines > 0.0
    return question.measure is None or question.measure.is_stated_in(item.text)


def worth(question: Question, item: Evidence) -> float:
    """Return the score of a sentence, less where it does not tell what the question wants told.

    A heading does not tell why or what happened.
    """
    return item.score - _untold(question, item)


def _untold(question: Question, item: Evidence) -> float:
    """What a sentence is behind others for what it does not tell."""
    measure = question.measure
    if measure is None:
        return _UNTOLD if is_fragment(item.text) and not takes_few_words(question) else 0.0
    if _counts_nothing(question, item):
        return _UNTOLD
    if measure.is_stated_in(item.text):
        return _OF_ANOTHER_TIME if _PAST.search(question.standalone) and _FUTURE.search(item.text) else 0.0
    return _UNTOLD if measure.is_value else _UNTOLD_RELATION


def _counts_nothing(question: Question, item: Evidence) -> bool:
    """Whether the words with which a sentence answers "how many" are half of a ratio, or so many each day."""
    asked = question.measure is not None and question.measure.is_count
    place = item.answer_in_text
    return asked and place is not None and is_ratio_or_rate(question.standalone, item.text, place)


def _newest_report(question: Question, ordered: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, with the newest report on its subject in front, from its opening on where that was read.

    Which sentence answers "What is the latest on the strike?" the reader cannot tell.
    """
    wanted = terms(question.news_of)
    on_subject = [item for item in ordered if item.hit.published_at and _is_on(question, item)]
    if not on_subject:
        return list(ordered)
    newest = max(map(_moment, on_subject))
    first = [item for item in on_subject if _moment(item) == newest]
    first.sort(key=lambda item: (item.field == "body" and item.start > 0, -_share(wanted, item)))
    best = max(item.score for item in on_subject)
    rest = [item for item in ordered if item not in first]
    return [replace(first[0], score=max(best, first[0].score)), *first[1:], *rest]


def _is_on(question: Question, item: Evidence) -> bool:
    """Whether a sentence is of a report on a subject: its headline or beginning names it."""
    subject = terms(question.news_of)
    named = coverage(subject, terms(item.title)) > 0 or item.hit.start == 0
    if not named or _share(subject, item) < _ON_SUBJECT:
        return False
    names = {term: weight for term, weight in question.name_terms.items() if term in subject}
    return bool(names) or len(subject) == 1 or _is_together(subject, item)


def _is_together(subject: Mapping[str, float], item: Evidence) -> bool:
    """Whether two of a subject's terms stand near each other: a ferry may strike what is near a harbour."""
    for text in (item.title, item.hit.text):
        stems = enumerate(map(stem, words(text)))
        places = [(place, term) for place, term in stems if term in subject]
        for (one, first), (other, second) in pairwise(places):
            if first != second and other - one <= _NEAR:
                return True
    return False


def _share(subject: Mapping[str, float], item: Evidence) -> float:
    return coverage(subject, terms(item.title), terms(item.text))


def _newest_first(question: Question, read: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, with the newest of the sentences that answer about as surely as the best in front.

    Every report of a new coach answers "Who is the coach?". Of a value a newer report is good enough that
    gives the same thing's, such as another fare for adults.
    """
    if not read or read[0].logit <= _SURE:
        return list(read)
    best, newest = read[0], _newest_rival(question, read, read[0])
    # What belongs to what the newest is about may be newer still.
    while _moment(later := _newest_rival(question, read, newest)) > _moment(newest):
        newest = later
    if newest is best:
        return list(read)
    return [replace(newest, score=best.score), *(item for item in read if item is not newest)]


def _newest_rival(question: Question, read: Sequence[Evidence], best: Evidence) -> Evidence:
    """The newest of what answers about as surely as `best` or gives the same thing's value, or itself."""
    sure = max(_SURE, read[0].logit - _ABOUT_AS_SURE)
    thing = _thing(question, best)
    same = [item for item in read if item.logit > _MAY_ANSWER and _are_same(thing, _thing(question, item))]
    named = names_mentioned(question, best.hit)
    rivals = [
        item
        for item in read[:_RIVALS]
        if item.logit >= sure
        and states_what_is_asked(question, item) >= states_what_is_asked(question, read[0])
        and names_mentioned(question, item.hit) >= named
    ]
    newest = max([*same, *rivals], key=_moment, default=best)
    return newest if _moment(newest) > _moment(best) else best


def _are_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two things are one, of which the one may be named with more words."""
    return bool(one and other) and (one <= other or other <= one)


def _thing(question: Question, item: Evidence) -> frozenset[str]:
    """What the answering value of a sentence belongs to beside what is asked for; empty for nothing."""
    measure, place = question.measure, item.answer_in_text
    if measure is None or not measure.is_value or place is None:
        return frozenset()
    if not measure.is_stated_by(item.text, place.start, place.end):
        return frozenset()
    return subject_terms(item.text, place, question.standalone)


def _moment(item: Evidence) -> float:
    return item.hit.published_at.timestamp() if item.hit.published_at else -math.inf
