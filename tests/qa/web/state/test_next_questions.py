"""What may be asked next: made from what was found, and answered, every one."""

from __future__ import annotations

import pytest

from qa import Desk
from qa.web.state.next_questions import MOST, next_questions


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
