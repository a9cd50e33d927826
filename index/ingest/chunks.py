"""Chunks: cutting an article into them, and writing their rows and what is derived from them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import Connection, delete, select

from corpus.article import Article
from corpus.text.chunking import chunk_spans
from corpus.text.sentences import Span
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.clauses import present_in, read_vectors
from index.catalogue.databases.upserts import write_new
from index.catalogue.engine import batches
from index.catalogue.records import to_ms
from index.embed.protocol import Vectors
from index.ingest.embedding import embed
from index.stores.derived import ChunkEntry, Derived
from index.stores.vectors import VectorServer
from index.stores.words import words_of

_MOST_TITLE_CHARACTERS = 300
_SPECIAL_TOKENS = 2
_LEAST_ROOM = 64
# No longer chunks for models that read more: hits must be short enough to read.
_MOST_TOKENS = 256


@dataclass(frozen=True, slots=True)
class ChunkToWrite:
    """One chunk with everything that is derived from it."""

    chunk_id: str
    article: Article
    version: int
    span: Span
    embedded_text: str
    text_key: bytes


def embedded_text(title: str, text: str) -> str:
    """Return the text that is embedded for a chunk: its headline, then its words."""
    return f"{title[:_MOST_TITLE_CHARACTERS]}\n{text}"


def cut(archive: Archive, article: Article, version: int) -> list[ChunkToWrite]:
    """Cut an article into chunks that fit the model together with the headline."""
    encoder = archive.encoder
    model = str(archive.fingerprint["model"])
    title_tokens = encoder.count_tokens([embedded_text(article.title, "")])[0]
    room = max(min(encoder.max_tokens, _MOST_TOKENS) - _SPECIAL_TOKENS - title_tokens, _LEAST_ROOM)
    chunks = []
    for span in chunk_spans(article.body, encoder.count_tokens, room, article.language):
        text = embedded_text(article.title, span.of(article.body))
        chunk_id = _chunk_id(article.article_id, version, span)
        chunks.append(ChunkToWrite(chunk_id, article, version, span, text, text_key(model, text)))
    return chunks


def chunks_of(archive: Archive, article: Article, version: int) -> list[ChunkToWrite]:
    """Cut a stored version, giving its chunks the ids that the catalogue has for them.

    They are other ones where the article had another id when it was written.
    """
    chunks = cut(archive, article, version)
    own = select(t.chunk.c.start, t.chunk.c.end, t.chunk.c.chunk_id).where(
        t.chunk.c.build == archive.build,
        t.chunk.c.article_id == article.article_id,
        t.chunk.c.version == version,
    )
    with archive.catalogue.reading() as connection:
        ids = {(row.start, row.end): row.chunk_id for row in connection.execute(own)}
    return [replace(c, chunk_id=ids.get((c.span.start, c.span.end), c.chunk_id)) for c in chunks]


def _chunk_id(article_id: str, version: int, span: Span) -> str:
    return hashlib.sha256(f"{article_id}\0{version}\0{span.start}\0{span.end}".encode()).hexdigest()[:24]


def text_key(model: str, text: str) -> bytes:
    """Return the 16-byte key of the vector of an embedded text by one model."""
    return hashlib.sha256(f"{model}\0{text}".encode("utf-8", "surrogatepass")).digest()[:16]


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


def write_derived(
    archive: Archive,
    chunks: Sequence[ChunkToWrite],
    derived: Derived,
    server: VectorServer | None = None,
) -> int:
    """Embed what has no vector yet, and write vectors and words.

    Args:
        archive: The archive.
        chunks: What to write; their rows may be written already.
        derived: Where to.
        server: Where the vectors of the build in use are, if on servers; those of `derived` by default.

    Returns:
        How many texts were embedded.
    """
    if not chunks:
        return 0
    vectors, embedded = _vectors_of(archive, chunks, server or derived.server)
    derived.write([_entry(chunk) for chunk in chunks], np.stack([vectors[c.text_key] for c in chunks]))
    if not archive.place.keeps_vectors:
        _forget_vectors(archive, list(vectors))
    return embedded


def _vectors_of(
    archive: Archive, chunks: Sequence[ChunkToWrite], server: VectorServer | None
) -> tuple[dict[bytes, Vectors], int]:
    texts = {chunk.text_key: chunk.embedded_text for chunk in chunks}
    with archive.catalogue.reading() as connection:
        vectors = read_vectors(connection, list(texts), archive.encoder.dimension)
    if server is not None and len(vectors) < len(texts):
        vectors |= _read_back(archive, [c for c in chunks if c.text_key not in vectors], server)
    missing = {key: text for key, text in texts.items() if key not in vectors}
    return vectors | embed(archive, missing), len(missing)


def _read_back(
    archive: Archive, chunks: Sequence[ChunkToWrite], server: VectorServer
) -> dict[bytes, Vectors]:
    """The vectors that a server has for these texts, where their articles had them already, by key."""
    wanted = {chunk.text_key for chunk in chunks}
    begun = select(t.pending.c.article_id).where(
        t.pending.c.article_id == t.chunk.c.article_id, t.pending.c.version == t.chunk.c.version
    )
    keys: dict[str, bytes] = {}
    with archive.catalogue.reading() as connection:
        for some in batches({chunk.article.article_id for chunk in chunks}):
            query = select(t.chunk.c.chunk_id, t.chunk.c.text_key).where(
                t.chunk.c.build == archive.build, t.chunk.c.article_id.in_(some), ~begun.exists()
            )
            keys.update({name: key for name, key in connection.execute(query) if key in wanted})
    vectors = server.read(list(keys))
    return {keys[name]: v for name, v in vectors.items() if len(v) == archive.encoder.dimension}


def _forget_vectors(archive: Archive, keys: Sequence[bytes]) -> None:
    """Delete what workers handed in, or a catalogue had that kept vectors: now a server has them."""
    with archive.catalogue.reading() as connection:
        handed_in = present_in(connection, t.embedding.c.text_key, keys)
    if handed_in:
        with archive.catalogue.writing() as connection:
            for some in batches(sorted(handed_in)):
                connection.execute(delete(t.embedding).where(t.embedding.c.text_key.in_(some)))


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
