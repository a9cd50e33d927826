from pathlib import Path

import pytest

from corpus.errors import ArchiveError
from index.catalogue.limit import Limit
from index.stores import tantivy_words
from index.stores.tantivy_words import WordIndex, WordRow


@pytest.fixture
def index(tmp_path: Path) -> WordIndex:
    made = WordIndex(tmp_path / "words")
    made.write(
        [
            WordRow("ferry", "Ferry sinks", "The vessel went down off Hask.", "Courier", 1_000),
            WordRow("body", "Storm", "A ferry sank, and another ferry was towed.", "Signal", 2_000),
            WordRow("undated", "Señor Łukasz", "He ratified the ferries.", None, None),
        ]
    )
    return made


def found(index: WordIndex, query: str, limit: Limit | None = None) -> set[str]:
    return {chunk_id for chunk_id, _ in index.best(query, 10, limit)}


def test_words_are_found_by_their_stems_without_diacritics(index: WordIndex) -> None:
    assert found(index, "ferry") == {"ferry", "body", "undated"}
    assert found(index, "RATIFY") == {"undated"}
    assert found(index, "senor") == {"undated"}
    assert found(index, "the of and") == set()


def test_a_headline_weighs_more(index: WordIndex) -> None:
    scores = dict(index.best("sinks", 10))
    assert max(scores, key=lambda name: scores[name]) == "ferry"
    assert all(score > 0 for score in scores.values())


@pytest.mark.parametrize(
    "query", ["", "?!", 'title:"', "a AND (", "+-*~^", "\\", "ferry OR NOT", "x" * 5_000, "ferry " * 3_000]
)
def test_what_a_person_types_is_words_and_no_syntax(index: WordIndex, query: str) -> None:
    assert len(index.best(query, 10)) <= 3


@pytest.mark.parametrize(
    ("limit", "ids"),
    [
        (Limit(), {"ferry", "body", "undated"}),
        (Limit(("Courier",)), {"ferry"}),
        (Limit(("Courier", "Signal")), {"ferry", "body"}),
        (Limit((), 1_000, 2_000), {"ferry"}),
        (Limit((), 1_001, None), {"body"}),
        (Limit((), None, 1_000), set()),
        (Limit(("Signal",), 0, 10_000), {"body"}),
    ],
)
def test_limits_are_hard_and_leave_scores_alone(index: WordIndex, limit: Limit, ids: set[str]) -> None:
    assert found(index, "ferry", limit) == ids
    free = dict(index.best("ferry", 10))
    assert all(score == pytest.approx(free[name]) for name, score in index.best("ferry", 10, limit))


def test_writing_again_replaces_and_deleting_forgets(index: WordIndex, tmp_path: Path) -> None:
    index.write([WordRow("ferry", "Whale", "Seen.", None, None)], deleted=["body", "never there"])
    assert index.count() == 2
    assert found(index, "ferry") == {"undated"}
    assert WordIndex(tmp_path / "words").count() == 2


def test_another_reader_sees_it_after_a_reload(index: WordIndex, tmp_path: Path) -> None:
    other = WordIndex(tmp_path / "words")
    index.write([WordRow("new", "Whale", "Seen.", None, None)])
    other.reload()
    assert found(other, "whale") == {"new"}


def test_a_broken_index_is_an_error_that_names_rebuild(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "meta.json").write_text("{broken")
    with pytest.raises(ArchiveError) as caught:
        WordIndex(tmp_path / "words")
    assert "rebuild" in caught.value.hint


def test_a_full_disk_is_told_and_the_next_write_is_made(
    index: WordIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: WordRow) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(tantivy_words, "_document", full)
        with pytest.raises(ArchiveError, match="cannot be written: No space") as caught:
            index.write([WordRow("new", "Whale", "Seen.", None, None)])
    assert "sync again" in caught.value.hint
    index.write([WordRow("new", "Whale", "Seen.", None, None)])
    assert found(index, "whale") == {"new"}
