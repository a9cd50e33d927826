import pytest

from corpus.errors import QuestionError
from qa.question.understand import MAX_CHARACTERS, understand, wanted_kind


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Who must ratify the agreement?", ("person",)),
        ("Who said there was progress and on what date?", ("person", "date")),
        ("What did the mayor say and when?", ("date",)),
        ("How many people were hurt?", ("number",)),
        ("How deep does the wreck lie?", ("number",)),
        ("What did the repair cost?", ("number",)),
        ("Where did the ferry sink?", ("place",)),
        ("Where in the harbour is it?", ("place",)),
        ("The ferry sank when and where?", ("date", "place")),
        ("Do you know when the ferry sank?", ("date",)),
        ("How many people were hurt when the ferry sank?", ("number",)),
        ("Who was hurt when the ferry sank?", ("person",)),
        ("What happened when the ferry sank?", ()),
        ("Why did they leave the pier where the ferry sank?", ()),
        ("Which news agency reported it?", ("organisation",)),
        ("Why did the ferry sink?", ()),
    ],
)
def test_the_kinds_of_answer_that_a_question_wants(question: str, kinds: tuple[str, ...]) -> None:
    assert understand(question).kinds == kinds


def test_a_question_is_trimmed_to_one_line() -> None:
    question = understand("  Who must ratify\nthe fishing agreement? ")
    assert question.standalone == question.query == "Who must ratify the fishing agreement?"


@pytest.mark.parametrize("asked", ["", " \n ", "?!", "x" * (MAX_CHARACTERS + 1)])
def test_what_is_no_question_is_refused_with_a_next_step(asked: str) -> None:
    with pytest.raises(QuestionError) as caught:
        understand(asked)
    assert caught.value.hint


def test_a_part_without_a_kind_wants_none() -> None:
    assert wanted_kind("why it sank") is None


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Which body must ratify the agreement?", {"must", "ratif", "agreement"}),
        ("Which Baltic country left the bloc?", {"baltic", "left", "bloc"}),
        ("Who runs the company?", {"run", "compani"}),
        ("Which company?", {"compani"}),
    ],
)
def test_evidence_need_not_name_the_noun_that_is_asked_for(asked: str, told: set[str]) -> None:
    assert set(understand(asked).answer_terms) == told


@pytest.mark.parametrize(
    ("question", "of_now"),
    [
        ("Who is the mayor of Hask?", True),
        ("How much is the ferry?", True),
        ("What is the latest on the strike?", True),
        ("Who was the mayor of Hask?", False),
        ("What did the ferry cost?", False),
        ("Who is Ada Roe?", False),
        ("Where is Hask?", False),
    ],
)
def test_what_may_have_changed_since_is_of_now(question: str, of_now: bool) -> None:
    assert understand(question).is_of_now is of_now
