"""The vectors, in a Chroma in the data folder. Nothing else in the project imports chromadb.

What is searched within filters, Chroma leaves to a copy in memory: see `index.stores.int8_scan`.
"""

from __future__ import annotations

import contextlib
import functools
import math
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ArchiveError
from index.catalogue.limit import NO_LIMIT, Limit
from index.catalogue.reads import Catalogue
from index.embed.protocol import Vectors
from index.stores.chroma_filters import by_instants
from index.stores.int8_scan import ExactCopy
from index.stores.vectors import Nearest, VectorRow

# SQLite's limit on variables in a statement; Chroma passes ids on without batching them.
_MOST_IDS = 5_000
# While the copy in memory is made: Chroma searches a filter exactly, and the slower the more it lets through.
# Below this share of the articles it is given the filter, above it more is fetched for others to filter.
_SELECTIVE = 0.1
_MOST_FETCHED = 4_000
_MOST_WAIT_S = 10.0


class EmbeddedVectors:
    """A Chroma collection in cosine space, in a folder.

    It does not see what another process writes until every client of this process is closed, and reads its
    index anew then: seconds at 60,000 vectors. So after `reopen` that waits for whoever needs the store
    itself, and searches are answered from the copy in memory, to which only what changed is added. Queries
    run side by side; opening waits for those under way.

    Args:
        folder: The folder.
        name: The collection's, as on a server: archives keep theirs from version to version.
        catalogue: What the vectors are derived from, for the copy of them in memory.

    Raises:
        ArchiveError: The store cannot be opened.
    """

    def __init__(self, folder: Path, name: str, catalogue: Catalogue) -> None:
        self._folder, self._name, self._catalogue = folder, name, catalogue
        self.copy = ExactCopy(catalogue)
        self._gate = _Gate()
        self._client: Any = None
        self._collection: Any = None
        self._is_behind = False
        self._open()

    def _open(self) -> None:
        # Here and not above: most commands never open the store, and this takes most of a second.
        import chromadb

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # It writes its folder into them.
            settings = _settings().model_copy()
            self._client = chromadb.PersistentClient(path=str(self._folder), settings=settings)
            self._collection = self._client.get_or_create_collection(
                self._name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        except Exception as error:
            raise ArchiveError(
                f"The vector store at {self._folder} cannot be opened: {error}", "Run: citedesk rebuild"
            ) from error

    def reopen(self) -> None:
        """Have what another process wrote be seen from now on."""
        self._is_behind = True

    @contextlib.contextmanager
    def _up_to_date(self) -> Iterator[None]:
        """Hold the store open as it is on the disk, beside others."""
        if self._is_behind:
            with self._gate.alone():
                if self._is_behind:
                    self._client.close()
                    self._open()
                    self._is_behind = False
        with self._gate.together():
            yield

    def close(self) -> None:
        """Let go of the store, and of the catalogue, which a copy of it may be made from just now."""
        self.copy.wait(_MOST_WAIT_S)
        with self._gate.alone():
            self._client.close()

    def upsert(self, rows: Sequence[VectorRow], vectors: Vectors) -> None:
        """Write `rows` with their ``(n, dimension)`` vectors; an id that is there already is replaced.

        Raises:
            ArchiveError: The store cannot be written.
        """
        with self._up_to_date(), _writing():
            room = self._client.get_max_batch_size()
            for start in range(0, len(rows), room):
                part = rows[start : start + room]
                self._collection.upsert(
                    ids=[row.chunk_id for row in part],
                    embeddings=vectors[start : start + room],
                    metadatas=[_metadata(row) for row in part],
                )

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Delete chunks; ids that are not there are no error.

        Raises:
            ArchiveError: The store cannot be written.
        """
        with self._up_to_date(), _writing():
            for start in range(0, len(chunk_ids), _MOST_IDS):
                self._collection.delete(ids=list(chunk_ids[start : start + _MOST_IDS]))

    def nearest(self, vector: Vectors, count: int, limit: Limit | None = None) -> Nearest:
        """Return up to `count` chunks within a limit, from memory if there is one or the store is behind.

        While the copy of many vectors is made, Chroma is asked, of which some may lie outside.

        Raises:
            ArchiveError: The store is broken.
        """
        if limit is None:
            exact = self.copy.at_hand(len(vector)) if self._is_behind else None
            return exact.nearest(vector, count, NO_LIMIT) if exact else self.query(vector, count)
        if exact := self.copy.current(len(vector)):
            return exact.nearest(vector, count, limit)
        share = self._catalogue.share(limit)
        if not share:
            return []
        if share < _SELECTIVE and not limit.is_of_catalogue:
            return self.query(vector, count, limit)
        return self.query(vector, min(math.ceil(1.3 * count / share), _MOST_FETCHED))

    def query(self, vector: Vectors, count: int, limit: Limit | None = None) -> Nearest:
        """Return up to `count` chunks as Chroma itself finds them: a limit exactly, slowly if it is wide.

        Raises:
            ArchiveError: The store is broken.
        """
        with self._up_to_date(), _reading():
            response = self._collection.query(
                query_embeddings=[vector],
                n_results=count,
                where=by_instants(limit),
                include=["distances"],
            )
        ids, distances = response["ids"][0], response["distances"][0]
        return [(chunk_id, 1.0 - float(distance)) for chunk_id, distance in zip(ids, distances, strict=True)]

    def count(self) -> int:
        """Return the number of vectors kept.

        Raises:
            ArchiveError: The store is broken.
        """
        with self._up_to_date(), _reading():
            return int(self._collection.count())

    def ids(self) -> set[str]:
        """Return the ids of all vectors kept.

        Raises:
            ArchiveError: The store is broken.
        """
        chunk_ids: set[str] = set()
        with self._up_to_date(), _reading():
            total = self._collection.count()
            for offset in range(0, total, _MOST_IDS):
                chunk_ids.update(self._collection.get(limit=_MOST_IDS, offset=offset, include=[])["ids"])
        return chunk_ids


@functools.cache
def _settings() -> Any:
    """Chroma's settings, made once: that takes longer than opening a store.

    They read the environment and any .env file, so no collector of traces is taken from there.
    """
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, chroma_otel_collection_endpoint="")


# Chroma has an exception of its own kind for every layer below it, and lets those of its client through.


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise ArchiveError(f"The vector store failed: {error}", "Run: citedesk rebuild") from error


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise ArchiveError(
            f"The vector store cannot be written: {error}",
            "Make room on the disk, and sync again.",
        ) from error


def blank_unset(folder: Path) -> None:
    """Write zeros where Chroma's index files of `folder`, closed, have room that nothing has set.

    hnswlib saves its memory as far as it is reserved, and what is beyond the last vector may be anything
    that this process had there before: also a vector or a text of an article that was removed.
    """
    for header in folder.rglob("header.bin"):
        described = np.frombuffer(header.read_bytes()[4:44], np.uint64)
        if len(described) < 4:
            continue
        _, room, used, row_bytes = (int(number) for number in described[:4])
        for name, width in (("data_level0.bin", row_bytes), ("length.bin", 4)):
            path = header.with_name(name)
            if path.is_file() and path.stat().st_size == room * width and used < room:
                blank = bytes((room - used) * width)
                with path.open("r+b") as file:
                    file.seek(used * width)
                    if file.read() != blank:  # A file that is blank already stays as it was.
                        file.seek(used * width)
                        file.write(blank)


def _metadata(row: VectorRow) -> dict[str, str | int]:
    # Chroma refuses None as a value: what is unknown is left out, and so matches no filter.
    named = {"article_id": row.article_id, "source": row.source, "published_ms": row.published_ms}
    return {name: value for name, value in named.items() if value is not None}


class _Gate:
    """Many may pass together; one who must be alone waits for them and holds the others back."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._alone = False

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._alone)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._alone)
            self._alone = True
            self._changed.wait_for(lambda: self._inside == 0)
        try:
            yield
        finally:
            with self._changed:
                self._alone = False
                self._changed.notify_all()
