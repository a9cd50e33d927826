"""What a question wants told, and which words surely tell it."""

from __future__ import annotations

import pytest

from qa.question.articles_counted import phrase_counted
from qa.question.measures import measure_of, rank_of
from qa.question.understand import understand


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("ferry fare", "price or sum"),
        ("council housing rents", "price or sum"),
        ("What is the price of a ticket?", "price or sum"),
        ("What did the ferry cost in 2024?", "price or sum"),
        ("What will a ticket to Hask cost?", "price or sum"),
        ("How long was the walkout?", "duration or length"),
        ("Who owns the quarry?", "owner"),
        ("Who ran the port before Ana Vale?", "predecessor"),
        ("Who was mayor before her?", "predecessor"),
        ("How many people died?", "number"),
        ("What time does the ferry leave?", "time of day"),
        ("In the last ten years, how many ships sank off Hask?", "number"),
    ],
)
def test_what_is_to_be_told(question: str, name: str) -> None:
    measure = measure_of(question)
    assert measure is not None
    assert measure.name == name


@pytest.mark.parametrize(
    "question",
    [
        "Who spoke before it sank?",
        "Who won before Christmas?",
        "What did the mistake cost Ana Vale?",
        "What will cost money?",
        "Who paid the fare",
        "How long before the ship sank did it call?",
        "What are the rates?",
        "Who told the court how many people were aboard?",
    ],
)
def test_nothing_is_to_be_told(question: str) -> None:
    assert measure_of(question) is None


@pytest.mark.parametrize(
    ("question", "told", "beside"),
    [
        (
            "How old is the ship?",
            "He commands the 31-year-old ship.",
            "In her first six months she earned little.",
        ),
        ("How old is the mayor?", "Ada Orrin, 61, was elected.", "She won by 17 votes in 2019."),
        (
            "How much did the repair cost?",
            "It cost €40,000.",
            "It took a little over three per cent of the power.",
        ),
        ("How much did the repair cost?", "It cost four million crowns.", "It took 40 workers."),
        ("How many died?", "Nobody was killed.", "One of the doors had not been locked."),
        ("What time does it leave?", "It leaves at 8:30 p.m. on Monday.", "It left on 23 March."),
        ("How many died?", "Both pilots were killed.", "The ferry sank off Hask, killing a pilot."),
        ("How long was the walkout?", "It ended an 11-day walkout.", "It began on 24 June."),
        (
            "How long does the crossing take?",
            "It takes 47 minutes.",
            "It needs eight minutes less than before.",
        ),
        (
            "How far away is Hask?",
            "The ferry covers the 24 kilometres in 47 minutes.",
            "Her bow has 14 square metres of new steel.",
        ),
        ("How tall is the tower?", "It is 31 metres high.", "Its floor has 2,000 square feet."),
        ("Who owns the quarry?", "Shares in it are held by the town.", "The quarry was dug in 1910."),
        ("Who was mayor before her?", "She succeeds Odd Lien.", "She was elected by the council."),
    ],
)
def test_what_surely_tells_it(question: str, told: str, beside: str) -> None:
    measure = measure_of(question)
    assert measure is not None
    assert measure.is_stated_in(told)
    assert not measure.is_stated_in(beside)


def test_the_words_that_tell_it_are_told_from_those_beside_them() -> None:
    measure = measure_of("How long was the walkout?")
    assert measure is not None
    sentence = "On 24 June they ended an 11-day walkout."
    assert measure.is_stated_by(sentence, sentence.index("11"), sentence.index("11") + 2)
    assert not measure.is_stated_by(sentence, sentence.index("24"), sentence.index("24") + 7)


def test_a_rank_is_told_by_words_of_it_and_by_no_other_second_thing() -> None:
    rank = rank_of("What was its second-best month?")
    assert rank is not None
    assert rank.search("March was the second best month.")
    assert rank.search("It came 2nd place.")
    assert not rank.search("A second cable is laid.")
    assert rank_of("What was its best month?") is None


def test_a_price_that_is_only_named_is_read_as_a_question() -> None:
    assert understand("ferry fare").read_as == "How much is the ferry fare?"
    for other in ("How much is the ferry fare?", "ferry accident", "How old is she?"):
        assert understand(other).read_as == other


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What is the latest on the walkout?", "the walkout"),
        ("Any news about the quarry?", "the quarry"),
        ("What's new with the port authority", "the port authority"),
        ("When did the latest news on the quarry come?", ""),
        ("Who is the new mayor?", ""),
        ("Where is the new bridge?", ""),
    ],
)
def test_the_latest_news_of_a_subject(question: str, subject: str) -> None:
    assert understand(question).news_of == subject


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("How many articles mention Ana Vale?", "Ana Vale"),
        ("How many stories in the archive are about the quarry?", "quarry"),
        ("how many of your reports refer to “toll roads”", "toll roads"),
        ("How many articles of the treaty were changed?", None),
        ("How many people mention Ana Vale?", None),
    ],
)
def test_articles_are_to_be_counted(question: str, phrase: str | None) -> None:
    assert phrase_counted(question) == phrase
