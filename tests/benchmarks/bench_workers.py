"""Measure taking in with workers that embed: how much sooner, and what sharing the work costs.

    python -m tests.benchmarks.bench_workers [--articles 60] [--most 3] [--real]

PostgreSQL, a Chroma server, workers and whoever takes in run as processes on this machine, over real articles
where they lie beside the project. The encoder only waits, 12 ms a text, as if each process had cores of its
own; with --real it is the packaged model, and the processor's time is what counts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.archive import Archive
from index.catalogue.databases.address import DatabaseAddress
from index.embed.load import load_encoder
from index.embed.models import PACKAGED
from index.embed.protocol import Encoder, Vectors
from index.ingest import chunks as writing
from index.ingest.embedding import embed, queue_of
from index.ingest.sync import sync
from index.place import Place
from index.stores.chroma_address import ChromaServer
from qa.settings import Settings
from tests.benchmarks.bench_cluster import rows_and_questions
from tests.benchmarks.markdown import markdown
from tests.chroma import ChromaProcess
from tests.cluster import ROOT
from tests.fakes import BagOfWords
from tests.postgres import Postgres, running_postgres

_TEXT_S = 0.012
_TICK = os.sysconf("SC_CLK_TCK")


class Waiting(BagOfWords):
    """An encoder that takes as long as a model on two cores, and uses none."""

    max_tokens = 256

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(_TEXT_S * len(texts))
        return super().embed_passages(texts)


@dataclass(frozen=True, slots=True)
class Run:
    """One sync.

    Attributes:
        workers: How many helped.
        seconds: How long it took.
        embedding_s: How long of that vectors were waited for.
        chunks: How many chunks it made.
        writer_s: Processor time of the process that took in.
        workers_s: That of the workers.
    """

    workers: int
    seconds: float
    embedding_s: float
    chunks: int
    writer_s: float
    workers_s: float

    def row(self, alone: Run) -> tuple[str, ...]:
        """As a line of the table."""
        each = [f"{1000 * spent / self.chunks:.1f}" for spent in (self.writer_s, self.workers_s)]
        total = 1000 * (self.writer_s + self.workers_s) / self.chunks
        return (
            str(self.workers),
            f"{self.seconds:.1f}",
            f"{self.embedding_s:.1f}",
            f"{alone.embedding_s / self.embedding_s:.2f}",
            *each,
            f"{total:.1f}",
        )


def processor_s(process: int) -> float:
    """The processor time that a process has used, in seconds; Linux only."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


@contextmanager
def workers(count: int, place: Place, real: bool, archive: Archive) -> Iterator[list[int]]:
    """Processes that embed, once all of them do."""
    assert place.database is not None
    address = place.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.benchmarks.bench_workers", "--worker", address]
    command += ["--real"] if real else []
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) for _ in range(count)
    ]
    try:
        while queue_of(archive).workers() < count:
            assert all(process.poll() is None for process in running)
            time.sleep(0.1)
        yield [process.pid for process in running]
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(60)


def run(
    home: Path, postgres: Postgres, chroma: str, rows: Path, count: int, encoder: Encoder, real: bool
) -> Run:
    """Sync into a new archive with some workers."""
    cache = Settings().cache_dir
    place = Place(home, PACKAGED, cache, ChromaServer(chroma), database=postgres.address())
    archive = Archive(place, encoder=encoder)
    waited: list[float] = []

    def timed(*given: Any) -> dict[bytes, Vectors]:
        started = time.perf_counter()
        try:
            return embed(*given)
        finally:
            waited.append(time.perf_counter() - started)

    writing.embed = timed
    with workers(count, place, real, archive) as processes:
        before, began = [processor_s(process) for process in processes], time.process_time()
        report = sync(archive, [rows])
        writer_s = time.process_time() - began
        after = [processor_s(process) for process in processes]
        chunks = archive.catalogue.counts().chunks
    archive.close()
    return Run(count, report.seconds, sum(waited), chunks, writer_s, sum(after) - sum(before))


def embed_for(address: str, real: bool) -> None:
    """Be a worker, until this is ended."""
    import signal
    import threading

    from qa.intake import embedding_worker

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    if not real:
        embedding_worker.load_encoder = lambda *_: Waiting()  # type: ignore[assignment]
    place = Place(Path(), PACKAGED, Settings().cache_dir, database=DatabaseAddress.of(address))
    embedding_worker.EmbeddingWorker(place, lambda _, words: print(words)).run(stop)


def main() -> int:
    """Take in without workers, with one, with two and so on, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--most", type=int, default=3)
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        embed_for(given.worker, given.real)
        return 0
    encoder = load_encoder(PACKAGED, Settings().cache_dir) if given.real else Waiting()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="citedesk-workers-")))
        rows, _ = rows_and_questions(home, given.articles)
        postgres = stack.enter_context(running_postgres())
        chroma = stack.enter_context(ChromaProcess(home / "chroma"))
        chroma.start()
        encoder.embed_passages(["once, so that it is loaded"])
        print("an encoder that waits" if not given.real else "the packaged model")
        heads = ["workers", "s", "embedding, s", "times as fast"]
        print(markdown([*heads, "processor ms a chunk, taking in", "workers", "together"], []))
        alone = None
        for count in range(given.most + 1):
            one = run(home / f"with{count}", postgres, chroma.address, rows, count, encoder, given.real)
            alone = alone or one
            print(f"| {' | '.join(one.row(alone))} |", flush=True)
        print(f"{alone.chunks:,} chunks" if alone else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
