from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.filters import Filters
from index.search.hints import Days
from qa.question.days_asked import DaysAsked, days_asked, period_of
from qa.question.understand import understand

OUTLETS = ["The Vell Gazette", "Harbour Wire"]
TODAY = date(2025, 3, 12)


@pytest.mark.parametrize(
    ("question", "first", "last", "outlets"),
    [
        ("What happened on 25 February 2025?", date(2025, 2, 25), date(2025, 2, 25), set()),
        ("What happened yesterday?", date(2025, 3, 11), date(2025, 3, 11), set()),
        ("What did Harbour Wire report in July 2024?", date(2024, 7, 1), date(2024, 7, 31), {"Harbour Wire"}),
        ("What was in Harbour Wire in July 2024?", date(2024, 7, 1), date(2024, 7, 31), {"Harbour Wire"}),
        ("What was the news in early March 2024?", date(2024, 3, 1), date(2024, 3, 10), set()),
        ("What did the Gazette say in 2024?", date(2024, 1, 1), date(2024, 12, 31), {"The Vell Gazette"}),
    ],
)
def test_a_question_of_days_alone(question: str, first: date, last: date, outlets: set[str]) -> None:
    assert days_asked(question, TODAY, lambda: OUTLETS) == DaysAsked(Days(first, last), frozenset(outlets))


@pytest.mark.parametrize(
    "question",
    [
        "What happened to the ferry on 25 February 2025?",
        "What happened in Tarnholt in July 2024?",
        "Who resigned on 25 February 2025?",
        "What was in the parcel on 25 February 2025?",
        "What happened?",
        "What happened between 3 May 2024 and 5 June 2024?",
        "What did Harbour Wire report about the flood in July 2024?",
    ],
)
def test_a_question_that_asks_more(question: str) -> None:
    assert days_asked(question, TODAY, lambda: OUTLETS) is None


def test_the_next_days_paper_counts_and_filters_stay() -> None:
    asked = DaysAsked(Days(date(2025, 2, 25), date(2025, 2, 25)), frozenset({"Harbour Wire"}))
    assert asked.within(None) == Filters(["Harbour Wire"], date(2025, 2, 25), date(2025, 2, 26))
    mine = Filters(["The Vell Gazette"], published_to=date(2025, 2, 25), exclude_articles=["x"])
    assert asked.within(mine) == Filters(
        ["The Vell Gazette"], date(2025, 2, 25), date(2025, 2, 25), exclude_articles=["x"]
    )
    other = Filters(published_to=date(2024, 1, 1))
    assert asked.within(other) == other


@given(st.dates(), st.dates())
def test_no_day_of_the_calendar_breaks_it(one: date, other: date) -> None:
    days = Days(min(one, other), max(one, other))
    narrowed = DaysAsked(days).within(None)
    assert narrowed.published_from == days.first
    assert narrowed.published_to in (date.max, days.last) or narrowed.published_to > days.last


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What did the ferry cost in 2024?", date(2024, 1, 1), date(2024, 12, 31)),
        ("How much was the ferry in March 2024?", date(2024, 3, 1), date(2024, 3, 31)),
        ("How much is a single on the ferry in 2024?", date(2024, 1, 1), date(2024, 12, 31)),
        ("Who was the mayor of Hask in 2023?", date(2023, 1, 1), date(2023, 12, 31)),
        ("Who coached the Mariners in May 2024?", date(2024, 5, 1), date(2024, 5, 31)),
        ("What happened in Tarnholt in March 2025?", date(2025, 3, 1), date(2025, 3, 31)),
        ("What did the Courier report about it in March 2025?", date(2025, 3, 1), date(2025, 3, 31)),
        ("What was written about the pier between March and May 2024?", date(2024, 3, 1), date(2024, 5, 31)),
    ],
)
def test_how_things_were_and_what_happened_belong_to_a_time(question: str, first: date, last: date) -> None:
    assert period_of(understand(question), TODAY) == Days(first, last)


@pytest.mark.parametrize(
    "question",
    [
        "How much is the ferry?",
        "What did the ferry cost?",
        "What did the ferry cost in 2025?",  # The year is not over.
        "How many homes were sold in 2024?",  # Such a number is told in the year after.
        "Who founded the club in 2024?",
        "What happened between 3 May 2024 and 5 June 2024?",
    ],
)
def test_other_questions_belong_to_no_time(question: str) -> None:
    assert period_of(understand(question), TODAY) is None
