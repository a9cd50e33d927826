"""Two things compared are told side by side, or not answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.article import Article
from qa.answer.comparison import questions_compared
from tests.qa.answer.desks import assert_always_true, desk_with


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "Compare the cost of the bridge with the price of the tunnel.",
            ("How much did the bridge cost?", "How much did the tunnel cost?"),
        ),
        ("compare its output to the old plant's", ("What is its output?", "What is the old plant's?")),
        ("How do they compare?", ()),
        ("Compare the two", ()),
        ("Compare the ferry's fares of 2024 and 2026", ()),
        ("Compare the fare in 2024 and in 2026.", ()),
    ],
)
def test_what_is_asked_about_each(question: str, asked: tuple[str, ...]) -> None:
    assert questions_compared(question) == asked


def test_each_has_its_sentence_and_without_one_of_them_there_is_no_answer(tmp_path: Path) -> None:
    given_articles = [
        Article("bridge", "Bridge opens", "The bridge did cost €31 million. It is long."),
        Article("tunnel", "Tunnel opens", "The tunnel did cost €14 million. It is dark."),
    ]
    with desk_with(tmp_path, given_articles) as desk:
        answer = desk.ask("Compare the cost of the bridge with the cost of the tunnel.")
        assert_always_true(desk, answer)
        none = desk.ask("Compare the cost of the bridge with the cost of the Zeppelin.")
    assert answer.status == "answered"
    assert [one.quote for one in answer.citations] == [
        "The bridge did cost €31 million.",
        "The tunnel did cost €14 million.",
    ]
    assert none.status != "answered"
