"""Questions to offer: made from the archive, and every one of them answered."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.archive import Archive
from qa import Desk
from qa.web.state.examples import Example, make_examples, names, standing
from tests.fakes import ScriptedModel
from tests.index.makers import article, day, put


def questions(desk: Desk, offered: Sequence[str] = ()) -> list[str]:
    return [example.question for example in make_examples(desk, offered)]


def test_names_become_questions_that_are_answered(archive: Archive, desk: Desk) -> None:
    put(
        archive,
        article("a", "On Monday the mayor met Aoife Bhroin in the hall. The mayor praised Aoife Bhroin."),
        article("b", "The council wrote to Aoife Bhroin, who was in Port Ellisk, on Friday 12 May."),
    )
    offered = questions(desk)
    assert "What is reported about Aoife Bhroin?" in offered
    assert not any("May" in question.split() for question in offered)
    assert all(desk.ask(question).status == "answered" for question in offered)


def test_what_is_in_a_headline_is_asked_for_its_latest(archive: Archive, desk: Desk) -> None:
    put(archive, article("a", "The pier of Port Ellisk has burnt down.", title="Fire at Port Ellisk"))
    # Nobody is asked about twice.
    assert [question for question in questions(desk) if "Port Ellisk?" in question] == [
        "What is the latest on Port Ellisk?"
    ]


def test_without_names_headlines_are_offered(archive: Archive, desk: Desk) -> None:
    put(archive, article("a", "غادرت السفينة الميناء صباح اليوم.", title="السفينة غادرت الميناء"))
    offered = questions(desk)
    assert offered in ([], ["السفينة غادرت الميناء"])
    assert all(desk.ask(question).status == "answered" for question in offered)


def test_those_that_are_known_come_first_and_an_empty_archive_has_none(archive: Archive, desk: Desk) -> None:
    assert questions(desk) == []
    put(archive, article("a", "The ferry to Port Ellisk sails at noon, and the captain is Ada Byron."))
    known = ["When does the ferry to Port Ellisk sail?", "Who won the cup?"]
    assert questions(desk, known)[0] == known[0]
    assert known[1] not in questions(desk, known)


def test_the_commonest_name_comes_first_and_each_article_gives_one(archive: Archive) -> None:
    put(
        archive,
        article("a", "He saw Ada Byron and Port Ellisk."),
        article("b", "She met Port Ellisk and Zoltan Kay."),
    )
    assert names(list(archive.catalogue.each_record())) == ["Port Ellisk", "Zoltan Kay"]


def test_what_stands_under_every_article_is_no_example_and_people_who_speak_come_first(
    archive: Archive, desk: Desk
) -> None:
    line = "The work is paid for by the Quorn Media Fund."
    told = {"c": "Aoife Bhroin", "d": "Zoltan Kay"}
    bodies = {
        name: f"On Monday the mayor of Port Ellisk met {told.get(name, 'nobody')}. {line}"
        for name in "abcdefgh"
    }
    bodies["d"] += " “It will be dear,” Kay said."
    put(archive, *(article(name, body) for name, body in bodies.items()))
    assert names(list(archive.catalogue.each_record())) == ["Zoltan Kay", "Aoife Bhroin"]
    assert questions(desk)[0] == "What did Zoltan Kay say?"


def test_no_language_model_is_asked_for_them(
    archive: Archive, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(archive, article("a", "On Monday the mayor met Aoife Bhroin in the hall."))
    model = ScriptedModel()
    monkeypatch.setattr(desk, "_language_model", lambda: model)
    assert make_examples(desk)
    assert model.prompts == []


def test_what_rests_on_a_removed_article_is_offered_no_more(archive: Archive, desk: Desk) -> None:
    put(
        archive,
        article("a", "On Monday the mayor met Aoife Bhroin in the hall."),
        article("b", "On Tuesday the ferry brought Zoltan Kay to the pier."),
    )
    made = make_examples(desk)
    assert {name for example in made for name in example.article_ids} == {"a", "b"}
    desk.remove(["a"])
    left = standing(archive.catalogue, made)
    assert left
    assert all(example.article_ids == {"b"} for example in left)
    assert standing(archive.catalogue, [Example("Who?")]) == [Example("Who?")]


def test_a_name_is_asked_about_as_the_articles_write_it(archive: Archive, desk: Desk) -> None:
    text = "It was told by the Academy of Harbour Pilots. “We row,” the Harbour Pilots said, of New Ellisk."
    put(archive, article("a", text))
    assert "What is reported about the Academy of Harbour Pilots?" in questions(desk)


def test_the_newest_of_every_outlet_is_offered_however_much_another_publishes(
    archive: Archive, desk: Desk
) -> None:
    loud = [
        article(
            f"loud{number}", f"The bell rang {number} times.", source="Loud", published_at=day("2025-06-01")
        )
        for number in range(70)
    ]
    put(
        archive,
        *loud,
        article(
            "old",
            "On Monday the mayor met Aoife Bhroin in the hall.",
            source="Quiet",
            published_at=day("2020-01-01"),
        ),
        article(
            "new",
            "On Tuesday the ferry brought Zoltan Kay to the pier.",
            source="Quiet",
            published_at=day("2024-01-01"),
        ),
    )
    offered = questions(desk)
    places = [offered.index(f"What is reported about {name}?") for name in ("Zoltan Kay", "Aoife Bhroin")]
    assert places == sorted(places)


def test_names_that_share_a_word_are_not_both_asked_about(archive: Archive) -> None:
    put(
        archive,
        article("a", "He left the Liberal Party for good."),
        article("b", "She spoke at the Liberal National Convention and met Zoltan Kay."),
    )
    chosen = names(list(archive.catalogue.each_record()))
    assert chosen == ["Liberal Party", "Zoltan Kay"]
