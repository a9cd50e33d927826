"""How fast a search is: `python -m tests.benchmarks.bench_speed [SET]... [--large [N]]`.

On the kept archive of each set (see `bench_search`): the first stage and the whole search, second look and
all, with and without filters on outlets and days, and `citedesk search` as a fresh process beside the imports
that it cannot avoid.
With `--large`, over N chunks (a million) of made-up words and vectors, built once and kept; a question's
embedding is real in both. A query embedded by sentence-transformers is the reference between machines.
"""

from __future__ import annotations

import argparse
import itertools
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from corpus.article import Article
from index.archive import Archive
from index.embed.load import load_encoder
from index.embed.models import PACKAGED
from index.embed.protocol import Encoder, Vectors
from index.ingest.commit import apply_batch
from index.search.filters import Filters
from index.stores.chroma import EmbeddedVectors
from qa.evaluate.cases import load_cases
from qa.evidence.find import Finder
from qa.question.understand import understand
from qa.settings import Settings
from tests.benchmarks.bench_search import KEPT, SETS, opened
from tests.benchmarks.bench_sync import made_up, seconds_of
from tests.benchmarks.markdown import markdown

_QUESTIONS = 100
_PROCESSES = 5
_AT_ONCE = 512
_OUTLETS = ("The Courier", "Signal", "Port Gazette", None)
_IMPORTS = "import chromadb, llama_index.core"
_TIMER = """
import resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


class MadeUp:
    """Embeds questions with a real encoder, and passages as random directions.

    Args:
        real: Embeds the questions.
    """

    def __init__(self, real: Encoder) -> None:
        self._real = real
        self.dimension, self.max_tokens = real.dimension, real.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of words of each text, times four, as if they were long."""
        return [4 * len(text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return ``(n, dimension)`` float32 of unit norm, the same for the same texts."""
        seed = random.Random("".join(texts)).getrandbits(32)
        made = np.random.default_rng(seed).standard_normal((len(texts), self.dimension), np.float32)
        unit: Vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
        return unit

    def embed_query(self, text: str) -> Vectors:
        """Return ``(dimension,)`` float32 of unit norm."""
        return self._real.embed_query(text)


def speeds(archive: Archive, questions: Sequence[str], limits: dict[str, Filters]) -> str:
    """Return the table of how long searches take within each of some limits."""
    rows = []
    finder = Finder(archive)
    asked = [understand(question) for question in questions]
    for name, filters in limits.items():
        # The first in a filter reads what the others find in memory, of a large archive beside the searches.
        finder.find(asked[0], filters=filters)
        vectors = archive.derived.vectors
        if filters != Filters() and isinstance(vectors, EmbeddedVectors):
            vectors.copy.wait()
        timings = [finder.find(question, filters=filters).result.timings_ms for question in asked]
        cells = [name]
        for step in ("first_stage", "total"):
            spent = [timing[step] for timing in timings]
            cells += [f"{value:.0f}" for value in np.percentile(spent, (50, 95))]
        rows.append(cells)
    head = ["filter", "first stage ms, p50", "p95", "whole search ms, p50", "p95"]
    return markdown(head, rows)


def limits_of(archive: Archive) -> dict[str, Filters]:
    """Return filters on the largest and the smallest outlet, a year, a month and a week, and none."""
    counts = archive.catalogue.counts()
    outlets = sorted((count, name) for name, count in archive.catalogue.sources().items() if name)
    last = counts.last_published.date() if counts.last_published else date.today()
    spans = {f"{days} days": Filters(published_from=last - timedelta(days)) for days in (365, 31, 7)}
    named = {
        f"outlet with {100 * count / counts.articles:.0f} %": Filters(sources=(name,))
        for count, name in (outlets[-1], outlets[0])
    }
    return {"none": Filters(), **named, **spans}


def reference_ms(questions: Sequence[str]) -> float:
    """Return the median of embedding one query with sentence-transformers, milliseconds."""
    from index.embed.torch_encoder import ReferenceEncoder  # It has 0.5 GB and takes seconds.

    encoder = ReferenceEncoder(PACKAGED)
    return 1000 * float(np.median([seconds_of(lambda q=q: encoder.embed_query(q)) for q in questions]))  # type: ignore[misc]


def fresh_process(folder: Path, question: str) -> str:
    """Return the table of `citedesk search` as a new process beside the imports that it cannot avoid."""
    found = [sys.executable, "-m", "app", "search", question, "--data-dir", str(folder), "--json"]
    imports = [sys.executable, "-c", _IMPORTS]
    spent: dict[str, list[float]] = {"search": [], "imports": []}
    memory = 0.0
    for name, command in [("search", found), ("imports", imports)] * (_PROCESSES + 1):
        # A process of its own starts it: a child counts the memory of the one that it was forked from.
        told = subprocess.run(
            [sys.executable, "-c", _TIMER, *command], capture_output=True, text=True, check=True
        )
        seconds, kilobytes = map(float, told.stdout.split())
        spent[name].append(seconds)
        memory = max(memory, kilobytes / 1024) if name == "search" else memory
    # The first of each reads its files from the disk.
    mine, theirs = (float(np.median(spent[name][1:])) for name in ("search", "imports"))
    rows = [[f"{mine:.2f} s", f"{theirs:.2f} s", f"{mine / theirs:.2f}", f"{memory:.0f} MB"]]
    return markdown(["citedesk search", _IMPORTS, "ratio", "most memory"], rows)


def large(folder: Path, size: int) -> Archive:
    """Open the archive of `size` chunks of made-up words, and build what is missing of it."""
    place = Settings(data_dir=folder, embedding_model=PACKAGED).place()
    archive = Archive(place, encoder=MadeUp(load_encoder(PACKAGED, place.cache_dir)))
    made = made_up(random.Random(1))
    articles = archive.catalogue.counts().articles
    made = itertools.islice(made, articles, None)
    first = datetime(2020, 1, 1, tzinfo=UTC)
    started = time.monotonic()
    while (chunks := archive.catalogue.counts().chunks) < size:
        batch = [
            _placed(article, number, first)
            for number, article in enumerate(itertools.islice(made, _AT_ONCE), articles)
        ]
        articles += len(batch)
        with archive.writer("bench"):
            apply_batch(archive, batch)
        print(f"{chunks:,} of {size:,} chunks, {time.monotonic() - started:.0f} s", file=sys.stderr)
    return archive


def _placed(article: Article, number: int, first: datetime) -> Article:
    outlet = _OUTLETS[number % len(_OUTLETS)]
    return replace(article, source=outlet, published_at=first + timedelta(hours=number % 40_000))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "sets", nargs="*", metavar="SET", help=f"of {', '.join(SETS)}; apnews when none is named"
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument(
        "--large", type=int, nargs="?", const=1_000_000, metavar="N", help="chunks to make up"
    )
    given = parser.parse_args()
    questions = [
        case.question for case in load_cases(given.data / "realtimeqa" / "questions.jsonl")[:_QUESTIONS]
    ]
    print(f"Reference: one query embedded by sentence-transformers, {reference_ms(questions):.1f} ms")
    if given.large:
        report(large(KEPT / f"large-{given.large}", given.large), questions)
        return
    for name in [name for name in given.sets if name in SETS] or ["apnews"]:
        with opened(SETS[name], given.data / name / "corpus.jsonl.gz") as desk:
            report(desk.archive, questions)
        print(fresh_process(KEPT / name, questions[0]))


def report(archive: Archive, questions: Sequence[str]) -> None:
    """Print what searches of an archive take, and close it."""
    chunks = archive.catalogue.counts().chunks
    print(f"\n{chunks:,} chunks\n\n{speeds(archive, questions, limits_of(archive))}\n")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Most memory of this process: {most:,.0f} MB\n")
    archive.close()


if __name__ == "__main__":
    main()
