from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.text.bylines import author_of
from corpus.text.cleaning import clean_body, clean_line

lines = st.sampled_from(
    [
        "The ferry sank.",
        "SEE ALSO: More ferries",
        "With reporting by Ana Vale",
        "By ANA VALE",
        "Photo: A. Vale",
        "",
        "  ",
    ]
)


@given(st.one_of(st.lists(lines, max_size=12).map("\n".join), st.text(max_size=200)))
@example("Â\x1f¡")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_body(text).body
    assert clean_body(once).body == once
    assert "\n\n\n" not in once
    assert once == once.strip()


@pytest.mark.parametrize(
    "line",
    [
        "SEE ALSO: The Hurdles Ahead",
        "Read more: What the vote means",
        "RELATED:Ferry company asks for a loan",
        "More on: the strike",
        "Sign up for our weekly newsletter and get the best of the coast in your inbox.",
        "Follow Ana Vale on X at @anavale",
        "Advertisement",
        "Continue reading below",
        "Story continues below advertisement",
        "Photo: Harbour Press",
        "The harbour wall:Council delays repairs for the third time this year",
    ],
)
def test_lines_that_carry_no_news_go(line: str) -> None:
    cleaned = clean_body(f"The ferry sank.\n\n{line}\n\nNobody was hurt.")
    assert cleaned.body == "The ferry sank.\n\nNobody was hurt."
    assert cleaned.removed == (line,)


@pytest.mark.parametrize(
    "line",
    [
        "More: that was what the crowd wanted, and what it got.",
        "Watch the tide, she said, and read more than the timetable.",
        "The council followed the ferry company on X and found nothing.",
        "By Tuesday the harbour was open again.",
        "The minister said: “We have read the report.”",
        "Photographs of the wreck show two holes in its side, each a metre wide, the report says.",
        "The vote: 41 to 38.",
        "The story continues below the waterline.",
        "Known for:Harbour Lights, The Long Pier, Days Without Wind",
        "Related companies must sign up for the register before May.",
        "Reporting the figures late cost the company 300 crowns.",
    ],
)
def test_lines_that_carry_news_stay(line: str) -> None:
    assert line in clean_body(f"The ferry sank.\n{line}\nNobody was hurt.").body


def test_byline_and_credit_are_kept_beside_the_body() -> None:
    cleaned = clean_body("By ANA VALE\nThe ferry sank.\nWith reporting by Harbour Press")
    assert (cleaned.body, cleaned.byline, cleaned.credit) == (
        "The ferry sank.",
        "By ANA VALE",
        "With reporting by Harbour Press",
    )


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("By ANA VALE", "ANA VALE"),
        ("by Ana Vale and Bo Lund", "Ana Vale and Bo Lund"),
        ("BY: The Harbour Press", "The Harbour Press"),
        ("By the harbour desk", "the harbour desk"),
        ("Byron Vale", "Byron Vale"),
        ("[[Ana Vale]], [[people/bo|Bo Lund]]", "Ana Vale, Bo Lund"),
        ("", None),
        (None, None),
    ],
)
def test_an_author_is_named_without_the_by(byline: str | None, author: str | None) -> None:
    assert author_of(byline) == author


def test_a_text_of_nothing_else_keeps_its_words() -> None:
    assert clean_body("SEE ALSO: The Hurdles").body == "SEE ALSO: The Hurdles"


def test_invisible_characters_go_and_emoji_stay() -> None:
    assert clean_line("The\u200b fe\u00adrry \ufeff👩‍🚒\tsank\x00 ") == "The ferry 👩‍🚒 sank"


BEFORE, AFTER = "The ferry to Hask sank on Monday.", "An inquiry was opened."
CASES = [
    (line[0], line[2:])
    for line in (Path(__file__).parent / "cleaning_cases.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("fate", "line"), CASES, ids=[f"{fate} {line}" for fate, line in CASES])
def test_nasty_lines(fate: str, line: str) -> None:
    cleaned = clean_body("\n".join((BEFORE, line, AFTER)))
    inside = [BEFORE, line, AFTER] if fate == "+" else [BEFORE, AFTER]
    assert cleaned.body.split("\n\n") == inside
    assert (cleaned.credit is not None) == (fate == "c")
    assert cleaned.byline == (line if fate == "b" else None)
    assert cleaned.removed == (() if fate == "+" else (line,))
