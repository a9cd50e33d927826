import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive import Archive
from index.ingest.near_duplicates import bands, jaccard, shingles
from tests.index.makers import article, put

pytestmark = pytest.mark.both_databases

WORDS = [f"word{number}" for number in range(400)]
TEXT = " ".join(WORDS[:120]) + "."


def story_of(archive: Archive, article_id: str) -> tuple[str, ...]:
    record = archive.catalogue.record(article_id)
    assert record is not None
    return record.copies


def test_the_same_text_and_nearly_the_same_are_one_story(archive: Archive) -> None:
    shorter = " ".join(WORDS[:110]) + "."
    other = " ".join(WORDS[200:320]) + "."
    put(archive, article("wire", TEXT), article("courier", TEXT), article("signal", shorter))
    put(archive, article("other", other))
    assert set(story_of(archive, "wire")) == {"courier", "signal"}
    assert set(story_of(archive, "signal")) == {"wire", "courier"}
    assert story_of(archive, "other") == ()
    assert archive.catalogue.counts().stories == 2


def test_a_story_that_was_rewritten_leaves_its_copies(archive: Archive) -> None:
    put(archive, article("wire", TEXT), article("courier", TEXT))
    put(archive, article("courier", " ".join(WORDS[200:330]) + "."))
    assert story_of(archive, "wire") == ()
    assert archive.catalogue.counts().stories == 2


def test_two_short_texts_are_not_taken_for_copies(archive: Archive) -> None:
    put(archive, article("one", "No comment was given."), article("two", "No comment was given."))
    assert archive.catalogue.counts().stories == 2


@given(st.integers(0, 12), st.randoms(use_true_random=False))
def test_near_copies_meet_in_a_band(changed: int, random) -> None:
    words = list(WORDS[:150])
    for place in random.sample(range(len(words)), changed):
        words[place] = f"other{place}"
    one, other = shingles(" ".join(WORDS[:150])), shingles(" ".join(words))
    if jaccard(one, other) >= 0.9:
        assert set(bands(one)) & set(bands(other))


def test_bands_are_the_same_in_every_process_and_fit_the_column() -> None:
    keys = bands(shingles(TEXT))
    assert len(set(keys)) == 20
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert keys[0] == bands(shingles(TEXT))[0]
    assert bands(shingles("too short")) == []
