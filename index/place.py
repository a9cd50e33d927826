"""Where an archive is, what it is built with, and whether there is one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import ArchiveError
from corpus.text.chunking import CHUNKER
from index.catalogue.databases.address import DatabaseAddress
from index.catalogue.databases.sqlite import BACKUP, FILE
from index.catalogue.engine import has_archive
from index.embed.models import model_identity
from index.stores.chroma_address import ChromaServer
from index.stores.tantivy_words import WORDS

EMBEDDED_TEXT = "title-chunk-1"
"""Names how a chunk's embedded text is put together; part of the fingerprint."""
ELSEWHERE = "catalogue.elsewhere"
"""The file that marks a folder whose catalogue is in a database."""
_ELSEWHERE_TEXT = "The catalogue of this folder is in the PostgreSQL database that DATABASE_URL names.\n"
WORDS_FOLDER = "words"
"""Where the words are that follow a catalogue in a database."""
SAVED = "none"
"""Replaces the chunker in the fingerprint of a saved catalogue, whose indexes do not exist yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an archive is and what it is built with.

    Attributes:
        folder: The data folder.
        model: The embedding model's name or path, as the setting gives it.
        cache_dir: Where converted models are kept, shared by archives.
        chroma: A Chroma server, or None for the embedded store.
        keep_backup: Whether a second copy of the texts is kept in the folder.
        outlets: Additional names of outlets, from as people write them to as they are stored.
        keep_expired: Whether expired articles are shown.
        database: The PostgreSQL database that keeps the catalogue, or None for a file in the folder.
        chroma_spans: Several Chroma servers, among which the years are divided; `chroma` is one of them.
    """

    folder: Path
    model: str
    cache_dir: Path
    chroma: ChromaServer | None = None
    keep_backup: bool = True
    outlets: Mapping[str, str] = field(default_factory=dict)
    keep_expired: bool = False
    database: DatabaseAddress | None = None
    chroma_spans: tuple[ChromaServer, ...] = ()

    @property
    def keeps_vectors(self) -> bool:
        """Whether the catalogue keeps vectors by their texts; a Chroma server has the only ones."""
        return self.chroma is None

    @property
    def is_shared(self) -> bool:
        """Whether servers have all of it but the words, so that any folder of any machine will do."""
        return self.database is not None and self.chroma is not None


def fingerprint_of(model: str) -> dict[str, str]:
    """Return what an index would be built with now; with any other value its vectors cannot be compared."""
    return {
        "model": model_identity(model),
        "chunker": CHUNKER,
        "embedded_text": EMBEDDED_TEXT,
        "words": WORDS,
    }


def short_fingerprint(described: dict[str, str]) -> str:
    """Return a fingerprint as 16 hexadecimal digits."""
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()[:16]


def archive_exists(place: Place) -> bool:
    """Whether there is an archive.

    Raises:
        ArchiveError: The database cannot be asked.
    """
    if place.database is not None:
        return has_archive(place.database)
    return (place.folder / FILE).is_file()


def check_folder(place: Place) -> None:
    """Refuse a folder that belongs to another archive: its indexes would be deleted as leftovers.

    Raises:
        ArchiveError: The catalogue is to be in a database, and there is one in the folder, or the reverse.
    """
    marker = place.folder / ELSEWHERE
    if place.database is None:
        if marker.is_file():
            raise ArchiveError(
                f"The catalogue of {place.folder} is in a PostgreSQL database",
                "Set DATABASE_URL to it, or name another folder with --data-dir.",
            )
        return
    if (place.folder / FILE).is_file():
        raise ArchiveError(
            f"The folder {place.folder} has a catalogue of its own, and DATABASE_URL names a database",
            "Name another folder with --data-dir; an archive moves by citedesk export and citedesk sync.",
        )
    if marker.is_file():
        return
    try:
        marker.write_text(_ELSEWHERE_TEXT, "utf-8")
    except OSError as error:
        raise ArchiveError(
            f"The data folder {place.folder} cannot be written: {error.strerror}",
            "Choose another with --data-dir, or change its permissions.",
        ) from error


def has_remains(folder: Path) -> bool:
    """Whether `folder` has other files of an archive, with or without its catalogue."""
    files_beside = (folder / BACKUP).is_file() or (folder / WORDS_FOLDER).is_dir()
    return files_beside or any((folder / "index").glob("*/words"))
