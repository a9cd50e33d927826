"""Numbers of the dead beside those of the hurt."""

from __future__ import annotations

import pytest

from corpus.text.sentences import Span
from qa.facts.casualties import number_of_those_asked_for

DEAD, HURT = "How many people died?", "How many were injured?"


def number(question: str, text: str, told: str) -> str | None:
    start = text.index(told)
    place = number_of_those_asked_for(question, text, Span(start, start + len(told)))
    return place and place.of(text)


@pytest.mark.parametrize(
    ("question", "text", "told", "right"),
    [
        (DEAD, "Hundreds of people died and more than 3,000 have been sickened.", "3,000", "Hundreds"),
        (HURT, "The blast killed 18 people and wounded 13 others.", "18", "13"),
        (
            DEAD,
            "The blast wounded 13 others, killed several hundred and spared two.",
            "13",
            "several hundred",
        ),
        (HURT, "Bad cheese killed two people and sickened more than two dozen.", "two", "two dozen"),
        ("How many people were arrested?", "Two people died, and police detained 40.", "Two", "40"),
        # Which of two is meant, or that none is, is left open.
        (DEAD, "Two died on Hask, three died on Ellisk, and 40 were hurt.", "40", None),
        (DEAD, "Some died, and 40 were hurt.", "40", None),
    ],
)
def test_a_number_of_others_gives_way_to_that_of_those_asked_for(
    question: str, text: str, told: str, right: str | None
) -> None:
    assert number(question, text, told) == right


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        (DEAD, "The blast killed 18 people and wounded 13 others.", "18"),
        (DEAD, "Twelve of the 40 who were injured died.", "Twelve"),
        (DEAD, "The ferry sank with 40 people, and nobody was hurt.", "40"),
        ("How many of the injured died?", "Two died, and 40 were hurt.", "40"),
        ("How many ferries sank?", "Three ferries sank, and two people died.", "two"),
        ("Who died?", "Two died, and 40 were hurt.", "40"),
    ],
)
def test_other_numbers_stay(question: str, text: str, told: str) -> None:
    assert number(question, text, told) == told
