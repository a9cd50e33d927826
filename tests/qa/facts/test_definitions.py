"""The words of a sentence that say who somebody or what something is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.facts.definitions import Subject, definition_in

ADA = Subject("Ada Roe", is_person=True, is_named=True)
PLUG = Subject("door plug", is_person=False, is_named=False)
PACT = Subject("Hask Pact", is_person=False, is_named=False)


def defined(text: str, subject: Subject) -> str | None:
    definition = definition_in(text, subject)
    return definition and definition.span.of(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ada Roe is the mayor of Hask.", "the mayor of Hask"),
        ("Ada Roe was a nurse who trained in Hask.", "a nurse"),
        ("They met Ada Roe, a 22-year-old nursing student, in Hask.", "a 22-year-old nursing student"),
        ("Ada Roe, D-Ohio, a close ally of the mayor, agreed.", "a close ally of the mayor"),
        ("Ada Roe, 47, the former head of the port, agreed.", "the former head of the port"),
        ("Ada “Addy” Roe, a lawyer, agreed.", "a lawyer"),
        ("Ada Roe, chief executive of the port, agreed.", "chief executive of the port"),
        ("The leader of the council, Ada Roe, agreed.", "The leader of the council"),
        ("A report said the co-pilot, Ada Roe, was asleep.", "the co-pilot"),
        ("It was Hask Council leader Ada Roe.", "Hask Council leader"),
        ("Although Judge Ada Roe agreed, he left.", "Judge"),
        ("They asked his outside counsel Ada Roe.", "his outside counsel"),
        ("Department of Ports spokeswoman Ada Roe said no.", "Department of Ports spokeswoman"),
        ("Sen. Ada Roe, D-Ohio, will reply.", "Sen. Ada Roe, D-Ohio"),
        ("They named Ada Roe, a lawyer known as the Hammer.", "a lawyer"),
        ("Ada Roe, who stepped in once, was named head coach on Thursday.", "head coach"),
        ("Ada Roe has been elected mayor of Hask.", "mayor of Hask"),
        ("Ada Roe resigned as mayor on Monday.", "resigned as mayor"),
        ("Ada Roe was sacked after a defeat.", "was sacked"),
    ],
)
def test_somebody_is_what_stands_around_the_name(text: str, words: str) -> None:
    assert defined(text, ADA) == words


@pytest.mark.parametrize(
    "text",
    [
        "Bo Lund spoke with the mayor about Ada Roe.",
        "Ada Roe was the first to agree.",
        "Ada Roe is a disgrace to the office.",
        "Ada Roe, the judge said, had lied.",
        "“Ada Roe is a thief of public money,” he said.",
        "Ada Roe is a liar and a thug and no mayor, he said.",
        "They heard Ada Roe, the chief engineer, Bo Lund and others.",
        "Who is Ada Roe, the mayor's opponent?",
        "Her husband Ada Roe waved.",
        "Mayor Ada Roe Jr. agreed.",
        "Ada Roe's lawyer, a professor, agreed.",
        "Pacts were signed by Ada Roe in Hask.",
        "Ada Roe was named in the report.",
        "Bo Lund resigned before Ada Roe did.",
    ],
)
def test_what_else_stands_there_does_not_say_who_somebody_is(text: str) -> None:
    assert defined(text, ADA) is None


@pytest.mark.parametrize(
    ("text", "subject", "words"),
    [
        ("A door plug is a panel that fills an unused exit.", PLUG, "a panel"),
        ("The panel, the torn-off section known as a “door plug,” fell.", PLUG, "the torn-off section"),
        ("The Hask Pact, an agreement of six ports, begins in May.", PACT, "an agreement of six ports"),
        ("Hask Pact (an agreement of six ports) begins in May.", PACT, "an agreement of six ports"),
        ("They signed the Hask Pact, a turn in their policy.", PACT, None),
        ("The Hask Pact is a month away.", PACT, None),
        ("The Hask Pact is the largest of its kind.", PACT, None),
        ("In the wake of the Hask Pact, the mood is grim, they say.", PACT, None),
        ("They began a programme called Hask Pact for Youth.", PACT, None),
    ],
)
def test_a_thing_is_what_its_name_is_said_to_be(text: str, subject: Subject, words: str | None) -> None:
    assert defined(text, subject) == words


@given(st.text(alphabet="Ada Roe,.;:—“”\"'’() mayor the is a of\n?", max_size=200))
def test_the_words_are_some_of_the_sentence(text: str) -> None:
    for subject in (ADA, PACT):
        definition = definition_in(text, subject)
        if definition is not None:
            assert 0 <= definition.span.start < definition.span.end <= len(text)
            assert definition.span.of(text).strip()
            assert 0.0 < definition.probability < 1.0
