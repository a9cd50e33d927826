"""Questions to offer: made from the archive, and every one of them answered."""

from __future__ import annotations

import pytest

from index.archive import Archive
from qa import Desk
from qa.web.examples import make_examples, names
from tests.fakes import ScriptedModel
from tests.index.makers import article, put


def test_names_become_questions_that_are_answered(archive: Archive, desk: Desk) -> None:
    put(
        archive,
        article("a", "On Monday the mayor met Aoife Bhroin in the hall. The mayor praised Aoife Bhroin."),
        article("b", "The council wrote to Aoife Bhroin, who was in Port Ellisk, on Friday 12 May."),
    )
    offered = make_examples(desk)
    assert "What is reported about Aoife Bhroin?" in offered
    assert not any("May" in question.split() for question in offered)
    assert all(desk.ask(question).status == "answered" for question in offered)


def test_without_names_headlines_are_offered(archive: Archive, desk: Desk) -> None:
    put(archive, article("a", "غادرت السفينة الميناء صباح اليوم.", title="السفينة غادرت الميناء"))
    offered = make_examples(desk)
    assert offered in ([], ["السفينة غادرت الميناء"])
    assert all(desk.ask(question).status == "answered" for question in offered)


def test_those_that_are_known_come_first_and_an_empty_archive_has_none(archive: Archive, desk: Desk) -> None:
    assert make_examples(desk) == []
    known = [f"Question {number}?" for number in range(8)]
    assert make_examples(desk, known) == known[:6]


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
    assert make_examples(desk)[0] == "What did Zoltan Kay say?"


def test_no_language_model_is_asked_for_them(
    archive: Archive, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(archive, article("a", "On Monday the mayor met Aoife Bhroin in the hall."))
    model = ScriptedModel()
    monkeypatch.setattr(desk, "_language_model", lambda: model)
    assert make_examples(desk)
    assert model.prompts == []
