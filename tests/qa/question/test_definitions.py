"""Which questions want somebody or something explained."""

from __future__ import annotations

import pytest

from qa.question.definitions import subject_of


@pytest.mark.parametrize(
    ("question", "name", "is_person", "is_named"),
    [
        ("Who is Ada Roe?", "Ada Roe", True, True),
        ("Who's Ada Roe", "Ada Roe", True, True),
        ("who is ada roe", "ada roe", True, False),
        ("Who was Osama bin Laden?", "Osama bin Laden", True, True),
        ("Who are the Houthis?", "Houthis", False, True),
        ("What is a door plug?", "door plug", False, False),
        ("What is norovirus?", "norovirus", False, False),
        ("What was the Boston Tea Party?", "Boston Tea Party", False, False),
        ("What does NATO mean?", "NATO", False, False),
    ],
)
def test_what_is_to_be_explained(question: str, name: str, is_person: bool, is_named: bool) -> None:
    subject = subject_of(question)
    assert subject is not None
    assert (subject.name, subject.is_person, subject.is_named) == (name, is_person, is_named)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Hask?",
        "Who is president of France?",
        "Who is Boeing CEO?",
        "Who is the Liberal MP?",
        "Who is an MP?",
        "Who is running for mayor?",
        "Who is she?",
        "Who is Roe's running mate?",
        "WHO WAS EVACUATED?",
        "Who won the match?",
        "What is the unemployment rate?",
        "What is Ada Roe's age?",
        "What is happening in Hask?",
        "What is new?",
        "What does Ada Roe want?",
        "What is Ada Roe accused of?",
        "What is it?",
        "What is 17?",
        "When is the Hask Pact signed?",
    ],
)
def test_a_question_for_a_name_or_a_value_wants_nothing_explained(question: str) -> None:
    assert subject_of(question) is None
