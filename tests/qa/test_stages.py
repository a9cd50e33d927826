"""What listeners are told while questions are answered, in whatever threads, and however that ends."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.errors import QuestionError
from qa import Filters
from qa.stages import Stage, current, listening, note, stage, through, unwatched
from tests.index.makers import article
from tests.qa.answer.desks import desk_with

FERRY = article("a", "The ferry sank off Hask on Sunday.", title="Ferry sinks")
QUESTION = "Where did the ferry sink?"


class Heard:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.open: list[Stage] = []
        self.stages: list[Stage] = []

    def began(self, stage: Stage) -> None:
        self.open.append(stage)

    def ended(self, stage: Stage) -> None:
        self.open.remove(stage)
        self.stages.append(stage)

    def named(self, name: str) -> list[Stage]:
        return [one for one in self.stages if one.name == name]


@pytest.fixture
def heard() -> Iterator[Heard]:
    listener = Heard()
    with listening(listener):
        yield listener
    assert not listener.open


def test_a_question_is_told_with_its_stages_inside_it_and_how_it_ended(heard: Heard, tmp_path: Path) -> None:
    with desk_with(tmp_path, [FERRY]) as desk:
        answer = desk.ask(QUESTION)
    [question] = heard.named("question")
    assert question.outcome == answer.status == "answered"
    assert question.counts == {"hits": len(answer.hits), "citations": len(answer.citations)}
    assert [one.name for one in heard.stages] == ["understanding", "search", "reading", "question"]
    assert all(one.parent is question for one in heard.stages[:-1])
    assert 0 < sum(one.seconds for one in heard.stages[:-1]) <= question.seconds


def test_what_a_model_writes_is_counted_by_what_became_of_it(heard: Heard, tmp_path: Path) -> None:
    reply = "The ferry sank off Hask on Sunday [1]. Nine cows were aboard, all of them purple [1]."
    with desk_with(tmp_path, [FERRY], reply) as desk:
        assert desk.ask(QUESTION).mode == "generated"
    [writing] = heard.named("writing")
    assert (writing.counts["shown"], writing.counts["withheld"]) == (1, 1)
    assert [one.parent for one in heard.named("checking")] == [writing] * 2
    [waiting] = heard.named("waiting")
    assert waiting.parent is heard.named("question")[0]


def test_a_question_goes_on_in_other_threads_and_its_stages_stay_its_own(
    heard: Heard, tmp_path: Path
) -> None:
    reply = "The ferry sank off Hask on Sunday [1]."
    with desk_with(tmp_path, [FERRY], reply, reply) as desk:
        streams = [desk.stream(QUESTION), desk.stream(QUESTION)]
        with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
            done = object()
            while any(
                [pool.submit(next, events, done).result() is not done for pool in (one, other)]
                for events in streams
                if events.gi_frame  # type: ignore[attr-defined]
            ):
                assert current() is None
    questions = heard.named("question")
    assert [one.outcome for one in questions] == ["answered", "answered"]
    assert {one.parent for one in heard.named("writing")} == set(questions)


@pytest.mark.parametrize(
    ("filters", "outcome"), [(Filters(sources=["Nobody"]), "refused"), (None, "stopped")]
)
def test_a_question_that_gets_no_answer_is_told_by_why(
    heard: Heard, tmp_path: Path, filters: Filters | None, outcome: str
) -> None:
    with desk_with(tmp_path, [FERRY]) as desk:
        events = desk.stream(QUESTION, filters=filters)
        if outcome == "refused":
            with pytest.raises(QuestionError):
                next(events)
        else:
            next(events)
            events.close()  # type: ignore[attr-defined]
    [question] = heard.named("question")
    assert question.outcome == outcome
    assert question.error == ("QuestionError" if outcome == "refused" else "")


def test_an_error_that_nobody_foresaw_is_a_failure(heard: Heard) -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise RuntimeError

    with pytest.raises(RuntimeError):
        list(through("broken", broken()))
    assert (heard.stages[0].outcome, heard.stages[0].error) == ("failed", "RuntimeError")


def test_whoever_takes_the_events_is_not_in_the_stage_nor_is_its_time(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(100))
    monkeypatch.setattr("qa.stages.time", SimpleNamespace(perf_counter=lambda: next(seconds)))
    for _ in through("made", iter((1, 2, 3))):
        assert current() is None
        next(seconds)
    # From each to the next, and to the end.
    assert heard.stages[0].seconds == 4


def test_what_no_person_asked_is_told_to_nobody(heard: Heard) -> None:
    with unwatched(), stage("example"):
        note("answered", {"hits": 1})
    note("nothing is open, so nothing is noted")
    assert not heard.stages
