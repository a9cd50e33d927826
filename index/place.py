"""Where an archive is, what it is built with, and whether there is one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.text.chunking import CHUNKER
from index.catalogue.engine import BACKUP, FILE
from index.embed.models import model_identity
from index.stores.chroma_address import ChromaServer
from index.stores.tantivy_words import WORDS

EMBEDDED_TEXT = "title-chunk-1"
"""Names how a chunk's embedded text is put together; part of the fingerprint."""
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
    """

    folder: Path
    model: str
    cache_dir: Path
    chroma: ChromaServer | None = None
    keep_backup: bool = True
    outlets: Mapping[str, str] = field(default_factory=dict)
    keep_expired: bool = False


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


def archive_exists(folder: Path) -> bool:
    """Whether `folder` holds an archive."""
    return (folder / FILE).is_file()


def has_remains(folder: Path) -> bool:
    """Whether `folder` has other files of an archive, with or without its catalogue."""
    return (folder / BACKUP).is_file() or any((folder / "index").glob("*/words"))
