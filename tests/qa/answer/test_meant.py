"""Of the ways in which a question may be understood, the one that the evidence answers is meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.article import Article
from index.ingest.commit import apply_batch
from qa.evidence.reader import Judgement, Passage
from tests.fakes import WordReader
from tests.qa.answer.desks import assert_always_true, desk_with

FARES = Article("fares", "Fares", "An adult single on the Hask ferry costs €10.20 in May.")
COACH = Article("coach", "Mariners", "The coach is Wen Storm, the club said.")
CRASH = Article("crash", "Crash", "The ferry Lady Orrin struck the pier. The captain of the ship is Ida Moe.")
HISTORY = [
    {"role": "user", "content": "What does an adult single on the Hask ferry cost?"},
    {"role": "assistant", "content": "“An adult single on the Hask ferry costs €10.20 in May.” [1]"},
]


class Attentive(WordReader):
    """A reader that looks for what is asked, and not for what it is about."""

    def judge(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        return super().judge(question.split(" (about:")[0].rstrip("?"), passages)


def test_a_question_that_the_archive_answers_by_itself_is_asked_by_itself(tmp_path: Path) -> None:
    with desk_with(tmp_path, [FARES, COACH]) as desk:
        desk._finder._given_reader = Attentive()
        answer = desk.ask("Who is the coach?", HISTORY)
        assert_always_true(desk, answer)
    assert answer.status == "answered"
    assert answer.citations[0].article_id == "coach"
    assert not answer.understood


def test_a_short_question_of_what_was_talked_of_goes_on_with_it(tmp_path: Path) -> None:
    history = [
        {"role": "user", "content": "When did the ferry Lady Orrin strike the pier?"},
        {"role": "assistant", "content": "“The ferry Lady Orrin struck the pier.” [1]"},
    ]
    other = Article("other", "Races", "The captain is Bo Ray.")
    with desk_with(tmp_path, [CRASH, COACH, other]) as desk:
        answer = desk.ask("Who is the captain?", history)
    assert answer.citations[0].article_id == "crash"
    assert [one.kind for one in answer.understood] == ["carried"]


def test_a_follow_up_is_not_answered_with_something_else_that_it_fits(tmp_path: Path) -> None:
    history = [
        {"role": "user", "content": "How many turbines are planned off Hask?"},
        {"role": "assistant", "content": "“The ministry has approved 48 turbines off Hask.” [1]"},
    ]
    with desk_with(tmp_path, [FARES, COACH]) as desk:
        answer = desk.ask("How much do they cost?", history)
        assert_always_true(desk, answer)
        assert answer.status != "answered"
        turbines = Article("wind", "Wind farm", "The 48 turbines planned off Hask cost 12 billion crowns.")
        with desk.archive.writer("test"):
            apply_batch(desk.archive, [turbines])
        answer = desk.ask("How much do they cost?", history)
    assert answer.status == "answered"
    assert answer.citations[0].article_id == "wind"
