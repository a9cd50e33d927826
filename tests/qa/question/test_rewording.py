"""A follow-up in words that stand alone."""

from __future__ import annotations

import pytest

from qa.question.antecedents import Before, persons, subject_of
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
    assert rewordings(asked, Before(before, answer))[0].text == reworded


def answered(question: str, answer: str, words: str, **stood_for: str) -> Before:
    return Before(question, answer, stood_for, lambda asked, sentence: words)


CAPTURED = answered("Which airline found loose bolts on planes?", "North Air did.", "North Air")
NAMED = answered("Who did Bo Lund name as ambassador?", "Bo Lund named Ada Roe.", "Ada Roe")


@pytest.mark.parametrize(
    ("before", "asked", "reworded"),
    [
        (CAPTURED, "When was that?", "When was it: North Air found loose bolts on planes?"),
        (CAPTURED, "On how many planes?", "On how many planes: North Air found loose bolts on planes?"),
        (NAMED, "And where?", "where: Bo Lund name as ambassador Ada Roe?"),
        (
            answered("The club moved to which town in May?", "It moved to Hask.", "Hask"),
            "Why?",
            "Why: The club moved to Hask in May?",
        ),
        (
            answered("With her last goal, which striker broke the record?", "Ada Roe did.", "Ada Roe"),
            "Where was that?",
            "Where was it: Ada Roe broke the record?",
        ),
        (answered("How old is Bo Lund?", "He is 40.", "40"), "When was that?", "When was it: Bo Lund?"),
    ],
)
def test_what_happened_is_told_with_the_answer(before: Before, asked: str, reworded: str) -> None:
    assert rewordings(asked, before)[0].text == reworded


@pytest.mark.parametrize(
    ("before", "asked", "reworded"),
    [
        (
            answered("Which singer is sued for being late?", "Two Ada Roe fans sue her.", "Ada Roe"),
            "How late was she?",
            "How late was Ada Roe?",
        ),
        (
            answered("What is the name of the lander that fell?", "Odin fell.", "Odin"),
            "When did it land?",
            "When did Odin land?",
        ),
        (
            answered("The group glued itself to which painting in the museum?", "To The Wain.", "The Wain"),
            "Who painted it?",
            "Who painted the Wain?",
        ),
        (
            answered("Bo Lund walked free in which country?", "In Samoa.", "Samoa"),
            "Where is he now?",
            "Where is Bo Lund now?",
        ),
        (
            answered("Who fined Bo Lund?", "Judge Ada Roe did.", "Ada Roe", he="Bo Lund"),
            "How often did he pay?",
            "How often did Bo Lund pay?",
        ),
        (
            answered("Who succeeded Bo Lund?", "Cato Moe did.", "Cato Moe", he="Bo Lund"),
            "How old is he?",
            "How old is Cato Moe?",
        ),
        (
            answered("Where does Bo Lund live?", "In Hask.", "Hask", he="Bo Lund"),
            "And his wife?",
            "Where does Bo Lund's wife live?",
        ),
        (NAMED, "And as treasurer?", "Who did Bo Lund name as treasurer?"),
        (
            Before("Who did Bo Lund pick for the post of envoy?"),
            "And for attorney general?",
            "Who did Bo Lund pick for attorney general?",
        ),
        (
            Before("From where did they fly the Lund family's jet?"),
            "Why was it seized?",
            "Why was the Lund family's jet seized?",
        ),
        (
            answered("Who is Bo Lund?", "Mayor Bo Lund, a Democrat, said so.", "a Democrat"),
            "Who picked him?",
            "Who picked Bo Lund?",
        ),
        (
            Before("Timeline of the hush money trial", "Six jurors serve in Bo Lund's New Hask trial."),
            "What was he convicted of?",
            "What was Bo Lund convicted of?",
        ),
        (Before("A storm this week reached land."), "How many did it kill?", "How many did a storm kill?"),
        (Before("A dog named Toby regained his Hask Fair title."), "How old is he?", "How old is Toby?"),
    ],
)
def test_a_pronoun_stands_for_what_was_talked_of(before: Before, asked: str, reworded: str) -> None:
    assert rewordings(asked, before)[0].text == reworded


def test_she_is_not_whom_he_stood_for() -> None:
    before = answered("Who left Bo Lund?", "Ada Roe did.", "Ada Roe", he="Bo Lund")
    assert persons(before, "she") == ["Ada Roe"]


def test_places_owners_and_offices_are_no_persons() -> None:
    assert persons(Before(PIER, HURT), "she") == ["the Lady Orrin", "Ida Moe"]
    told = "The Hask Line's director, First Minister of Morvane until May, is Bo Ray of Port Ellisk."
    assert persons(Before("Who runs it?", told), "he") == ["Bo Ray"]


def test_whom_a_question_was_answered_with_comes_before_whom_it_names() -> None:
    assert persons(Before("Who followed Odran Vell?", "Aoife Bhroin did."), "she") == [
        "Aoife Bhroin",
        "Odran Vell",
    ]
    assert persons(Before("Why did the Bank of Hask close?"), "they") == ["the Bank of Hask"]


def test_whoever_holds_an_office_stands_for_a_pronoun_where_nobody_is_named() -> None:
    before = Before("Who is the mayor of Port Ellisk?", "The archive has no answer.")
    assert rewordings("Who replaced him?", before)[0].text == "Who replaced the mayor of Port Ellisk?"
    elected = Before("Who is the mayor of Port Ellisk?", "“Odran Vell was elected on Sunday.”")
    assert persons(elected, "him") == ["Odran Vell"]


def test_nothing_is_carried_over_where_nothing_was_said() -> None:
    assert rewordings("And who opposed it?", Before("")) == []
    assert subject_of("How large is the herring quota now?") == "herring quota now"
