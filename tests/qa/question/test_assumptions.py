from datetime import date

import pytest

from index.search.hints import Days
from qa.question.assumptions import Understood, in_words, of_other_days, understood
from qa.question.follow_ups import interpretations
from qa.question.understand import understand

ASKED = {"role": "user", "content": "Who built the Orrin lighthouse?"}
TOLD = {"role": "assistant", "content": "It was built by Ada Byrne. [1]"}


@pytest.mark.parametrize(
    ("question", "period", "without"),
    [
        ("What did the ferry cost in March 2024?", "March 2024", "What did the ferry cost?"),
        ("How has the fare changed since 2023?", "since 2023", "How has the fare changed?"),
        ("What was reported before 5 March 2024?", "before 5 March 2024", "What was reported?"),
        ("Compare the fares of 2024 and 2026", "2024 and 2026", "Compare the fares"),
        ("Compare the fare in 2024 and in 2026.", "2024 and 2026", "Compare the fare."),
        ("How much was it in 2026 and March 2024?", "March 2024 and 2026", "How much was it?"),
        ("How did the fare change from 2023 to 2025?", "2023 – 2025", "How did the fare change?"),
        ("How was it in 2023 – 2025?", "2023 – 2025", "How was it?"),
        ("What happened on 5 March 2024?", "5 March 2024", "What happened?"),
        (
            "How has the fare changed between March 2024 and May 2024?",
            "March – May 2024",
            "How has the fare changed?",
        ),
    ],
)
def test_a_period_is_told_and_can_be_left_out(question: str, period: str, without: str) -> None:
    assert understood(understand(question), None, ()) == (Understood("period", period, without),)


def test_days_told_from_today_are_told_as_days() -> None:
    [told] = understood(understand("What did the ferry cost last month?"), date(2025, 5, 20), ())
    assert (told.text, told.without) == ("April 2025", "What did the ferry cost?")


def test_an_outlet_is_told_when_it_is_named_as_who_reports() -> None:
    outlets = {"The Courier", "The Signal"}
    found = understood(understand("What did the Courier report about the ferry?"), None, outlets)
    assert found == (Understood("outlet", "The Courier", "What was reported about the ferry?"),)


def test_what_is_carried_over_can_be_left_out() -> None:
    question = interpretations("When did she die?", [ASKED, TOLD])[0]
    assert understood(question, None, ()) == (Understood("carried", "Ada Byrne", "When did she die?"),)
    assert understood(interpretations("When did she die?", [])[0], None, ()) == ()


def test_a_question_that_says_all_itself_has_nothing_to_tell() -> None:
    [question] = interpretations("Who must ratify the fishing agreement?", [ASKED, TOLD])
    assert understood(question, None, ()) == ()


def test_spans_are_said_as_short_as_can_be() -> None:
    assert in_words(Days(date(2023, 1, 1), date(2024, 12, 31))) == "2023 – 2024"
    assert in_words(Days(date(2024, 3, 5), date(2024, 4, 6))) == "5 March 2024 – 6 April 2024"


@pytest.mark.parametrize(
    ("question", "shown", "told"),
    [
        ("What did they report in March 2024?", {date(2023, 3, 5)}, ["March 2024"]),
        ("What did they report in March 2024?", {date(2023, 3, 5), date(2024, 3, 31)}, []),
        ("What happened on 5 March 2024?", {date(2024, 3, 6)}, ["5 March 2024"]),
        # These have another end than they name.
        ("What has happened since March 2024?", {date(2024, 5, 6)}, []),
        ("What did they report?", {date(2024, 5, 6)}, []),
        ("What did they report in March 2024?", set(), []),
    ],
)
def test_reports_of_other_days_than_those_asked_for_are_told(
    question: str, shown: set[date], told: list[str]
) -> None:
    said = [f"None of these reports is from {period}." for period in told]
    assert list(of_other_days(question, None, shown)) == said
