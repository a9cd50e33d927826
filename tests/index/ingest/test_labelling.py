"""Outlet and day by an operator's word: where an article says nothing, and after every sync."""

from __future__ import annotations

import json

import pytest

from corpus.errors import InputError
from index.archive import Archive
from index.backup.copy import write_backup
from index.backup.salvage import salvage
from index.catalogue.databases.sqlite import FILE
from index.ingest.labelling import label
from index.ingest.removal import remove, restore
from index.registers.audit_log import last_actions
from index.registers.statements import Statement, unnamed_articles
from index.search.filters import Filters
from index.upkeep.rebuild import rebuild
from qa import Desk
from tests.index.makers import article, assert_whole, day, put, state

pytestmark = pytest.mark.both_databases(soak=True)

COURIER = Statement("The Courier", day("2026-03-01"))
FERRY = article("ferry", "The ferry sank off Hask.")


def named(archive: Archive, article_id: str = "ferry") -> tuple[str | None, str]:
    record = archive.catalogue.record(article_id)
    assert record is not None
    return record.source, f"{record.published_at:%Y-%m-%d}" if record.published_at else ""


@pytest.mark.both_databases
def test_it_holds_at_once_and_after_a_sync_that_says_nothing(archive: Archive) -> None:
    put(archive, FERRY)
    assert label(archive, ["ferry"], COURIER, "ada") == 1
    assert named(archive) == ("The Courier", "2026-03-01")
    assert put(archive, FERRY) == ["unchanged"]
    assert put(archive, article("ferry", "The ferry sank off Hask on Sunday.")) == ["updated"]
    assert named(archive) == ("The Courier", "2026-03-01")
    assert_whole(archive)


def test_what_the_article_says_itself_stands(archive: Archive) -> None:
    put(archive, article("ferry", "The ferry sank.", source="The Gazette"))
    label(archive, ["ferry"], COURIER)
    assert named(archive) == ("The Gazette", "2026-03-01")
    put(archive, article("ferry", "The ferry sank.", source="The Gazette", published_at=day("2026-02-27")))
    assert named(archive) == ("The Gazette", "2026-02-27")


def test_it_can_be_said_anew_a_part_at_a_time(archive: Archive) -> None:
    put(archive, FERRY)
    label(archive, ["ferry"], Statement(source="The Courier"))
    assert named(archive) == ("The Courier", "")
    label(archive, ["ferry"], Statement(published_at=day("2026-03-01")))
    assert named(archive) == ("The Courier", "2026-03-01")
    label(archive, ["ferry"], Statement("The Gazette", day("2026-03-02")))
    assert named(archive) == ("The Gazette", "2026-03-02")
    assert put(archive, FERRY) == ["unchanged"]


@pytest.mark.both_databases
def test_filters_find_by_it(desk: Desk, archive: Archive) -> None:
    put(archive, FERRY, article("barge", "The barge sank off Hask."))
    label(archive, ["ferry"], COURIER)
    for limits in (Filters(sources=["The Courier"]), Filters(published_from="2026-03-01")):
        assert [hit.article_id for hit in desk.search("sank off Hask", filters=limits)] == ["ferry"]


@pytest.mark.sqlite
def test_it_outlives_a_removal_a_rebuild_and_the_catalogue(archive: Archive) -> None:
    put(archive, FERRY)
    label(archive, ["ferry"], COURIER)
    remove(archive, ["ferry"])
    restore(archive, ["ferry"])
    rebuild(archive)
    assert named(archive) == ("The Courier", "2026-03-01")
    write_backup(archive)
    archive.close()
    (archive.place.folder / FILE).unlink()
    salvage(archive.place)
    saved = Archive(archive.place, allow_mismatch=True, encoder=archive.encoder)
    rebuild(saved)
    assert put(saved, FERRY) == ["unchanged"]
    saved.close()


@pytest.mark.both_databases
def test_those_without_are_listed_before_those_of_which_it_was_said(archive: Archive) -> None:
    whole = {"source": "The Gazette", "published_at": day("2026-02-27")}
    put(archive, FERRY, article("barge", "It sank.", source="The Gazette"), article("a", "Whole.", **whole))
    label(archive, ["ferry"], COURIER)
    total, listed = unnamed_articles(archive.catalogue, 10)
    assert total == 2
    assert [one.article_id for one in listed] == ["barge", "ferry"]
    assert (listed[0].source, listed[0].published_at, listed[0].stated) == ("The Gazette", None, Statement())
    assert listed[1].stated == COURIER
    assert [one.article_id for one in unnamed_articles(archive.catalogue, 1)[1]] == ["barge"]


def test_who_said_it_is_logged(archive: Archive) -> None:
    put(archive, FERRY)
    label(archive, ["ferry", "ferry", "nobody"], COURIER, "ada")
    [entry] = last_actions(archive.catalogue, 5)
    told = {"by": "ada", "action": "label", "article_ids": ["ferry"], "source": "The Courier"}
    assert entry == {"at": entry["at"], **told, "day": "2026-03-01"}
    assert json.dumps(entry)


@pytest.mark.parametrize(("ids", "said"), [(["ferry"], Statement()), ([], COURIER), (["nobody"], COURIER)])
def test_nothing_said_or_of_nothing_changes_nothing(
    archive: Archive, ids: list[str], said: Statement
) -> None:
    put(archive, FERRY)
    before = state(archive)
    with pytest.raises(InputError):
        label(archive, ids, said)
    assert state(archive) == before
