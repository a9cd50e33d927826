"""Decompressing within limits: a few kilobytes may expand to more than any memory holds."""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO, Protocol

from corpus.errors import ArticleError

MOST_RATIO = 100
"""How many times its packed size something may come to; news packs to a third, rows alike to a tenth."""
FREE_BYTES = 16 * 1024**2
"""This much may be decompressed whatever the ratio."""
_MOST_AT_ONCE = 1024**2
_MOST_ENTRY_BYTES = 2 * 1024**3
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class UnpacksTooFar(ArticleError):
    """A file expands beyond its allowance; nothing more of it can be read."""


class Allowance:
    """How many bytes may be unpacked from one file or reply, all that is packed inside it together.

    Args:
        name: The file or address, for the error.
        packed: Its size as it came, in bytes.
        most: The most that it may come to whatever its size, in bytes, or None.
    """

    def __init__(self, name: str, packed: int, most: int | None = None) -> None:
        self._name = name
        ratio = max(FREE_BYTES, MOST_RATIO * packed)
        self._limit = ratio if most is None else min(ratio, most)
        self._taken = 0

    def take(self, size: int) -> None:
        """Count decompressed bytes.

        Raises:
            UnpacksTooFar: They are more than the limit.
        """
        self._taken += size
        if self._taken > self._limit:
            raise UnpacksTooFar(
                f"This unpacks to more than {self._limit / 1024**2:,.0f} MB",
                self._name,
                None,
                "Unpack it, look at what is in it, and sync that.",
            )


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Counted(io.RawIOBase):
    def __init__(self, packed: _Readable, allowance: Allowance) -> None:
        self._packed = packed
        self._allowance = allowance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._packed.read(min(len(buffer), _MOST_AT_ONCE))
        self._allowance.take(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)


def unpacked(packed: _Readable, allowance: Allowance) -> BinaryIO:
    """Return what a decompressing stream gives, a piece at a time, counted against an allowance.

    The read that goes beyond it raises its `ArticleError`.
    """
    return io.BufferedReader(_Counted(packed, allowance))


def why_not_unpacked(entry: zipfile.ZipInfo) -> str:
    """Return the reason not to read a file in a zip, or ""."""
    if entry.flag_bits & 1:
        return "is encrypted"
    if entry.file_size > _MOST_ENTRY_BYTES:
        return f"is larger than {_MOST_ENTRY_BYTES // 1024**3} GB"
    # The library decompresses other methods without a limit.
    return "" if entry.compress_type in _PACKINGS else "is packed by another method than deflate"


class InSteps:
    """A file that refuses reads of more than `most` bytes, such as that of a zip's list of members."""

    def __init__(self, file: BinaryIO, name: str, most: int) -> None:
        self._file, self._name, self._most = file, name, most
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes, or all that are left.

        Raises:
            ArticleError: They are more than may be read at once.
        """
        data = self._file.read(size if 0 <= size <= self._most else self._most + 1)
        if len(data) > self._most:
            raise ArticleError(
                f"The list of files in this zip is larger than {self._most / 1024**2:,.0f} MB",
                self._name,
                None,
                "Pack them into several zips.",
            )
        return data
