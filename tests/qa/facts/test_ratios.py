"""Numbers that count nothing."""

from __future__ import annotations

import pytest

from corpus.text.sentences import Span
from qa.facts.ratios import is_ratio_or_rate


def compares(text: str, number: str, question: str = "How many cases were there?") -> bool:
    start = text.index(number)
    return is_ratio_or_rate(question, text, Span(start, start + len(number)))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("There were 17 times as many cases as in May.", "17"),
        ("More than six in 10 of the ferries ran late.", "six"),
        ("More than six in 10 of the ferries ran late.", "10"),
        ("One out of every five adults has tried it.", "five"),
        ("More than six in 10 of the ferries ran late.", "six in 10"),
        ("There were 17 times as many cases as in May.", "17 times"),
        ("It has enrolled more than 1,000 people a day.", "1,000"),
        ("The yard launches two ships each year.", "two"),
    ],
)
def test_half_of_a_ratio_and_a_rate_count_nothing(text: str, number: str) -> None:
    assert compares(text, number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("There were 113 in 2024.", "113"),
        ("It is sold in 12 in 10 cities.", "12"),
        ("He was there 17 times before.", "17"),
        ("The 43 cases were 17 times as many as in May.", "43 cases"),
        ("Some 43 cases had been reported to the ministry.", "43"),
        ("Three in Hask were hurt.", "Three"),
        ("It took 12 men a year to build.", "12 men a year"),
    ],
)
def test_others_count(text: str, number: str) -> None:
    assert not compares(text, number)


def test_a_rate_may_be_asked_for() -> None:
    assert not compares("It serves 1,000 people a day.", "1,000", "How many people a day does it serve?")
