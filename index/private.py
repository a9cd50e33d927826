"""Keeping the data folder private: it has unpublished and removed texts, and the page's secret."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
# Our files in a data folder; others that somebody keeps there stay as they are.
_OURS = ("catalogue*", "backup*", "*.lock", "writer.json", "rebuild.json", "index", "uploads", "eval")


def make_private(folder: Path) -> None:
    """Remove every right to a data folder, and to our files in it, from all but the owner.

    A folder that is private already is not walked through: nobody else reaches what is in it. One of another
    owner, and one in which everybody may put files (such as /tmp), are left as they are.
    """
    mode = folder.stat().st_mode
    if not mode & _OTHERS or mode & stat.S_ISVTX:
        return
    for path in (path for pattern in _OURS for path in folder.glob(pattern)):
        for inside in (path, *path.rglob("*")) if path.is_dir() else (path,):
            _take(inside)
    # Last, so that an interrupted run is repeated.
    _take(folder)


def make_top_private(folder: Path) -> None:
    """Remove others' rights to our files and folders directly in a data folder.

    The folder keeps others out of them; this is for when they are copied or moved elsewhere.
    """
    for pattern in _OURS:
        for path in folder.glob(pattern):
            _take(path)


def _take(path: Path) -> None:
    """Remove others' rights to a file or folder; the target of a link is left alone."""
    with suppress(OSError):
        status = path.lstat()
        if not stat.S_ISLNK(status.st_mode) and status.st_uid == os.geteuid():
            path.chmod(stat.S_IMODE(status.st_mode) & ~_OTHERS)
