"""What every tutorial gives, built from public packages: plain dense search and plain BM25.

Both search the chunks of LlamaIndex's SentenceSplitter(256, 20), with title, source and date in the text
that is embedded and counted. The dense one uses the same model as Citedesk, run by the same engine (its
vectors agree with sentence-transformers': see `bench_scifact`), and compares exactly. BM25 is bm25s with
its English stop words and PyStemmer's English stems. They read the same cleaned articles as Citedesk.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from llama_index.core import Document
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import MetadataMode

from corpus.article import Article
from corpus.formats.read import read_path
from index.embed.protocol import Encoder, Vectors
from index.search.hit import Hit

_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class PlainChunk:
    """A chunk of the splitter: its article, its own words, and those with the metadata before them."""

    article_id: str
    title: str
    text: str
    embedded: str


class Baselines:
    """Plain dense search and plain BM25 over the same chunks.

    Args:
        chunks: What is searched.
        vectors: ``(n, dimension)`` float32 of unit norm, of their embedded texts.
        encoder: Embeds questions.
    """

    def __init__(self, chunks: Sequence[PlainChunk], vectors: Vectors, encoder: Encoder) -> None:
        self.chunks, self._vectors, self._encoder = chunks, vectors, encoder
        self._stemmer = Stemmer.Stemmer("english")
        self._bm25 = bm25s.BM25()
        self._bm25.index(self._tokens([chunk.embedded for chunk in chunks]), show_progress=False)

    def dense(self, question: str, count: int) -> list[Hit]:
        """Return the `count` chunks of the highest cosine similarity, best first."""
        scores = self._vectors @ self._encoder.embed_query(question)
        return self._hits(np.argsort(-scores, kind="stable")[:count], scores)

    def bm25(self, question: str, count: int) -> list[Hit]:
        """Return the `count` chunks of the highest BM25 score, best first."""
        found, scores = self._bm25.retrieve(
            self._tokens([question]), k=min(count, len(self.chunks)), show_progress=False
        )
        return self._hits(found[0], dict(zip(found[0].tolist(), scores[0].tolist(), strict=True)))

    @property
    def rankers(self) -> dict[str, Callable[[str, int], list[Hit]]]:
        """Both by name."""
        return {"plain dense": self.dense, "plain BM25": self.bm25}

    def _tokens(self, texts: Sequence[str]) -> bm25s.tokenization.Tokenized:
        return bm25s.tokenize(list(texts), stopwords="en", stemmer=self._stemmer, show_progress=False)

    def _hits(self, order: Sequence[int], scores: Mapping[int, float] | Vectors) -> list[Hit]:
        return [
            Hit(
                rank=rank,
                score=float(scores[int(i)]),
                article_id=self.chunks[i].article_id,
                version=1,
                chunk_id=str(i),
                start=0,
                end=len(self.chunks[i].text),
                text=self.chunks[i].text,
                title=self.chunks[i].title,
            )
            for rank, i in enumerate(order, start=1)
        ]


def baselines(corpus: Path, kept: Path, encoder: Encoder, model: str) -> Baselines:
    """Return the baselines of a corpus, built at the first call and kept in the folder `kept`.

    Args:
        corpus: A file that `citedesk sync` reads.
        kept: Where chunks and vectors are kept; they are made anew when corpus, splitter or model change.
        encoder: Embeds passages and questions.
        model: The identity of that model.
    """
    folder = kept / _key(corpus, model)
    if not (folder / "vectors.npy").exists():
        folder.mkdir(parents=True, exist_ok=True)
        chunks = plain_chunks(item for item in read_path(corpus) if isinstance(item, Article))
        with (folder / "chunks.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(chunk)) + "\n" for chunk in chunks)
        vectors = _embedded(chunks, encoder)
        np.save(folder / "vectors.part.npy", vectors)
        (folder / "vectors.part.npy").rename(folder / "vectors.npy")
    with (folder / "chunks.jsonl").open(encoding="utf-8") as file:
        chunks = [PlainChunk(**json.loads(line)) for line in file]
    return Baselines(chunks, np.load(folder / "vectors.npy"), encoder)


def plain_chunks(articles: Iterable[Article]) -> list[PlainChunk]:
    """Cut articles as a LlamaIndex tutorial does, title, source and date as metadata."""
    splitter = SentenceSplitter(chunk_size=256, chunk_overlap=20)
    chunks = []
    for article in articles:
        day = article.published_at.date().isoformat() if article.published_at else ""
        metadata = {"title": article.title, "source": article.source or "", "date": day}
        document = Document(text=article.body, metadata=metadata)
        for node in splitter.get_nodes_from_documents([document]):
            embedded = node.get_content(MetadataMode.EMBED)
            chunks.append(PlainChunk(article.article_id, article.title, node.get_content(), embedded))
    return chunks


def _embedded(chunks: Sequence[PlainChunk], encoder: Encoder) -> Vectors:
    started = time.monotonic()
    parts = []
    for start in range(0, len(chunks), _AT_ONCE):
        parts.append(encoder.embed_passages([chunk.embedded for chunk in chunks[start : start + _AT_ONCE]]))
        done = min(start + _AT_ONCE, len(chunks))
        print(
            f"baseline: {done} of {len(chunks)} chunks, {time.monotonic() - started:.0f} s", file=sys.stderr
        )
    return np.concatenate(parts)


def _key(corpus: Path, model: str) -> str:
    digest = hashlib.sha256(corpus.read_bytes())
    digest.update(f"{model} SentenceSplitter(256, 20) {version('llama-index-core')} 1".encode())
    return f"{corpus.parent.name}-{digest.hexdigest()[:12]}"
