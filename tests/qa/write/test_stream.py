import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.write.stream import DraftSentence, plain_text, read_sentences

parts = st.sampled_from(
    [
        "The ferry sank",
        ".",
        " [1]",
        "[2][3]",
        " 【1】",
        "[1, 2]",
        "[1-3]",
        "[99]",
        "\n",
        "- ",
        "**bold**",
        " Gov. Lee",
        " at 9 a.m. Monday",
        "! ",
        "<b>x</b>",
        "[link](http://x.example)",
        "😀",
        " [",
        "1",
        "]",
        "&lt;i&gt;",
        "“Yes,” she said.",
    ]
)
replies = st.one_of(st.lists(parts, max_size=25).map("".join), st.text(max_size=120))


@given(replies, st.lists(st.integers(1, 7), min_size=1, max_size=20), st.integers(0, 4))
def test_the_pieces_of_a_stream_make_no_difference(reply: str, sizes: list[int], passages: int) -> None:
    pieces, at, turn = [], 0, 0
    while at < len(reply):
        size = sizes[turn % len(sizes)]
        pieces.append(reply[at : at + size])
        at, turn = at + size, turn + 1
    assert list(read_sentences(pieces, passages)) == list(read_sentences([reply], passages))


@given(replies, st.integers(0, 4))
def test_only_passages_that_exist_are_cited_and_no_marker_is_left_in_the_words(
    reply: str, passages: int
) -> None:
    for draft in read_sentences([reply], passages):
        assert all(1 <= number <= passages for number in draft.numbers)
        assert not re.search(r"[\[【]\s*\d{1,4}\s*[\]】]", draft.text)
        assert not re.search(r"</?b>|\]\(http", draft.text)


@given(st.text(max_size=100))
def test_plain_text_is_plain_already(text: str) -> None:
    assert plain_text(plain_text(text)) == plain_text(text)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("It sank [1]. It was old. [2]", [("It sank.", (1,)), ("It was old.", (2,))]),
        ("It sank.[1][2] It was old.", [("It sank.", (1, 2)), ("It was old.", ())]),
        ("It sank 【2】.\n", [("It sank.", (2,))]),
        ("- It sank [1-3]\n- It was old [^1]", [("It sank", (1, 2, 3)), ("It was old", (1,))]),
        ("Gov. Lee left at 9 a.m. Monday [1].", [("Gov. Lee left at 9 a.m. Monday.", (1,))]),
        ("It sank [Source 2].", [("It sank.", (2,))]),
    ],
)
def test_markers_belong_to_the_sentence_they_stand_by(
    reply: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert [(draft.text, draft.numbers) for draft in read_sentences([reply], 3)] == expected


def test_invented_markers_are_dropped_and_counted() -> None:
    assert list(read_sentences(["It sank [7][1]."], 3)) == [DraftSentence("It sank.", (1,), 1)]


def test_a_sentence_comes_as_soon_as_the_next_has_begun() -> None:
    seen: list[str] = []

    def stream() -> object:
        for piece in ["It sank. [1] ", "It was very ", "old "]:
            seen.append(piece)
            yield piece

    first = next(read_sentences(stream(), 1))
    assert first == DraftSentence("It sank.", (1,))
    assert len(seen) == 2


@pytest.mark.parametrize(
    "said",
    [
        "The ferry\u202e sank\u202c.",
        "The\u2066 ferry sank\u2069.",
        "The fer\x1b]8;;\x07ry\x00 sank.",
        "The ferry &#x202e;sank.",
        "The\x9b ferry\x7f sank.",
    ],
)
def test_nothing_that_nobody_sees_is_in_a_sentence(said: str) -> None:
    text = plain_text(said)
    assert re.fullmatch(r"[ -~]+", text)
    assert text.startswith("The fer")
