"""Measure searches of an archive on servers that has very many chunks, or the articles of another archive.

    python -m tests.benchmarks.bench_servers [--chunks 1000000] [--servers 1] [--questions 100] [--seconds 20]
    python -m tests.benchmarks.bench_servers --like FOLDER [--set realtimeqa]

PostgreSQL, Chroma servers and askers run as processes of this machine. What was built is kept in `.bench`,
and what is missing of it is built. Chunks are words of real articles, where these lie beside the project,
with random directions; questions, the model that embeds them and the reader are real. With `--like` the
articles and vectors are those of an archive in a folder, beside which the servers' searches are judged.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import select

from corpus.article import Article
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.databases.address import DatabaseAddress
from index.catalogue.databases.upserts import write_new
from index.catalogue.engine import batches
from index.embed.load import load_encoder
from index.embed.models import PACKAGED
from index.ingest.commit import apply_batch
from index.ingest.sync import sync
from index.place import Place
from index.stores.chroma_address import ChromaServer
from index.upkeep.export import export
from qa.desk import Desk
from qa.evaluate.cases import load_cases
from qa.evaluate.run import EvalOptions, evaluate
from qa.settings import Settings
from tests.benchmarks.bench_cluster import CORPUS, memory_mb, news, searches_a_second, until
from tests.benchmarks.bench_search import KEPT, SETS, NewsSet, progress
from tests.benchmarks.bench_speed import MadeUp, limits_of, speeds
from tests.benchmarks.bench_sync import made_up
from tests.benchmarks.markdown import markdown
from tests.chroma import ChromaProcess
from tests.cluster import Asker
from tests.postgres import Postgres, running_postgres

_ARTICLES = 1_000
_PATIENCE_S = 600.0
_AT_ONCE, _PARAGRAPHS, _WORDS, _HOURS = 512, 20, 40, 40_000
_OUTLETS = ("The Courier", "Signal", "Port Gazette", "Hask Herald", None)
_SHARES = (60, 25, 8, 2, 5)


class Servers:
    """An archive on servers of this machine, whose data are kept in a folder.

    Args:
        home: The folder.
        count: How many Chroma servers.
        stack: Ends the servers.
    """

    def __init__(self, home: Path, count: int, stack: ExitStack) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.postgres: Postgres = stack.enter_context(
            running_postgres(home / "postgres", ("shared_buffers=512MB", "max_wal_size=4GB"))
        )
        self.chromas = [stack.enter_context(ChromaProcess(home / f"chroma{n}")) for n in range(count)]
        for chroma in self.chromas:
            chroma.start()
        self.settings = {
            "DATABASE_URL": self.postgres.url(),
            "CHROMA_URLS": " ".join(chroma.address for chroma in self.chromas),
            "INGEST": "apart",
            "WRITING": "quotes",
            "CACHE_DIR": str(Settings().cache_dir),
        }

    def place(self) -> Place:
        """Where the writer's archive is."""
        servers = tuple(ChromaServer(chroma.address) for chroma in self.chromas)
        database, cache = DatabaseAddress.of(self.settings["DATABASE_URL"]), Settings().cache_dir
        return Place(
            self.home / "writer", PACKAGED, cache, servers[0], database=database, chroma_spans=servers
        )

    def processes(self) -> dict[str, list[int]]:
        """The servers' processes, by what they are."""
        database = [self.postgres.process.pid] if self.postgres.process else []
        return {"PostgreSQL": database, "Chroma": [chroma.pid for chroma in self.chromas]}


def processor_ms(process: int) -> float:
    """How much processor time a process and those that it started have had, in milliseconds; Linux only."""
    ticks = 0
    for one in [process, *_started_by(process)]:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # It has ended since, and counts with who started it.
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks * 10.0


def _started_by(process: int) -> Iterator[int]:
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            yield child
            yield from _started_by(child)


def articles(chance: random.Random) -> Iterator[Article]:
    """Articles without end, of the words of real ones in their order where there are some."""
    words = _words()
    for number, made in enumerate(made_up(random.Random(1))):
        outlet = random.Random(number).choices(_OUTLETS, _SHARES)[0]
        published = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(hours=number % _HOURS)
        body = made.body if not words else "\n\n".join(_windows(words, chance))
        yield replace(made, body=body, source=outlet, published_at=published)


def _windows(words: Sequence[str], chance: random.Random) -> Iterator[str]:
    for _ in range(_PARAGRAPHS):
        begin = chance.randrange(len(words) - _WORDS)
        yield " ".join(words[begin : begin + _WORDS]) + "."


def _words() -> list[str]:
    if not CORPUS.is_dir():
        return []
    with gzip.open(CORPUS / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        bodies = [json.loads(line)["body"] for line in itertools.islice(file, _ARTICLES)]
    return [word.replace(".", "") for body in bodies for word in body.split()]


def fill(archive: Archive, size: int) -> None:
    """Build what an archive lacks of `size` chunks."""
    counts, began = archive.catalogue.counts(), time.monotonic()
    chunks = begun_with = counts.chunks
    made = itertools.islice(articles(random.Random(counts.articles)), counts.articles, None)
    while chunks < size:
        with archive.writer("bench"):
            apply_batch(archive, list(itertools.islice(made, _AT_ONCE)))
        chunks = archive.catalogue.chunk_total()
        each = 1000 * (time.monotonic() - began) / (chunks - begun_with)
        print(f"{chunks:,} of {size:,} chunks, {each:.1f} ms each", file=sys.stderr)


def move(source: Archive, target: Archive, home: Path) -> None:
    """Put the articles of an archive into an empty one, with their vectors."""
    with source.catalogue.reading() as reading:
        rows = reading.execution_options(yield_per=2_000).execute(select(t.embedding))
        for some in batches(rows.mappings(), 2_000):
            with target.catalogue.writing() as connection:
                write_new(connection, t.embedding, [dict(row) for row in some])
    export(source, home / "all.jsonl.gz")
    report = sync(target, [home / "all.jsonl.gz"])
    print(f"{report.added:,} articles in {report.seconds:.0f} s", file=sys.stderr)


def compared(folder: Archive, servers: Archive, news: NewsSet, count: int) -> str:
    """Return the table of what searches for the questions of a set are worth, in a folder and on servers."""
    cases = load_cases(CORPUS.with_name(news.name) / "questions.jsonl")
    options = EvalOptions(split=news.split, limit=count, search_only=True)
    settings = Settings(data_dir=folder.place.folder, writing="quotes")
    reports = {
        name: evaluate(Desk(archive, settings), cases, options, progress(name))
        for name, archive in (("folder", folder), ("servers", servers))
    }
    rows = [
        [
            name,
            *(f"{report.metrics[name].value:.3f} ({report.metrics[name].n})" for report in reports.values()),
        ]
        for name in next(iter(reports.values())).metrics
        if all(report.metrics[name].value is not None for report in reports.values())
    ]
    return markdown(["", *reports], rows)


def costs(servers: Servers, asker: Asker, questions: Sequence[str]) -> str:
    """Return the table of what a search over HTTP costs each process, in processor time."""
    processes = {"who is asked": [asker.process.pid], **servers.processes()}
    asker.found(questions[0])
    before = {name: sum(map(processor_ms, ids)) for name, ids in processes.items()}
    for question in questions:
        asker.found(question)
    rows = [
        [
            name,
            f"{(sum(map(processor_ms, ids)) - before[name]) / len(questions):.0f}",
            f"{sum(map(memory_of_all, ids)):,.0f}",
        ]
        for name, ids in processes.items()
    ]
    return markdown(["", "processor ms a search", "memory, MB"], rows)


def memory_of_all(process: int) -> float:
    """How much memory a process and those that it started have of their own, in MB."""
    return sum(memory_mb(one) for one in [process, *_started_by(process)])


def report(servers: Servers, archive: Archive, questions: Sequence[str], seconds: float) -> None:
    """Print what searches take and cost, and how askers follow."""
    print(f"\n{archive.catalogue.chunk_total():,} chunks, {len(servers.chromas)} Chroma servers\n")
    print(speeds(archive, questions, limits_of(archive)), flush=True)
    with ExitStack() as stack:
        began = time.monotonic()
        askers = [
            stack.enter_context(Asker(servers.home / f"asker{n}", servers.settings, module="app"))
            for n in (1, 2)
        ]
        until(lambda: all(asker.client.get("/readyz").status_code == 200 for asker in askers))
        print(f"\nboth askers ready after {time.monotonic() - began:.0f} s\n")
        print(costs(servers, askers[0], questions), flush=True)
        for asker in askers:
            asker.client.timeout = httpx.Timeout(_PATIENCE_S)
        late, gone = news(archive, askers)
        print(f"\nat both askers, worst: new article found {late:.2f} s, removed one gone {gone:.2f} s after")
        memory = max(memory_mb(asker.process.pid) for asker in askers)
        print(f"memory of the larger asker: {memory:.0f} MB", flush=True)
        one, two = (searches_a_second(askers[:n], questions, seconds) for n in (1, 2))
        print(f"twenty at once: {one:.2f} searches a second at one asker, {two:.2f} at two")


def main() -> int:
    """Build what is missing, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--chunks", type=int, default=1_000_000, help="to make up")
    parser.add_argument("--like", type=Path, metavar="FOLDER", help="an archive in a folder to compare with")
    parser.add_argument("--set", choices=SETS, default="realtimeqa", help="whose questions are asked then")
    parser.add_argument("--servers", type=int, default=1, help="Chroma servers")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20.0, help="of searching at once")
    given = parser.parse_args()
    # Its servers end with it, also when it is told to.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    name = f"like-{given.like.name}" if given.like else "made"
    encoder = load_encoder(PACKAGED, Settings().cache_dir)
    questions = [case.question for case in load_cases(CORPUS / "questions.jsonl")[: given.questions]]
    with ExitStack() as stack:
        servers = Servers(KEPT.resolve() / f"servers-{name}-{given.servers}", given.servers, stack)
        archive = Archive(servers.place(), encoder=encoder if given.like else MadeUp(encoder))
        stack.callback(archive.close)
        if given.like:
            folder = Archive(Place(given.like, PACKAGED, Settings().cache_dir), encoder=encoder)
            stack.callback(folder.close)
            if not archive.catalogue.counts().articles:
                move(folder, archive, servers.home)
            print(compared(folder, archive, SETS[given.set], given.questions), flush=True)
        else:
            fill(archive, given.chunks)
        report(servers, archive, questions, given.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
