"""A sentence must be carried by its passages, and the first one shown must answer what was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.article import Article
from corpus.errors import ModelError
from corpus.text.sentences import Span
from index.search.hit import Hit
from qa import Answer
from qa.evidence.candidates import Evidence
from qa.models.client import Prompt
from qa.question.understand import understand
from qa.write.answering import Judges, Written, answering_first
from tests.fakes import ScriptedModel, WordChecker, WordReader
from tests.qa.answer.desks import assert_always_true, desk_with

QUESTION = "Who must ratify the fishing agreement?"
RATIFY = "The regional parliament must ratify the fishing agreement by 12 May."
BESIDE = "Aoife Ní Bhroin wants to protect 300 jobs in Port Ellisk."
UNSURE = "Which minister said the deal was bad for wages and towns on coastal roads?"


def asked(folder: Path, model: ScriptedModel, question: str = QUESTION) -> Answer:
    article = Article("treaty", "Fishing agreement", f"{RATIFY}\n\n{BESIDE}")
    with desk_with(folder, [article]) as desk:
        desk._model, desk._model_opened = model, True  # type: ignore[assignment]
        answer = desk.ask(question)
        assert_always_true(desk, answer)
    return answer


def written(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences if sentence.mode == "generated"]


def test_what_is_true_and_beside_the_point_is_not_shown_first(tmp_path: Path) -> None:
    answer = asked(tmp_path, ScriptedModel(f"{BESIDE}\n{RATIFY}\n"))
    assert written(answer) == [f"{RATIFY} [1]", f"{BESIDE} [2]"]
    assert answer.notices == ()


def test_where_nothing_written_answers_the_quotes_do(tmp_path: Path) -> None:
    answer = asked(tmp_path, ScriptedModel(f"{BESIDE}\n"))
    assert (answer.status, answer.mode) == ("answered", "quoted")
    assert RATIFY in answer.text
    assert any("does not answer the question" in notice for notice in answer.notices)


def test_what_is_beside_the_point_answers_no_question_that_the_articles_do_not(tmp_path: Path) -> None:
    assert asked(tmp_path, ScriptedModel(f"{BESIDE}\n"), UNSURE).mode != "generated"


def test_an_answer_of_a_few_words_is_read_in_its_passage(tmp_path: Path) -> None:
    answer = asked(tmp_path, ScriptedModel("The regional parliament. [1]"))
    assert written(answer) == ["The regional parliament. [1]"]


def test_a_model_that_fails_before_it_has_answered_leaves_it_to_the_quotes(tmp_path: Path) -> None:
    class Failing(ScriptedModel):
        def stream(self, prompt: Prompt) -> Iterator[str]:
            yield f"{BESIDE}\nThen it"
            yield " went on and on."
            raise ModelError("The language model is down", "Start it")

    answer = asked(tmp_path, Failing())
    assert (answer.status, answer.mode) == ("answered", "quoted")
    assert any("down. These are the articles' own words" in notice for notice in answer.notices)


def test_a_list_is_answered_by_no_one_sentence() -> None:
    hit = Hit(1, 1.0, "a", 1, "a#0", 0, len(BESIDE), BESIDE, "Jobs", "Courier", None, None)
    sentence = Written(BESIDE, (Evidence(hit, 0, len(BESIDE), BESIDE, 1.0, 0.5),), 0.9)
    best = Evidence(hit, 0, len(RATIFY), RATIFY, 1.0, 0.5, logit=11.0, answer=Span(0, 23))
    judges = Judges(WordChecker(), WordReader())
    shown = {}
    for question in (QUESTION, "Give me a timeline of the fishing agreement."):
        counts: Counter[str] = Counter()
        found = list(answering_first([sentence], understand(question), [best], judges, counts))
        shown[question] = (found, counts["shown"], counts["beside"])
    assert list(shown.values()) == [([], 0, 1), ([sentence], 1, 0)]
