"""Snippets: the stretch of a text that has most of the words, and nothing of the text is lost or made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.search.snippets import snippet


def plain(text: str) -> list[str]:
    """Terms without stems."""
    return text.lower().split()


def test_it_is_cut_from_word_to_word_around_most_of_the_words() -> None:
    text = "ferry " + "x " * 300 + "the ferry reached the pier " + "y " * 300
    cut = snippet(text, ("ferry", "pier"), plain, around=True)
    assert [piece for piece, mark in cut.pieces if mark] == ["ferry", "pier"]
    assert not cut.begins
    assert not cut.ends
    assert len("".join(piece for piece, _ in cut.pieces)) <= 240


def test_a_word_within_another_is_not_marked() -> None:
    assert snippet("war and warning", ("war",), plain).pieces == (("war", True), (" and warning", False))


def test_words_without_spaces_are_marked_as_they_are_written() -> None:
    cut = snippet("市议会批准了渔业协议。", ("渔业协议",), plain)
    assert [piece for piece, mark in cut.pieces if mark] == ["渔业协议"]


@given(st.text(max_size=600), st.lists(st.text(min_size=1, max_size=8), max_size=3))
def test_the_pieces_are_the_text(text: str, phrases: list[str]) -> None:
    assert "".join(piece for piece, _ in snippet(text, phrases, plain).pieces) == text
    cut = snippet(text, phrases, plain, around=True)
    joined = "".join(piece for piece, _ in cut.pieces)
    assert joined in text
    assert cut.begins == text.startswith(joined) or not joined or text.count(joined) > 1
