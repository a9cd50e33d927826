"""The builds of an archive: each is a set of indexes of its own, of which searches use one."""

from __future__ import annotations

import json
import shutil
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from corpus.errors import ArchiveError
from index.catalogue.engine import get_meta, set_meta
from index.catalogue.reads import Catalogue
from index.place import WORDS_FOLDER, Place
from index.stores.chroma import EmbeddedVectors
from index.stores.chroma_server import ServerVectors, drop_collection
from index.stores.derived import Derived
from index.stores.followed_words import FollowedWords
from index.stores.sharded_vectors import ShardedVectors, drop_spans
from index.stores.tantivy_words import WordIndex
from index.stores.vectors import VectorServer

_RECORDED = "builds"
_DELETE_TRIES, _DELETE_PAUSE_S = 50, 0.1


class Builds:
    """The indexes of an archive, by the names of their builds.

    Where each process has a folder of its own, the catalogue has the list; else the folders are it.
    """

    def __init__(self, place: Place, catalogue: Catalogue) -> None:
        self._place, self._catalogue = place, catalogue

    def folder(self, build: str) -> Path:
        """Return the folder of one build's indexes; it need not be there where servers have them."""
        return self._place.folder / "index" / build

    def begin(self, connection: Connection, build: str) -> None:
        """Begin a build, in a transaction, so that it is known before anything of it exists."""
        if self._place.is_shared:
            recorded = json.loads(get_meta(connection, _RECORDED) or "[]")
            set_meta(connection, _RECORDED, json.dumps(sorted({*recorded, build})))
        else:
            self.folder(build).mkdir(parents=True, exist_ok=True)

    def open(self, build: str) -> Derived:
        """Open the vectors and words of one build, making what is missing.

        Raises:
            ArchiveError: One of them cannot be opened.
        """
        place, folder, name = self._place, self.folder(build), _collection(build)
        follower = FollowedWords(place.folder / WORDS_FOLDER, self._catalogue) if place.is_shared else None
        if follower is None:
            folder.mkdir(parents=True, exist_ok=True)
        words = follower or WordIndex(folder / "words")
        server = self.server(build)
        return Derived(
            server or EmbeddedVectors(folder / "chroma", name, self._catalogue), words, follower, server
        )

    def server(self, build: str) -> VectorServer | None:
        """Open the vectors of one build alone, if servers have them.

        Raises:
            ArchiveMismatch: They were written by another version.
            ArchiveError: A server cannot be used.
        """
        name = _collection(build)
        if self._place.chroma_spans:
            return ShardedVectors(self._place.chroma_spans, name, self._catalogue)
        if self._place.chroma:
            return ServerVectors(self._place.chroma, name, self._catalogue)
        return None

    def names(self) -> list[str]:
        """Return the names of all builds: that in use, and others."""
        parent = self._place.folder / "index"
        names = {folder.name for folder in parent.iterdir()} if parent.is_dir() else set()
        return sorted(names | self._recorded() if self._place.is_shared else names)

    def drop(self, keep: Sequence[str]) -> None:
        """Delete the indexes of builds that nobody uses any more.

        Raises:
            ArchiveError: Some of them cannot be deleted.
        """
        for build in self.names():
            if build not in keep:
                # Before the record of it.
                drop_spans(self._place.chroma_spans, _collection(build))
                if self._place.chroma:
                    drop_collection(self._place.chroma, _collection(build))
                _delete_folder(self.folder(build))
        if self._place.is_shared and self._recorded() - set(keep):
            with self._catalogue.writing() as connection:
                set_meta(connection, _RECORDED, json.dumps(sorted(keep)))

    def _recorded(self) -> set[str]:
        return set(json.loads(self._catalogue.get(_RECORDED) or "[]"))


def new_build() -> str:
    """Return a name for new indexes."""
    return uuid.uuid4().hex[:12]


def _collection(build: str) -> str:
    """The name of a build's collection, also on a server, where other archives may have theirs.

    It must stay: under another name an archive that was built before has no vectors.
    """
    return f"citedesk-{build}"


def _delete_folder(folder: Path) -> None:
    """Delete a folder into which a store that was just closed may still be writing."""
    for _ in range(_DELETE_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_DELETE_PAUSE_S)
    raise ArchiveError(
        f"The old indexes in {folder} cannot be deleted, and may hold text that was removed",
        "End the processes that use them, and run: citedesk rebuild",
    )
