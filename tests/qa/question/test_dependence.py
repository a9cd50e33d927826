"""Whether a question needs what was said before it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.question.dependence import need_of

QUIZZES = ("realtimeqa", "realtimeqa-2024", "train/realtimeqa-2022")
DATA = Path(__file__).parents[4] / "shared" / "data"


@pytest.mark.parametrize(
    "asked",
    [
        "Which film won the prize of the jury this week?",
        "How many boats are there in the new harbour?",
        "Which minister said that the tunnel would be cheap?",
        "Which company dismissed its chief executive?",
        "How much did the bridge cost when it was built?",
    ],
)
def test_pronouns_of_a_question_that_stands_alone_point_into_it(asked: str) -> None:
    assert need_of(asked) == "none"


@pytest.mark.parametrize(
    "asked",
    [
        "Who became its president?",
        "Who said that?",
        "What did he say about the tunnel?",
        "When was it built?",
        "And who opposed it?",
        "And in 2024?",
        "Why?",
    ],
)
def test_pronouns_and_ellipses_need_what_was_said_before(asked: str) -> None:
    assert need_of(asked) == "sure"


@pytest.mark.parametrize(
    "asked",
    [
        "Who is the coach?",
        "When was the avalanche?",
        "Who was the union secretary?",
    ],
)
def test_what_has_a_subject_of_its_own_is_for_the_evidence_to_tell(asked: str) -> None:
    assert need_of(asked) == "maybe"


def test_a_pronoun_in_a_long_question_hardly_needs_more() -> None:
    assert need_of("Which airline announced it will give free miles to stranded passengers?") == "hardly"


def test_few_questions_of_a_quiz_are_taken_for_ones_that_cannot_stand_alone() -> None:
    paths = [DATA / quiz / "questions.jsonl" for quiz in QUIZZES]
    if not all(path.exists() for path in paths):
        pytest.skip("the quizzes are not there")
    asked = [json.loads(line)["question"] for path in paths for line in path.read_text("utf-8").splitlines()]
    assert len(asked) == 3_138
    assert sum(need_of(question) == "sure" for question in asked) <= 8
