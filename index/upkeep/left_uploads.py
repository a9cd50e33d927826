"""Uploaded files that a process which was killed left behind: they may have what was removed since."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import ArchiveError

FOLDER = "uploads"
"""Where in the data folder files are until they are taken in."""
WAITING = ".waiting"
"""Where in that folder those are that nobody has asked to be taken in yet; no upload's name begins so."""


def owning(data_folder: Path) -> FileLock:
    """Return the lock of the one server that receives uploads in a data folder."""
    return FileLock(data_folder / "uploads.lock", thread_local=False)


@contextmanager
def taking(data_folder: Path) -> Iterator[None]:
    """Hold files that are being taken in, by another process than the server that has received them."""
    with _taken(data_folder):
        yield


def clear(data_folder: Path) -> None:
    """Delete what was left behind; the caller owns the uploads, and has received none yet.

    Raises:
        OSError: Something cannot be deleted.
    """
    waiting = data_folder / FOLDER / WAITING
    if waiting.is_dir() and not waiting.is_symlink():
        shutil.rmtree(waiting)
    try:
        with _taken(data_folder).acquire(timeout=0):
            for entry in (data_folder / FOLDER).iterdir():
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()
    except Timeout:  # They are being taken in, and deleted after that.
        return


def clear_ownerless(data_folder: Path) -> None:
    """Delete the files that no running process will take in, or delete.

    Raises:
        ArchiveError: They cannot be deleted.
    """
    folder = data_folder / FOLDER
    if not folder.is_dir():
        return
    try:
        with owning(data_folder).acquire(timeout=0):
            clear(data_folder)
    except Timeout:  # The server that runs has them, for an hour at most.
        return
    except OSError as error:
        raise ArchiveError(
            f"{folder} cannot be emptied, and may hold words of removed articles: {error.strerror}",
            "Delete what is in it by hand.",
        ) from error


def _taken(data_folder: Path) -> FileLock:
    return FileLock(data_folder / "taking.lock", thread_local=False)
