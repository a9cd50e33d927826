"""Checking what a question takes for granted against the evidence: its time, its names, its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise

from corpus.text.language import zipf
from index.search.hit import Hit
from index.search.terms import coverage, terms, words
from qa.check.quantities import unknown_quantities
from qa.evidence.candidates import Evidence
from qa.facts.antonyms import wrong_direction
from qa.facts.dates import Day, days
from qa.facts.nationalities import is_named
from qa.facts.tokens import Token, is_title, names, tokens
from qa.question.understand import Question

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# A season or a school year, "2021–22", which later reports look back on without naming it.
_SEASON = re.compile(r"\b(?:19|20)\d\d[–-](?:\d\d){1,2}\b")
_CONSIDERED = 3
_SAME_BEGINNING = 5
_SAME_SUBJECT = 0.5
# What one side buys the other sells.
_SAME_DEAL = frozenset("buy buys buying bought sell sells selling sold lend lent borrow borrowed".split())
_ALL_NOUNS_CAPITAL = "de"
_PLACED_BY = frozenset({"von", "in", "nach", "aus", "bei"})
_KNOWN_ABROAD = 3.5  # As Zipf frequency in English.
_WORD_IN_CAPITALS = 3.5  # The same: "TV" and "DNA" are words, and reports have others for them.
# The same: of "Crocus City Hall" City and Hall are common, and Crocus is much rarer. Where no hit has the
# rare part, the archive does not know the name (`docs/reader.md`).
_COMMON_PART, _MUCH_RARER = 4.5, 1.5
# Not "of" alone: a person of a place is another name than the place.
_JOINS_NAMES = ({"of", "the"}, {"for", "the"})
# "Under the act" does not say that a number is low, nor "above all" that it is high.
_OF_NO_DIRECTION = frozenset({"above", "over", "below", "under"})


def outside(
    question: Question, evidence: Sequence[Evidence], first: datetime | None, last: datetime | None
) -> str | None:
    """Return a notice if a question is about a time that the archive does not cover and no evidence mentions.

    Articles write about the past and about plans, so a year that the best evidence mentions is covered, as
    long as the passage is about the rest of the question too.
    """
    if first is None or last is None:
        return None
    months = _months(question)
    if not months or any(_within(month, first, last) for month in months):
        return None
    texts = [f"{item.title} {item.hit.text}" for item in evidence[:_CONSIDERED]]
    other_terms = {term: weight for term, weight in question.terms.items() if not _YEAR.fullmatch(term)}
    texts = [text for text in texts if coverage(other_terms, terms(text)) >= _SAME_SUBJECT]
    if any(str(year) in text for year, _ in months for text in texts):
        return None
    after = all(month > (last.year, last.month) for month in months)
    begin, end = f"{first:%-d %B %Y}", f"{last:%-d %B %Y}"
    span = f"ends on {end}" if after else f"goes from {begin} to {end}"
    return f"The archive {span}, and nothing found in it mentions {_spoken(months)}."


def _months(question: Question) -> list[tuple[int, int]]:
    """The months that a question names with a year, and years on their own as (year, 0)."""
    dated = [(day.year, day.month) for day in question.days if day.year]
    years = {year for year, _ in dated}
    alone = [
        (int(year), 0) for year in _YEAR.findall(_SEASON.sub("", question.asked)) if int(year) not in years
    ]
    return [*dated, *alone]


def _within(month: tuple[int, int], first: datetime, last: datetime) -> bool:
    year, number = month
    if not number:
        return first.year <= year <= last.year
    return (first.year, first.month) <= month <= (last.year, last.month)


def _spoken(months: Sequence[tuple[int, int]]) -> str:
    names = [datetime(year, month, 1).strftime("%B %Y") if month else str(year) for year, month in months]
    return " or ".join(dict.fromkeys(names))


def doubts(question: Question, evidence: Sequence[Evidence]) -> list[str]:
    """Return a notice of what a question takes for granted that the best evidence lacks or contradicts."""
    best = evidence[:_CONSIDERED]
    around = " ".join(f"{item.hit.title}. {item.hit.text}" for item in best)
    published = [item.hit.day for item in best if item.hit.day]
    reasons = []
    if unknown_quantities(question.asked, around, published) and not _only_years(question.asked):
        reasons.append("they do not give its number")
    reported = [Day(day.day, day.month, day.year) for day in published] + days(around)
    if any(not any(mine.agrees(other) for other in reported) for mine in question.days):
        reasons.append("they do not give its date")
    # Reports of who left and who came show who held the office before.
    turned = question.measure is not None and not question.measure.is_value
    row = [token for token in question.tokens if token.key not in _SAME_DEAL | _OF_NO_DIRECTION]
    if best and not turned and wrong_direction(row, _without_bounds(tokens(best[0].text))):
        reasons.append("the best of them says the opposite of a word in it")
    return (
        [f"The articles found do not bear out the whole question: {'; '.join(reasons)}."] if reasons else []
    )


def _without_bounds(row: Sequence[Token]) -> list[Token]:
    """The tokens without the second word of "at least" and "at most", which are no superlatives."""
    return [*row[:1], *(token for before, token in pairwise(row) if before.key != "at")]


def _only_years(text: str) -> bool:
    return not re.search(r"\d", _YEAR.sub("", _SEASON.sub("", text)))


def _of_a_place(row: Sequence[Token], place: int) -> bool:
    """Whether a German noun has a preposition but no article before it, and is known abroad: "von Paris"."""
    before = row[place - 1].key if place else ""
    abroad = zipf(row[place].key) >= _KNOWN_ABROAD
    return before in _PLACED_BY and abroad


def unknown_subjects(question: Question, hits: Sequence[Hit]) -> list[str]:
    """Return the names in a question of which no part occurs in the hits or in their outlets' names.

    A common part ("City Hall") does not stand for a name whose rare part ("Crocus") occurs nowhere.
    """
    around = " ".join(f"{hit.title} {hit.text} {hit.source or ''}" for hit in hits)
    row = question.tokens
    told = frozenset(words(around))
    beginnings = {word[:_SAME_BEGINNING] for word in told}

    def is_told(part: str) -> bool:
        return any(word[:_SAME_BEGINNING] in beginnings or is_named(word, told) for word in words(part))

    runs = _runs_of_names(row)
    if question.language == _ALL_NOUNS_CAPITAL:
        runs = [run for run in runs if len(run) > 1 or _of_a_place(row, run[0])]
    # A title joins the parts of a name, as in "Britain's King Charles", but is no name itself.
    name_runs = [[row[place].text for place in run if not is_title(row[place].key)] for run in runs]
    return [" ".join(parts) for parts in name_runs if parts and not _is_mentioned(parts, is_told)]


def _is_mentioned(parts: Sequence[str], is_told: Callable[[str], bool]) -> bool:
    """Whether the evidence has a part of a name; a common part does not count if the rarest is missing."""
    present = list(filter(is_told, parts))
    if not present:
        return False
    rarest = min(parts, key=zipf)
    least = min(map(zipf, present))
    return rarest in present or least < _COMMON_PART or least - zipf(rarest) < _MUCH_RARER


def _runs_of_names(row: Sequence[Token]) -> list[list[int]]:
    """The places of the names, those of one name together: "the Democratic Republic of the Congo"."""
    runs: list[list[int]] = []
    for place in names(row):
        if _is_a_word(row[place]):
            continue
        between = {token.key for token in row[runs[-1][-1] + 1 : place]} if runs else set()
        if runs and (place == runs[-1][-1] + 1 or between in _JOINS_NAMES):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _is_a_word(token: Token) -> bool:
    """Whether a token is a word of its own that is written in capitals, such as "TV"."""
    return token.text.isupper() and zipf(token.key) >= _WORD_IN_CAPITALS
