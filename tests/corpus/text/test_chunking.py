import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.chunking import chunk_spans
from corpus.text.sentences import sentences


def count(texts: list[str]) -> list[int]:
    """A token for every run of at most four word characters, as a word-piece model would have."""
    return [len(re.findall(r"\w{1,4}|[^\w\s]", text)) for text in texts]


words = st.sampled_from(
    ["ferry", "a", "Łukasz", "😀", "extraordinarily", "12,000", "said.", "Gov.", "\n\n", "yes!"]
)
bodies = st.one_of(st.lists(words, max_size=120).map(" ".join), st.text(max_size=200))


@given(bodies, st.integers(8, 60))
def test_chunks_hold_every_visible_character_once_within_their_room(body: str, room: int) -> None:
    spans = chunk_spans(body, count, room)
    covered = [position for span in spans for position in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert all(body[i].isspace() for i in set(range(len(body))) - set(covered))
    assert all(size <= room for size in count([span.of(body) for span in spans]))


@given(
    st.lists(st.sampled_from(["One two three.", "Four five six seven eight."]), max_size=30),
    st.integers(8, 40),
)
def test_chunks_end_where_sentences_end(parts: list[str], room: int) -> None:
    body = " ".join(parts)
    ends = {span.end for span in sentences(body)}
    assert all(span.end in ends for span in chunk_spans(body, count, room))


def test_a_chunk_prefers_to_end_with_its_paragraph() -> None:
    body = "\n\n".join(f"Paragraph {n} has a few words. It has some more." for n in range(6))
    spans = chunk_spans(body, count, 40)
    assert len(spans) > 1
    assert all(body[span.end : span.end + 2] in ("\n\n", "") for span in spans)


def test_a_room_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 8"):
        chunk_spans("Some text.", count, 7)


def spelled(texts: list[str]) -> list[int]:
    """As a word-piece model counts: a word of more than a hundred characters is one unknown token."""
    return [sum(1 if len(word) > 100 else -(-len(word) // 4) for word in text.split()) for text in texts]


@given(
    st.lists(
        st.one_of(words, st.integers(100, 3_000).map(lambda length: "x" * length)), min_size=1, max_size=20
    ),
    st.integers(8, 60),
)
def test_a_word_without_end_is_cut_between_characters(parts: list[str], room: int) -> None:
    body = " ".join(parts)
    spans = chunk_spans(body, spelled, room)
    assert all(0 < span.end - span.start <= 24 * room for span in spans)
    assert all(size <= room for size in spelled([span.of(body) for span in spans]))
    assert "".join("".join(span.of(body).split()) for span in spans) == "".join(body.split())


def test_many_words_without_end_do_not_share_one_chunk() -> None:
    body = " ".join("x" * 4_000 for _ in range(200))
    assert max(span.end - span.start for span in chunk_spans(body, spelled, 200)) <= 24 * 200
