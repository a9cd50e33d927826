"""A direct answer is what belongs to the question, not what only stands near its words."""

from __future__ import annotations

import pytest

from corpus.text.sentences import Span
from qa.answer.belonging import is_of_another, is_of_who_is_asked_about, may_be_who, whole_name
from qa.question.understand import understand


def span_of(words: str, text: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("question", "text", "name", "may"),
    [
        ("Who is the mayor of Hask?", "Ann Roe resigned as mayor of Hask on Monday.", "Ann Roe", False),
        ("Who leads Hask?", "Ann Roe, 44, has stepped down as leader of Hask.", "Ann Roe", False),
        ("Who is the coach?", "Ann Roe was sacked as coach on Monday.", "Ann Roe", False),
        ("Who shot Ada Roe?", "Norway’s former minister Ada Roe was shot on Friday.", "Norway", False),
        ("Who vetoed the ban?", "The house overrode Ada Roe’s veto of the ban.", "Ada Roe", True),
        ("Whose minister was shot?", "Norway’s minister was shot on Friday.", "Norway", True),
        ("Who is the mayor of Hask?", "Bo Lund takes over from Ann Roe, who resigned.", "Bo Lund", True),
        ("Who is the mayor of Hask?", "Ann Roe, the mayor, said that he resigned.", "Ann Roe", True),
        ("Who resigned as mayor?", "Ann Roe resigned as mayor of Hask on Monday.", "Ann Roe", True),
        ("Who was mayor in 2020?", "Ann Roe resigned as mayor of Hask on Monday.", "Ann Roe", True),
        ("Who is the outgoing mayor?", "Ann Roe resigned as mayor of Hask on Monday.", "Ann Roe", True),
        ("Who takes over from Roe?", "Ann Roe resigned. Her deputy takes over.", "Ann Roe", False),
        ("Who was mayor before Ann Roe?", "Ann Roe was elected mayor of Hask.", "Ann Roe", False),
        ("Who won the match of Roe and Lund?", "Ann Roe won the match in Hask.", "Ann Roe", True),
        ("Who replaced Roe?", "Ann Roe became Minister of Hask on Monday.", "Hask", False),
        (
            "Who did Roe replace?",
            "Roe, who stepped in at Hask Rovers, is coach.",
            "Hask Rovers",
            False,
        ),
        ("Who was pushed?", "Ann Roe pushed another person into the harbour.", "another person", False),
        ("Who was pushed?", "A man pushed two women into the harbour.", "A man", False),
        ("Who was pushed?", "The women of Hask were pushed into it.", "The women of Hask", True),
        ("Who was found?", "The body of Bo Lund was found.", "Bo Lund", True),
        ("When did Roe resign?", "Ann Roe resigned on Monday.", "on Monday", True),
    ],
)
def test_who_left_or_is_named_as_another_is_not_who_is_asked_for(
    question: str, text: str, name: str, may: bool
) -> None:
    assert may_be_who(understand(question), text, span_of(name, text)) is may


@pytest.mark.parametrize(
    ("question", "words", "whole"),
    [
        ("Who coaches the Rovers?", "Ann", "Ann Bo-Roe"),
        ("Who coaches the Rovers?", "Ann Bo-Roe", "Ann Bo-Roe"),
        ("Who was named?", "Lil", "Lil Moe"),
        ("What do they win?", "Cup", "Cup"),
    ],
)
def test_a_name_is_told_whole(question: str, words: str, whole: str) -> None:
    text = "The Rovers named Ann Bo-Roe, and on Monday Lil Moe Tuesday won their Cup Final."
    assert whole_name(understand(question), text, span_of(words, text)).of(text) == whole


@pytest.mark.parametrize(
    ("question", "text", "words", "other"),
    [
        ("What does a lorry pay?", "A motorcycle pays 22 crowns, a lorry 195.", "22 crowns", True),
        ("What does a lorry pay?", "A motorcycle pays 22 crowns, a lorry 195.", "195", False),
        ("What does a motorcycle pay?", "A motorcycle pays 22 crowns, a lorry 195.", "22 crowns", False),
        ("How much is it for a child?", "Adults pay 12 euros and a child 6.", "12 euros", True),
        (
            "What does a car pay?",
            "A car pays 45 crowns from 1 April, three more than last year.",
            "45",
            False,
        ),
        ("What does a car pay?", "It costs 45 crowns from 1 April, 22 for motorcycles.", "45", False),
        ("Who pays for a lorry?", "Ann Roe pays, and a lorry costs 195.", "Ann Roe", False),
    ],
)
def test_a_sum_beside_another_thing_is_not_that_of_what_is_asked_for(
    question: str, text: str, words: str, other: bool
) -> None:
    assert is_of_another(understand(question), text, span_of(words, text)) is other


@pytest.mark.parametrize(
    ("question", "text", "words", "about"),
    [
        (
            "Who is the running mate of Ann Roe?",
            "Vice President Ann Roe has chosen her running mate.",
            "Vice President",
            True,
        ),
        ("Who directed Lund?", "Its star, Bo Olaf Lund, thanked the director.", "Bo Olaf", True),
        ("Who directed Lund?", "The film was made by Ann Roe.", "Ann Roe", False),
        ("Who is Ann Roe?", "Vice President Ann Roe spoke in Hask.", "Vice President", False),
        ("Who is Roe's son?", "Erik Roe, her son, was pardoned.", "Erik", False),
        ("Who wrote Nordlys?", "Lund's Nordlys was sung in Hask.", "Lund's", False),
        ("When did Ann Roe speak?", "On Monday Ann Roe spoke in Hask.", "Monday", False),
    ],
)
def test_a_part_of_the_name_that_is_asked_about_is_nobody_else(
    question: str, text: str, words: str, about: bool
) -> None:
    assert is_of_who_is_asked_about(understand(question), text, span_of(words, text)) is about
