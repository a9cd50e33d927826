"""Writing chunks: their rows in the catalogue, and what is derived from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection

from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.clauses import read_vectors
from index.catalogue.databases.upserts import write_new
from index.catalogue.records import to_ms
from index.embed.protocol import Vectors
from index.ingest.cut import ChunkToWrite
from index.ingest.embedding import embed
from index.stores.pair import ChunkEntry, Derived
from index.stores.words import words_of


def write_chunks(connection: Connection, chunks: Sequence[ChunkToWrite], build: str) -> None:
    """Write the catalogue's rows of chunks of one build."""
    if chunks:
        rows = [
            {
                "build": build,
                "chunk_id": chunk.chunk_id,
                "article_id": chunk.article.article_id,
                "version": chunk.version,
                "start": chunk.span.start,
                "end": chunk.span.end,
                "text_key": chunk.text_key,
            }
            for chunk in chunks
        ]
        write_new(connection, t.chunk, rows)


def write_derived(archive: Archive, chunks: Sequence[ChunkToWrite], derived: Derived) -> int:
    """Embed what has no vector yet, and write vectors and words; return how many texts were embedded."""
    if not chunks:
        return 0
    vectors, embedded = _vectors_of(archive, chunks)
    derived.write([_entry(chunk) for chunk in chunks], np.stack([vectors[c.text_key] for c in chunks]))
    return embedded


def _vectors_of(archive: Archive, chunks: Sequence[ChunkToWrite]) -> tuple[dict[bytes, Vectors], int]:
    texts = {chunk.text_key: chunk.embedded_text for chunk in chunks}
    with archive.catalogue.reading() as connection:
        vectors = read_vectors(connection, list(texts), archive.encoder.dimension)
    missing = {key: text for key, text in texts.items() if key not in vectors}
    return vectors | embed(archive, missing), len(missing)


def _entry(chunk: ChunkToWrite) -> ChunkEntry:
    article = chunk.article
    return ChunkEntry(
        chunk_id=chunk.chunk_id,
        article_id=article.article_id,
        title=article.title,
        text=words_of(chunk.span.of(article.body), chunk.span.start, article.summary),
        source=article.source,
        published_ms=to_ms(article.published_at),
        author=article.author,
        section=article.section,
    )
