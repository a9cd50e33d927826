"""Of "131 to 29" one number answers: that of the side that is asked for, or none."""

from __future__ import annotations

import pytest

from corpus.text.sentences import Span
from qa.answer.votes import one_side
from qa.question.understand import understand


def side(question: str, sentence: str, words: str) -> str | None:
    start = sentence.index(words)
    span = one_side(understand(question), sentence, Span(start, start + len(words)))
    return span and span.of(sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "words", "number"),
    [
        ("How many voted against the pact?", "Members backed the pact by 212 to 47.", "212 to 47", "47"),
        ("How many were for the pact?", "Members backed the pact by 212 to 47.", "212 to 47", "212"),
        ("How many opposed it?", "The council approved it, 1,204-77.", "1,204-77", "77"),
        (
            "How many backed the plan?",
            "The council rejected the plan by 31 votes to 12.",
            "31 votes to 12",
            "12",
        ),
        (
            "How many opposed the plan?",
            "The council rejected the plan by 31 votes to 12.",
            "31 votes to 12",
            "31",
        ),
    ],
)
def test_a_side_of_a_vote(question: str, sentence: str, words: str, number: str) -> None:
    assert side(question, sentence, words) == number


def test_two_numbers_are_no_answer_where_nothing_tells_which() -> None:
    assert side("How many goals did Hask score?", "Hask beat Orrin 3-1.", "3-1") is None
    assert side("How many members voted?", "Members backed the pact by 212 to 47.", "212 to 47") is None


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("How many people came?", "Some 30 to 40 people came.", "30 to 40"),
        ("What was the result?", "Members backed the pact by 212 to 47.", "212 to 47"),
        ("How many voted against it?", "Only 47 voted against it.", "47"),
    ],
)
def test_other_words_stay(question: str, sentence: str, words: str) -> None:
    assert side(question, sentence, words) == words
