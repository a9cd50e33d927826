"""Measure a cluster beside a folder: the same hits, how soon news is found, askers at once, memory.

    python -m tests.benchmarks.bench_cluster [--articles 500] [--seconds 20]

PostgreSQL, two Chroma servers and two askers run as processes on this machine, over real articles where they
lie beside the project. Vectors are hashed bags of words: that compares stores, not answers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from index.archive import Archive
from index.catalogue.databases.address import DatabaseAddress
from index.embed.models import PACKAGED
from index.ingest.removal import remove
from index.ingest.sync import sync
from index.place import Place
from index.search.pipeline import search
from index.stores.chroma_address import ChromaServer
from qa.settings import Settings
from tests.benchmarks.markdown import markdown
from tests.chroma import ChromaProcess
from tests.cluster import Asker
from tests.conftest import ROOT, SAMPLES
from tests.fakes import Dense
from tests.index.makers import article, put
from tests.postgres import running_postgres

CORPUS = ROOT.parent / "shared" / "data" / "realtimeqa"
_AT_ONCE, _QUESTIONS, _NEWS = 20, 100, 5


def rows_and_questions(home: Path, count: int) -> tuple[Path, list[str]]:
    """A file of articles, spread over the corpus, and questions about them."""
    if not CORPUS.is_dir():
        lines = (SAMPLES / "questions.jsonl").read_text().splitlines()
        return SAMPLES, [json.loads(line)["question"] for line in lines]
    with gzip.open(CORPUS / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = file.readlines()
    chosen = rows[:: max(len(rows) // count, 1)][:count]
    path = home / "rows.jsonl"
    path.write_text("".join(chosen), "utf-8")
    lines = (CORPUS / "questions.jsonl").read_text("utf-8").splitlines()[:_QUESTIONS]
    return path, [json.loads(line)["question"] for line in lines]


def hits(archive: Archive, questions: Sequence[str]) -> list[list[str]]:
    """The first ten hits of each question."""
    return [[hit.chunk_id for hit in search(archive, question).hits] for question in questions]


def first_stage_ms(archive: Archive, questions: Sequence[str]) -> float:
    """The median time for the two hundred nearest of a question, in milliseconds."""
    times = []
    for question in questions:
        vector = archive.encoder.embed_query(question)
        began = time.perf_counter()
        archive.derived.vectors.nearest(vector, 200)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def until(check: Callable[[], bool]) -> float:
    """Wait until a check holds, and return how long that took, in seconds."""
    began = time.perf_counter()
    while not check():
        time.sleep(0.02)
    return time.perf_counter() - began


def is_found(asker: Asker, name: str, word: str) -> bool | None:
    """Whether a search finds an article; None where the asker cannot be asked now."""
    response = asker.client.get("/api/search", params={"q": word})
    if response.status_code != 200:
        return None
    return name in [hit["article_id"] for hit in response.json()["hits"]]


def news(archive: Archive, askers: Sequence[Asker]) -> tuple[float, float]:
    """Seconds until every asker has what is new, and until none has what was removed; the worst of some."""
    until(lambda: all(asker.client.get("/readyz").status_code == 200 for asker in askers))
    for asker in askers:
        is_found(asker, "", "quibblezorp")  # What is read once in the life of a process is.
    late, gone = [], []
    for number in range(_NEWS):
        name, word = f"news{number}", f"quibblezorp{number}"
        put(archive, article(name, f"A {word} was seen off Hask."))
        late.append(until(partial(_all, True, askers, name, word)))
        remove(archive, [name])
        gone.append(until(partial(_all, False, askers, name, word)))
    return max(late), max(gone)


def _all(wanted: bool, askers: Sequence[Asker], name: str, word: str) -> bool:
    return all(is_found(asker, name, word) is wanted for asker in askers)


def searches_a_second(askers: Sequence[Asker], questions: Sequence[str], seconds: float) -> float:
    """How many searches twenty at once get done, divided evenly among askers."""
    over, began = threading.Event(), time.perf_counter()

    def ask(number: int) -> int:
        done = 0
        while not over.is_set():
            askers[number % len(askers)].found(questions[(number * 7 + done) % len(questions)])
            done += 1
        return done

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        asking = [pool.submit(ask, number) for number in range(_AT_ONCE)]
        over.wait(seconds)
        over.set()
        done = sum(one.result() for one in asking)
    return done / (time.perf_counter() - began)


def memory_mb(process: int) -> float:
    """How much memory a process has, in MB; Linux only."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def main() -> int:
    """Build it in a folder and on servers, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="citedesk-cluster-")))
        rows, questions = rows_and_questions(home, given.articles)
        postgres = stack.enter_context(running_postgres())
        chromas = [stack.enter_context(ChromaProcess(home / f"chroma{n}")) for n in (1, 2)]
        for chroma in chromas:
            chroma.start()
        address = postgres.address().url.render_as_string(hide_password=False)
        cache = Settings().cache_dir
        servers = tuple(ChromaServer(chroma.address) for chroma in chromas)
        folder, cluster = _archives(home, cache, servers, DatabaseAddress.of(address))
        took = {name: sync(archive, [rows]).seconds for name, archive in _named(folder, cluster)}
        found = {name: hits(archive, questions) for name, archive in _named(folder, cluster)}
        stage = {name: first_stage_ms(archive, questions) for name, archive in _named(folder, cluster)}
        same = sum(a == b for a, b in zip(found["folder"], found["cluster"], strict=True))
        settings = {"DATABASE_URL": address, "CHROMA_URLS": " ".join(server.url for server in servers)}
        settings |= {"INGEST": "apart", "WRITING": "quotes", "CACHE_DIR": str(cache)}
        askers = [stack.enter_context(Asker(home / f"asker{n}", settings)) for n in (1, 2)]
        late, gone = news(cluster, askers)
        one, two = (searches_a_second(askers[:n], questions, given.seconds) for n in (1, 2))
        memory = max(memory_mb(asker.process.pid) for asker in askers)
        chunks = cluster.catalogue.counts().chunks
        folder.close()
        cluster.close()
    lines = [
        ("taken in, s", f"{took['folder']:.0f}", f"{took['cluster']:.0f}"),
        ("the 200 nearest, ms (median)", f"{stage['folder']:.0f}", f"{stage['cluster']:.0f}"),
        ("questions with the folder's ten hits in its order", "", f"{same} of {len(questions)}"),
        ("a new article found by both askers after its batch, s (worst)", "", f"{late:.2f}"),
        ("a removed one gone from both, s (worst)", "", f"{gone:.2f}"),
        (f"{_AT_ONCE} searching at once, one asker, a second", "", f"{one:.1f}"),
        (f"{_AT_ONCE} searching at once, two askers, a second", "", f"{two:.1f}"),
        ("memory of an asker, MB", "", f"{memory:.0f}"),
    ]
    print(f"{chunks:,} chunks")
    print(markdown(["", "folder", "cluster"], lines))
    return 0


def _archives(
    home: Path, cache: Path, servers: tuple[ChromaServer, ...], database: DatabaseAddress
) -> tuple[Archive, Archive]:
    """An archive in a folder, and one over the servers."""
    encoder = Dense()
    place = Place(home / "writer", PACKAGED, cache, servers[0], database=database, chroma_spans=servers)
    folder = Archive(Place(home / "folder", PACKAGED, cache), encoder=encoder)
    return folder, Archive(place, encoder=encoder)


def _named(folder: Archive, cluster: Archive) -> list[tuple[str, Archive]]:
    return [("folder", folder), ("cluster", cluster)]


if __name__ == "__main__":
    sys.exit(main())
