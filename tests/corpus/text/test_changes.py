"""What became of a text, word by word, and which sentences stand for others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.changes import Edit, counterpart, edits, rewritten

FIRST = "The ferry sank on Monday. Forty people were aboard, the harbour master said. It was built in Porto."
SECOND = FIRST.replace("Forty", "Fourteen")


def marked(before: str, after: str) -> str:
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(signs[edit.kind].format(edit.text) for edit in edits(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (
            "Forty people were aboard.",
            "Fourteen people were aboard.",
            "[-Forty-] {+Fourteen+} people were aboard.",
        ),
        ("It cost €1,400 then.", "It cost €1,500.50 then.", "It cost [-€1,400-] {+€1,500.50+} then."),
        ("It rose by 12% to $5.", "It rose by 14% to $5.", "It rose by [-12%-] {+14%+} to $5."),
        ("It cost 5 € (or so).", "It cost 6 € (or so).", "It cost [-5-] {+6+} € (or so)."),
        ("The old ferry sank.", "The ferry sank.", "The [-old-] ferry sank."),
        ("The ferry sank.", "The ferry sank, he said.", "The ferry sank{+, he said+}."),
        ("It sank.", "It sank.", "It sank."),
        ("渡轮沉没了四十人", "渡轮沉没了十四人", "渡轮沉没了{+十+}四[-十-]人"),
        ("", "It sank.", "{+It sank.+}"),
    ],
)
def test_what_changed_is_told_word_by_word(before: str, after: str, shown: str) -> None:
    assert marked(before, after) == shown


words = st.lists(st.sampled_from("a b. “c d’s 1,400 — 渡 é".split()), max_size=12).map(" ".join)


@given(words, words)
def test_both_texts_can_be_read_from_their_edits(before: str, after: str) -> None:
    made = edits(before, after)
    for text, other in ((before, "new"), (after, "gone")):
        rest = "".join(edit.text for edit in made if edit.kind != other)
        assert "".join(rest.split()) == "".join(text.split())
    assert all(edit.text and edit.text == edit.text.strip() for edit in made if edit.kind != "same")


def test_what_is_too_long_to_compare_is_told_whole() -> None:
    before, after = "a " * 2000, "b " * 2000
    assert edits(before, after) == [
        Edit("gone", before.strip()),
        Edit("same", " "),
        Edit("new", after.strip()),
    ]


def test_a_sentence_is_found_in_the_other_version() -> None:
    quote = "Fourteen people were aboard, the harbour master said."
    assert counterpart(quote, SECOND, FIRST) == quote.replace("Fourteen", "Forty")
    assert counterpart("The ferry sank on Monday.", SECOND, FIRST) == "The ferry sank on Monday."
    both = SECOND.partition(" It was")[0]
    assert counterpart(both, SECOND, FIRST) == FIRST.partition(" It was")[0]


def test_a_sentence_is_found_among_others_that_came_and_went() -> None:
    after = f"A new lede. {SECOND} And a word at the end."
    assert counterpart("Fourteen people were aboard", after, FIRST).startswith("Forty people")
    shuffled = (
        "Nobody was hurt.\n\nSome forty people were aboard, the master of the harbour said. All is well."
    )
    quote = "Forty people were aboard, the harbour master said."
    assert counterpart(quote, f"It sank. {quote}", shuffled).startswith("Some forty people")


def test_nothing_stands_for_what_is_not_there() -> None:
    assert counterpart("It was built in Porto.", FIRST, "The ferry sank on Monday.") == ""
    assert counterpart("not there", FIRST, SECOND) == ""
    assert counterpart("It sank.", "It sank.", "") == ""


def test_a_version_is_told_by_the_sentences_that_changed_went_or_came() -> None:
    after = f"A new lede. {SECOND.partition(' It was')[0]}\n\nIt lay for years at the quay."
    rows = rewritten(FIRST, after)
    assert [[edit for edit in row if edit.kind != "same"] for row in rows] == [
        [Edit("new", "A new lede.")],
        [Edit("gone", "Forty"), Edit("new", "Fourteen")],
        [Edit("gone", "It was built in Porto."), Edit("new", "It lay for years at the quay.")],
    ]
    assert rewritten(FIRST, FIRST) == []
    assert rewritten("", "It sank.") == [[Edit("new", "It sank.")]]
    assert rewritten("It sank. Nobody knows why.", "") == [
        [Edit("gone", "It sank.")],
        [Edit("gone", "Nobody knows why.")],
    ]


stretches = st.lists(st.sampled_from(["It sank.", "It sank fast.", "Ana said so.", "Why?"]), max_size=6)


@given(stretches, stretches)
def test_every_sentence_that_changed_is_in_one_row(old: list[str], new: list[str]) -> None:
    rows = rewritten(" ".join(old), " ".join(new))
    gone = sum(any(edit.kind != "new" and edit.text.strip() for edit in row) for row in rows)
    came = sum(any(edit.kind != "gone" and edit.text.strip() for edit in row) for row in rows)
    assert len(old) - gone == len(new) - came >= 0  # What is in no row is in both.
