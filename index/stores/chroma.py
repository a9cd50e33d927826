"""The vectors, in Chroma. Nothing else in the project imports chromadb."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from corpus.errors import ArchiveError
from index.catalogue.limit import Limit
from index.embed.protocol import Vectors

_COLLECTION = "chunks"
# SQLite's limit on variables in a statement; Chroma passes ids on without batching them.
_MOST_IDS = 5_000
_START = "Start the Chroma server that CHROMA_URL names"


@dataclass(frozen=True, slots=True)
class VectorRow:
    """One chunk's vector with what it can be filtered by.

    Attributes:
        chunk_id: Its id.
        article_id: Its article.
        source: The outlet, or None.
        published_ms: UTC milliseconds since 1970, or None.
    """

    chunk_id: str
    article_id: str
    source: str | None
    published_ms: int | None


class VectorStore:
    """A Chroma collection in cosine space, in a folder or on a server.

    An embedded Chroma does not see what another process writes until every client of this process is
    closed: `reopen` does that, and waits for the queries under way. Queries run side by side.

    Args:
        folder: The folder of an embedded store.
        url: A Chroma server's address instead, such as ``http://localhost:8000``.
        name: The collection's name on that server.

    Raises:
        ArchiveError: The store cannot be opened.
    """

    def __init__(self, folder: Path, url: str | None = None, name: str = _COLLECTION) -> None:
        self._folder, self._url, self._name = folder, url, name
        self._gate = _Gate()
        self._client: Any = None
        self._collection: Any = None
        self._open()

    def _open(self) -> None:
        # Here and not above: most commands never open the store, and this takes most of a second.
        import chromadb

        try:
            if self._url:
                self._client = _server_client(self._url)
            else:
                self._client = chromadb.PersistentClient(path=str(self._folder), settings=_client_settings())
            self._collection = self._client.get_or_create_collection(
                self._name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        except Exception as error:
            where = self._url or self._folder
            raise ArchiveError(
                f"The vector store at {where} cannot be opened: {error}", self._hint
            ) from error

    @property
    def _hint(self) -> str:
        return f"{_START}." if self._url else "Run: citedesk rebuild"

    def reopen(self) -> None:
        """Close an embedded store and open it again, so that what another process wrote is seen.

        A server shows that at once: there this does nothing.
        """
        if self._url:
            return
        with self._gate.alone():
            self._client.close()
            self._open()

    def close(self) -> None:
        """Let go of the store."""
        with self._gate.alone():
            self._client.close()

    def upsert(self, rows: Sequence[VectorRow], vectors: Vectors) -> None:
        """Write `rows` with their ``(n, dimension)`` vectors; an id that is there already is replaced.

        Raises:
            ArchiveError: The store cannot be written.
        """
        with self._gate.together(), self._writing():
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
        with self._gate.together(), self._writing():
            for start in range(0, len(chunk_ids), _MOST_IDS):
                self._collection.delete(ids=list(chunk_ids[start : start + _MOST_IDS]))

    def nearest(self, vector: Vectors, count: int, limit: Limit | None = None) -> list[tuple[str, float]]:
        """Return up to `count` chunk ids with their cosine similarity (-1 to 1), best first.

        A `limit` is searched exactly by the store, which is slow when it lets much through: see
        `index.search.pipeline` for when it is given.

        Raises:
            ArchiveError: The store is broken or cannot be reached.
        """
        where = _where(limit) if limit else None
        with self._gate.together(), self._reading():
            response = self._collection.query(
                query_embeddings=[vector], n_results=count, where=where, include=["distances"]
            )
        ids, distances = response["ids"][0], response["distances"][0]
        return [(chunk_id, 1.0 - float(distance)) for chunk_id, distance in zip(ids, distances, strict=True)]

    def count(self) -> int:
        """Return the number of vectors kept.

        Raises:
            ArchiveError: The store is broken or cannot be reached.
        """
        with self._gate.together(), self._reading():
            return int(self._collection.count())

    def ids(self) -> set[str]:
        """Return the ids of all vectors kept.

        Raises:
            ArchiveError: The store is broken or cannot be reached.
        """
        chunk_ids: set[str] = set()
        with self._gate.together(), self._reading():
            total = self._collection.count()
            for offset in range(0, total, _MOST_IDS):
                chunk_ids.update(self._collection.get(limit=_MOST_IDS, offset=offset, include=[])["ids"])
        return chunk_ids

    # Chroma has an exception of its own kind for every layer below it, and lets those of its client through.

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            where = f" at {self._url}" if self._url else ""
            raise ArchiveError(f"The vector store{where} failed: {error}", self._hint) from error

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            where = f" at {self._url}" if self._url else ""
            hint = (
                f"{_START}, and sync again." if self._url else "See that the disk has room, and sync again."
            )
            raise ArchiveError(f"The vector store{where} cannot be written: {error}", hint) from error


def drop_collection(url: str, name: str) -> None:
    """Delete a collection from a Chroma server; one that is not there is no error.

    Raises:
        ArchiveError: The server cannot be reached, or refuses.
    """
    from chromadb.errors import NotFoundError

    try:
        with contextlib.closing(_server_client(url)) as client, contextlib.suppress(NotFoundError):
            client.delete_collection(name)
    except Exception as error:
        raise ArchiveError(
            f"The old collection {name} at {url} cannot be deleted, and may hold what was removed: {error}",
            f"{_START}, and run: citedesk rebuild",
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
                with path.open("r+b") as file:
                    file.seek(used * width)
                    file.write(bytes((room - used) * width))


def _server_client(url: str) -> Any:
    import chromadb

    parts = urlsplit(url)
    tls = parts.scheme == "https"
    return chromadb.HttpClient(
        host=parts.hostname or "localhost",
        port=parts.port or (443 if tls else 8000),
        ssl=tls,
        settings=_client_settings(),
    )


def _client_settings() -> Any:
    from chromadb.config import Settings

    # Its settings read the environment and any .env file: no collector of traces is taken from there.
    return Settings(anonymized_telemetry=False, chroma_otel_collection_endpoint="")


def _metadata(row: VectorRow) -> dict[str, str | int]:
    # Chroma refuses None as a value: what is unknown is left out, and so matches no filter.
    metadata: dict[str, str | int] = {"article_id": row.article_id}
    if row.source is not None:
        metadata["source"] = row.source
    if row.published_ms is not None:
        metadata["published_ms"] = row.published_ms
    return metadata


def _where(limit: Limit) -> dict[str, Any] | None:
    clauses: list[dict[str, Any]] = []
    if limit.sources:
        clauses.append({"source": {"$in": list(limit.sources)}})
    if limit.from_ms is not None:
        clauses.append({"published_ms": {"$gte": limit.from_ms}})
    if limit.to_ms is not None:
        clauses.append({"published_ms": {"$lt": limit.to_ms}})
    if len(clauses) > 1:
        return {"$and": clauses}
    return clauses[0] if clauses else None


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
