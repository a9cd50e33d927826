"""What a killed process left of uploads goes with a purge; what a running one has stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ArchiveError
from index.archive import Archive
from index.upkeep import left_uploads
from index.upkeep.left_uploads import FOLDER, WAITING, owning, taking
from index.upkeep.rebuild import rebuild
from tests.index.makers import article, put


def left(archive: Archive) -> tuple[Path, Path]:
    """An upload that waits, and one that is being taken in."""
    folder = archive.place.folder / FOLDER
    waiting, taken = folder / WAITING / "1f" / "sealed.txt", folder / "sealed.jsonl"
    waiting.parent.mkdir(parents=True)
    for file in (waiting, taken):
        file.write_text("Quibblezorp confessed.")
    return waiting, taken


def test_a_rebuild_deletes_what_no_process_will_take_in(archive: Archive) -> None:
    put(archive, article("a", "The ferry sank off Hask."))
    waiting, taken = left(archive)
    rebuild(archive)
    assert not waiting.exists()
    assert not taken.exists()


def test_a_running_server_keeps_what_it_received(archive: Archive) -> None:
    waiting, taken = left(archive)
    with owning(archive.place.folder):
        rebuild(archive)
    assert waiting.exists()
    assert taken.exists()


def test_who_takes_in_keeps_its_files_and_not_those_that_wait_for_nobody(archive: Archive) -> None:
    waiting, taken = left(archive)
    with taking(archive.place.folder):
        rebuild(archive)
    assert not waiting.exists()
    assert taken.exists()


def test_uploads_that_stay_are_an_error(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    left(archive)
    monkeypatch.setattr(left_uploads, "clear", refuse)
    with pytest.raises(ArchiveError, match="removed articles: Permission denied"):
        rebuild(archive)
