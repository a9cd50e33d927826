"""The learned check: what it is given, and what it makes of plain cases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from corpus.errors import ModelError
from qa.check.checker import MODEL, GraphChecker, open_checker
from qa.check.token_pairs import MOST_TOKENS, rows
from qa.evidence.reader import load_tokenizer

PREMISE = (
    "Mayor Ilse Tandberg opened the new library in Brennhaven on Friday, a year after its roof was mended."
)
RIGHT = ("The mayor opened a new library in Brennhaven.", PREMISE)
WRONG = ("The mayor of Hask drowned when a ferry sank in Brennhaven.", PREMISE)
OTHER = ("Fishermen of Hask have gone on strike for better pay.", PREMISE)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(MODEL.with_name("tokenizer.json"))


def test_what_a_premise_says_is_told_from_what_it_does_not() -> None:
    right, wrong, other = open_checker().probabilities([RIGHT, WRONG, OTHER])
    assert right >= 0.5 > max(wrong, other)


@pytest.mark.parametrize("text", ["", "…", "😀 Þórdís Ní Bhroin said “no” 😀", "word " * 400])
def test_any_text_has_a_probability(text: str) -> None:
    for pair in ((text, PREMISE), (PREMISE, text), (text, text)):
        [value] = open_checker().probabilities([pair])
        assert 0.0 <= value <= 1.0


def test_no_pair_has_no_probability() -> None:
    assert open_checker().probabilities([]) == []


def test_what_is_read_beside_it_changes_little() -> None:
    [alone] = open_checker().probabilities([RIGHT])
    together = open_checker().probabilities([OTHER, RIGHT, ("word " * 40, "word " * 90)])[1]
    assert together == pytest.approx(alone, abs=0.1)


def test_many_threads_are_told_the_same() -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: open_checker().probabilities([RIGHT, OTHER]), range(16)))
    assert all(values == told[0] for values in told)


def test_a_row_has_sentence_and_premise_and_each_is_cut_at_its_end(tokenizer: Tokenizer) -> None:
    [row] = rows(tokenizer, [("One two.", "Three four.")])
    assert tokenizer.decode(row.ids, skip_special_tokens=False) == "[CLS] one two. [SEP] three four. [SEP]"
    [long] = rows(tokenizer, [("why " * 99, "word " * 299)])
    assert len(long) == MOST_TOKENS


def test_a_checker_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        GraphChecker(tmp_path / "support.xml")
