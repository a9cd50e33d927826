"""Who holds an office, by the form of a sentence."""

from __future__ import annotations

import pytest

from qa.facts.holders import Office, announces, holder_in
from qa.question.definitions import office_asked

NORTH_LINE = Office("ceo", "north line")


def holder(text: str, office: Office, headline: str = "", year: int | None = 2026) -> str | None:
    definition = holder_in(text, headline, year, office)
    return definition.span.of(text) if definition else None


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Ukrainian President Ada Roe said so on Monday.", Office("president", "ukraine")),
        ("British Prime Minister Ada Roe flew home.", Office("prime minister", "united kingdom")),
        ("Hask’s Mayor Ada Roe opened it.", Office("mayor", "hask")),
        ("No shot was fired, said Ada Roe, acting director of the Guard.", Office("director", "guard")),
        ("Ada Roe, 47, is the North Line press secretary.", Office("press secretary", "north line")),
        ("The governor of Ohio, Ada Roe, said no.", Office("governor", "ohio")),
        ("Chief harbour inspector Ada Roe found the relay.", Office("harbour inspector")),
        ("Ada Roe, who stepped in for one match in May, was named head coach on Friday.", Office("coach")),
        ("Mariners coach Ada Roe made two changes.", Office("coach", "ellisk mariners")),
        ("The chief executive of North Line, Ada Roe, resigned.", Office("ceo", "north line")),
        ("Ohio Gov. Ada Roe was reelected.", Office("governor", "ohio")),
        ("The mayor of Hask City, Ada Roe, spoke.", Office("mayor", "hask")),
        ("Attorney General Ada Roe's office declined.", Office("attorney general")),
        ("New Hask Mayor Ada Roe spoke.", Office("mayor", "new hask city")),
        ("WFO head Ada Roe said so.", Office("head", "world ferry organization")),
        ("Hask Line's managing director, Ada Roe, said no.", Office("head", "hask line")),
        ("FDA Commissioner Ada Roe said so.", Office("head", "fda")),
        ("Ada Roe, director-general of the World Ferry Organization, spoke.",
         Office("head", "world ferry organization")),
    ],
)  # fmt: skip
def test_a_name_with_the_office_and_what_it_is_of_is_the_holder(text: str, office: Office) -> None:
    assert holder(text, office) == "Ada Roe"


def test_a_name_is_told_whole() -> None:
    assert holder("Prime Minister Theresa May said so.", Office("prime minister")) == "Theresa May"
    assert holder("Ada J. Roe III, the CEO of North Line, said so.", NORTH_LINE) == "Ada J. Roe III"
    assert holder("North Line CEO Ada J. Roe III said so.", NORTH_LINE) == "Ada J. Roe III"
    assert holder("Hask Mayor Ada Roe Britain's Queen opens it.", Office("mayor", "hask")) == "Ada Roe"
    assert holder("Jan Ravn is the coach of the club.", Office("coach", "club")) == "Jan Ravn"
    assert holder("Mayor Ada Roe May 5 signed it.", Office("mayor")) == "Ada Roe"
    assert holder("Taiwan's President Tsai Ing-wen spoke.", Office("president", "taiwan")) == "Tsai Ing-wen"


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("President Ada Roe said that Ukraine had asked.", Office("president", "ukraine")),
        ("The killing of North Line CEO Ada Roe is being looked into.", Office("ceo", "south line")),
        ("Former Ohio Governor Ada Roe spoke.", Office("governor", "ohio")),
        ("She is to replace North Line CEO Ada Roe.", Office("ceo", "north line")),
        ("The House failed to elect Ada Roe as speaker.", Office("speaker", "house")),
        ("Trump nominated Ada Roe to be secretary of defense.", Office("secretary", "defense")),
        ("In 1964 Ada Roe, the surgeon general, warned of it.", Office("surgeon general")),
        ("They endorsed her for Ohio governor, General Assembly and more.", Office("governor", "ohio")),
        ("The president of the Ohio Chess Association, Ada Roe, won.", Office("president", "ohio")),
        ("The Ohio Attorney General's Statewide Council met.", Office("attorney general", "ohio")),
        ("The mayor of Hask said nothing.", Office("mayor", "hask")),
        ("Ada Roe, head of ferry safety at Brazil's Transport Ministry, said so.",
         Office("head", "world ferry organization")),
    ],
)  # fmt: skip
def test_others_are_not(text: str, office: Office) -> None:
    assert holder(text, office) is None


def test_an_office_that_is_told_alone_is_of_what_the_headline_names() -> None:
    text = "On Monday Mayor Ada Roe stepped forward."
    assert holder(text, Office("mayor", "hask"), "Hask shuts its bridge") == "Ada Roe"
    assert holder(text, Office("mayor", "hask"), "Kirkvoe shuts its bridge") is None


@pytest.mark.parametrize(
    ("office", "headline", "may_be"),
    [
        (Office("speaker", "ukraine"), "The Ukrainian parliament met", True),
        (Office("speaker", "united kingdom"), "The UK votes", True),
        (Office("coach", "women's national team"), "The women's national team met", True),
        (Office("coach", "women's national team"), "The team met", False),
    ],
)
def test_a_headline_may_name_what_an_office_is_of_otherwise(
    office: Office, headline: str, may_be: bool
) -> None:
    named = holder(f"The {office.name}, Ada Roe, said so.", office, headline)
    assert named == ("Ada Roe" if may_be else None)


def test_a_choice_is_told_from_a_mention() -> None:
    assert announces("Ada Roe was appointed mayor.")
    assert not announces("Mayor Ada Roe said so.")


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("Who is the mayor of Port Ellisk?", Office("mayor", "port ellisk")),
        ("Who's the North Line CEO?", Office("ceo", "north line")),
        ("Who is Ohio's governor now?", Office("governor", "ohio")),
        ("Who is the First Minister?", Office("first minister")),
        (
            "Who is the secretary general of the United Nations?",
            Office("secretary general", "united nations"),
        ),
        ("Who is the coach?", Office("coach")),
        ("Who is acting labour secretary?", Office("labour secretary")),
        ("Who leads the FDA?", Office("head", "fda")),
        ("Who runs Bank of Hask now?", Office("head", "bank of hask")),
        ("Who leads the polls?", None),
        ("Who runs for mayor of Hask?", None),
        ("Who is the first woman in space?", None),
        ("Who is the suspect in the killing of Ada Roe?", None),
        ("who is the mayor of port ellisk", Office("mayor", "port ellisk")),
        ("Who is the secretary of state?", Office("secretary", "state")),
        ("Who is the former mayor?", None),
        ("Who is Ada Roe?", None),
        ("Who was the mayor of Hask in 2023?", None),
        ("Who is the best player of the season?", None),
    ],
)
def test_the_office_whose_holder_is_asked_for(question: str, office: Office | None) -> None:
    assert office_asked(question) == office


def test_of_some_offices_there_are_many() -> None:
    assert Office("president", "ohio").is_one_of_many
    assert not Office("president").is_one_of_many
    assert not Office("director", "oppenheimer").is_one_of_many
