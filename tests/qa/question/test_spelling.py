"""Slips of the pen in a question: set right where the archive tells how, and left alone where it does not."""

from __future__ import annotations

import pytest

from index.search.hit import Hit
from qa.question.spelling import respelled

HITS = [
    Hit(1, 1.0, "a", 1, "a-0", 0, 60, "The electric furnace of Łukasz Wiśniarek cost €8.6 million.", "Glass"),
    Hit(2, 0.9, "b", 1, "b-0", 0, 30, "The parish held a fair.", "The Torvik Mariners win"),
]


def nowhere(word: str) -> list[str]:
    return []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("What did the electric furnce cost?", "What did the electric furnace cost?"),
        ("Did the Marinres win?", "Did the Mariners win?"),
        ("Who is Wisnairek?", "Who is Wiśniarek?"),
        ("What did the eletcric furnce cost?", "What did the electric furnace cost?"),
    ],
)
def test_a_word_that_nobody_has_is_read_as_the_one_that_reports_have(asked: str, meant: str) -> None:
    respelling = respelled(asked, HITS, nowhere)
    assert respelling is not None
    assert respelling.question == meant


@pytest.mark.parametrize(
    "asked",
    [
        "What did the electric furnace cost?",
        "Who is the mayor of Paris?",  # English has it, however like a parish it looks.
        "Who is Wiśniarek?",
        "Who is Wisniarek?",  # Without its marks it is the same word.
        "What is a mrnr?",  # Too short to tell.
        "Who is Zyxwvutsr?",
    ],
)
def test_other_words_stay_as_they_are(asked: str) -> None:
    assert respelled(asked, HITS, nowhere) is None


def test_a_word_that_another_article_has_is_no_slip() -> None:
    assert respelled("Did the Marinres win?", HITS, lambda word: ["c-0"]) is None


def test_what_was_read_otherwise_is_said() -> None:
    respelling = respelled("Did the Marinres win?", HITS, nowhere)
    assert respelling is not None
    assert "“Marinres” as “Mariners”" in respelling.notice
