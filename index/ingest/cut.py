"""Cutting an article into the chunks that are embedded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from sqlalchemy import select

from corpus.article import Article
from corpus.text.chunking import chunk_spans
from corpus.text.sentences import Span
from index.archive import Archive
from index.catalogue import schema as t

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
