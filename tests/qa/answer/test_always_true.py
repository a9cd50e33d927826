"""The lines of the contract that are always true, over articles and model outputs made by hypothesis."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import ModelError
from qa import Answer, Notice, Sentence
from tests.qa.answer.desks import assert_always_true, desk_with

NAMES = ["Aoife", "Łukasz", "Þórdís", "Veltross", "Hask"]
WORDS = [
    "ferry",
    "council",
    "agreement",
    "ratified",
    "budget",
    "harbour",
    "said",
    "denied",
    "not",
    "12",
    "[1]",
]
ODD = ["😀", "é", "</mark>", "**bold**", "[x](http://y)", "“quoted”", "𝔘", "مرحبا"]
sentence_text = st.lists(st.sampled_from(NAMES + WORDS + ODD), min_size=3, max_size=12).map(
    lambda parts: " ".join(parts).capitalize() + "."
)
bodies = st.lists(sentence_text, min_size=1, max_size=8).map("\n\n".join)
articles = st.builds(
    Article,
    article_id=st.uuids().map(str),
    title=sentence_text,
    body=bodies,
    source=st.sampled_from([None, "The Courier", "Signal"]),
    published_at=st.sampled_from([None, datetime(2025, 4, 16, tzinfo=UTC)]),
)
replies = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.one_of(sentence_text, st.sampled_from(["[1]", "[2]", "【3】", "[99]", "[1, 2]", "\n- "])),
        max_size=10,
    ).map(" ".join),
    st.just(ModelError("The language model failed", "Start it")),
)
questions = st.lists(st.sampled_from(NAMES + WORDS[:8]), min_size=1, max_size=4).map(" ".join)


@settings(max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(articles, max_size=5), replies, questions)
def test_what_is_always_true_is_true_of_every_answer(
    given_articles: list[Article], reply: str | Exception, question: str
) -> None:
    with TemporaryDirectory() as folder, desk_with(Path(folder), given_articles, reply) as desk:
        events = list(desk.stream(question))
        answer = events[-1]
        assert isinstance(answer, Answer)
        streamed = [event for event in events if isinstance(event, Sentence)]
        assert streamed == ([] if answer.status == "unsure" else list(answer.sentences))
        assert [event.text for event in events if isinstance(event, Notice)] == list(answer.notices)
        assert_always_true(desk, answer)
