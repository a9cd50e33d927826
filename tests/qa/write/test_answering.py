"""A sentence must be carried by its passages, and the first one shown must answer what was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import ModelError
from corpus.text.sentences import Span
from index.search.hit import Hit
from qa import Answer
from qa.evidence.candidates import Evidence
from qa.models.client import Prompt
from qa.question.understand import understand
from qa.write.answering import Judges, Written, answering_first, answers_otherwise
from qa.write.asked_kind import lacks_asked_kind
from qa.write.writer import generate
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


def test_the_words_that_answer_are_told_of_a_written_sentence_too(tmp_path: Path) -> None:
    answer = asked(tmp_path, ScriptedModel(f"So {RATIFY[0].lower()}{RATIFY[1:]}\n"))
    assert answer.mode == "generated"
    assert answer.direct is not None
    cited = answer.citations[answer.direct.marker - 1]
    assert answer.direct.text == cited.quote[answer.direct.start : answer.direct.end]
    assert asked(tmp_path, ScriptedModel("The parliament must ratify it.\n")).direct is None


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


FILM = "Which film inspired the costume of the year?"
FIRST = "The costume of the year comes from the film Nightfall, ahead of the film Ironclad."
SECOND = "The film Ironclad inspired the costume of the year, Signal readers say."


def read(number: int, text: str, words: str, certainty: float = 0.9) -> Evidence:
    """A passage of an article of its own, in which the reader sees `words` as the answer."""
    hit = Hit(number, 1.0, f"a{number}", 1, f"a{number}#0", 0, len(text), text, "", "Courier", None, None)
    at = text.index(words)
    span = Span(at, at + len(words))
    return Evidence(hit, 0, len(text), text, 1.0, 0.5, logit=9.0, answer=span, certainty=certainty)


def test_what_gives_another_answer_than_its_passage_is_no_answer() -> None:
    text, question = "The film Ironclad inspired the costume of the year.", understand(FILM)
    passage = read(1, FIRST, "Nightfall")
    assert answers_otherwise(text, passage, question)
    assert not answers_otherwise("It is Nightfall.", passage, question)
    assert not answers_otherwise(text, read(1, FIRST, "Nightfall", certainty=0.3), question)
    assert not answers_otherwise(text, passage, understand("Why did Ironclad inspire the costume?"))
    judges = Judges(WordChecker(), WordReader())
    model = ScriptedModel(f"{text} [1]\n")
    [remark] = generate(model, question, [passage], judges, "")
    assert "does not answer the question" in remark.text


def test_the_passage_that_gives_the_answer_is_cited() -> None:
    evidence = [read(1, FIRST, "Nightfall"), read(2, SECOND, "Ironclad")]
    model = ScriptedModel("The film Ironclad inspired the costume of the year. [1]\n")
    judges = Judges(WordChecker(), WordReader())
    [sentence] = generate(model, understand(FILM), evidence, judges, "")
    assert isinstance(sentence, Written)
    assert [item.article_id for item in sentence.evidence] == ["a2"]


@pytest.mark.parametrize(
    ("question", "text", "nothing"),
    [
        ("When does the Hask ferry sail?", "The Hask ferry is free of charge.", True),
        ("When does the Hask ferry sail?", "The Hask ferry sails after breakfast.", False),
        ("How many dockers are on strike?", "Dockers of Hask are on strike for better pay.", True),
        ("How many dockers are on strike?", "Thousands of dockers are on strike.", False),
        ("How many dockers are on strike?", "None of the dockers is on strike.", False),
        ("Which country bought the ferry?", "The ferry was bought by a country in the north.", True),
        ("Which country bought the ferry?", "Norway bought the ferry.", False),
        ("In which city does the Hask ferry berth?", "The Hask ferry berths in Veltross.", False),
        ("Who bought the ferry, and when?", "The council bought the ferry.", False),
        ("Who must ratify the agreement?", "The parliament must ratify it.", False),
    ],
)
def test_what_has_nothing_of_the_kind_that_is_asked_for_answers_nothing(
    question: str, text: str, nothing: bool
) -> None:
    assert lacks_asked_kind(text, understand(question)) == nothing


def test_a_sentence_without_a_number_is_no_answer_to_how_many() -> None:
    question = understand("How many dockers of Hask are on strike?")
    text = "Dockers of Hask are on strike for better pay."
    passage = read(1, f"{text} About 7,800 of them stopped work.", "7,800", certainty=0.3)
    judges = Judges(WordChecker(), WordReader())
    [remark] = generate(ScriptedModel(f"{text} [1]\n"), question, [passage], judges, "")
    assert "does not answer the question" in remark.text
