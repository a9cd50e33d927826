from datetime import date

import pytest

from index.search.filters import Filters
from qa.question.timelines import course_of
from qa.question.understand import understand


@pytest.mark.parametrize(
    ("question", "subject", "changes"),
    [
        ("How has the ferry fare changed?", "the ferry fare", True),
        ("How did the herring quota develop over the last five years?", "the herring quota", True),
        ("Compare the ferry fares of 2024 and 2026", "ferry fares", True),
        ("Compare the ferry fare in 2024 and in 2026", "ferry fare", True),
        ("Timeline of the Saltrey plant", "the Saltrey plant", False),
        ("Please give me a chronology of the strike.", "the strike", False),
        ("What happened between the strike and the vote?", "the strike and the vote", False),
        ("What happened between January and March 2024 with the strike?", "the strike", False),
        ("What happened with the strike between January and March 2024?", "the strike", False),
        ("What happened at the plant since March 2024?", "the plant", False),
    ],
)
def test_a_course_has_the_question_s_subject(question: str, subject: str, changes: bool) -> None:
    course = course_of(understand(question))
    assert course is not None
    assert (course.subject, course.changes) == (subject, changes)


@pytest.mark.parametrize(
    "question",
    [
        "Who must ratify the agreement?",
        "How many people marched?",
        "List the ferries of Hask",
        "What happened in the talks between Hask and Quennish in March 2024?",
        "What happened to the boat from Quennish?",
    ],
)
def test_other_questions_want_none(question: str) -> None:
    assert course_of(understand(question)) is None


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened between March 2024 and July 2024?", date(2024, 3, 1), date(2024, 7, 31)),
        ("What happened at the plant from March 2024 to July 2024?", date(2024, 3, 1), date(2024, 7, 31)),
        ("How has the fare changed since March 2025?", date(2025, 3, 1), None),
        ("How has the fare changed between 2023 and 2025?", date(2023, 1, 1), date(2025, 12, 31)),
        ("Compare the fares of 2024 and 2026.", date(2024, 1, 1), date(2026, 12, 31)),
        ("Compare fares in 2024 with 2026", date(2024, 1, 1), date(2026, 12, 31)),
        ("Compare fares in 2024 and in 2026", date(2024, 1, 1), date(2026, 12, 31)),
        ("How has the fare changed?", None, None),
    ],
)
def test_days_that_are_named_are_its_limits(question: str, first: date | None, last: date | None) -> None:
    course = course_of(understand(question))
    assert course is not None
    assert (course.first, course.last) == (first, last)
    within = course.within(Filters(published_from=date(2024, 6, 1)))
    assert within.published_from == max(first or date.min, date(2024, 6, 1))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How has the price of the ferry changed?", "How much is the ferry?"),
        ("Compare the ferry fares of 2024 and 2026", "How much is the ferry fare?"),
        ("Compare the fares of 2024 and 2026", "How much is the fare?"),
        ("How has the toll of the bridge changed?", "What is the toll of the bridge?"),
    ],
)
def test_a_sentence_has_its_value_where_it_answers_what_it_is(question: str, asked: str) -> None:
    course = course_of(understand(question))
    assert course is not None
    assert course.value_question == asked
