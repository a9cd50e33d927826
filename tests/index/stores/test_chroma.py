from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from corpus.errors import ArchiveError
from index.catalogue.limit import Limit
from index.catalogue.reads import Catalogue
from index.stores.chroma import EmbeddedVectors
from index.stores.vectors import VectorRow

DIMENSION = 8


def vectors(count: int) -> np.ndarray:
    made = np.random.default_rng(7).normal(size=(count, DIMENSION)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture
def store(tmp_path: Path):
    opened = EmbeddedVectors(tmp_path / "vectors", "chunks", Catalogue(tmp_path))
    yield opened
    opened.close()


def row(number: int, source: str | None = None, published_ms: int | None = None) -> VectorRow:
    return VectorRow(f"c{number}", f"a{number}", source, published_ms)


def test_similarities_are_cosines_best_first(store: EmbeddedVectors) -> None:
    kept = vectors(50)
    store.upsert([row(i) for i in range(50)], kept)
    query = vectors(51)[50]
    found = store.nearest(query, 10)
    expected = sorted(range(50), key=lambda i: -float(kept[i] @ query))[:10]
    assert [chunk_id for chunk_id, _ in found] == [f"c{i}" for i in expected]
    for i, (_, similarity) in zip(expected, found, strict=True):
        assert similarity == pytest.approx(float(kept[i] @ query), abs=1e-4)


@pytest.mark.slow
def test_more_than_the_store_takes_at_once(store: EmbeddedVectors) -> None:
    count = store._client.get_max_batch_size() + 1_000
    store.upsert([row(i) for i in range(count)], vectors(count))
    assert store.count() == count == len(store.ids())
    store.delete([f"c{i}" for i in range(count - 3)] + ["never there"])
    assert store.ids() == {f"c{i}" for i in range(count - 3, count)}


def test_an_id_that_is_there_is_replaced(store: EmbeddedVectors) -> None:
    one, other = vectors(2)
    store.upsert([row(1)], one[None])
    store.upsert([row(1, "Courier")], other[None])
    assert store.count() == 1
    [(_, similarity)] = store.query(other, 1, Limit(("Courier",)))
    assert similarity == pytest.approx(1.0, abs=1e-4)


def test_limits_are_hard(store: EmbeddedVectors) -> None:
    rows = [row(0, "Courier", 1_000), row(1, "Signal", 2_000), row(2)]
    store.upsert(rows, vectors(3))
    query = vectors(1)[0]

    def ids(limit: Limit) -> set[str]:
        return {chunk_id for chunk_id, _ in store.query(query, 3, limit)}

    assert ids(Limit()) == {"c0", "c1", "c2"}
    assert ids(Limit(("Courier",))) == {"c0"}
    assert ids(Limit((), 1_000, 2_000)) == {"c0"}
    assert ids(Limit(("Courier", "Signal"), 1_001)) == {"c1"}


def test_what_another_client_wrote_is_seen_after_reopening(store: EmbeddedVectors, tmp_path: Path) -> None:
    store.upsert([row(1)], vectors(1))
    store.reopen()
    assert store.count() == 1
    assert store.nearest(vectors(1)[0], 5)[0][0] == "c1"


def test_an_empty_store_finds_nothing(store: EmbeddedVectors) -> None:
    assert store.nearest(vectors(1)[0], 5) == []


def test_a_store_that_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArchiveError) as caught:
        EmbeddedVectors(tmp_path / "file", "chunks", Catalogue(tmp_path))
    assert "rebuild" in caught.value.hint


def test_a_full_disk_is_told(store: EmbeddedVectors, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise RuntimeError("(code: 13) database or disk is full")

    monkeypatch.setattr(store, "_collection", SimpleNamespace(upsert=full, delete=full))
    for write in (lambda: store.upsert([row(1)], vectors(1)), lambda: store.delete(["c1"])):
        with pytest.raises(ArchiveError, match="disk is full") as caught:
            write()
        assert "Make room" in caught.value.hint


def test_a_store_that_fails_is_told_by_everything_that_is_asked_of_it(
    store: EmbeddedVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such segment")

    methods = dict.fromkeys(("upsert", "delete", "query", "count", "get"), broken)
    monkeypatch.setattr(store, "_collection", SimpleNamespace(**methods))
    for read in (lambda: store.nearest(vectors(1)[0], 5), store.count, store.ids):
        with pytest.raises(ArchiveError, match="no such segment") as caught:
            read()
        assert "rebuild" in caught.value.hint
    monkeypatch.setattr(store._client, "get_max_batch_size", broken)
    with pytest.raises(ArchiveError):
        store.upsert([row(1)], vectors(1))
