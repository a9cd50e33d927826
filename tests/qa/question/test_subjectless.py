"""Questions that say nothing of what they are about."""

from __future__ import annotations

import pytest

from index.archive import Archive
from qa import Desk
from qa.question.dependence import ABOUT_ANYTHING, OF_WHAT, is_of_nothing
from qa.question.understand import understand
from tests.index.makers import article, put


@pytest.mark.parametrize(
    "asked",
    [
        "How many people died?",
        "Was anyone hurt?",
        "Who is he?",
        "Why?",
        "What happened?",
        "Who was arrested",
        "How much does it cost?",
        "How old is she?",
        "What was the death toll?",
        "tell me more",
    ],
)
def test_what_names_nothing_is_of_nothing(asked: str) -> None:
    assert is_of_nothing(understand(asked))


@pytest.mark.parametrize(
    "asked",
    [
        "How many people died in the ferry fire?",
        "How many people died on 5 May 2024?",
        "How many people died in 2024?",
        "How many people died in Hask?",
        "Who won the election?",
        "What does the ferry cost?",
        "What did She say?",
        "How many articles are there?",
        "Wie viele Menschen starben?",
        "Ferry",
        "missing children",
    ],
)
def test_a_thing_a_name_or_a_day_is_enough(asked: str) -> None:
    assert not is_of_nothing(understand(asked))


def test_it_is_told_so_unless_something_went_before_or_there_is_little_to_mean(
    desk: Desk, archive: Archive
) -> None:
    put(archive, article("fire", "Twelve people died in the fire on the Hask ferry on Sunday."))
    assert desk.ask("How many people died?").text != OF_WHAT
    put(archive, *(article(f"n{number}", f"Boat {number} came in.") for number in range(ABOUT_ANYTHING)))
    answer = desk.ask("How many people died?")
    assert (answer.status, answer.text, answer.nearest) == ("no_evidence", OF_WHAT, ())
    before = [
        {"role": "user", "content": "What burned on Sunday?"},
        {"role": "assistant", "content": "The Hask ferry burned on Sunday."},
    ]
    assert desk.ask("How many people died?", before).text != OF_WHAT
