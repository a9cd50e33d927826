from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import QuestionError
from corpus.text.sentences import Span
from index.search.hit import Hit
from index.search.tuning import Tuning
from qa import Desk
from qa.evidence.candidates import Evidence
from qa.evidence.find import Finder, second_look
from qa.question.understand import understand
from tests.conftest import ROOT


@pytest.fixture
def finder(desk: Desk) -> Finder:
    desk.sync([ROOT / "corpus" / "samples"])
    return Finder(desk.archive)


def hits_of(scores: list[float]) -> list[Hit]:
    ordered = sorted(scores, reverse=True)
    return [
        Hit(rank, score, f"a{rank}", 1, f"c{rank}", 0, 4, "text", "Title")
        for rank, score in enumerate(ordered, start=1)
    ]


def sentence(hit: Hit, score: float, read: bool = True) -> Evidence:
    return Evidence(hit, 0, 4, "text", score, 0.0, answer=Span(0, 4) if read else None)


def test_a_hit_rises_by_its_best_sentence() -> None:
    hits = hits_of([1.0, 0.9, 0.8])
    evidence = [sentence(hits[2], 2.0), sentence(hits[0], 1.0), sentence(hits[2], 0.1)]
    looked = second_look(hits, evidence, 0.5)
    assert [hit.chunk_id for hit in looked] == ["c3", "c1", "c2"]
    assert [hit.rank for hit in looked] == [1, 2, 3]


def test_a_sentence_that_was_not_read_says_nothing() -> None:
    hits = hits_of([1.0, 0.9])
    evidence = [sentence(hits[0], 1.0), sentence(hits[1], 9.0, read=False)]
    assert [hit.chunk_id for hit in second_look(hits, evidence, 0.5)] == ["c1", "c2"]


@given(
    st.lists(st.floats(0, 3), max_size=25),
    st.lists(st.tuples(st.integers(0, 9), st.floats(-3, 5), st.booleans()), max_size=12),
    st.floats(0, 2),
)
def test_the_same_hits_come_back_ranked_by_their_scores(
    scores: list[float], told: list[tuple[int, float, bool]], weight: float
) -> None:
    hits = hits_of(scores)
    evidence = [sentence(hits[i], score, read) for i, score, read in told if i < len(hits)]
    looked = second_look(hits, evidence, weight)
    assert sorted(hit.chunk_id for hit in looked) == sorted(hit.chunk_id for hit in hits)
    assert [hit.rank for hit in looked] == list(range(1, len(hits) + 1))
    assert all(one.score >= other.score for one, other in pairwise(looked))
    assert [hit.chunk_id for hit in looked[10:]] == [hit.chunk_id for hit in hits[10:]]


def test_fewer_hits_are_the_first_of_more(finder: Finder) -> None:
    question = understand("What does the ferry to Hask cost?")
    many = finder.find(question, 10)
    assert len(many.result.hits) == 10
    for top_k in (1, 3):
        few = finder.find(question, top_k)
        assert few.result.hits == many.result.hits[:top_k]
        assert few.evidence
        assert all(item.hit in few.result.hits for item in few.evidence)
    assert many.result.timings_ms["total"] >= many.result.timings_ms["second_look"] > 0


def test_the_second_look_can_be_switched_off(finder: Finder) -> None:
    question = understand("What does the ferry to Hask cost?")
    plain = finder.find(question, tuning=replace(Tuning(), second_look=0.0))
    assert "second_look" not in plain.result.timings_ms
    assert [item.text for item in plain.evidence] == [item.text for item in finder.find(question).evidence]


@pytest.mark.parametrize("top_k", [0, -1, 1001])
def test_a_number_of_hits_out_of_range_is_refused(desk: Desk, top_k: int) -> None:
    with pytest.raises(QuestionError, match=f"top_k is {top_k}"):
        Finder(desk.archive).find(understand("Who must ratify it?"), top_k)
