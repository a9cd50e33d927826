"""An article is not found before its embargo ends, nor once it has expired."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.archive import Archive
from index.search.hit import Hit
from index.search.pipeline import search
from tests.index.makers import article, day, put

pytestmark = pytest.mark.both_databases(soak=True)

TEXT = "The ferry sank off Hask, and all of the forty people on board were saved by fishing boats nearby."


def found(archive: Archive) -> tuple[Hit, ...]:
    return search(archive, "ferry").hits


@pytest.mark.parametrize(
    ("now", "there"),
    [("2025-04-15", False), ("2025-04-16", True), ("2025-04-30", True), ("2025-05-01", False)],
)
def test_it_is_found_from_its_embargo_until_its_expiry(archive: Archive, now: str, there: bool) -> None:
    put(archive, article("a", TEXT, embargoed_until=day("2025-04-16"), expires_at=day("2025-05-01")))
    archive.catalogue.clock = lambda: day(now)
    assert bool(found(archive)) == there
    assert (archive.catalogue.record("a") is not None) == there


@pytest.mark.both_databases
def test_no_list_shows_its_headline_before(archive: Archive) -> None:
    put(archive, article("a", TEXT, embargoed_until=day("2025-04-16")))
    archive.catalogue.clock = lambda: day("2025-04-15")
    assert archive.catalogue.counts().articles == 0
    archive.catalogue.clock = lambda: day("2025-04-17")
    assert archive.catalogue.counts().articles == 1


def test_a_copy_under_embargo_is_not_named_beside_the_others(archive: Archive) -> None:
    put(archive, article("a", TEXT), article("b", TEXT, embargoed_until=day("2025-04-16")))
    archive.catalogue.clock = lambda: day("2025-04-15")
    [hit] = found(archive)
    assert (hit.article_id, hit.copies) == ("a", ())
    archive.catalogue.clock = lambda: day("2025-04-17")
    [hit] = found(archive)
    assert {hit.article_id, *hit.copies} == {"a", "b"}


def test_a_new_version_says_when_it_was_corrected(archive: Archive, tmp_path: Path) -> None:
    put(archive, article("a", TEXT))
    assert found(archive)[0].corrected_at is None
    put(archive, article("a", TEXT.replace("forty", "thirty"), updated_at=day("2025-04-17")))
    assert found(archive)[0].corrected_at == day("2025-04-17")
    record = archive.catalogue.record("a")
    assert record is not None
    assert record.to_dict()["corrected_at"] == "2025-04-17T00:00:00Z"


@pytest.mark.both_databases
def test_counts_leave_out_what_may_not_be_shown_and_follow_the_clock(archive: Archive) -> None:
    now = {"is": day("2025-04-15")}
    archive.catalogue.clock = lambda: now["is"]
    put(archive, article("a", TEXT, source="Courier"))
    put(archive, article("b", "A crane fell.", source="Signal", embargoed_until=day("2025-04-16")))
    put(archive, article("c", "A quay sank.", source="Courier", expires_at=day("2025-04-20")))

    def counted() -> tuple[int, int, dict[str, int]]:
        counts = archive.catalogue.counts()
        assert archive.catalogue.sources() == dict(counts.sources)
        assert len(list(archive.catalogue.each_record())) == counts.articles
        return counts.articles, counts.chunks, dict(counts.sources)

    assert counted() == (2, 2, {"Courier": 2})
    now["is"] = day("2025-04-17")
    assert counted() == (3, 3, {"Courier": 2, "Signal": 1})
    now["is"] = day("2025-04-21")
    assert counted() == (2, 2, {"Courier": 1, "Signal": 1})
    assert archive.catalogue.chunk_total() == 3
    assert archive.derived.vectors.count() == 3
