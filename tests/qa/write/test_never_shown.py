"""What a model must never bring to a reader, whatever it writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from corpus.article import Article
from index.archive import Archive
from qa import Answer
from qa.question.understand import understand
from qa.write.prompts import EXAMPLE_ANSWER, answer_prompt
from tests.qa.answer.desks import assert_always_true, desk_over, desk_with

QUESTION = "Who must ratify the fishing agreement?"
RATIFY = "The regional parliament must ratify the fishing agreement by 12 May."
JOBS = "Aoife Ní Bhroin said the agreement would protect 300 jobs in Port Ellisk."
WHERE = "The forum in Davos, Switzerland, heard of the fishing agreement."


@pytest.fixture(scope="module")
def treaty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """One archive for all of them: what a model writes leaves nothing in it."""
    bodies = {"treaty": f"{RATIFY}\n\n{JOBS}", "forum": WHERE}
    articles = [
        Article(name, "Fishing agreement", body, published_at=datetime(2025, 4, 16, tzinfo=UTC))
        for name, body in bodies.items()
    ]
    with desk_with(tmp_path_factory.mktemp("treaty"), articles) as desk:
        yield desk.archive


def asked(treaty: Archive, reply: str) -> Answer:
    desk = desk_over(treaty, reply)
    answer = desk.ask(QUESTION)
    assert_always_true(desk, answer)
    return answer


def written(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences if sentence.mode == "generated"]


@pytest.mark.parametrize(
    "reply",
    [
        "[1]",
        "[1].",
        "[1][2]",
        "1",
        "(1)",
        "Passage 1",
        "Passages 1 and 2 [1]",
        "Source: [1]",
        "Davos, Switzerland,,,,",
        "Davos, Switzerland,,,, [1]",
        "Davos, Switzerland, , , ,",
        "ratify ratify ratify ratify ratify [1]",
        EXAMPLE_ANSWER,
        f"{EXAMPLE_ANSWER} [1]",
        "The paper mill will close in June, Mayor Tamsin Orrel said [1].",
        f"Question: {QUESTION}\n{RATIFY} [1]",
        f"<think>{RATIFY} [1]</think>",
        f"<think>{RATIFY} [1]",
        f"<THINKING>\n{RATIFY} [1]\n</THINKING>\nNO ANSWER",
        f"[THINK]{RATIFY} [1][/THINK]",
        f"Okay, the question is who must ratify it.\n{RATIFY} [1]\n</think>\nNO ANSWER",
        f"<|channel|>analysis<|message|>{RATIFY} [1]<|end|>",
    ],
)
def test_what_is_no_sentence_of_an_answer_is_not_shown(treaty: Archive, reply: str) -> None:
    answer = asked(treaty, reply)
    assert written(answer) == []
    assert answer.mode == "quoted"
    assert "parliament" in answer.text


@pytest.mark.parametrize(
    "reply",
    [
        f"<think>Passage 1 has it.</think>{RATIFY} [1]",
        f"Okay, the question is who must ratify it. Passage 1 has it.</think>\n\n{RATIFY} [1]",
        f"We need to say who.\n{RATIFY} [1]\n",
        f"<|channel|>analysis<|message|>We see.<|end|><|channel|>final<|message|>{RATIFY} [1]",
        f"Answer: {RATIFY} [1]",
        f"{RATIFY} [1]\nQuestion: How many jobs?\n{JOBS} [2]",
        f"{RATIFY} [1]\nDavos, Switzerland,,,,",
    ],
)
def test_what_follows_a_thought_or_goes_before_noise_is_shown(treaty: Archive, reply: str) -> None:
    assert written(asked(treaty, reply)) == [f"{RATIFY} [1]"]


@pytest.mark.parametrize(
    "again", [RATIFY, RATIFY.upper(), "The parliament must ratify the agreement.", f"- {RATIFY} [1]"]
)
def test_a_sentence_is_said_once(treaty: Archive, again: str) -> None:
    answer = asked(treaty, f"{RATIFY} [1]\n{again}\n" * 3)
    assert written(answer) == [f"{RATIFY} [1]"]


@pytest.mark.parametrize("marker", ["", " [2]", " [9]", " [3]"])
def test_a_marker_that_is_forgotten_or_mistaken_is_found(treaty: Archive, marker: str) -> None:
    answer = asked(treaty, f"{RATIFY}{marker}\n")
    assert written(answer) == [f"{RATIFY} [1]"]
    assert answer.citations[0].quote == RATIFY


def test_no_more_than_three_sentences_are_shown(treaty: Archive) -> None:
    more = ["300 jobs would be protected.", "The jobs are in Port Ellisk.", "The forum heard of it in Davos."]
    answer = asked(treaty, "\n".join([RATIFY, *more]))
    assert len(written(answer)) == 3


def test_what_is_garbled_is_told(treaty: Archive) -> None:
    answer = asked(treaty, "Davos, Switzerland,,,,")
    assert any("1 sentence was dropped" in notice for notice in answer.notices)


def test_prompts_begin_with_what_never_changes() -> None:
    questions = QUESTION, "Who is the coach?"
    first, second = (answer_prompt(understand(question), []) for question in questions)
    assert first.system == second.system
    assert EXAMPLE_ANSWER in first.system
    assert first.user != second.user
