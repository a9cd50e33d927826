"""The writer's lock, where the disk is full: the right is had or not, and nothing breaks."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from index.catalogue.databases.lock import FolderLock


def test_a_full_disk_keeps_nobody_from_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    lock = FolderLock(tmp_path)
    monkeypatch.setattr(Path, "write_text", full)
    with lock.held("sync"):
        assert not FolderLock(tmp_path).is_free()
        assert lock.holder() == "another process"
    assert FolderLock(tmp_path).is_free()
