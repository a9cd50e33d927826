"""One process at a time: locks which the system releases when their holder dies."""

from __future__ import annotations

import json
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import ArchiveBusy, ArchiveError
from index.contract import iso_utc

NOTICE_AFTER_S = 0.5
"""How long to wait without a word for another holder."""
PATIENCE_S = 600.0
"""How long to wait for one at all."""

OnWait = Callable[[str], None]


class Lock(ABC):
    """A right that one process at a time has to one archive; it may be taken again while it is held."""

    def __init__(self) -> None:
        self._thread = threading.RLock()
        self._depth = 0

    @contextmanager
    def held(self, purpose: str, on_wait: OnWait | None = None) -> Iterator[None]:
        """Hold the lock, for which other threads and processes wait; it may be taken again inside.

        Args:
            purpose: What is being done, for others who have to wait.
            on_wait: Called once with who holds the lock, if it is not free.

        Raises:
            ArchiveBusy: Another process held it for longer than this one is patient.
            ArchiveError: It cannot be had here, whoever holds it.
        """
        with self._thread:
            if self._depth == 0:
                self._take(purpose, on_wait)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._release()

    @abstractmethod
    def is_free(self) -> bool:
        """Whether nobody holds it, in this process or another."""

    @abstractmethod
    def is_held(self) -> bool:
        """Whether this process holds it, and nobody else may have it by now."""

    @abstractmethod
    def holder(self) -> str:
        """Return who holds the lock, for people."""

    @abstractmethod
    def _take(self, purpose: str, on_wait: OnWait | None) -> None: ...

    @abstractmethod
    def _release(self) -> None: ...


def busy(holder: str) -> ArchiveBusy:
    """Return the error of who waited too long for a holder."""
    return ArchiveBusy(
        f"Another process is at work on the archive: {holder}",
        "Wait until it has ended, or end it, and run this again.",
    )


class FolderLock(Lock):
    """A right that one process at a time has to one data folder, by a file in it.

    Args:
        folder: The data folder.
        name: "writer", to write to the folder, or "rebuild", to build its indexes anew. Whoever needs both
            takes "rebuild" first.
        patience_s: How long to wait for another holder, in seconds.
    """

    def __init__(self, folder: Path, name: str = "writer", patience_s: float = PATIENCE_S) -> None:
        super().__init__()
        self._path = folder / f"{name}.lock"
        self._holder = folder / f"{name}.json"
        self._patience_s = patience_s
        self._file = FileLock(self._path, thread_local=False)

    def is_free(self) -> bool:
        """Whether nobody holds it, in this process or another."""
        probe = FileLock(self._path, thread_local=False)
        try:
            probe.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        probe.release()
        return True

    def is_held(self) -> bool:
        """Whether this process holds it."""
        return self._file.is_locked

    def _take(self, purpose: str, on_wait: OnWait | None) -> None:
        try:
            try:
                self._file.acquire(timeout=NOTICE_AFTER_S)
            except Timeout:
                if on_wait:
                    on_wait(f"Waiting for {self.holder()}.")
                self._file.acquire(timeout=self._patience_s)
        except Timeout:
            raise busy(self.holder()) from None
        except OSError as error:
            raise ArchiveError(
                f"The data folder {self._path.parent} cannot be written: {error.strerror}",
                "Choose another with --data-dir, or change its permissions.",
            ) from error
        self._sign(purpose)

    def _release(self) -> None:
        with suppress(OSError):
            self._holder.unlink(missing_ok=True)
        self._file.release()

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
