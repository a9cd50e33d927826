from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ArchiveBusy, ArchiveError, InputError
from index.archive import Archive
from index.browse.listing import last_syncs
from index.catalogue.databases.lock import FolderLock
from index.ingest.commit import apply_batch
from index.ingest.progress import Progress
from index.ingest.sync import SyncOptions, sync
from index.search.pipeline import search
from tests.fakes import BagOfWords
from tests.index.ingest.test_commit import open_at
from tests.index.makers import assert_whole, state
from tests.index.striking import ROOT, fork_server

pytestmark = pytest.mark.both_databases


def rows(path: Path, *given: dict[str, str] | str) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in given), "utf-8")
    return path


def row(article_id: str, body: str = "The ferry sank.", **more: str) -> dict[str, str]:
    return {"id": article_id, "title": f"News of {article_id}", "body": body, **more}


@pytest.fixture(scope="module", autouse=True)
def importable() -> None:
    """The fork server finds the tests as this process does."""
    os.environ["PYTHONPATH"] = str(ROOT)


def elsewhere(folder: Path, *paths: Path) -> Callable[[], int | None]:
    """Sync in another process; call what is returned to wait for its end and have its exit status."""
    process = fork_server().Process(target=sync_there, args=(folder, paths))
    process.start()

    def ended() -> int | None:
        process.join(120)
        return process.exitcode

    return ended


def sync_there(folder: Path, paths: Sequence[Path]) -> None:
    archive = open_at(folder)
    sync(archive, paths)
    archive.close()


def test_counts_are_right_and_bad_rows_are_named(archive: Archive, tmp_path: Path) -> None:
    file = rows(
        tmp_path / "a.jsonl",
        row("a"),
        "{",
        row("b", "Other news."),
        row("a"),
        {"id": "c", "title": "No body"},
    )
    told: list[Progress] = []
    report = sync(archive, [file], on_progress=told.append)
    assert (report.added, report.duplicate, report.failed) == (2, 1, 2)
    assert [error.line for error in report.errors] == [2, 5]
    assert told[-1].articles == 2
    [last] = last_syncs(archive.catalogue, 1)
    assert last is not None
    assert last["added"] == 2


def test_a_second_sync_embeds_nothing(archive: Archive, encoder: BagOfWords, tmp_path: Path) -> None:
    file = rows(tmp_path / "a.jsonl", row("a"), row("b", "Other news."))
    assert sync(archive, [file]).chunks_embedded == 2
    before = len(encoder.embedded)
    report = sync(archive, [file])
    assert (report.unchanged, report.chunks_embedded, len(encoder.embedded)) == (2, 0, before)


def test_two_different_articles_with_one_id_keep_the_first_every_time(
    archive: Archive, tmp_path: Path
) -> None:
    file = rows(tmp_path / "a.jsonl", row("a", "The first."), row("a", "The second."))
    for counts in [(1, 0, 1), (0, 1, 1)]:
        report = sync(archive, [file])
        assert (report.added, report.unchanged, report.failed) == counts
        assert report.errors[0].line == 2
    record = archive.catalogue.record("a")
    assert record is not None
    assert record.body == "The first."


def test_a_correction_in_the_same_file_is_a_second_version_and_stays_one(
    archive: Archive, tmp_path: Path
) -> None:
    file = rows(
        tmp_path / "a.jsonl",
        row("a", "It cost 2.", updated_at="2025-04-16"),
        row("a", "It cost 3.", updated_at="2025-04-17"),
    )
    report = sync(archive, [file])
    assert (report.added, report.updated) == (1, 1)
    before = state(archive)
    again = sync(archive, [file])
    assert (again.added, again.updated) == (0, 0)
    assert state(archive) == before


def test_prune_takes_out_what_is_gone_unless_another_path_holds_it(archive: Archive, tmp_path: Path) -> None:
    one = rows(tmp_path / "one.jsonl", row("a"), row("b", "Pier news."), row("c", "Harbour news."))
    two = rows(tmp_path / "two.jsonl", row("b", "Pier news."))
    sync(archive, [one, two])
    rows(one, row("a"))
    assert sync(archive, [one]).removed == 0
    assert sync(archive, [one], SyncOptions(prune=True)).removed == 1
    assert {hit.article_id for hit in search(archive, "harbour pier ferry news").hits} == {"a", "b"}
    assert_whole(archive)
    rows(one, row("a"), row("c", "Harbour news."))
    assert sync(archive, [one], SyncOptions(prune=True)).added == 1
    record = archive.catalogue.record("c")
    assert record is not None
    assert record.version == 1
    assert_whole(archive)


def test_prune_takes_out_what_a_sync_that_was_cut_short_brought(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right after its batch was active; and its file is gone before the next sync."""
    path = rows(tmp_path / "a.jsonl", row("a"), row("b", "Other news."))

    def cut_short(*given: Any) -> Any:
        apply_batch(*given)
        raise ArchiveError("The connection broke.", "Run this again.")

    with monkeypatch.context() as patch:
        patch.setattr("index.ingest.sync.apply_batch", cut_short)
        with pytest.raises(ArchiveError):
            sync(archive, [path])
    assert archive.catalogue.counts().articles == 2
    rows(path, row("a"))
    assert sync(archive, [path], SyncOptions(prune=True)).removed == 1
    assert archive.catalogue.counts().articles == 1
    assert_whole(archive)


def test_prune_keeps_what_stood_in_a_file_that_cannot_be_read_now(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    rows(folder / "a.jsonl", row("a"))
    rows(folder / "b.jsonl", row("b", "Pier news."))
    sync(archive, [folder])
    (folder / "b.jsonl").write_bytes(b"\x00\x01")
    report = sync(archive, [folder], SyncOptions(prune=True))
    assert (report.removed, report.failed) == (0, 1)
    told = report.errors[-1]
    assert (told.path, told.kept) == (str(folder), True)
    assert told.error.startswith("1 of the articles")


@pytest.mark.parametrize("first", [True, False])
def test_of_several_paths_a_dead_one_is_an_error_and_the_others_are_taken_in(
    archive: Archive, tmp_path: Path, first: bool
) -> None:
    one, two = rows(tmp_path / "one.jsonl", row("a")), rows(tmp_path / "two.jsonl", row("b", "Pier news."))
    dead, empty = tmp_path / "missing", tmp_path / "empty"
    empty.mkdir()
    report = sync(archive, [*([dead, empty] if first else []), one, two, *([] if first else [dead, empty])])
    assert (report.added, report.failed) == (2, 2)
    told = {error.path: error.error for error in report.errors}
    assert told[str(dead)] == f"There is no file or folder {dead}. Correct the path, and sync again."
    assert told[str(empty)].startswith(f"There are no articles in the folder {empty}")
    assert not any(error.kept for error in report.errors)


def test_where_every_path_is_dead_the_sync_fails_and_names_each(archive: Archive, tmp_path: Path) -> None:
    for names in (["a"], ["a", "b"]):
        with pytest.raises(InputError) as caught:
            sync(archive, [tmp_path / name for name in names])
        assert all(f"There is no file or folder {tmp_path / name}" in caught.value.message for name in names)
    assert not last_syncs(archive.catalogue, 1)


def test_a_dead_path_is_not_pruned_and_keeps_no_other_from_it(archive: Archive, tmp_path: Path) -> None:
    one = rows(tmp_path / "one.jsonl", row("a"), row("b", "Pier news."))
    two = rows(tmp_path / "two.jsonl", row("c", "Harbour news."))
    sync(archive, [one, two])
    two.unlink()
    rows(one, row("a"))
    report = sync(archive, [two, one], SyncOptions(prune=True))
    assert (report.removed, report.failed) == (1, 1)
    record = archive.catalogue.record("c")
    assert record is not None
    assert record.active


def test_what_another_process_synced_is_found_at_the_next_search(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    archive = open_at(folder)
    sync(archive, [rows(tmp_path / "a.jsonl", row("a"))])
    assert {hit.article_id for hit in search(archive, "lighthouse ferry").hits} == {"a"}
    assert elsewhere(folder, rows(tmp_path / "b.jsonl", row("b", "The lighthouse burned.")))() == 0
    assert {hit.article_id for hit in search(archive, "lighthouse ferry").hits} == {"a", "b"}
    archive.close()


def test_two_processes_may_sync_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    open_at(folder).close()
    files = [
        rows(
            tmp_path / f"{name}.jsonl",
            *(row(f"{name}{n}", f"News {name} {n} of the pier.") for n in range(80)),
        )
        for name in "ab"
    ]
    running = [elsewhere(folder, file) for file in files]
    assert [ended() for ended in running] == [0, 0]
    archive = open_at(folder)
    assert archive.catalogue.counts().articles == 160
    assert_whole(archive)
    archive.close()


def test_who_waits_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    told: list[str] = []
    with FolderLock(tmp_path).held("sync"), pytest.raises(ArchiveBusy) as caught:
        with FolderLock(tmp_path, patience_s=0.1).held("rebuild", told.append):
            pass
    assert str(os.getpid()) in told[0]
    assert "sync" in caught.value.message


@pytest.mark.sqlite
def test_counts_are_those_of_now_whoever_changed_the_archive(archive: Archive, tmp_path: Path) -> None:
    counted = archive.catalogue.counts
    assert counted().articles == 0
    sync(archive, [rows(tmp_path / "a.jsonl", row("a"), row("b"))])
    assert counted().articles == 2
    assert elsewhere(archive.place.folder, rows(tmp_path / "b.jsonl", row("c")))() == 0
    assert (counted().articles, counted().chunks) == (3, 3)
    sync(archive, [rows(tmp_path / "a.jsonl", row("a"))], SyncOptions(prune=True))
    assert counted().articles == 2


def test_what_did_not_change_is_not_counted_again(archive: Archive) -> None:
    assert archive.catalogue.counts() is archive.catalogue.counts()


def test_two_who_prune_one_path_at_once_take_out_nothing_that_it_holds(
    archive: Archive, tmp_path: Path
) -> None:
    path = rows(tmp_path / "a.jsonl", row("a"), row("b", "Pier news."))
    inner: list[int] = []

    def sync_beside(_: Progress) -> None:
        if not inner:
            inner.append(0)
            inner[0] = sync(archive, [path], SyncOptions(prune=True)).removed

    outer = sync(archive, [path], SyncOptions(prune=True), on_progress=sync_beside)
    assert (outer.removed, inner) == (0, [0])
    assert archive.catalogue.counts().articles == 2
    rows(path, row("a"))
    assert sync(archive, [path], SyncOptions(prune=True)).removed == 1
