from __future__ import annotations

import pytest

from index.search.hints import named_sources
from qa.question.unattributed import of_other_outlets, without_outlet


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What did the Courier report about the ferry?", "What was reported about the ferry?"),
        ("According to the Courier, who won?", "Who won?"),
        ("Who won, according to the Courier?", "Who won?"),
        ("What has the Courier written about the ferry?", "What has been written about the ferry?"),
        ("Which stories did the Courier publish in May?", "Which stories were published in May?"),
        ("Did the Courier report that the ferry sank?", "Was it reported that the ferry sank?"),
        ("What the Courier said about the pier", "What was said about the pier"),
        ("Who told the Courier that the pier is safe?", "Who said that the pier is safe?"),
        ("What does the Courier's report say about the pier?", "What does the report say about the pier?"),
        ("What does the Courier article say?", "What does the article say?"),
        ("Why was she fired, as the Courier reported?", "Why was she fired, as it was reported?"),
        (
            "What did the Courier say, and what did the Courier report?",
            "What was said, and what was reported?",
        ),
        ("what was reported by the Courier yesterday?", "what was reported yesterday?"),
    ],
)
def test_it_asks_the_same_of_any_outlet(question: str, left: str) -> None:
    assert named_sources(question, ["The Courier"])
    assert without_outlet(question, "The Courier") == left


@pytest.mark.parametrize(
    "question",
    [
        "When did the Courier report the sinking?",
        "How many ferries did the Courier say sank?",
        " and ".join(["what the Courier said"] * 9),
    ],
)
def test_what_no_rule_can_say_is_left_to_whoever_asks(question: str) -> None:
    assert without_outlet(question, "The Courier") == ""


def test_an_outlet_of_a_host_name_is_known_by_its_name() -> None:
    assert without_outlet("What did USA Today say about it?", "usatoday.com") == "What was said about it?"


def test_quotes_of_others_are_told_where_an_outlet_s_own_report_was_asked_for() -> None:
    outlets = ["Harbour Wire", "The Courier"]
    question = "What did the Courier report about the wind farm?"
    [told] = of_other_outlets(question, outlets, {"Harbour Wire"})
    assert told == "No report by The Courier answers this; other outlets are quoted."
    assert not list(of_other_outlets(question, outlets, {"Harbour Wire", "The Courier"}))
    [told] = of_other_outlets(question, outlets, set())
    assert told == "No report by The Courier answers this."
    assert not list(of_other_outlets("Who owns the Courier?", outlets, {"Harbour Wire"}))


@pytest.mark.parametrize(
    ("question", "shown", "told"),
    [
        ("What did the BBC say about the pier?", {"The Courier"}, ["BBC News; other outlets are quoted."]),
        ("What did Reuters report on the pier?", set(), ["Reuters."]),
        ("What did the New York Times report?", set(), ["The New York Times."]),
        # It may be any of several.
        ("What did the Times report on the pier?", {"The Courier"}, []),
        ("What did the Courier report on the pier?", {"The Courier"}, []),
        ("What does the independent report say about the pier?", set(), []),
        ("Who founded the BBC?", {"The Courier"}, []),
    ],
)
def test_an_outlet_of_which_the_archive_has_nothing_is_told(
    question: str, shown: set[str], told: list[str]
) -> None:
    said = of_other_outlets(question, ["The Courier", "Harbour Wire"], shown)
    assert list(said) == [f"The archive has no articles by {one}" for one in told]
