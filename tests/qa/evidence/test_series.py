"""Values at different times: of one thing, that held then, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from corpus.text.sentences import Span
from index.search.hit import Hit
from qa.evidence.candidates import Evidence
from qa.evidence.series import has_value, series

FARE = "the fare of the Orrin ferry"
DAY = datetime(2025, 5, 1, tzinfo=UTC)


def item(text: str, day: int = 0, logit: float = 4.0, answer: str = "") -> Evidence:
    hit = Hit(1, 1.0, f"a{day}", 1, f"a{day}-0", 0, len(text), text, "Title", None, DAY + timedelta(days=day))
    start = text.index(answer)
    return Evidence(hit, 0, len(text), text, 1.0, 1.0, logit, Span(start, start + len(answer or text)), 0.9)


def values(subject: str, *items: Evidence) -> list[str]:
    return [value.place.of(value.item.text) for value in series(items, subject)]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (FARE, "The fare rises by €2 in May."),
        (FARE, "The fare will be €2 more than before."),
        (FARE, "The fare could be €12 by the autumn."),
        (FARE, "The line expects the fare to go up to €12."),
        (FARE, "In 2006 the fare was €4."),
        (FARE, "Last year the fare was €4."),
        (FARE, "The fare has not gone above €12."),
        (FARE, "That is €1.20 more than the fare of €11.40 charged since April."),
        ("the inflation rate", "The bank raised it by a quarter of 3 percentage points."),
        ("the inflation rate", "The rate rose more than two full percentage points."),
        ("the inflation rate", "The pound lost nearly 12% of its value."),
        ("the approval rating of the mayor", "20% of voters said that prices hurt them."),
        ("the death toll of the storm", "For the latest see Monday, Sept. 30."),
        ("the death toll of the storm", "It was the fourth storm of 2025."),
    ],
)
def test_what_did_not_hold_then_is_no_value(subject: str, text: str) -> None:
    assert not has_value(item(text), subject)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (FARE, "An adult single will cost €12 from 1 May."),
        ("the inflation rate", "The rate climbed to 8.6% in March."),
        ("the death toll of the storm", "The death toll rose to at least 32."),
        ("the quota", "Boats may land 7,400 tonnes."),
    ],
)
def test_what_held_from_then_on_is_a_value(subject: str, text: str) -> None:
    assert has_value(item(text), subject)


def test_a_car_has_no_place_beside_adults() -> None:
    fares = [
        item("An adult single on the Orrin ferry will cost €31.40 from April.", 1),
        item("The charge for a car rises from €31 to €34.50.", 2),
        item("An adult single will cost €30.20, the line said.", 3, logit=-1.2),
        item("A car will cost €33, down from €36.", 4),
        item("Fares stay as they were, with an adult single at €30.20.", 5, logit=-0.5),
    ]
    assert values(FARE, *fares) == ["€31.40", "€30.20", "€30.20"]


def test_another_place_has_none_beside_the_whole() -> None:
    prices = [
        item("The average price of gas is $4.10 a gallon.", 1),
        item("California has the most expensive gas at $5.69 a gallon on average.", 2),
        item("In Mono County the average price of gas is $5.95 a gallon.", 3),
        item("The average price of gas fell to $3.90 a gallon.", 4),
        item("Ohio's average price of gas is $3.10 a gallon.", 5),
    ]
    assert values("the price of gas", *prices) == ["$4.10", "$3.90"]


def test_of_two_values_that_which_answers_is_taken() -> None:
    rates = [
        item("The 30-year rate is 7.1% while a 15-year rate is 6.3%.", 1, answer="7.1%"),
        item("The 30-year rate is 6.9% while a 15-year rate is 6.2%.", 2, answer="6.9%"),
    ]
    assert values("the mortgage rate", *rates) == ["7.1%", "6.9%"]


def test_counts_grow_far() -> None:
    tolls = [
        item("The death toll of the quake stood at 1,400.", 1),
        item("The death toll of the quake surpassed 11,000.", 2),
        item("The death toll of the quake rose to 24,000.", 3),
    ]
    assert values("the death toll of the quake", *tolls) == ["1,400", "11,000", "24,000"]


def test_what_never_changed_has_no_values() -> None:
    same = [item(f"The adult fare is €10 on day {day}.", day) for day in (1, 2)]
    assert values(FARE, *same) == []
    assert values(FARE, item("The adult fare is €10."), item("The adult fare is €11.")) == []
