from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive import Archive
from index.catalogue.limit import Limit
from index.ingest.removal import remove
from index.search.filters import Filters
from index.search.pipeline import search
from index.stores import int8_scan
from index.stores.chroma import EmbeddedVectors
from index.stores.int8_scan import ExactCopy, ExactVectors
from index.upkeep.rebuild import rebuild
from tests.index.ingest.test_commit import open_at
from tests.index.makers import article, day, put

# What a byte for each number may move a cosine by; the shorter the vectors, the more.
ROUNDING = 0.02
LIMITS = [
    Limit(("Courier",)),
    Limit(("Courier", "Signal")),
    Limit(("Nobody",)),
    Limit((), 0, None),
    Limit((), None, int(day("2025-03-01").timestamp() * 1000)),
    Limit(("Signal",), int(day("2025-03-01").timestamp() * 1000), int(day("2026-01-01").timestamp() * 1000)),
]


def embedded(archive: Archive) -> EmbeddedVectors:
    vectors = archive.derived.vectors
    assert isinstance(vectors, EmbeddedVectors)
    return vectors


def copy_of(archive: Archive) -> ExactCopy:
    return embedded(archive).copy


def exact(archive: Archive) -> ExactVectors | None:
    return copy_of(archive).current(archive.encoder.dimension)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = open_at(tmp_path)
    outlets, days = [None, "Courier", "Signal"], [None, day("2025-01-01"), day("2025-06-01")]
    put(
        archive,
        *(
            article(
                f"a{n}",
                f"Ferry {n} left the pier of {n % 5}.",
                source=outlets[n % 3],
                published_at=days[n % 2],
            )
            for n in range(24)
        ),
    )
    return archive


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("count", [1, 5, 100])
def test_it_finds_what_chroma_finds_within_a_filter(archive: Archive, limit: Limit, count: int) -> None:
    vector = archive.encoder.embed_query("ferry of the pier")
    held = exact(archive)
    assert held is not None
    mine = held.nearest(vector, count, limit)
    theirs = embedded(archive).query(vector, count, limit)
    assert [score for _, score in mine] == pytest.approx([score for _, score in theirs], abs=ROUNDING)
    if count == 100:
        assert {key for key, _ in mine} == {key for key, _ in theirs}


def test_it_follows_what_another_process_changed(archive: Archive, tmp_path: Path) -> None:
    before = exact(archive)
    put(open_at(tmp_path), article("a1", "The mayor opened the bridge.", source="Courier"))
    after = exact(archive)
    assert before is not None
    assert after is not None
    assert set(after.chunk_ids) == archive.catalogue.active_chunk_ids() != set(before.chunk_ids)
    bridge = archive.encoder.embed_passages(["News of a1\nThe mayor opened the bridge."])[0]
    best = after.nearest(bridge, 1, Limit(("Courier",)))
    assert best[0][0] not in before.chunk_ids
    assert best[0][1] == pytest.approx(1.0, abs=ROUNDING)
    assert exact(archive) is after, "nothing changed since: nothing is read again"


def found(archive: Archive, query: str) -> list[str]:
    return [hit.article_id for hit in search(archive, query, top_k=3).hits]


def test_what_another_process_wrote_is_found_without_opening_the_store_anew(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    really = EmbeddedVectors._open
    found(archive, "ferry")  # The store is open now.
    monkeypatch.setattr(EmbeddedVectors, "_open", lambda self: (opened.append("anew"), really(self)))
    other = open_at(tmp_path)
    for number, word in enumerate(("bridge", "market", "school")):
        put(other, article(f"b{number}", f"The mayor opened the {word}."))
        opened.clear()
        assert found(archive, f"mayor opened the {word}")[0] == f"b{number}"
        # For the first one no copy was there, and it was made beside that search.
        assert opened == (["anew"] if word == "bridge" else [])
        copy_of(archive).wait()
    remove(other, ["b2"])
    opened.clear()
    assert "b2" not in found(archive, "mayor opened the school")
    assert opened == []
    put(archive, article("b3", "The mayor opened the harbour."))
    assert opened == ["anew"], "who writes needs the store as it is"
    assert embedded(archive).count() == len(archive.catalogue.active_chunk_ids())
    assert found(archive, "mayor opened the harbour")[0] == "b3"
    other.close()


def test_a_rebuild_reads_all_vectors_anew(archive: Archive) -> None:
    before = exact(archive)
    rebuild(archive)
    archive.refresh()
    after = exact(archive)
    assert before is not None
    assert after is not None
    assert set(after.chunk_ids) == set(before.chunk_ids)
    assert after.build != before.build


def test_of_many_chunks_the_copy_is_made_beside_the_searches(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    within = search(archive, "ferry", filters=Filters(["Courier"]))
    put(archive, article("b1", "The mayor opened the bridge.", source="Signal"))
    may_go_on = threading.Event()

    def slowly(*given: Any, real: Any = int8_scan._read) -> Any:
        assert may_go_on.wait(120)
        return real(*given)

    monkeypatch.setattr(int8_scan, "AT_ONCE", 3)
    monkeypatch.setattr(int8_scan, "_LITTLE", 0)  # As much as no search waits for.
    monkeypatch.setattr(int8_scan, "_read", slowly)
    assert exact(archive) is None
    meanwhile = search(archive, "ferry", filters=Filters(["Courier"]))
    assert {hit.chunk_id for hit in meanwhile.hits} == {hit.chunk_id for hit in within.hits}
    may_go_on.set()
    copy_of(archive).wait()
    made = exact(archive)
    assert made is not None
    assert set(made.chunk_ids) == archive.catalogue.active_chunk_ids()


def test_of_many_chunks_only_what_changed_is_read_and_the_search_waits_for_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(int8_scan, "AT_ONCE", 3)
    exact(archive)
    copy_of(archive).wait()
    before = exact(archive)
    read: list[int] = []

    def counted(connection: Any, keys: Any, dimension: int, real: Any = int8_scan.read_vectors) -> Any:
        read.append(len(keys))
        return real(connection, keys, dimension)

    monkeypatch.setattr(int8_scan, "read_vectors", counted)
    put(archive, article("b1", "The mayor opened the bridge.", source="Signal"))
    put(archive, article("a1", "Ferry 1 stays at the pier.", source="Signal"))
    remove(archive, ["a2"])
    after = exact(archive)
    assert before is not None
    assert after is not None
    assert set(after.chunk_ids) == archive.catalogue.active_chunk_ids()
    assert sum(read) == 2
    bridge = archive.encoder.embed_passages(["News of b1\nThe mayor opened the bridge."])[0]
    [(best, score)] = after.nearest(bridge, 1, Limit(("Signal",)))
    assert best not in before.chunk_ids
    assert score == pytest.approx(1.0, abs=ROUNDING)
    vector = archive.encoder.embed_query("ferry of the pier")
    for limit in LIMITS:
        theirs = dict(embedded(archive).query(vector, 100, limit))
        assert dict(after.nearest(vector, 100, limit)) == pytest.approx(theirs, abs=ROUNDING)


def test_a_copy_that_cannot_be_made_leaves_the_search_to_chroma(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*given: Any) -> Any:
        raise OSError("gone")

    monkeypatch.setattr(int8_scan, "AT_ONCE", 3)
    monkeypatch.setattr(int8_scan, "_read", fails)
    assert exact(archive) is None
    copy_of(archive).wait()
    assert "Chroma searches within filters" in caplog.text
    assert search(archive, "ferry", filters=Filters(["Courier"])).hits


@given(st.integers(0, 2**32 - 1), st.sampled_from([2, 3, 384]))
def test_a_byte_for_each_number_keeps_the_cosines(seed: int, dimension: int) -> None:
    made = np.random.default_rng(seed).standard_normal((50, dimension)).astype(np.float32)
    unit = made / np.linalg.norm(made, axis=1, keepdims=True)
    codes, steps = int8_scan.quantised(unit)
    assert np.abs(codes * steps[:, None] - unit).max() <= steps.max() / 2 + 1e-6
    nowhere = np.zeros(50, np.int64)
    vectors = int8_scan.ExactVectors(
        "one",
        tuple(map(str, range(50))),
        codes,
        steps,
        (None,),
        nowhere,
        nowhere,
        (None,),
        nowhere,
        (None,),
        nowhere,
    )
    found = dict(vectors.nearest(unit[0], 50, Limit((), 0, 1)))
    assert [found[str(row)] for row in range(50)] == pytest.approx(list(unit @ unit[0]), abs=0.02)
