from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.hit import Hit
from qa.answer.model import Answer, Citation, Direct, Sentence
from qa.evaluate.metrics import (
    ANSWER_MEASURES,
    Metric,
    answer_scores,
    contains,
    doc_ndcg,
    hit_scores,
    is_exact,
    mean,
    percentile,
    quote_recall,
    refusal_scores,
)


@dataclass(frozen=True)
class Text:
    text: str = ""
    title: str = ""
    summary: str = ""
    body: str = ""


def hit(article_id: str, text: str = "nothing of note", copies: tuple[str, ...] = ()) -> Hit:
    return Hit(
        rank=1,
        score=1.0,
        article_id=article_id,
        version=1,
        chunk_id=f"{article_id}-0",
        start=0,
        end=len(text),
        text=text,
        title="Headline",
        copies=copies,
    )


def citation(quote: str, title: str = "Headline", start: int = 0, **changes: object) -> Citation:
    values: dict[str, object] = {
        "marker": 1,
        "article_id": "a",
        "version": 1,
        "field": "body",
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "title": title,
    }
    return Citation(**(values | changes))  # type: ignore[arg-type]


def answered(text: str, *citations: Citation) -> Answer:
    return Answer(status="answered", mode="quoted", text=text, question="?", citations=citations)


REFUSED = Answer(status="no_evidence", mode=None, text="Nothing in the archive answers this.", question="?")


class TestContains:
    @pytest.mark.parametrize(
        ("text", "needle"),
        [
            ("The Perpetua ferry sank.", "perpetua FERRY"),
            ("It cost €8.6 million, she said.", "8.6 million"),
            ("Søren Kvistbæk of Orrin", "kvistbæk"),
            ("The café’s roof", "CAFE"),
            ("ﬁfty boats", "fifty boats"),
            ("15", "15"),
        ],
    )
    def test_what_differs_only_in_form_is_contained(self, text: str, needle: str) -> None:
        assert contains(text, needle)

    @pytest.mark.parametrize(
        ("text", "needle"),
        [("The Bloomsburg bill", "bill s"), ("2015", "15"), ("anything", ""), ("anything", "…"), ("", "x")],
    )
    def test_words_are_bounded_and_nothing_is_contained_nowhere(self, text: str, needle: str) -> None:
        assert not contains(text, needle)


class TestHitScores:
    def test_a_perfect_search_scores_one_everywhere(self) -> None:
        scores = hit_scores([hit("gold", "It was fifteen chairs.")], ["gold"], "fifteen chairs")
        assert set(scores.values()) == {1.0}
        assert len(scores) == 9

    def test_a_worthless_search_scores_zero_everywhere(self) -> None:
        assert set(hit_scores([hit("a"), hit("b")], ["gold"], "fifteen").values()) == {0.0}
        assert set(hit_scores([], ["gold"], "fifteen").values()) == {0.0}

    def test_the_answer_in_another_article_is_no_evidence(self) -> None:
        scores = hit_scores([hit("other", "fifteen"), hit("gold")], ["gold"], "fifteen")
        assert scores["evidence_recall@10"] == 0.0
        assert (scores["answer_recall@1"], scores["doc_hit@1"], scores["doc_hit@4"]) == (1.0, 0.0, 1.0)

    def test_each_cutoff_reads_its_own_ranks(self) -> None:
        hits = [hit(f"a{i}") for i in range(4)] + [hit("gold", "fifteen")]
        scores = hit_scores(hits, ["gold"], "fifteen")
        assert [scores[f"evidence_recall@{k}"] for k in (1, 4, 10)] == [0.0, 0.0, 1.0]

    def test_without_an_answer_only_the_articles_count(self) -> None:
        scores = hit_scores([hit("gold")], ["gold"], None)
        assert {name for name, value in scores.items() if value is None} == {
            f"{name}@{k}" for name in ("evidence_recall", "answer_recall") for k in (1, 4, 10)
        }

    def test_without_gold_articles_only_the_answer_counts(self) -> None:
        scores = hit_scores([hit("a", "fifteen")], [], "fifteen")
        assert {name for name, value in scores.items() if value is not None} == {
            f"answer_recall@{k}" for k in (1, 4, 10)
        }


class TestNdcg:
    def test_known_value(self) -> None:
        # Gold at places 1 and 3 of articles: (1 + 1/log2(4)) / (1 + 1/log2(3)).
        hits = [hit("g1"), hit("x"), hit("x"), hit("g2")]
        expected = (1 + 1 / 2) / (1 + 1 / math.log2(3))
        assert doc_ndcg(hits, ["g1", "g2"]) == pytest.approx(expected)

    def test_an_articles_chunks_take_one_place(self) -> None:
        assert doc_ndcg([hit("x")] * 99 + [hit("gold")], ["gold"]) == pytest.approx(1 / math.log2(3))
        assert doc_ndcg([hit("x")] * 100 + [hit("gold")], ["gold"]) == 0.0

    def test_a_folded_copy_of_a_gold_article_counts_as_it_once(self) -> None:
        assert doc_ndcg([hit("copy", copies=("gold",))], ["gold"]) == 1.0
        twice = [hit("copy", copies=("gold",)), hit("gold")]
        assert doc_ndcg(twice, ["gold"]) == 1.0

    def test_gold_articles_that_are_copies_of_each_other_are_one_story(self) -> None:
        assert doc_ndcg([hit("g1", copies=("g2",))], ["g1", "g2"]) == 1.0
        hits = [hit("x"), hit("g2", copies=("g1",)), hit("g3")]
        expected = (1 / math.log2(3) + 1 / 2) / (1 + 1 / math.log2(3))
        assert doc_ndcg(hits, ["g1", "g2", "g3"]) == pytest.approx(expected)

    def test_more_gold_than_places_can_still_be_perfect(self) -> None:
        gold = [f"g{i}" for i in range(15)]
        assert doc_ndcg([hit(article_id) for article_id in gold], gold) == pytest.approx(1.0)

    def test_it_does_not_apply_without_gold_articles(self) -> None:
        assert doc_ndcg([hit("x")], []) is None

    @given(
        st.lists(st.tuples(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=3))),
        st.sets(st.sampled_from("abcdefgh"), min_size=1),
    )
    def test_it_lies_between_zero_and_one(self, found: list[tuple[str, list[str]]], gold: set[str]) -> None:
        value = doc_ndcg([hit(article_id, copies=tuple(copies)) for article_id, copies in found], gold)
        assert value is not None
        assert 0.0 <= value <= 1.0 + 1e-9


class TestQuoteRecall:
    def test_sentence_or_headline_of_the_first_three(self) -> None:
        assert quote_recall([Text("no"), Text("fifteen chairs")], "Fifteen") == 1.0
        assert quote_recall([Text("no", title="Fifteen chairs")], "fifteen") == 1.0
        assert quote_recall([Text("no")] * 3 + [Text("fifteen")], "fifteen") == 0.0

    def test_an_answer_does_not_stretch_over_two_sentences(self) -> None:
        assert quote_recall([Text("it was fifteen"), Text("chairs in all")], "fifteen chairs") == 0.0

    def test_it_does_not_apply_without_an_answer(self) -> None:
        assert quote_recall([Text("fifteen")], None) is None
        assert quote_recall([Text("fifteen")], "?!") is None


class TestAnswerScores:
    def test_said_and_cited_is_correct(self) -> None:
        answer = answered('"Fifteen chairs went out" [1]', citation("Fifteen chairs went out"))
        scores = answer_scores(answer, "fifteen")
        assert (scores["answered_correct"], scores["answered_wrong"]) == (1.0, 0.0)

    def test_the_cited_headline_carries_it_too(self) -> None:
        answer = answered("Fifteen went out [1]", citation("They went out", title="Fifteen chairs"))
        assert answer_scores(answer, "fifteen")["answered_correct"] == 1.0

    def test_said_but_not_cited_is_wrong(self) -> None:
        answer = answered("Fifteen went out [1]", citation("They went out"))
        scores = answer_scores(answer, "fifteen")
        assert (scores["answered_correct"], scores["answered_wrong"]) == (0.0, 1.0)

    def test_a_marker_is_not_what_is_said(self) -> None:
        answer = answered("Some went out [15]", citation("15 went out"))
        assert answer_scores(answer, "15")["answered_wrong"] == 1.0

    def test_a_hundred_words_are_the_most(self) -> None:
        quote = citation("fifteen")
        assert answer_scores(answered("fifteen " * 100, quote), "fifteen")["answered_correct"] == 1.0
        assert answer_scores(answered("fifteen " * 101, quote), "fifteen")["answered_wrong"] == 1.0

    def test_a_refusal_is_neither(self) -> None:
        assert answer_scores(REFUSED, "fifteen") == dict.fromkeys(ANSWER_MEASURES, 0.0)

    def test_they_do_not_apply_without_an_answer(self) -> None:
        assert answer_scores(answered("x"), None) == dict.fromkeys(ANSWER_MEASURES) | {"unsure": 0.0}

    def test_what_is_not_sure_is_neither_and_counted_apart(self) -> None:
        unsure = replace(answered("Fifteen [1]", citation("Fifteen")), status="unsure")
        assert answer_scores(unsure, "fifteen") == dict.fromkeys(ANSWER_MEASURES, 0.0) | {"unsure": 1.0}

    def test_the_first_sentence_and_the_direct_answer_are_looked_at_alone(self) -> None:
        sentences = (
            Sentence("Few came [1]", "quoted", (1,), 1.0),
            Sentence("Fifteen chairs [2]", "quoted", (2,), 1.0),
        )
        answer = replace(
            answered("Few came [1] Fifteen chairs [2]", citation("Few came")), sentences=sentences
        )
        assert answer_scores(answer, "fifteen chairs")["first_sentence_correct"] == 0.0
        assert (
            answer_scores(replace(answer, sentences=sentences[1:]), "fifteen chairs")[
                "first_sentence_correct"
            ]
            == 1.0
        )
        direct = Direct("the fifteen chairs!", 2, 0, 19, 0.9)
        scores = answer_scores(replace(answer, direct=direct), "fifteen chairs")
        assert (scores["direct_em"], scores["direct_f1"]) == (1.0, 1.0)
        scores = answer_scores(replace(answer, direct=replace(direct, text="fifteen")), "fifteen chairs")
        assert (scores["direct_em"], scores["direct_f1"]) == (0.0, pytest.approx(2 / 3))
        assert answer_scores(answer, "fifteen chairs")["direct_f1"] == 0.0


class TestIsExact:
    article = Text(title="Eins", summary="zwei", body="Ein 🦀 und mehr")

    @pytest.mark.parametrize(
        "exact",
        [
            citation("🦀", start=4),
            citation("Eins", field="title"),
            citation("zwei", field="summary"),
        ],
    )
    def test_cut_out_of_the_field(self, exact: Citation) -> None:
        assert is_exact(exact, self.article)

    @pytest.mark.parametrize(
        "wrong",
        [
            citation("🦀", start=5),
            citation("Eins"),
            citation("mehr", start=10, end=99),
            citation("mehr", start=-4, end=14),
            citation(""),
        ],
    )
    def test_not_cut_out_of_the_field(self, wrong: Citation) -> None:
        assert not is_exact(wrong, self.article)


def test_mean_leaves_out_what_does_not_apply() -> None:
    assert mean([1.0, None, 0.0]) == Metric(0.5, 2)
    assert mean([None]) == Metric(None, 0)


def test_percentile() -> None:
    assert percentile([4.0, 1.0, 2.0, 3.0], 50) == 2.5
    assert percentile([], 50) is None


class TestRefusals:
    def test_known_values(self) -> None:
        scores = refusal_scores([True, False, False], [True, True, True, False])
        assert scores == {"refusal_precision": Metric(0.75, 4), "refusal_recall": Metric(0.75, 4)}

    def test_one_that_never_refuses_has_no_precision(self) -> None:
        scores = refusal_scores([False], [False])
        assert scores == {"refusal_precision": Metric(None, 0), "refusal_recall": Metric(0.0, 1)}

    def test_they_do_not_apply_when_nothing_was_left_out(self) -> None:
        scores = refusal_scores([True], [])
        assert scores == {"refusal_precision": Metric(None, 0), "refusal_recall": Metric(None, 0)}
