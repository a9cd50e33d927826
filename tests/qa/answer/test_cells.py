"""Of a table's row one cell answers, or none: never two numbers without what they mean."""

from __future__ import annotations

import pytest

from corpus.text.sentences import Span
from qa.answer.cells import one_cell
from qa.question.understand import understand

TABLE = "The vote on the quay.\n\nParish | Agreed | Refused\n\nQuorn | 512 | 83\n\nHask | 1,204 | 77"
ROW = "Quorn | 512 | 83"


def cell(question: str, words: str, around: str = TABLE, row: str = ROW) -> str | None:
    start = row.index(words)
    span = one_cell(understand(question), around, row, Span(start, start + len(words)))
    return span and span.of(row)


@pytest.mark.parametrize("words", ["512 | 83", "512", ROW])
def test_the_column_that_is_asked_for_answers_whatever_was_read(words: str) -> None:
    assert cell("How many refused in Quorn?", words) == "83"
    assert cell("How many agreed in Quorn?", words) == "512"


def test_a_column_may_be_called_by_a_small_word() -> None:
    table = TABLE.replace("Agreed", "For").replace("Refused", "Against")
    assert cell("How many votes against in Quorn?", "512 | 83", around=table) == "83"
    assert cell("How many votes for in Quorn?", "512 | 83", around=table) == "512"


def test_several_cells_are_no_answer_where_nothing_tells_which() -> None:
    assert cell("How many votes were cast in Quorn?", "512 | 83") is None
    assert cell("How many refused in Quorn?", "512 | 83", around=ROW) is None


def test_one_cell_stays_and_the_name_of_a_row_may_answer() -> None:
    assert cell("How many votes were cast in Quorn?", "512") == "512"
    assert cell("Which parish refused with 83 votes?", "Quorn") == "Quorn"


def test_a_sentence_is_no_row() -> None:
    sentence = "Quorn refused with 83 votes."
    assert cell("How many refused in Quorn?", "83 votes", row=sentence) == "83 votes"
