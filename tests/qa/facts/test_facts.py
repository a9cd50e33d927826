from datetime import date

import pytest

from qa.check.names import unknown_names
from qa.facts.dates import Day, days, resolved_days, weekdays, without_days
from qa.facts.numbers import Quantity, numbers, quantities
from qa.facts.tokens import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Twelve people paid $5 million", [12, 5e6]),
        ("1,200 of twenty-one thousand", [1200, 21_000]),
        ("3.5 percent on the 2nd", [3.5, 2]),
        ("one of them", []),
        ("41 votes to 38", [41, 38]),
        ("a three-digit number", [3]),
        ("two and half", [2, 0.5]),
    ],
)
def test_numbers_are_read_in_figures_and_in_words(text: str, expected: list[float]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$5 million", Quantity(5e6, "$")),
        ("five million dollars", Quantity(5e6, "$")),
        ("3.5 per cent", Quantity(3.5, "%")),
        ("more than 40 boats", Quantity(40, "", "over")),
        ("nearly 40 miles", Quantity(40, "mile", "about")),
        ("five straight days", Quantity(5, "day")),
        ("at 9 a.m. sharp", Quantity(9, "am")),
    ],
)
def test_a_quantity_has_its_unit_and_its_bound(text: str, expected: Quantity) -> None:
    assert quantities(text) == [expected]


@pytest.mark.parametrize(
    ("said", "stood", "may"),
    [
        ("about 1,200", "1,197", True),
        ("1,200", "1,197", False),
        ("more than 1,190", "1,197", True),
        ("more than 1,200", "1,197", False),
        ("5 %", "5 percent", True),
    ],
)
def test_a_rounded_number_must_say_so(said: str, stood: str, may: bool) -> None:
    assert quantities(said)[0].is_about(quantities(stood)[0]) is may


def test_dates_are_read_and_the_verb_may_is_none() -> None:
    assert days("It may rain. On May 3, in Sept. 2024 and 12 June") == [
        Day(3, 5, None),
        Day(None, 9, 2024),
        Day(12, 6, None),
    ]
    assert "3" not in without_days("On May 3 they came")
    assert weekdays("On Tuesday and Sundays") == {"tue", "sun"}


def test_a_weekday_has_a_date_by_the_day_of_the_article() -> None:
    assert resolved_days("on Tuesday", date(2025, 5, 14)) == [date(2025, 5, 13)]
    assert resolved_days("yesterday", date(2025, 5, 14)) == [date(2025, 5, 13)]


@pytest.mark.parametrize(
    ("sentence", "around"),
    [
        ("The Ukrainian army", "In Ukraine the army"),
        ("French boats", "Boats of France"),
        ("The United Nations met", "The UN met"),
        ("The UN met", "The United Nations met"),
        ("Zoë Müller left", "Zoe Muller left"),
    ],
)
def test_a_name_may_be_written_otherwise(sentence: str, around: str) -> None:
    assert unknown_names(tokens(sentence), around) == []
