import pytest

from index.search.hit import Hit
from qa.evidence.candidates import Evidence
from qa.question.understand import understand
from qa.refuse.missing import missing_measure, missing_office


def sentence(text: str) -> Evidence:
    return Evidence(Hit(1, 1.0, "a", 1, "a-0", 0, len(text), text, "Title"), 0, len(text), text, 1, 1)


@pytest.mark.parametrize(
    ("question", "told", "beside"),
    [
        (
            "How tall is the tower?",
            "It is a 90-foot tower.",
            "It stands at the foot of a hill, built in 1920.",
        ),
        ("How tall is the mayor?", "She is six feet tall.", "The 61-year-old mayor has big shoes."),
        ("How far is the camp from the sea?", "It is two and a half miles inland.", "It opened 3 weeks ago."),
        ("How old is the mayor?", "Ada Orrin, 61, was elected.", "She was elected by a wide margin."),
        ("How old is the ferry?", "She is 31 years old.", "She sails again 20 days after the accident."),
        ("How old is the bridge?", "It was built in 1931.", "It is the oldest of the town."),
        ("How heavy was the bell?", "The bell of 3 tonnes fell.", "The 80-year-old bell fell."),
        ("How much does the parcel weigh?", "It weighs 400 grams.", "It costs 4 dollars."),
        ("How fast can the ferry go?", "It makes 22 knots.", "The ferry Lady Orrin is new."),
        ("What percentage of voters stayed away?", "One in three did not vote.", "Many stayed away."),
        ("How much did the repair cost?", "The repair cost €40,000.", "It took 40 workers."),
    ],
)
def test_a_measure_that_nothing_tells_is_missed(question: str, told: str, beside: str) -> None:
    asked = understand(question)
    assert missing_measure(asked, [sentence(beside)])
    assert missing_measure(asked, [sentence(beside), sentence(told)]) is None


@pytest.mark.parametrize(
    "question",
    [
        "How high is the vaccination rate?",
        "How far along is the trial?",
        "How much did it help?",
        "Who is it?",
    ],
)
def test_other_questions_want_no_measure(question: str) -> None:
    assert missing_measure(understand(question), [sentence("Nothing is told.")]) is None


@pytest.mark.parametrize(
    ("question", "told", "beside"),
    [
        ("Who is the mayor of Hask?", "Mayor Ada Orrin cut the ribbon.", "The ferry Lady Orrin is new."),
        ("Who was the club's new coach?", "Coaches come and go; Ines Mar stays.", "Ines Mar plays in goal."),
        ("Who are the ministers of the coalition?", "Two ministers are new.", "The coalition is new."),
    ],
)
def test_an_office_that_nothing_found_speaks_of_is_missed(question: str, told: str, beside: str) -> None:
    asked = understand(question)
    assert missing_office(asked, [sentence(beside)]) is not None
    assert missing_office(asked, [sentence(beside), sentence(told)]) is None


@pytest.mark.parametrize(
    "question",
    ["Which mayor was elected?", "Who founded the club?", "Where is the mayor?", "Who met the president?"],
)
def test_other_questions_ask_for_no_office(question: str) -> None:
    assert missing_office(understand(question), [sentence("Nothing of the kind.")]) is None
