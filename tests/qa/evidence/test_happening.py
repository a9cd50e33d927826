"""A course of events is made of what happened: not of advice, opinions, definitions and looks back."""

from __future__ import annotations

from datetime import date

import pytest

from qa.evidence.happening import LEAST, says_what_happened

PUBLISHED = date(2025, 5, 6)


def points(text: str, leads: bool = False, language: str | None = "en") -> float:
    return says_what_happened(text, PUBLISHED, leads=leads, language=language)


@pytest.mark.parametrize(
    "text",
    [
        "The council of Hask abolished the ferry fare on Monday.",
        "The strike began on May 3, the harbor master said.",
        "Crews have ended their strike.",
        "A storm struck the pier of Hask.",
        "“We are done,” said the mate, and the crews left the quay on Sunday.",
    ],
)
def test_what_happened_is_told(text: str) -> None:
    assert points(text) >= LEAST


@pytest.mark.parametrize(
    "text",
    [
        "An eclipse occurs when the moon passes between the sun and the earth.",
        "Always wear glasses to watch the eclipse.",
        "You will not see it from Hask.",
        "“I will strongly defend the ferry against anyone who wants it gone,” the mayor said.",
        "The fare could rise again if the council lets it.",
        "In 2039 the comet returned, she wrote in her novel.",
        "Will the ferry be saved?",
        "Voters head to the polls weeks after the ruling",
        "The overnight rate is what banks pay each other.",
        "We think that the fare is too high.",
    ],
)
def test_what_only_explains_advises_or_looks_back_is_not(text: str) -> None:
    assert points(text) < LEAST


def test_how_an_article_begins_tells_more_than_what_comes_later() -> None:
    text = "The ferry's day of reckoning is near."
    assert points(text) < LEAST <= points(text, leads=True)


def test_in_other_languages_the_beginning_tells() -> None:
    text = "Der Rat von Hask hat den Fahrpreis abgeschafft."
    assert points(text, leads=True, language="de") > points(text, language="de") >= LEAST
