"""The vectors on a Chroma server, one collection for each build of an archive."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np

from corpus.errors import ArchiveError, ArchiveMismatch
from index.catalogue.limit import NO_LIMIT, Limit
from index.catalogue.reads import Catalogue
from index.catalogue.records import Counts, from_ms
from index.embed.protocol import Vectors
from index.stores.chroma_address import ChromaServer
from index.stores.chroma_filters import Where, by_days, day_number, month_number
from index.stores.chroma_http import Missing, ask, connect
from index.stores.post_filtering import post_filtered
from index.stores.selectivity import Extent, Shares
from index.stores.vectors import Nearest, VectorRow

if TYPE_CHECKING:
    import httpx

# What a row has beside its vector; a collection of another form lacks what is to be filtered by.
_FORM = 2
# A body of a thousand vectors of 384 numbers has 2 MB; more at once only delays questions.
_ROWS = 1_000
_IDS = 5_000
# Of so many rows at most the vectors are asked for; so small a collection is as quick by the filter.
_FEW, _SMALL = 500, 10_000


class ServerVectors:
    """A collection on a Chroma server, in cosine space; what others write is seen at once.

    Args:
        server: Where.
        name: The collection's; it is made when it is not there.
        catalogue: What the vectors are derived from; it knows what share of the articles passes a filter.
        client: Connections that others use too, from `connect`; none for its own.
        shares: Of the catalogue; others may use it too.
        span: The days of what it holds; everything by default.

    Raises:
        ArchiveMismatch: The collection was written by another version.
        ArchiveError: The server cannot be used.
    """

    def __init__(
        self,
        server: ChromaServer,
        name: str,
        catalogue: Catalogue,
        client: httpx.Client | None = None,
        shares: Shares | None = None,
        span: Limit = NO_LIMIT,
    ) -> None:
        self._server, self._catalogue = server, catalogue
        self._shares, self._span = shares or Shares(catalogue), span
        self._client, self._is_mine = client or connect(server), client is None
        try:
            self._at = f"collections/{self._opened(name)}"
        except BaseException:
            self.close()
            raise

    def _opened(self, name: str) -> str:
        """The id of a collection, which is made when it is not there."""
        made = self._ask(
            "collections",
            name=name,
            get_or_create=True,
            metadata={"form": _FORM},
            configuration={"hnsw": {"space": "cosine"}},
        )
        if (made.get("metadata") or {}).get("form") != _FORM:
            raise ArchiveMismatch(
                f"The collection {name} at {self._server} was written by another version of Citedesk",
                "Run: citedesk rebuild",
            )
        return str(made["id"])

    def upsert(self, rows: Sequence[VectorRow], vectors: Vectors) -> None:
        """Write `rows` with their ``(n, dimension)`` vectors; an id that is there already is replaced.

        Raises:
            ArchiveError: The server cannot be used.
        """
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            self._ask(
                f"{self._at}/upsert",
                ids=[row.chunk_id for row in part],
                embeddings=[_packed(vector) for vector in vectors[start : start + _ROWS]],
                metadatas=[_written(row) for row in part],
            )

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Delete chunks; ids that are not there are no error.

        Raises:
            ArchiveError: The server cannot be used.
        """
        for start in range(0, len(chunk_ids), _IDS):
            self._ask(f"{self._at}/delete", ids=list(chunk_ids[start : start + _IDS]))

    def nearest(
        self, vector: Vectors, count: int, limit: Limit | None = None, extent: Extent | None = None
    ) -> Nearest:
        """Return up to `count` chunks within a limit; who has the archive's `extent` need not have it read.

        The server looks up every row that a filter lets through, and then walks its graph past all others. So
        in a large collection more is asked for without the filter, and of what is few the vectors themselves.

        Raises:
            ArchiveError: The server cannot be used.
        """
        if limit is None:
            return self.query(vector, count)
        extent = extent or self._shares.current()
        inside, all_of_it = extent.share(limit.within(self._span)), extent.share(self._span)
        share = inside / all_of_it if inside and all_of_it else inside
        found = post_filtered(partial(self.query, vector), count, limit, share, self._catalogue)
        if found is not None:
            return found
        chunks = extent.counts.chunks
        is_small = (all_of_it or 0.0) * chunks <= _SMALL
        # An estimate: the share of articles is not quite the share of their chunks.
        if not is_small and (inside is None or inside * chunks <= 2 * _FEW):
            where = _where(limit, extent.counts)
            few = self._ask(f"{self._at}/get", where=where, limit=_FEW + 1, include=[])["ids"]
            if len(few) <= _FEW:
                return self._compared(vector, count, few)
        return self.query(vector, count, limit, extent.counts)

    def query(
        self, vector: Vectors, count: int, limit: Limit | None = None, counts: Counts | None = None
    ) -> Nearest:
        """Return up to `count` chunks as the server itself finds them; `counts` are the archive's, if known.

        Raises:
            ArchiveError: The server cannot be used.
        """
        response = self._ask(
            f"{self._at}/query",
            query_embeddings=[vector.tolist()],
            n_results=count,
            # Without a limit nothing is counted, which after each change is work.
            where=_where(limit, counts or self._catalogue.counts()) if limit else None,
            include=["distances"],
        )
        [ids], [distances] = response["ids"], response["distances"]
        return [(chunk_id, 1.0 - float(distance)) for chunk_id, distance in zip(ids, distances, strict=True)]

    def _compared(self, vector: Vectors, count: int, chunk_ids: Sequence[str]) -> Nearest:
        """The nearest of some chunks, compared here."""
        vectors = self.read(chunk_ids)
        if not vectors:  # They may have been deleted meanwhile.
            return []
        ids, cosines = list(vectors), np.stack(list(vectors.values())) @ vector
        best = np.argsort(-cosines, kind="stable")[:count]
        return [(ids[i], float(cosines[i])) for i in best]

    def read(self, chunk_ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of those of some chunks that are there, by id.

        Raises:
            ArchiveError: The server cannot be used.
        """
        vectors: dict[str, Vectors] = {}
        for start in range(0, len(chunk_ids), _ROWS):
            some = list(chunk_ids[start : start + _ROWS])
            response = self._ask(f"{self._at}/get", ids=some, include=["embeddings"])
            vectors.update(zip(response["ids"], np.asarray(response["embeddings"], np.float32), strict=True))
        return vectors

    def having(self, chunk_ids: Sequence[str]) -> list[str]:
        """Return those of some ids that are there."""
        return [
            chunk_id
            for start in range(0, len(chunk_ids), _IDS)
            for chunk_id in self._ask(
                f"{self._at}/get", ids=list(chunk_ids[start : start + _IDS]), include=[]
            )["ids"]
        ]

    def count(self) -> int:
        """Return the number of vectors kept."""
        return int(self._ask(f"{self._at}/count", "GET"))

    def ids(self) -> set[str]:
        """Return the ids of all vectors kept."""
        return {chunk_id for page in self._pages() for chunk_id in page}

    def _pages(self) -> Iterator[list[str]]:
        offset = 0
        while page := self._ask(f"{self._at}/get", limit=_IDS, offset=offset, include=[])["ids"]:
            yield page
            offset += len(page)

    def reopen(self) -> None:
        """Do nothing: each question is asked of the server."""

    def close(self) -> None:
        """Let go of its own connections."""
        if self._is_mine:
            self._client.close()

    def _ask(self, path: str, method: str = "POST", **body: Any) -> Any:
        return ask(self._client, self._server, path, method, body or None)


def drop_collection(server: ChromaServer, name: str) -> None:
    """Delete a collection; one that is not there is no error.

    Raises:
        ArchiveError: The server cannot be reached, or refuses.
    """
    try:
        with connect(server) as client:
            ask(client, server, f"collections/{quote(name, '')}", "DELETE", None)
    except Missing:
        return
    except ArchiveError as error:
        raise ArchiveError(
            f"The old collection {name} cannot be deleted, and may hold what was removed: {error.message}",
            f"{error.hint} Then run: citedesk rebuild",
        ) from error


def _where(limit: Limit, counts: Counts) -> Where | None:
    return by_days(limit, counts.first_published, counts.last_published)


def _packed(vector: Vectors) -> str:
    """A vector as the server takes it in less than half of the bytes that its digits would have."""
    return base64.b64encode(np.ascontiguousarray(vector, "<f4").tobytes()).decode("ascii")


def _written(row: VectorRow) -> dict[str, str | int | None]:
    """What a row can be filtered by, with None for what is unknown: else the server keeps what it had."""
    day = from_ms(row.published_ms)
    return {
        "article_id": row.article_id,
        "source": row.source,
        "author": row.author,
        "section": row.section,
        "day": day_number(day) if day else None,
        "month": month_number(day) if day else None,
    }
