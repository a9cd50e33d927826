"""Writing chunks: their rows in the catalogue, and what is derived from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection

from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.clauses import read_vectors
from index.catalogue.records import to_ms
from index.catalogue.upserts import write_new, write_over
from index.embed.protocol import Vectors
from index.ingest.cut import ChunkToWrite
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
    missing = [key for key in texts if key not in vectors]
    fresh = archive.encoder.embed_passages([texts[key] for key in missing])
    if missing:
        rows = [
            {"text_key": key, "vector": vector.tobytes()} for key, vector in zip(missing, fresh, strict=True)
        ]
        with archive.catalogue.writing() as connection:
            write_over(connection, t.embedding, rows)
    return vectors | dict(zip(missing, fresh, strict=True)), len(missing)


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
