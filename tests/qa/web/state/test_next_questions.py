"""What may be asked next: made from what was found, and answered, every one."""

from __future__ import annotations

import re

import pytest

from qa import Desk
from qa.web.state.examples import _names_in
from qa.web.state.next_questions import MOST, next_questions, without_office

ABOUT = re.compile(
    r"(?:Timeline of|Who is|What is (?:the latest on|reported about)|What did) (?:the )?(.*?)(?: say)?\??"
)


def test_every_next_question_is_answered_with_something_new(samples: Desk) -> None:
    answer = samples.ask("How many people were injured when the ferry struck Kirkvoe pier?")
    questions = next_questions(samples, answer)
    assert 0 < len(questions) <= MOST
    assert len(set(questions)) == len(questions)
    found = {hit.article_id for hit in answer.hits}
    for question in questions:
        other = samples.ask(question)
        assert other.status == "answered", question
        assert found & {cited.article_id for cited in other.citations}, question


def test_who_or_what_is_asked_about_is_in_the_question_or_in_what_it_cites(samples: Desk) -> None:
    offered = 0
    for question in (
        "Who said that four boats would not see Christmas?",
        "How many people took part in the march against the herring quota in Port Ellisk?",
        "How many people were injured when the ferry struck Kirkvoe pier?",
        "How much is an adult single on the Hask ferry now?",
    ):
        answer = samples.ask(question)
        cited = [samples.article(name) for name in {one.article_id for one in answer.citations}]
        told = " ".join([question, *(f"{one.title} {one.body}" for one in cited)])
        for following in next_questions(samples, answer):
            about = ABOUT.fullmatch(following)
            assert about, following
            assert about[1] in told, (question, following)
            offered += 1
    assert offered >= 4


def test_what_is_written_around_a_name_is_no_part_of_it_and_a_part_is_no_name() -> None:
    body = (
        "On Monday Fort Ellisk Mayor Ada Mary Roe spoke. Critics of the U.K. Food and Harbour Administration "
        "met Republican Gov. Ole Dunn, and the Ellisk-based Hask Line sued Ida Crane. Nobody answered."
    )
    assert set(_names_in(body)) == {"Ida Crane"}
    assert without_office("Deputy Prime Minister Ada Roe") == without_office("Ada Roe") == "Ada Roe"


def test_a_course_of_events_has_next_questions_of_the_articles_that_it_cites(samples: Desk) -> None:
    answer = samples.ask("How has the ferry fare changed?")
    assert answer.timeline
    questions = next_questions(samples, answer)
    assert questions
    assert not any(question.startswith("Timeline") for question in questions)
    assert all(samples.ask(question).status == "answered" for question in questions)


def test_next_questions_cost_no_search(samples: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = samples.ask("Who said that four boats would not see Christmas?")
    monkeypatch.setattr("index.search.pipeline.search", None)
    monkeypatch.setattr("qa.evidence.find.search", None)
    assert next_questions(samples, answer)


def test_what_is_refused_has_none(samples: Desk) -> None:
    assert next_questions(samples, samples.ask("Who won the Atlantis expedition's chess match?")) == []
