"""One process at a time: locks on files, which the system releases when their holder dies."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import ArchiveBusy, ArchiveError
from index.catalogue.records import iso_utc

_NOTICE_AFTER_S = 0.5


class FolderLock:
    """A right that one process at a time has to one data folder.

    Args:
        folder: The data folder.
        name: "writer", to write to the folder, or "rebuild", to build its indexes anew. Whoever needs both
            takes "rebuild" first.
        patience_s: How long to wait for another holder, in seconds.
    """

    def __init__(self, folder: Path, name: str = "writer", patience_s: float = 600.0) -> None:
        self._path = folder / f"{name}.lock"
        self._holder = folder / f"{name}.json"
        self._patience_s = patience_s
        self._file = FileLock(self._path, thread_local=False)
        self._thread = threading.RLock()
        self._depth = 0

    @contextmanager
    def held(self, purpose: str, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold the lock, for which other threads and processes wait; it may be taken again inside.

        Args:
            purpose: What is being done, for others who have to wait.
            on_wait: Called once with who holds the lock, if it is not free.

        Raises:
            ArchiveBusy: Another process held it for longer than `patience_s`.
            ArchiveError: The data folder cannot be written.
        """
        with self._thread:
            if self._depth == 0:
                self._acquire(on_wait)
                self._sign(purpose)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    with suppress(OSError):
                        self._holder.unlink(missing_ok=True)
                    self._file.release()

    def is_free(self) -> bool:
        """Whether nobody holds it, in this process or another."""
        probe = FileLock(self._path, thread_local=False)
        try:
            probe.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        probe.release()
        return True

    def _acquire(self, on_wait: Callable[[str], None] | None) -> None:
        try:
            try:
                self._file.acquire(timeout=_NOTICE_AFTER_S)
            except Timeout:
                if on_wait:
                    on_wait(f"Waiting for {self.holder()}.")
                self._file.acquire(timeout=self._patience_s)
        except Timeout:
            raise ArchiveBusy(
                f"Another process is at work on the archive: {self.holder()}",
                "Wait until it has ended, or end it, and run this again.",
            ) from None
        except OSError as error:
            raise ArchiveError(
                f"The data folder {self._path.parent} cannot be written: {error.strerror}",
                "Choose another with --data-dir, or change its rights.",
            ) from error

    def _sign(self, purpose: str) -> None:
        now = iso_utc(datetime.now(UTC))
        signed = json.dumps({"pid": os.getpid(), "purpose": purpose, "since": now})
        with suppress(OSError):  # With a full disk the work itself reports the error.
            self._holder.write_text(signed, "utf-8")

    def holder(self) -> str:
        """Return who holds the lock, for people."""
        try:
            signed = json.loads(self._holder.read_text("utf-8"))
            return f"process {signed['pid']} ({signed['purpose']}, since {signed['since']})"
        except (OSError, ValueError, KeyError):
            return "another process"
