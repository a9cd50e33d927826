import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.checking import Passage, check_support
from qa.numbers import months, numbers, weekdays

VOTE = Passage(
    "The regional parliament voted 41 to 38 on Tuesday, 12 May, to ratify the fishing agreement, "
    "Speaker Aoife Ní Bhroin said.",
    "Parliament ratifies agreement, The Courier, 12 May 2025",
)
CLAIM = Passage("Councillor Bo Lund alleged that the company hid the cracks in the hull.")
DENIAL = Passage("The company did not hide the cracks in the hull, its director said.")


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("The regional parliament voted 41 to 38 to ratify the fishing agreement.", VOTE),
        ("On 12 May the parliament ratified the fishing agreement, Aoife Ní Bhroin said.", VOTE),
        ("Bo Lund alleged that the company hid the cracks.", CLAIM),
        ("The company did not hide the cracks, its director said.", DENIAL),
    ],
)
def test_what_a_passage_says_is_carried(sentence: str, passage: Passage) -> None:
    support = check_support(sentence, [passage])
    assert support.carried, support.reasons
    assert 0.6 <= support.score <= 1.0


@pytest.mark.parametrize(
    ("sentence", "passage", "says"),
    [
        ("The parliament voted 41 to 39 to ratify the agreement.", VOTE, "39"),
        ("The parliament voted on Wednesday to ratify the fishing agreement.", VOTE, "wednes"),
        ("The parliament voted in June to ratify the fishing agreement.", VOTE, "jun"),
        ("The parliament ratified the fishing agreement, Speaker Bo Lund said.", VOTE, "Bo"),
        ("The parliament voted not to ratify the fishing agreement.", VOTE, "denies"),
        ("The company hid the cracks in the hull, its director said.", DENIAL, "denial"),
        ("The company hid the cracks in the hull.", CLAIM, "allegation"),
        ("The parliament said “we ratify with joy” on Tuesday.", VOTE, "quoted"),
        ("The harbour festival opens with fireworks.", VOTE, "only"),
    ],
)
def test_what_a_passage_does_not_say_is_not_carried(sentence: str, passage: Passage, says: str) -> None:
    support = check_support(sentence, [passage])
    assert not support.carried
    assert any(says in reason for reason in support.reasons), support.reasons


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_score_is_a_share_and_says_why(sentence: str, text: str) -> None:
    support = check_support(sentence, [Passage(text)])
    assert 0.0 <= support.score <= 1.0
    assert support.carried == (not support.reasons)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Twelve people paid $5 million", [12, 5e6]),
        ("1,200 of twenty-one thousand", [1200, 21_000]),
        ("3.5 percent on the 2nd", [3.5, 2]),
        ("one of them", []),
        ("41 votes to 38", [41, 38]),
    ],
)
def test_numbers_are_read_in_figures_and_in_words(text: str, expected: list[float]) -> None:
    assert numbers(text) == expected


def test_months_and_weekdays_are_names_and_not_verbs() -> None:
    assert months("It may rain in Sept. and on May 3, in March they march") == {"sep", "may", "mar"}
    assert weekdays("On Tuesday and Sundays") == {"tues", "sun"}
