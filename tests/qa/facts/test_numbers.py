"""Numbers of any length in articles and answers: none raises, and none carries another."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.check.alignment import replaced
from qa.check.quantities import turned_pairs, unknown_quantities
from qa.facts.dates import unknown_dates
from qa.facts.numbers import Quantity, quantities
from qa.facts.tokens import tokens

ENDLESS = ("9" * 309, "1" + "0" * 308 + " million", "7" * 5_000)
odd = st.one_of(
    st.sampled_from([*ENDLESS, "²", "٣", "½", "inf", "nan", "0" * 400, "1." + "1" * 400, "1e999"]),
    st.from_regex(r"\d{1,30}", fullmatch=True),
)


@pytest.mark.parametrize("number", ENDLESS)
def test_a_number_beyond_every_float_stands_for_no_other(number: str) -> None:
    [mine] = quantities(f"It cost ${number}.")
    assert mine.value == math.inf
    assert not mine.is_about(mine)
    assert not mine.is_about(Quantity(12.0))
    assert not Quantity(12.0, bound="about").is_about(mine)


@pytest.mark.parametrize("number", ENDLESS)
def test_an_answer_with_such_a_number_is_not_carried(number: str) -> None:
    sentence = f"The ferry costs ${number}."
    [reason] = unknown_quantities(sentence, "The ferry costs $12.")
    assert reason == "the number of hundreds of digits does not stand in the passage"


@pytest.mark.parametrize("number", ENDLESS)
def test_a_passage_with_such_a_number_leaves_the_others_to_be_checked(number: str) -> None:
    around = f"The ferry costs $12, and not ${number}. Hundreds came, 412 in all."
    assert unknown_quantities("The ferry costs $12, and hundreds came.", around) == []
    assert unknown_quantities("The ferry costs $13.", around) != []


@given(odd, odd)
def test_no_number_raises(mine: str, theirs: str) -> None:
    sentence, around = (f"On 3 May the {n} of {n} ferries cost {n} euros, up by {n}." for n in (mine, theirs))
    for check in (unknown_quantities, turned_pairs):
        assert check(sentence, around) is not None
    assert unknown_dates(sentence, around, [date(2025, 5, 3)]) is not None
    assert replaced(tokens(sentence), [around]) is not None
