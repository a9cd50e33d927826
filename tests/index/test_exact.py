from __future__ import annotations

from pathlib import Path

import pytest

from index import exact
from index.archive import Archive
from index.hit import Filters
from index.rebuild import rebuild
from index.search import search
from index.vectors import Limit
from tests.index.makers import article, day, put
from tests.index.test_change import open_at

LIMITS = [
    Limit(("Courier",)),
    Limit(("Courier", "Signal")),
    Limit(("Nobody",)),
    Limit((), 0, None),
    Limit((), None, int(day("2025-03-01").timestamp() * 1000)),
    Limit(("Signal",), int(day("2025-03-01").timestamp() * 1000), int(day("2026-01-01").timestamp() * 1000)),
]


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
    held = archive.exact
    assert held is not None
    mine = held.nearest(vector, count, limit)
    theirs = archive.derived.vectors.nearest(vector, count, limit)
    assert [score for _, score in mine] == pytest.approx([score for _, score in theirs], abs=1e-5)
    if count == 100:
        assert {key for key, _ in mine} == {key for key, _ in theirs}


def test_it_follows_what_another_process_changed(archive: Archive, tmp_path: Path) -> None:
    before = archive.exact
    put(open_at(tmp_path), article("a1", "The mayor opened the bridge.", source="Courier"))
    after = archive.exact
    assert before is not None
    assert after is not None
    assert set(after.chunk_ids) == archive.catalogue.active_chunk_ids() != set(before.chunk_ids)
    bridge = archive.encoder.embed_passages(["News of a1\nThe mayor opened the bridge."])[0]
    best = after.nearest(bridge, 1, Limit(("Courier",)))
    assert best[0][0] not in before.chunk_ids
    assert best[0][1] == pytest.approx(1.0, abs=1e-5)
    assert archive.exact is after, "nothing changed since: nothing is read again"


def test_a_rebuild_reads_all_vectors_anew(archive: Archive) -> None:
    before = archive.exact
    rebuild(archive)
    archive.refresh()
    after = archive.exact
    assert before is not None
    assert after is not None
    assert set(after.chunk_ids) == set(before.chunk_ids)
    assert after.build != before.build


def test_too_many_chunks_are_searched_by_chroma(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    within = search(archive, "ferry", filters=Filters(["Courier"]))
    monkeypatch.setattr(exact, "MOST_CHUNKS", 3)
    assert archive.exact is None
    again = search(archive, "ferry", filters=Filters(["Courier"]))
    assert {hit.chunk_id for hit in again.hits} == {hit.chunk_id for hit in within.hits}
