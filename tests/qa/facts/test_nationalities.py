"""A country is named by its adjective, and the other way round."""

from __future__ import annotations

import pytest

from qa.facts.nationalities import is_named


@pytest.mark.parametrize(
    ("part", "words", "named"),
    [
        ("greek", {"greece"}, True),
        ("greece", {"greek"}, True),
        ("netherlands", {"dutch"}, True),
        ("ukrainian", {"ukraine"}, True),
        ("lions", {"lion"}, True),
        ("greek", {"green", "greed"}, False),
        ("sudan", {"sedan"}, False),
        ("thailand", {"land"}, False),
    ],
)
def test_a_country_and_what_is_of_it_are_one_name(part: str, words: set[str], named: bool) -> None:
    assert is_named(part, words) is named
