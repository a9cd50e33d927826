"""The first thing that must work: one real article, real models, right quotes and honest refusals."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import Desk
from qa.models.client import open_language_model
from qa.settings import Settings
from qa.write.prompts import NO_ANSWER

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def seed(shared_data: Path, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("seed")
    with Desk.open(settings=Settings(data_dir=folder, cache_dir=model_cache)) as desk:
        report = desk.sync([shared_data / "seed-article.txt"])
        assert (report.added, report.failed) == (1, 0)
        yield desk


@pytest.mark.parametrize(
    ("question", "carried"),
    [
        ("Which body must ratify the agreement?", ["Verkhovna Rada"]),
        ("Who said that there was significant progress and on what date?", ["Svyrydenko", "April 16"]),
        ("What did Trump accuse Zelenskyy of and when?", ["March 30", "walk away"]),
        ("Which news agency reported that Ukraine would propose changes?", ["Bloomberg"]),
    ],
)
def test_the_seed_questions_are_answered_by_exact_quotes(
    seed: Desk, question: str, carried: list[str]
) -> None:
    answer = seed.ask(question)
    assert answer.status == "answered"
    for citation in answer.citations:
        text = getattr(seed.article(citation.article_id, citation.version), citation.field)
        assert citation.quote == text[citation.start : citation.end]
        assert "SEE ALSO" not in citation.quote
        assert "With reporting" not in citation.quote
    for words in carried:
        assert any(words in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question", ["Who won the 2022 World Cup?", "What is the inflation rate in Ukraine?"]
)
def test_what_the_seed_does_not_say_is_refused(seed: Desk, question: str) -> None:
    answer = seed.ask(question)
    assert answer.status == "no_evidence"
    assert not answer.nearest


@pytest.mark.slow
def test_a_fetched_model_writes_through_its_own_endpoint_and_is_checked(
    seed: Desk, fetched_model: Settings
) -> None:
    settings = fetched_model.model_copy(update={"data_dir": seed.settings.data_dir})
    model = open_language_model(settings)
    assert model is not None
    assert model.base_url.startswith("http://127.0.0.1:")
    with Desk(seed._archive, settings) as desk:
        desk._model, desk._model_opened = model, True
        answer = desk.ask("Which body must ratify the agreement?")
        assert answer.status == "answered"
        assert NO_ANSWER not in answer.text
        assert all(sentence.support > 0 for sentence in answer.sentences)
