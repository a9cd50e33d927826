"""The backup in the data folder: when it is made, what it brings back, and what leaves it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from corpus.errors import ArchiveError
from index.archive import Archive
from index.backup import copy
from index.backup.copy import back_up, forget_backup, read_backup
from index.backup.salvage import mend_catalogue
from index.catalogue import schema as t
from index.catalogue.databases.sqlite import BACKUP, DAMAGED, FILE
from index.embed.models import PACKAGED
from index.ingest.removal import remove, restore
from index.ingest.sync import sync
from index.place import Place
from index.registers.shared_answers import share, shared_answer
from index.upkeep.doctor import diagnose
from index.upkeep.rebuild import rebuild
from tests.fakes import BagOfWords
from tests.index.catalogue.test_migrations import set_schema
from tests.index.makers import article, assert_whole, put, state
from tests.index.striking import opened, rows


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with versions, a removal and a shared answer, and its backup."""
    made = tmp_path_factory.mktemp("base")
    archive = opened(made / "archive")
    sync(archive, [rows(made / "old.jsonl", changed=False)])
    put(archive, article("a1", "The ferry was raised.", title="News of ferry 1"))
    share(archive.catalogue, "Which ferry?", {"citations": [], "hits": [], "text": "None."})
    rebuild(archive)
    remove(archive, ["a5"])
    archive.close()
    return made


@pytest.fixture
def home(base: Path, tmp_path: Path) -> Path:
    return shutil.copytree(base, tmp_path, dirs_exist_ok=True)


def place_of(home: Path, keep_backup: bool = True) -> Place:
    return Place(home / "archive", PACKAGED, home / "cache", keep_backup=keep_backup)


def delete(catalogue: Path) -> None:
    for path in catalogue.parent.glob(f"{FILE}*"):
        path.unlink()


def cut_in_half(catalogue: Path) -> None:
    os.truncate(catalogue, catalogue.stat().st_size // 2)


def empty(catalogue: Path) -> None:
    os.truncate(catalogue, 0)


def overwrite(catalogue: Path) -> None:
    catalogue.write_bytes(os.urandom(catalogue.stat().st_size))


def lose_a_page(catalogue: Path) -> None:
    """One of articles' texts."""
    page = catalogue.read_bytes().index(b"The ferry number 40 was") // 4096 * 4096
    with catalogue.open("r+b") as file:
        file.seek(page)
        file.write(bytes(4096))


@pytest.mark.parametrize("harm", [delete, cut_in_half, empty, overwrite])
def test_a_catalogue_that_is_lost_comes_back_with_all_that_its_backup_has(
    home: Path, harm: Callable[[Path], None]
) -> None:
    archive = opened(home / "archive")
    before = state(archive)
    before["versions"] = [row for row in before["versions"] if row[0] != "a5"]  # It leaves with the repair.
    with archive.catalogue.reading() as connection:
        [name] = connection.execute(select(t.shared.c.name)).scalars()
    archive.close()
    made_at = read_backup(home / "archive")
    harm(home / "archive" / FILE)
    with pytest.raises(ArchiveError) as caught:
        opened(home / "archive").catalogue.counts()
    assert "doctor --repair" in caught.value.hint
    [told] = mend_catalogue(place_of(home))
    assert made_at is not None
    assert f"{made_at.made_at:%Y-%m-%dT%H:%M:%SZ}" in told
    assert "old.jsonl" in told
    archive = opened(home / "archive", allow_mismatch=True)
    assert diagnose(archive, repair=True).ok
    assert_whole(archive)
    assert state(archive) == before
    assert shared_answer(archive.catalogue, name) is not None
    archive.close()


def test_what_can_be_read_of_the_catalogue_wins_over_its_backup(home: Path) -> None:
    archive = opened(home / "archive")
    put(archive, article("new", "A new pier."), article("a2", "The ferry was sold."))
    archive.catalogue.compact()
    archive.close()
    lose_a_page(home / "archive" / FILE)
    [told] = mend_catalogue(place_of(home))
    assert "from the backup of" in told
    assert DAMAGED in told
    encoder = BagOfWords()
    archive = Archive(place_of(home), encoder=encoder, allow_mismatch=True)
    assert diagnose(archive, repair=True).ok
    assert not encoder.embedded  # The vectors could be read.
    for article_id, words in (("new", "A new pier."), ("a2", "The ferry was sold."), ("a40", "number 40")):
        record = archive.catalogue.record(article_id)
        assert record is not None
        assert words in record.body
    archive.close()


def test_what_was_removed_since_the_backup_stays_away(home: Path) -> None:
    archive = opened(home / "archive")
    remove(archive, ["a3", "a4"])
    restore(archive, ["a4", "a5"])
    archive.close()
    delete(home / "archive" / FILE)
    mend_catalogue(place_of(home))
    archive = opened(home / "archive", allow_mismatch=True)
    diagnose(archive, repair=True)
    found = {name for name in ("a3", "a4", "a5") if archive.catalogue.record(name)}
    assert found == {"a4", "a5"}
    archive.close()


def test_a_backup_that_cannot_note_a_removal_is_none(home: Path) -> None:
    (home / "archive" / BACKUP).write_bytes(b"no database, but a file of some length" * 200)
    archive = opened(home / "archive")
    checks = {check.name: check.ok for check in diagnose(archive).checks}
    assert not checks["backup"]
    remove(archive, ["a3"])
    assert not (home / "archive" / BACKUP).exists()
    archive.close()


def test_a_damaged_backup_is_made_anew_by_a_repair(home: Path) -> None:
    with (home / "archive" / BACKUP).open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(8192))
    archive = opened(home / "archive")
    assert not diagnose(archive).ok
    diagnosis = diagnose(archive, repair=True)
    assert diagnosis.ok
    assert any("backup" in done for done in diagnosis.repaired)
    archive.close()


def test_it_is_made_when_there_is_none_after_a_day_and_after_much_is_new(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = archive.place.folder
    put(archive, *(article(f"a{n}", f"Ferry {n} sank.") for n in range(20)))
    back_up(archive)
    first = read_backup(folder)
    put(archive, article("b", "A pier."))
    back_up(archive)
    assert read_backup(folder) == first
    put(archive, *(article(f"b{n}", f"Pier {n}.") for n in range(5)))
    back_up(archive)
    second = read_backup(folder)
    assert first is not None
    assert second is not None
    assert (first.rows, second.rows) == (20, 26)
    later = second.made_at + timedelta(hours=25)
    monkeypatch.setattr(copy, "time", SimpleNamespace(time=later.timestamp))
    back_up(archive)
    assert read_backup(folder) == copy.Backup(later, 26)


def test_a_sync_makes_one_unless_the_setting_says_no(tmp_path: Path) -> None:
    source = rows(tmp_path / "news.jsonl", changed=False)
    archive = opened(tmp_path / "archive")
    sync(archive, [source])
    assert read_backup(tmp_path / "archive") is not None
    assert archive.bytes_on_disk()["backup"] > 0
    archive.close()
    archive = Archive(place_of(tmp_path, keep_backup=False), encoder=BagOfWords())
    sync(archive, [source])
    assert not (tmp_path / "archive" / BACKUP).exists()
    archive.close()


_FULL = "No space left on device"


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("os.replace", OSError(28, _FULL)),
        ("_tables_made", sqlite3.OperationalError(_FULL)),
    ],
)
def test_a_backup_that_cannot_be_written_fails_no_sync(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    def full(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(f"index.backup.copy.{step}", full)
    told: list[str] = []
    report = sync(
        archive, [rows(tmp_path / "news.jsonl", changed=False)], on_progress=lambda p: told.append(p.message)
    )
    assert report.added == 70
    assert any("backup" in message and "No space left" in message for message in told)
    assert not list(archive.place.folder.glob(f"{BACKUP}*"))


def test_a_catalogue_that_is_gone_is_not_taken_for_a_new_archive(home: Path) -> None:
    delete(home / "archive" / FILE)
    kept = (home / "archive" / BACKUP).read_bytes()
    with pytest.raises(ArchiveError, match="empty or missing"):
        opened(home / "archive")
    assert (home / "archive" / BACKUP).read_bytes() == kept


def test_a_purge_takes_what_was_removed_out_of_it_too(archive: Archive) -> None:
    folder = archive.place.folder
    put(archive, article("secret", "Quibblezorp confessed."), article("other", "The ferry sank."))
    back_up(archive)
    assert b"Quibblezorp" in (folder / BACKUP).read_bytes()
    # A part of one that was cut short holds it too.
    shutil.copyfile(folder / BACKUP, folder / f"{BACKUP}.part")
    remove(archive, ["secret"])
    rebuild(archive)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if b"quibblezorp" in path.read_bytes().lower()] == []
    assert read_backup(folder) is not None


def test_a_catalogue_of_schema_2_that_is_damaged_keeps_what_it_knew_of_corrections(home: Path) -> None:
    archive = opened(home / "archive")
    before = archive.catalogue.record("a1")
    archive.close()
    set_schema(home / "archive", 2)
    lose_a_page(home / "archive" / FILE)
    forget_backup(home / "archive")
    mend_catalogue(place_of(home))
    archive = opened(home / "archive", allow_mismatch=True)
    after = archive.catalogue.record("a1")
    assert before is not None
    assert after is not None
    assert (after.version, after.corrects) == (before.version, before.corrects) == (2, 1)
    archive.close()
