"""How articles are read: the options that every format is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO


class Meter:
    """How much of the input has been read, by the bytes of its files as they lie on the disk."""

    def __init__(self) -> None:
        self._total = self._before = 0
        self._file: BinaryIO | None = None

    def expect(self, size: int) -> None:
        """Take note that so many bytes more are to be read."""
        self._total += size

    @contextmanager
    def of(self, file: BinaryIO, size: int) -> Iterator[None]:
        """Follow a file of `size` bytes while it is read."""
        self._file = file
        try:
            yield
        finally:
            self._file = None
            self._before += size

    @property
    def share(self) -> float | None:
        """The share of the input that has been read, 0 to 1; None while nothing is known of it."""
        read = self._before + (self._file.tell() if self._file and not self._file.closed else 0)
        return min(read / self._total, 1.0) if self._total else None


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read.

    Attributes:
        of_folder: Whether the file was found in a folder or zip, and so may be something else than articles.
        fields: Names of fields beside the usual ones: ours to theirs, as ``{"title": "hl1"}``.
        outlets: Names of outlets beside the usual ones: as they are written to as they are kept.
        meter: Measures how much of the input has been read; None where nobody asks.
        follow_links: Whether a link in a folder to a file outside of it is read.
    """

    of_folder: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    outlets: Mapping[str, str] = field(default_factory=dict)
    meter: Meter | None = None
    follow_links: bool = False
