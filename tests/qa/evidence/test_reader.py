"""The reader: what it is given, what it makes of it, and that its words are exact words of the passage."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.errors import ModelError
from qa.evidence.reader import (
    MODEL,
    MOST_TOKENS,
    GraphReader,
    Passage,
    answering_words,
    best_span,
    load_tokenizer,
    origin,
    project_reader,
    rows,
)

QUESTION = "Who opened the new library in Brennhaven?"
RIGHT = Passage(
    "Mayor Ilse Tandberg opened the new library on Friday.", "2 days old · A library for Brennhaven"
)
WRONG = Passage("The library was closed for a year while its roof was mended.", RIGHT.origin)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(MODEL.with_name("tokenizer.json"))


def test_the_sentence_that_answers_is_told_from_one_that_repeats_the_question() -> None:
    right, wrong = project_reader().judge(QUESTION, [RIGHT, WRONG])
    assert right.logit > 0 > wrong.logit
    assert "Ilse Tandberg" in RIGHT.text[right.start : right.end]


@pytest.mark.parametrize("text", ["", "…", "😀 Þórdís Ní Bhroin said “no” 😀", "word " * 400])
def test_the_words_that_answer_are_a_piece_of_the_passage(text: str) -> None:
    [told] = project_reader().judge("Who said no?", [Passage(text)])
    assert 0 <= told.start <= told.end <= len(text)
    assert 0.0 <= told.certainty <= 1.0
    assert np.isfinite(told.logit)


def test_words_that_answered_are_known_only_where_a_sentence_answers() -> None:
    reader = project_reader()
    assert "Ilse Tandberg" in answering_words(reader, QUESTION, RIGHT.text)
    assert answering_words(reader, "Who replaced the bishop of Hask?", RIGHT.text) == ""


def test_what_is_read_beside_it_changes_little() -> None:
    [alone] = project_reader().judge(QUESTION, [RIGHT])
    together = project_reader().judge(QUESTION, [WRONG, RIGHT, Passage("word " * 90)])[1]
    assert together.logit == pytest.approx(alone.logit, abs=0.5)


def test_many_threads_are_told_the_same() -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: project_reader().judge(QUESTION, [RIGHT, WRONG]), range(16)))
    assert all(judgements == told[0] for judgements in told)


def test_a_row_has_question_sentence_and_origin_and_is_cut_from_the_end(tokenizer: Tokenizer) -> None:
    [row] = rows(tokenizer, QUESTION, [Passage("One two three.", "a " * 99)])
    border = tokenizer.token_to_id("[SEP]")
    assert row.ids.count(border) == 3
    assert tokenizer.decode(row.ids[row.first : row.first + len(row.offsets)]) == "one two three."
    [long] = rows(tokenizer, "why " * 99, [Passage("word " * 99, "origin " * 99)])
    assert len(long) <= MOST_TOKENS


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=40), st.integers(1, 20))
def test_the_best_span_goes_forward_and_is_no_longer_than_allowed(logits: list[float], most: int) -> None:
    starts = np.array(logits, dtype=np.float32)
    first, last, certainty = best_span(starts, starts[::-1].copy(), most)
    assert 0 <= first <= last < min(len(logits), first + most)
    assert 0.0 < certainty <= 1.0 + 1e-6


@pytest.mark.parametrize(
    ("published", "age"),
    [
        (date(2025, 3, 3), "later · "),
        (date(2025, 3, 2), "0 days old · "),
        (date(2025, 2, 17), "13 days old · "),
        (date(2025, 2, 16), ""),
        (date(2020, 1, 1), ""),
        (None, ""),
    ],
)
def test_the_origin_tells_how_old_a_report_is(published: date | None, age: str) -> None:
    assert (
        origin("A headline", "The Courier", published, date(2025, 3, 2)) == f"{age}A headline · The Courier"
    )


def test_a_model_that_is_not_there_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"reader\.xml"):
        GraphReader(tmp_path / "reader.xml")
