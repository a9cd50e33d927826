"""A full disk, a read-only catalogue, one cut short: a clear error, and nothing lost that was there."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
from pathlib import Path

import pytest

from corpus.errors import ArchiveError
from index.catalogue import FILE
from index.search import search
from index.sync import sync
from tests.index.makers import assert_whole, state
from tests.index.striking import ROOT, do_sync, fork_server, opened, rows


def sync_with_little_room(folder: Path, room: int) -> None:
    """What a full disk does to a process: no file may grow beyond `room` bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    archive = opened(folder)
    try:
        do_sync(archive)
    except ArchiveError as error:
        os._exit(1 if error.message and error.hint else 2)
    except BaseException:
        os._exit(3)
    os._exit(0)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    archive = opened(tmp_path / "archive")
    sync(archive, [rows(tmp_path / "old.jsonl", changed=False)])
    archive.close()
    return tmp_path


@pytest.mark.parametrize("room", [4_000, 20_000])
def test_a_full_disk_is_a_clear_error_and_nothing_is_lost(
    home: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    process: multiprocessing.context.ForkServerProcess = fork_server().Process(
        target=sync_with_little_room, args=(home / "archive", room)
    )
    process.start()
    process.join(60)
    assert process.exitcode == 1
    archive = opened(home / "archive")
    assert len({hit.article_id for hit in search(archive, "ferry", top_k=100).hits}) >= 68
    do_sync(archive)
    assert_whole(archive)
    ended = state(archive)
    archive.close()
    undisturbed = opened(home / "other")
    sync(undisturbed, [home / "old.jsonl"])
    do_sync(undisturbed)
    assert state(undisturbed) == ended
    undisturbed.close()


@pytest.mark.parametrize("length", [0.5, 0.01])
def test_a_catalogue_cut_short_is_an_error_and_no_empty_archive(home: Path, length: float) -> None:
    catalogue = home / "archive" / FILE
    size = catalogue.stat().st_size
    os.truncate(catalogue, int(size * length))

    def answer() -> None:
        search(opened(home / "archive"), "ferry")

    with pytest.raises(ArchiveError) as caught:
        answer()
    assert str(catalogue) in caught.value.message
    assert "export" in caught.value.hint
    assert catalogue.stat().st_size == int(size * length)


def test_an_export_brings_a_lost_archive_back(home: Path) -> None:
    from index.export import export

    archive = opened(home / "archive")
    do_sync(archive)
    before = state(archive)
    export(archive, home / "backup.jsonl.gz")
    archive.close()
    shutil.rmtree(home / "archive")
    restored = opened(home / "archive")
    sync(restored, [home / "backup.jsonl.gz"])
    assert state(restored) == before
    restored.close()
