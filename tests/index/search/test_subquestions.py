from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.subquestions import parts_of


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Which company bought the port, and who signed the treaty?",
            ("Which company bought the port", "who signed the treaty"),
        ),
        (
            "Which company bought the port and who runs it?",
            ("Which company bought the port", "Which company bought the port who runs it"),
        ),
        (
            "Who bought the port? When was the ferry sold?",
            ("Who bought the port", "When was the ferry sold"),
        ),
        ("Who bought the port and the ferry?", ("Who bought the port and the ferry?",)),
        ("A ship sank on Monday. Where was it built?", ("A ship sank on Monday. Where was it built?",)),
        ("Who?", ("Who?",)),
    ],
)
def test_parts(question: str, expected: tuple[str, ...]) -> None:
    assert parts_of(question) == expected


@given(st.text(st.sampled_from("who and what? ferry; port it "), max_size=80))
def test_there_are_one_to_four_parts(question: str) -> None:
    assert 1 <= len(parts_of(question)) <= 4
