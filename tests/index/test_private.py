"""The data folder belongs to its owner alone, whatever it was before."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from index.archive import Archive
from index.embed.models import PACKAGED
from index.place import Place
from tests.fakes import BagOfWords
from tests.index.makers import article, put

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights are told otherwise there")


def opened(folder: Path) -> Archive:
    return Archive(Place(folder, PACKAGED, folder.parent / "cache"), encoder=BagOfWords())


def rights(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_new_folder_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        archive = opened(tmp_path / "data")
        put(archive, article("a", "The ferry sank off Hask."))
        archive.close()
    finally:
        os.umask(before)
    assert rights(tmp_path / "data") == 0o700
    # Also for whoever copies them elsewhere.
    files = [path for path in (tmp_path / "data").iterdir() if path.is_file()]
    assert {path.name for path in files} >= {"catalogue.sqlite", "writer.lock"}
    assert {rights(path) for path in files} == {0o600}
    assert rights(tmp_path / "data" / "index") == 0o700


def test_a_folder_that_all_could_read_is_mended_on_opening(tmp_path: Path) -> None:
    data = tmp_path / "data"
    archive = opened(data)
    put(archive, article("a", "The ferry sank off Hask."))
    archive.close()
    for path in (data, *data.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    theirs = data / "notes.txt"
    theirs.write_text("somebody's own", "utf-8")
    theirs.chmod(0o644)
    outside = tmp_path / "outside.txt"
    outside.write_text("elsewhere", "utf-8")
    outside.chmod(0o644)
    (data / "index" / "link").symlink_to(outside)
    opened(data).close()
    ours = [path for path in data.rglob("*") if path != theirs and not path.is_symlink()]
    assert {rights(path) & 0o077 for path in (data, *ours)} == {0}
    assert rights(theirs) == 0o644
    assert rights(outside) == 0o644


def test_a_folder_that_everybody_shares_stays_everybodys(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    opened(shared).close()
    assert rights(shared) == 0o1777
