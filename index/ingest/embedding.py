"""Texts to vectors: by this process alone, or together with workers, which may be on other machines.

Workers only fill the catalogue's table of vectors by text, which they leave again with the batch that is
written where a Chroma server has all vectors. What is active, and when, is for the writer alone, so that a
worker may end at any moment.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.clauses import read_vectors
from index.catalogue.databases.upserts import write_over
from index.catalogue.reads import Catalogue
from index.embed.protocol import Encoder, Vectors
from index.registers.embedding_queue import EmbeddingQueue

# So few are embedded sooner than a worker comes by.
_FEW = 64
_AT_ONCE = 32
_AGAIN_S = 0.05
_FIRST_LEASE_S, _LEAST_LEASE_S, _MANY_TIMES = 60.0, 15.0, 5
# A batch is embedded, written and made active at once: large enough to fill the encoder, small enough
# that its articles are soon found and that little is lost by a crash.
_BATCH_ARTICLES, _BATCH_CHARACTERS = 64, 400_000
_MOST_BATCHES = 16


@dataclass(frozen=True, slots=True)
class BatchSize:
    """How much is taken in at once: articles, and characters of their texts."""

    articles: int = _BATCH_ARTICLES
    characters: int = _BATCH_CHARACTERS

    def is_full(self, articles: int, characters: int) -> bool:
        """Whether a batch is full."""
        return articles >= self.articles or characters >= self.characters


def batch_size(archive: Archive) -> BatchSize:
    """Return the size of a batch that takes as long with the workers there are as a usual one without."""
    many = min(1 + queue_of(archive).workers(), _MOST_BATCHES)
    return BatchSize(_BATCH_ARTICLES * many, _BATCH_CHARACTERS * many)


def queue_of(archive: Archive) -> EmbeddingQueue:
    """Return the queue for the vectors that an archive has."""
    return EmbeddingQueue(archive.catalogue, str(archive.fingerprint["model"]))


class Shift:
    """One process that embeds what waits in a queue."""

    def __init__(self, queue: EmbeddingQueue, encoder: Encoder) -> None:
        self._queue, self._encoder = queue, encoder
        self._lease_s = _FIRST_LEASE_S

    def work(self) -> int:
        """Embed some of what waits and return how many texts that were."""
        texts = self._queue.claim(_AT_ONCE, self._lease_s)
        if texts:
            began = time.monotonic()
            vectors = self._encoder.embed_passages(list(texts.values()))
            self._lease_s = max(_LEAST_LEASE_S, _MANY_TIMES * (time.monotonic() - began))
            self._queue.hand_in(dict(zip(texts, vectors, strict=True)))
        return len(texts)


def embed(archive: Archive, texts: Mapping[bytes, str]) -> dict[bytes, Vectors]:
    """Embed texts, with the help of what workers there are, and keep their vectors if the catalogue does.

    Args:
        archive: The archive.
        texts: By key; none of them has a vector yet.

    Returns:
        The vectors, by key.
    """
    queue = queue_of(archive)
    if len(texts) <= _FEW or not queue.workers():
        return _embedded_here(archive, texts)
    queue.offer(texts)
    shift = Shift(queue, archive.encoder)
    vectors: dict[bytes, Vectors] = {}
    while missing := texts.keys() - vectors.keys():
        if not shift.work():
            time.sleep(_AGAIN_S)
        handed_in = missing - queue.waiting()
        vectors |= _read(archive.catalogue, handed_in, archive.encoder.dimension)
        # A rebuild may have taken them back.
        vectors |= _embedded_here(archive, {key: texts[key] for key in handed_in - vectors.keys()})
    return vectors


def _embedded_here(archive: Archive, texts: Mapping[bytes, str]) -> dict[bytes, Vectors]:
    if not texts:
        return {}
    vectors = dict(zip(texts, archive.encoder.embed_passages(list(texts.values())), strict=True))
    if archive.place.keeps_vectors:
        rows = [{"text_key": key, "vector": vectors[key].tobytes()} for key in sorted(vectors)]
        with archive.catalogue.writing() as connection:
            write_over(connection, t.embedding, rows)
    return vectors


def _read(catalogue: Catalogue, keys: set[bytes], dimension: int) -> dict[bytes, Vectors]:
    with catalogue.reading() as connection:
        return read_vectors(connection, sorted(keys), dimension)
