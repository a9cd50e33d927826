"""What counts as a correction: words that their publisher changed, not ones that we clean otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.article import Article
from index.archive import Archive
from index.catalogue.records import ArticleRecord
from index.ingest.removal import remove, restore
from index.ingest.sync import sync
from index.upkeep.export import export
from tests.index.ingest.test_commit import open_at
from tests.index.makers import article, day, put

pytestmark = pytest.mark.both_databases(soak=True)

OLD, NEW = "text-0", "text-1"


def ferry(text: str, cleaner: str | None, updated: str = "") -> Article:
    return article("ferry", text, cleaner=cleaner, updated_at=day(updated) if updated else None)


def record(archive: Archive, version: int | None = None) -> ArticleRecord:
    found = archive.catalogue.record("ferry", version)
    assert found is not None
    return found


def test_a_text_that_other_rules_clean_is_a_version_and_no_correction(archive: Archive) -> None:
    put(archive, ferry("It sank. Read more", OLD))
    assert put(archive, ferry("It sank.", NEW)) == ["updated"]
    now = record(archive)
    assert (now.version, now.versions, now.corrected_at, now.corrects) == (2, (1, 2), None, None)
    # What was quoted from the text of before is still there.
    assert record(archive, 1).body == "It sank. Read more"


def test_a_text_of_rules_that_nobody_knows_is_no_measure(archive: Archive) -> None:
    put(archive, ferry("It sank. Read more", None))
    put(archive, ferry("It sank.", NEW))
    assert record(archive).corrected_at is None
    put(archive, ferry("It sank. Again.", None))
    assert record(archive).corrected_at is None


@pytest.mark.both_databases
def test_the_next_change_after_other_rules_read_the_same_text_is_a_correction(archive: Archive) -> None:
    for cleaner in (None, OLD, NEW):
        put(archive, ferry("It sank.", cleaner))
        assert (record(archive).versions, record(archive).cleaner) == ((1,), cleaner)
    put(archive, ferry("It was raised.", NEW))
    assert record(archive).corrects == 1
    assert record(archive).corrected_at is not None


def test_a_later_time_of_its_publisher_makes_it_a_correction_whoever_cleaned_it(archive: Archive) -> None:
    put(archive, ferry("It sank.", OLD, "2024-05-02"))
    put(archive, ferry("It was raised.", NEW, "2024-05-03"))
    assert (record(archive).corrected_at, record(archive).corrects) == (day("2024-05-03"), 1)


def test_a_text_that_is_cleaned_otherwise_keeps_the_correction_before_it(archive: Archive) -> None:
    put(archive, ferry("It sank. Read more", OLD, "2024-05-02"))
    put(archive, ferry("It was raised. Read more", OLD, "2024-05-03"))
    put(archive, ferry("It was raised.", NEW, "2024-05-03"))
    now = record(archive)
    assert (now.version, now.corrected_at, now.corrects) == (3, day("2024-05-03"), 1)


def test_a_removal_and_its_end_change_neither_rules_nor_corrections(archive: Archive) -> None:
    put(archive, ferry("It sank.", OLD, "2024-05-02"))
    put(archive, ferry("It was raised.", OLD, "2024-05-03"))
    before = record(archive)
    remove(archive, ["ferry"])
    restore(archive, ["ferry"])
    assert record(archive) == before


@pytest.mark.both_databases
def test_an_export_keeps_corrections_and_what_is_none(archive: Archive, tmp_path: Path) -> None:
    put(archive, ferry("It sank. Read more", OLD))
    put(archive, ferry("It was raised. Read more", OLD))
    put(archive, ferry("It was raised.", NEW))
    put(archive, article("pier", "A pier. Read more", cleaner=OLD))
    put(archive, article("pier", "A pier.", cleaner=NEW))
    export(archive, tmp_path / "backup.jsonl")
    copy = open_at(tmp_path / "copy")
    for target in (copy, archive):  # Read back into the archive that it came from it changes nothing.
        report = sync(target, [tmp_path / "backup.jsonl"])
        assert (report.failed, report.updated) == (0, 3 if target is copy else 0)
        for article_id in ("ferry", "pier"):
            told, kept = (a.catalogue.record(article_id) for a in (target, archive))
            assert told is not None
            assert told.to_dict() == (kept and kept.to_dict())
            assert (told.corrects, told.cleaner) == (kept and (kept.corrects, kept.cleaner))
    copy.close()


def test_what_a_feed_says_of_a_page_takes_the_place_of_no_text_that_was_read_there(archive: Archive) -> None:
    page = article("a", "The ferry sank off Hask. All forty aboard were saved.", cleaner="text-1 pages-1")
    says = article("a", "The ferry sank.", stands_in=True)
    assert put(archive, says, article("b", "The pier is shut.", stands_in=True)) == ["added", "added"]
    assert put(archive, page) == ["updated"]
    assert put(archive, says) == ["unchanged"]
    assert put(archive, article("b", "The pier is open.", stands_in=True)) == ["updated"]
    record = archive.catalogue.record("a")
    assert record is not None
    assert record.body == page.body
    assert record.corrects is None
