"""What a sentence is held against: few sentences, those that share most with it, in their order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.text.sentences import sentences
from qa.check.premise import MOST_SENTENCES, premise

FERRY = (
    "The harbour of Hask was rebuilt in spring. The ferry fare rose to 12 crowns. Nobody on the council "
    "had asked for it. Bo Lund, who runs the line, blamed the price of fuel. It rained all week."
)


def test_the_sentences_that_share_most_are_taken_in_their_order() -> None:
    held = premise("Bo Lund blamed fuel when the fare rose to 12 crowns.", [FERRY])
    assert held.index("12 crowns") < held.index("blamed")
    assert "harbour" not in held or "rained" not in held


def test_what_room_is_left_goes_to_the_neighbours() -> None:
    held = premise("Bo Lund blamed fuel.", [FERRY])
    assert "Nobody on the council had asked for it." in held


def test_a_headline_is_taken_where_it_lends_something() -> None:
    title = "Veltross raises fares"
    assert premise("Veltross raised its fares.", [FERRY], [title]).startswith(title)
    assert title not in premise("Bo Lund blamed fuel.", [FERRY], [title])


def test_without_anything_shared_the_beginning_is_read() -> None:
    assert premise("Zyx.", [FERRY]).startswith("The harbour of Hask was rebuilt in spring.")
    assert premise("Zyx.", []) == premise("", [""]) == ""


@given(st.text(max_size=80), st.lists(st.text(max_size=120), max_size=4))
def test_a_premise_is_made_of_sentences_of_the_passages(sentence: str, passages: list[str]) -> None:
    held = premise(sentence, passages)
    pieces = [span.of(passage) for passage in passages for span in sentences(passage)]
    assert held == "" or any(held.startswith(piece) for piece in pieces)
    assert sum(len(piece.split()) for piece in pieces if piece in held) >= len(held.split()) or not held
    assert len(held) <= sum(len(piece) + 1 for piece in sorted(pieces, key=len)[-MOST_SENTENCES:])
