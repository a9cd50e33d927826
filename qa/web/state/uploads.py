"""Files that operators have uploaded, until they are taken in.

Each lies in a folder of its own, whose name only whoever uploaded it is told, and which no other account of
the machine may read. What a server left behind when it was killed is cleared away by the next one.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import threading
import time
import unicodedata
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from filelock import Timeout

from corpus.errors import ArchiveBusy, ArchiveError, InputError
from index.upkeep.left_uploads import FOLDER, WAITING, clear, owning
from qa.web.errors import TooLarge
from qa.web.middleware import MAX_UPLOAD

MOST_WAITING_BYTES = 2 * MAX_UPLOAD
MOST_WAITING = 1_000
_LIFE_S = 3600
_MOST_NAME_BYTES = 200
_FORBIDDEN = frozenset('<>:"|?*`$!{}')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits.

    Attributes:
        id: Its name here, which cannot be guessed.
        name: Its name at its owner's, without what a file system cannot bear: by it its articles are known.
        size: In bytes.
        account: Who uploaded it, "" without accounts.
        came: When, in seconds of the monotonic clock.
    """

    id: str
    name: str
    size: int
    account: str
    came: float


class Uploads:
    """The files that wait in a data folder; one server at a time has any.

    Args:
        data_folder: The archive's; nothing is made there before the first upload.
    """

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder / FOLDER
        self._owning = owning(data_folder)
        self._lock = threading.Lock()
        self._waiting: dict[str, Upload] = {}
        self._coming: dict[str, int] = {}
        if self._folder.exists():
            with suppress(ArchiveError):  # Told at the first upload.
                self._own()

    @property
    def waiting(self) -> int:
        """How many files wait to be taken in."""
        return len(self._waiting)

    async def receive(self, name: str, size: int, chunks: AsyncIterator[bytes], account: str = "") -> Upload:
        """Keep a file as it comes.

        Args:
            name: What its owner calls it.
            size: How many bytes were announced; not one more is kept.
            chunks: Its bytes.
            account: Who uploads it.

        Raises:
            TooLarge: It is more than announced, or too much waits already.
            InputError: It is less than announced.
            ArchiveError: It cannot be kept, or another server of this archive has uploads.
        """
        upload = Upload(secrets.token_hex(16), plain_name(name), size, account, time.monotonic())
        self._reserve(upload)
        try:
            await self._keep(upload, chunks)
            with self._lock:
                self._waiting[upload.id] = upload
        finally:
            with self._lock:
                del self._coming[upload.id]
        return upload

    def discard(self, upload_id: str, account: str = "") -> None:
        """Delete a file that waits; one that is not there, or another account's, is passed over."""
        with self._lock:
            upload = self._waiting.get(upload_id)
            if upload is not None and upload.account == account:
                self._delete(upload)

    @contextmanager
    def taken(self, upload_ids: Sequence[str], account: str = "") -> Iterator[list[Path]]:
        """Give the files of these ids, for the caller to move away; after an error they wait again.

        Raises:
            InputError: One of them does not wait here, is another account's, or two have one name.
        """
        with self._lock:
            self._expire()
            chosen = [self._waiting.get(upload_id) for upload_id in dict.fromkeys(upload_ids)]
            uploads = [upload for upload in chosen if upload is not None and upload.account == account]
            if len(uploads) < len(chosen):
                raise InputError("A file that was uploaded is no longer there", "Choose it again.")
            names = {upload.name for upload in uploads}
            if len(names) < len(uploads):
                hint = "Add them one after the other; the second then counts as the newer version."
                raise InputError("Two of the files have the same name", hint)
            for upload in uploads:
                del self._waiting[upload.id]
        try:
            yield [self._place(upload) for upload in uploads]
        except BaseException:
            with self._lock:
                self._waiting |= {upload.id: upload for upload in uploads}
            raise
        for upload in uploads:
            shutil.rmtree(self._place(upload).parent, ignore_errors=True)

    async def _keep(self, upload: Upload, chunks: AsyncIterator[bytes]) -> None:
        folder = self._place(upload).parent
        try:
            await asyncio.to_thread(folder.mkdir, 0o700)
            await _write(self._place(upload), upload.size, chunks)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError):
                reason = f"The upload cannot be kept: {_reason(error)}"
                raise ArchiveError(reason, "Make room, and try again.") from error
            raise

    def _place(self, upload: Upload) -> Path:
        return self._folder / WAITING / upload.id / upload.name

    def _reserve(self, upload: Upload) -> None:
        with self._lock:
            self._own()
            self._expire()
            waiting = sum(other.size for other in self._waiting.values()) + sum(self._coming.values())
            many = len(self._waiting) + len(self._coming)
            if upload.size > MAX_UPLOAD or waiting + upload.size > MOST_WAITING_BYTES or many >= MOST_WAITING:
                hint = "Add the files uploaded earlier to the archive, or remove them, then try again."
                raise TooLarge("There is no room for more uploads", hint)
            self._coming[upload.id] = upload.size

    def _expire(self) -> None:
        for upload in list(self._waiting.values()):
            if time.monotonic() - upload.came > _LIFE_S:
                self._delete(upload)

    def _delete(self, upload: Upload) -> None:
        del self._waiting[upload.id]
        shutil.rmtree(self._place(upload).parent, ignore_errors=True)

    def _own(self) -> None:
        """Make the folder this server's, and clear away what an earlier one left behind.

        Raises:
            ArchiveBusy: It is another one's.
            ArchiveError: It cannot be made.
        """
        if self._owning.is_locked:
            return
        try:
            self._owning.acquire(timeout=0)
            self._folder.mkdir(0o700, exist_ok=True)
            self._folder.chmod(0o700)
            clear(self._folder.parent)
            (self._folder / WAITING).mkdir(0o700)
        except Timeout as error:
            hint = "Upload there, or stop it and try again."
            raise ArchiveBusy("Another server of this archive takes uploads", hint) from error
        except OSError as error:
            self._owning.release()
            reason = f"Uploads cannot be kept: {_reason(error)}"
            raise ArchiveError(reason, "Check the data folder's permissions.") from error


def _reason(error: OSError) -> str:
    return error.strerror or "the file system refuses it"


async def _write(path: Path, size: int, chunks: AsyncIterator[bytes]) -> None:
    come = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        async for chunk in chunks:
            come += len(chunk)
            if come > size:
                raise TooLarge("The upload is larger than it was announced to be", "Send its true length.")
            await asyncio.to_thread(file.write, chunk)
    if come < size:
        raise InputError("The upload was interrupted", "Try again.")


def plain_name(name: str) -> str:
    """Return a file's name without folders and without what a file system or a terminal cannot bear.

    It never begins with a dot, and has at most 200 bytes; what is cut off is taken from before its endings.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    printable = "".join(
        c for c in last if c not in _FORBIDDEN and not unicodedata.category(c).startswith("C")
    )
    printable = printable.strip(" .") or "file"
    endings = "".join(PurePosixPath(printable).suffixes[-2:])
    if len(endings.encode()) > _MOST_NAME_BYTES // 4:
        endings = ""
    stem = printable.removesuffix(endings).encode()[: _MOST_NAME_BYTES - len(endings.encode())]
    return stem.decode("utf-8", "ignore") + endings
