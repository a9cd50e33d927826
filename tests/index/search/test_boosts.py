from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.catalogue.records import to_ms
from index.search.boosts import boosted, merge, near_days, near_named, proximity
from index.search.hints import Days
from tests.index.makers import day

SPAN = (Days(date(2023, 3, 1), date(2023, 3, 10)),)


def test_nearness_halves() -> None:
    today = date(2023, 3, 21)
    assert near_days(to_ms(day("2023-03-21")), today, 20) == pytest.approx(1.0, abs=0.02)
    assert near_days(to_ms(day("2023-03-01")), today, 20) == pytest.approx(0.5, abs=0.02)
    assert near_days(to_ms(day("2023-04-10")), today, 20) == pytest.approx(0.5, abs=0.02)
    assert near_days(None, today, 20) == near_days(0, None, 20) == 0.0


def test_a_report_may_come_some_days_after_the_named_ones() -> None:
    near = [near_named(to_ms(day(text)), SPAN, 20) for text in ("2023-03-05", "2023-03-12", "2023-05-01")]
    assert near[0] == near[1] == 1.0 > near[2] > 0.0
    assert near_named(None, SPAN, 20) == near_named(0, (), 20) == 0.0


def test_a_named_year_says_less_than_a_named_month() -> None:
    year = (Days(date(2023, 1, 1), date(2023, 12, 31)),)
    assert near_named(to_ms(day("2023-03-05")), year, 20) == 0.5


def test_the_last_day_there_is_can_be_named() -> None:
    assert near_named(to_ms(day("2023-03-05")), (Days(date.max, date.max),), 20) < 1e-6


def test_words_close_together_count_more_than_words_far_apart() -> None:
    wanted = {"ferri": 1.0, "fare": 1.0}
    between = "and then the crew talked about the weather of the last days at sea for a while " * 5
    assert proximity(wanted, "The ferry's fare rose.") == 1.0
    assert proximity(wanted, f"The ferry sailed {between} until the fare rose.") == 0.5
    assert proximity(wanted, "Cheese.") == proximity({}, "The ferry") == 0.0


@given(st.lists(st.sampled_from(["ferry", "fare", "pier", "x"]), max_size=150))
def test_proximity_is_the_best_window(listed: list[str]) -> None:
    weights = {"ferri": 2.0, "fare": 1.0, "pier": 0.5}
    stems = {"ferry": "ferri", "fare": "fare", "pier": "pier"}
    windows = [listed[i : i + 50] for i in range(max(len(listed) - 49, 1))]
    best = max(sum(weights[stems[w]] for w in {*window} - {"x"}) for window in windows)
    assert proximity(weights, " ".join(listed)) == pytest.approx(best / 3.5)


def test_merging_keeps_the_best_score() -> None:
    assert merge([[("a", 1.0), ("b", 0.2)], [("b", 0.9), ("c", 0.1)]]) == [("a", 1.0), ("b", 0.9), ("c", 0.1)]


def test_boosts_are_added() -> None:
    assert boosted([("a", 0.5), ("b", 0.4)], {"b": 0.2}) == [("b", pytest.approx(0.6)), ("a", 0.5)]
