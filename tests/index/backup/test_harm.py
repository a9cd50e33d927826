"""A full disk, a read-only catalogue, one cut short: a clear error, and nothing lost that was there."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import ArchiveError
from index.backup.copy import forget_backup
from index.backup.salvage import is_damaged, salvage
from index.catalogue.databases.sqlite import DAMAGED, FILE
from index.embed.models import PACKAGED
from index.ingest.removal import remove
from index.ingest.sync import sync
from index.place import Place
from index.search.pipeline import search
from index.upkeep.doctor import diagnose
from index.upkeep.rebuild import rebuild
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


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("base")
    archive = opened(made / "archive")
    sync(archive, [rows(made / "old.jsonl", changed=False)])
    archive.close()
    forget_backup(made / "archive")  # What it brings back is tested with it.
    return made


@pytest.fixture
def home(base: Path, tmp_path: Path) -> Path:
    return shutil.copytree(base, tmp_path, dirs_exist_ok=True)


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


def nobody_in_a_folder_of_others(folder: Path, operation: str) -> None:
    """What a folder without the right to write does; root has every right, so it becomes another first."""
    opened(folder.with_name("warm")).derived.words.count()  # Imports what only root may read.
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    try:
        archive = opened(folder, allow_mismatch=True)
        _OPERATIONS[operation](archive)
    except ArchiveError as error:
        told = f"{error.message} {error.hint}"
        os._exit(1 if str(folder) in told and ("permissions" in told or "can be written" in told) else 2)
    except BaseException:
        os._exit(3)
    os._exit(0)


_NOBODY = 65_534
_OPERATIONS = {
    "sync": do_sync,
    "remove": lambda archive: remove(archive, ["a1"]),
    "rebuild": rebuild,
    "repair": lambda archive: diagnose(archive, repair=True),
    "search": lambda archive: search(archive, "ferry"),
}


@pytest.mark.parametrize("operation", _OPERATIONS)
def test_a_folder_that_may_not_be_written_is_a_clear_error_and_nothing_changes(
    home: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    shutil.copytree(home / "archive", home / "warm")
    before = {path: path.read_bytes() for path in (home / "archive").rglob("*") if path.is_file()}
    for path in (home / "archive", *(home / "archive").rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for path in (home, *home.parents[:3]):
        path.chmod(0o755)
    process = fork_server().Process(target=nobody_in_a_folder_of_others, args=(home / "archive", operation))
    process.start()
    process.join(60)
    for path in (home / "archive", *(home / "archive").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert process.exitcode == 1
    assert before == {path: path.read_bytes() for path in (home / "archive").rglob("*") if path.is_file()}


def test_a_file_in_the_place_of_the_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("not a folder", "utf-8")
    with pytest.raises(ArchiveError, match="archive cannot be made") as caught:
        opened(tmp_path / "archive")
    assert "--data-dir" in caught.value.hint


def cut_short(catalogue: Path) -> None:
    """Within the articles' texts, so that what stands behind them is gone too."""
    os.truncate(catalogue, page_of(catalogue, 40))


def blank_pages(catalogue: Path) -> None:
    """Some pages of articles' texts."""
    with catalogue.open("r+b") as file:
        for number in (15, 35, 36, 60):
            file.seek(page_of(catalogue, number))
            file.write(bytes(4096))


def page_of(catalogue: Path, number: int) -> int:
    return catalogue.read_bytes().index(b"The ferry number %d was" % number) // 4096 * 4096


HARM = {"cut short": cut_short, "pages": blank_pages}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM.keys())
def test_a_damaged_catalogue_is_an_error_until_what_can_be_read_is_saved(
    home: Path, harm: Callable[[Path], None]
) -> None:
    catalogue = home / "archive" / FILE
    archive = opened(home / "archive")
    remove(archive, ["a5"])
    archive.catalogue.compact()
    archive.close()
    harm(catalogue)
    before = catalogue.read_bytes()
    place = Place(home / "archive", PACKAGED, home / "cache")
    saved = salvage(place)
    assert saved.articles + len(saved.lost) in (69, 70)  # The removed one may be lost too.
    assert saved.articles >= 15
    assert len(saved.places) <= 1
    assert (home / "archive" / DAMAGED).read_bytes() == before
    mended = opened(home / "archive", allow_mismatch=True)
    assert diagnose(mended, repair=True).ok
    assert_whole(mended)
    sync(mended, [home / "old.jsonl"])
    found = {hit.article_id for hit in search(mended, "ferry", top_k=100).hits}
    assert found == {f"a{n}" for n in range(70) if n != 5}
    rebuild(mended)
    assert not (home / "archive" / DAMAGED).exists()
    mended.close()


@pytest.mark.parametrize("length", [0.5, 0.01, 0.0001])
def test_a_catalogue_cut_short_is_an_error_and_no_empty_archive(home: Path, length: float) -> None:
    catalogue = home / "archive" / FILE
    size = catalogue.stat().st_size
    os.truncate(catalogue, int(size * length))
    with pytest.raises(ArchiveError) as caught:
        search(opened(home / "archive"), "ferry")
    assert str(catalogue) in caught.value.message
    assert "doctor --repair" in caught.value.hint
    assert catalogue.stat().st_size == int(size * length)


def test_a_catalogue_of_which_nothing_can_be_read_is_left_as_it_is(home: Path) -> None:
    catalogue = home / "archive" / FILE
    os.truncate(catalogue, 4_096)
    assert is_damaged(home / "archive")
    with pytest.raises(ArchiveError) as caught:
        salvage(Place(home / "archive", PACKAGED, home / "cache"))
    assert "export" in caught.value.hint
    assert catalogue.stat().st_size == 4_096
    assert not catalogue.with_name(f"{FILE}.part").exists()


def test_an_export_brings_a_lost_archive_back(home: Path) -> None:
    from index.upkeep.export import export

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
