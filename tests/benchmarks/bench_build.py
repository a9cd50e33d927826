"""How fast an archive is built: `python -m tests.benchmarks.bench_build [--articles N] [--data DIR]`.

From a file of articles to the first search: Citedesk, and the pipeline that LlamaIndex's documentation gives
(SentenceSplitter, HuggingFaceEmbedding, a Chroma store on disk), with the same model and the same cleaned
articles, one after the other in this run, twice, the better time of each.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import chromadb
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.chroma import ChromaVectorStore

from corpus.article import Article
from corpus.formats.read import read_path
from index.embed.load import load_encoder
from index.embed.models import PACKAGED, model_folder
from qa import Desk
from qa.settings import Settings
from tests.benchmarks.markdown import markdown

_QUESTION = "Who won the election?"
_ROUNDS = 2


def citedesk(corpus: Path, folder: Path) -> int:
    """Build an archive, search it once, and return its number of chunks."""
    with Desk.open(folder) as desk:
        desk.sync([corpus])
        assert desk.search(_QUESTION)
        return desk.status().chunks


def stock(corpus: Path, folder: Path) -> int:
    """Build LlamaIndex's index, search it once, and return its number of chunks."""
    articles = [item for item in read_path(corpus) if isinstance(item, Article)]
    documents = [
        Document(
            text=article.body,
            metadata={
                "title": article.title,
                "source": article.source or "",
                "date": article.published_at.date().isoformat() if article.published_at else "",
            },
        )
        for article in articles
    ]
    client = chromadb.PersistentClient(str(folder), settings=chromadb.Settings(anonymized_telemetry=False))
    collection = client.create_collection("articles")
    index = VectorStoreIndex.from_documents(
        documents,
        storage_context=StorageContext.from_defaults(vector_store=ChromaVectorStore(collection)),
        embed_model=HuggingFaceEmbedding(str(model_folder(PACKAGED))),
        transformations=[SentenceSplitter(chunk_size=256, chunk_overlap=20)],
    )
    assert index.as_retriever().retrieve(_QUESTION)
    return collection.count()


def _first(corpus: Path, count: int, target: Path) -> Path:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        target.write_text("".join(itertools.islice(lines, count)), "utf-8")
    return target


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--articles", type=int, default=1_397, help="how many of apnews")
    given = parser.parse_args()
    # Converting the model is done once for all archives of a machine: it is no part of building one.
    load_encoder(PACKAGED, Settings().cache_dir.expanduser())
    builders: dict[str, Callable[[Path, Path], int]] = {"Citedesk": citedesk, "stock LlamaIndex": stock}
    spent: dict[str, list[float]] = {name: [] for name in builders}
    chunks: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as home:
        corpus = _first(given.data / "apnews" / "corpus.jsonl.gz", given.articles, Path(home) / "news.jsonl")
        for turn in range(_ROUNDS):
            for name, build in builders.items():
                started = time.perf_counter()
                chunks[name] = build(corpus, Path(home) / f"{name} {turn}")
                spent[name].append(time.perf_counter() - started)
                print(f"{name}: {spent[name][-1]:.1f} s", flush=True)
    best = {name: min(times) for name, times in spent.items()}
    rows = [
        [name, f"{chunks[name]:,}", f"{best[name]:.0f} s", f"{chunks[name] / best[name]:.0f}"]
        for name in builders
    ]
    print(markdown(["from file to searchable", "chunks", "time", "chunks a second"], rows))
    print(f"\n{best['stock LlamaIndex'] / best['Citedesk']:.1f} times as fast")


if __name__ == "__main__":
    main()
