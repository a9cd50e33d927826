"""The evidence waits for no language model, however slow it is and whoever else it writes for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.article import Article
from qa import Answer, Desk, EvidenceFound, Sentence, Writing
from qa.models.queue import Queue
from tests.fakes import GatedModel, ScriptedModel
from tests.qa.answer.desks import desk_with

BODY = "The regional parliament must ratify the fishing agreement by 12 May."
QUESTION = "Who must ratify the fishing agreement?"
NEAR = "Which minister said the agreement would be bad for jobs in coastal towns?"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    said = "Aoife Ní Bhroin said the agreement would protect 300 jobs in Port Ellisk."
    return desk_with(tmp_path, [Article("treaty", "Fishing agreement signed", f"{BODY}\n\n{said}")])


def written_by(desk: Desk, model: ScriptedModel) -> Desk:
    desk._model, desk._model_opened = model, True  # type: ignore[assignment]
    return desk


def test_the_evidence_is_what_would_be_quoted(desk: Desk) -> None:
    evidence, *_, answer = desk.stream(QUESTION)
    assert isinstance(evidence, EvidenceFound)
    assert isinstance(answer, Answer)
    assert evidence.status == "answered"
    assert evidence.sentences == answer.sentences
    assert evidence.citations == answer.citations
    assert evidence.direct == answer.direct
    near, *_, unsure = desk.stream(NEAR)
    assert isinstance(near, EvidenceFound)
    assert isinstance(unsure, Answer)
    assert near.status == unsure.status == "unsure"
    assert near.sentences == unsure.sentences


def test_where_nothing_is_found_there_is_no_evidence_to_show(desk: Desk) -> None:
    events = list(desk.stream("Which film won the Oscar for best picture?"))
    assert not [event for event in events if isinstance(event, EvidenceFound)]


def test_it_comes_before_a_model_is_asked_and_has_no_part_in_the_answers_markers(desk: Desk) -> None:
    model = ScriptedModel(f"{BODY} [1]")
    events = written_by(desk, model).stream(QUESTION)
    assert isinstance(next(events), EvidenceFound)
    assert model.prompts == []
    assert next(events) == Writing(0)
    sentence, *_, answer = events
    assert isinstance(sentence, Sentence)
    assert isinstance(answer, Answer)
    assert [citation.marker for citation in answer.citations] == [1]


def test_notices_come_behind_it_in_the_order_of_the_answer(desk: Desk) -> None:
    events = list(desk.stream("Who must currently ratify the fishing agreement?", today="2025-04-09"))
    assert isinstance(events[0], EvidenceFound)


def test_one_slow_reply_keeps_nobody_from_the_evidence_and_who_waits_knows_for_how_many(desk: Desk) -> None:
    model = GatedModel(f"\n{BODY} [1]\n", f"{BODY} [1]\n", f"{BODY} [1]\n", at_once=1)
    written_by(desk, model)
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(desk.ask, QUESTION)
        assert model.waiting.acquire(timeout=120)
        second, third = desk.stream(QUESTION), desk.stream(QUESTION)
        assert isinstance(next(second), EvidenceFound)
        assert isinstance(next(third), EvidenceFound)
        assert [next(second), next(third)] == [Writing(1), Writing(2)]
        model.gate.set()
        assert slow.result(30).mode == "generated"
        assert next(second) == Writing(0)
        last = list(second)[-1]
        assert isinstance(last, Answer)
        assert last.mode == "generated"
        *_, last = third
        assert isinstance(last, Answer)
        assert last.mode == "generated"
    assert not model.queue.busy


def test_behind_too_many_questions_the_articles_own_words_answer(desk: Desk) -> None:
    model = ScriptedModel(f"{BODY} [1]", at_once=1)
    model.queue = Queue(at_once=1, most_waiting=0)
    with model.queue.place():
        answer = written_by(desk, model).ask(QUESTION)
    assert (answer.status, answer.mode) == ("answered", "quoted")
    assert any("1 question before this one" in notice for notice in answer.notices)


def test_a_reader_who_leaves_while_it_is_written_makes_room(desk: Desk) -> None:
    model = ScriptedModel(f"{BODY} [1]", at_once=1)
    events = written_by(desk, model).stream(QUESTION)
    assert isinstance(next(events), EvidenceFound)
    assert next(events) == Writing(0)
    assert model.queue.busy
    events.close()  # type: ignore[attr-defined]
    assert not model.queue.busy


def test_a_follow_up_is_not_reworded_by_a_model_that_writes_for_somebody_else(desk: Desk) -> None:
    model = ScriptedModel(f"{BODY} [1]", at_once=1)
    history = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "The regional parliament."},
    ]
    written_by(desk, model)
    with model.queue.place():
        events = desk.stream("And how many jobs would it protect?", history=history)
        evidence = next(events)
        assert isinstance(evidence, EvidenceFound)
        assert model.prompts == []
        events.close()  # type: ignore[attr-defined]
