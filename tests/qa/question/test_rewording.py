"""A follow-up in words that stand alone."""

from __future__ import annotations

import pytest

from qa.question.antecedents import persons, subject_of
from qa.question.rewording import rewordings

PIER = "How many people were injured when the Lady Orrin struck Kirkvoe pier?"
HURT = "“Four were flown from Kirkvoe pier to the hospital in Port Ellisk, Captain Ida Moe said.” [1] Bo Ray."
COACH = "“Wen Okpa-Storm, the former assistant, stepped in at the Ellisk Mariners.” [1]"


@pytest.mark.parametrize(
    ("before", "answer", "asked", "reworded"),
    [
        (PIER, HURT, "When was she repaired?", "When was the Lady Orrin repaired?"),
        (PIER, HURT, "Who was the captain?", "Who was the captain of the Lady Orrin?"),
        ("Who is the coach?", COACH, "How long is her contract?", "How long is Wen Okpa-Storm's contract?"),
        ("Why did Odran Vell resign?", "A row.", "Who followed him?", "Who followed Odran Vell?"),
        (
            "What did the furnace at the Lind Works cost?",
            "Much.",
            "Who paid for it?",
            "Who paid for the furnace at the Lind Works?",
        ),
        (
            "What is a single on the ferry now?",
            "€3.",
            "And in 2024?",
            "What is a single on the ferry in 2024?",
        ),
        ("What is a single on the ferry now?", "€3.", "And for a car?", "What is a car on the ferry now?"),
        ("What did the Sula Bright cost?", "Much.", "And the cable car?", "What did the cable car cost?"),
        ("How many people can the ship carry?", "400.", "And cars?", "How many cars can the ship carry?"),
    ],
)
def test_a_follow_up_has_words_of_its_own(before: str, answer: str, asked: str, reworded: str) -> None:
    ways = rewordings(asked, [("user", before), ("assistant", answer)])
    assert ways[0][0] == reworded


def test_places_owners_and_offices_are_no_persons() -> None:
    assert persons([("user", PIER), ("assistant", HURT)]) == ["the Lady Orrin", "Ida Moe"]
    told = "The Hask Line's director, First Minister of Morvane until May, is Bo Ray of Port Ellisk."
    assert persons([("user", "Who runs it?"), ("assistant", told)]) == ["Bo Ray"]


def test_whom_a_question_was_answered_with_comes_before_whom_it_names() -> None:
    turns = [("user", "Who followed Odran Vell?"), ("assistant", "Aoife Bhroin did.")]
    assert persons(turns) == ["Aoife Bhroin", "Odran Vell"]
    assert persons([("user", "Why did the Bank of Hask close?"), ("assistant", "")]) == ["the Bank of Hask"]


def test_whoever_holds_an_office_stands_for_a_pronoun_where_nobody_is_named() -> None:
    turns = [("user", "Who is the mayor of Port Ellisk?"), ("assistant", "The archive has no answer.")]
    assert rewordings("Who replaced him?", turns) == [
        ("Who replaced the mayor of Port Ellisk?", "the mayor of Port Ellisk")
    ]
    turns[1] = ("assistant", "“Odran Vell was elected on Sunday.”")
    assert persons(turns) == ["Odran Vell"]


def test_nothing_is_carried_over_where_nothing_was_said() -> None:
    assert rewordings("And who opposed it?", []) == []
    assert subject_of("How large is the herring quota now?") == "herring quota now"
