"""Kill the processes of a cluster at random moments: PostgreSQL, Chroma servers, ingesters, workers, askers.

Connections to PostgreSQL are cut as well, and its disk is full for a while.

    python -m tests.benchmarks.soak_cluster [--kills 20] [--minutes 10] [--seed N]

Meanwhile articles come and go, and both askers are asked. Each answers, or says 503 and what to do, and none
shows an article a second after it was taken out. At the end no article is lost, doubled or half visible,
at either asker, and the archive is whole.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx

from index.archive import Archive
from index.catalogue.databases.address import DatabaseAddress
from index.embed.models import PACKAGED
from index.place import Place
from index.stores.chroma_address import ChromaServer
from index.upkeep.doctor import diagnose
from tests.benchmarks.soak_removals import Removals, hits_of
from tests.chroma import ChromaProcess
from tests.cluster import Asker, Command
from tests.fakes import Dense
from tests.postgres import Postgres, full_disk, running_postgres

_YEARS = (2022, 2023, 2024)
_PATIENCE_S = 300.0


class Cluster:
    """Every process of one archive, each of which may be killed and started again."""

    def __init__(
        self, home: Path, postgres: Postgres, chromas: list[ChromaProcess], stack: ExitStack
    ) -> None:
        self._home, self._postgres, self._chromas, self._stack = home, postgres, chromas, stack
        urls = " ".join(chroma.address for chroma in chromas)
        address = postgres.address().url.render_as_string(hide_password=False)
        self.settings = {"DATABASE_URL": address, "CHROMA_URLS": urls, "WRITING": "quotes"}
        self.settings |= {"INGEST": "apart", "FEED_EVERY": "0"}
        self.news = home / "news"
        self.news.mkdir()
        self.running: dict[str, Command] = {}
        for name in NAMES:
            self.start(name)

    @property
    def askers(self) -> list[Asker]:
        return [one for one in self.running.values() if isinstance(one, Asker)]

    def place(self) -> Place:
        servers = tuple(ChromaServer(chroma.address) for chroma in self._chromas)
        database = DatabaseAddress.of(self.settings["DATABASE_URL"])
        folder = self._home / "observer"
        return Place(folder, PACKAGED, folder / "cache", servers[0], database=database, chroma_spans=servers)

    def start(self, name: str) -> None:
        folder = self._home / name.replace(" ", "-")
        if name.startswith("asker"):
            started: Command = Asker(folder, self.settings)
        else:
            is_worker = name.startswith("worker")
            arguments = ["ingest", "--worker"] if is_worker else ["ingest", str(self.news), "--prune"]
            started = Command(folder, self.settings, arguments)
            # What it says is read, so that it never waits for somebody to.
            threading.Thread(target=_drain, args=(started,), daemon=True).start()
        self.running[name] = self._stack.enter_context(started)

    def kill(self, name: str, pause_s: float) -> None:
        """Kill a process, and start it again after a pause; or harm the database in another way."""
        if name == "connections":
            self._postgres.cut_connections()
        elif name == "disk":
            with full_disk(DatabaseAddress.of(self.settings["DATABASE_URL"])):
                time.sleep(pause_s)
        elif name == "postgres":
            self._postgres.stop()
            time.sleep(pause_s)
            self._postgres.start()
        elif name.startswith("chroma"):
            chroma = self._chromas[int(name[-1]) - 1]
            chroma.kill()
            time.sleep(pause_s)
            chroma.start()
        else:
            self.running[name].kill()
            time.sleep(pause_s)
            self.start(name)


_HARM = ("postgres", "connections", "disk", "chroma 1", "chroma 2")
NAMES = ("ingester 1", "ingester 2", "worker 1", "worker 2", "asker 1", "asker 2")


def _drain(command: Command) -> None:
    with suppress(ValueError, OSError):
        for _ in command.process.stdout or ():
            pass


class News:
    """What is published: a file for each article, whose text has a word that no other has."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder, self._chance = folder, chance
        self.there: dict[str, str] = {}
        self.gone: dict[str, str] = {}
        self._number = 0

    def change(self) -> None:
        """Publish an article, correct one, or take one down."""
        kind = self._chance.choice(["new", "new", "corrected", "gone"]) if len(self.there) > 5 else "new"
        if kind == "gone":
            name = self._chance.choice(sorted(self.there))
            (self._folder / f"{name}.jsonl").unlink()
            self.gone[name] = self.there.pop(name)
            return
        self._number += 1
        name = f"n{self._number}" if kind == "new" else self._chance.choice(sorted(self.there))
        if kind == "corrected":
            self.gone[f"{name} before {self._number}"] = self.there[name]
        word = f"zq{self._number}x{self._chance.randrange(10**6)}"
        # Some are so long that workers have a part in them.
        lines = self._chance.choice([20, 20, 2_000])
        row = {
            "id": name,
            "title": f"News {self._number}",
            "body": f"A {word} was seen off Hask. "
            + " ".join(f"It was {word} again, {n}." for n in range(lines)),
            "published_at": f"{_YEARS[self._number % len(_YEARS)]}-03-04",
        }
        written = self._folder / f".{name}"
        written.write_text(json.dumps(row) + "\n")
        written.replace(self._folder / f"{name}.jsonl")
        self.there[name] = word


def ask(asker: Asker, word: str, seen: Counter[str]) -> None:
    """Ask while processes die: an answer, or 503 with what to do; or the asker itself is away."""
    try:
        response = httpx.get(f"{asker.url}/api/search", params={"q": word}, timeout=120)
    except httpx.HTTPError:
        if asker.process.poll() is None and not asker.killed:
            raise
        seen["away"] += 1
        return
    told = response.json()
    assert response.status_code in (200, 503), (response.status_code, told)
    assert response.status_code == 200 or (told["error"] and told["try"]), told
    seen[str(response.status_code)] += 1


def settle(check: Callable[[], object]) -> float:
    """Wait until a check passes; return how long that took, in seconds."""
    began = time.monotonic()
    while True:
        try:
            check()
        except (AssertionError, httpx.HTTPError):
            if time.monotonic() - began > _PATIENCE_S:
                raise
            time.sleep(1.0)
        else:
            return time.monotonic() - began


def everything(cluster: Cluster, news: News) -> None:
    """Each asker finds every article that is there, once, and none that is gone."""
    for asker in cluster.askers:
        for name, word in news.there.items():
            assert hits_of(asker, word) == [name], (name, word)
        for name, word in news.gone.items():
            assert hits_of(asker, word) == [], (name, word)


def keep_asking(
    cluster: Cluster, news: News, over: threading.Event, seen: Counter[str], failures: list[BaseException]
) -> None:
    """Ask every asker for what is there until it is over."""
    try:
        while not over.wait(0.2):
            for asker in cluster.askers:
                ask(asker, random.choice([*news.there.values(), "Hask"]), seen)
    except BaseException as error:
        failures.append(error)


def main() -> int:
    """Kill, then look."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--minutes", type=float, help="as many kills as there is time for")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    chance, seen, killed = random.Random(given.seed), Counter[str](), Counter[str]()
    print(f"seed {given.seed}", flush=True)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="citedesk-cluster-")))
        postgres = stack.enter_context(running_postgres())
        chromas = [stack.enter_context(ChromaProcess(home / f"chroma{n}")) for n in (1, 2)]
        for chroma in chromas:
            chroma.start()
        cluster = Cluster(home, postgres, chromas, stack)
        news = News(cluster.news, chance)
        over = threading.Event()
        failures: list[BaseException] = []
        thread = threading.Thread(target=keep_asking, args=(cluster, news, over, seen, failures))
        thread.start()
        database = DatabaseAddress.of(cluster.settings["DATABASE_URL"]).url
        removals = Removals(database, lambda: cluster.askers, news.gone)
        watching = threading.Thread(target=removals.watch, args=(over,))
        watching.start()
        until = time.monotonic() + 60 * given.minutes if given.minutes else 0.0
        while time.monotonic() < until or (not until and killed.total() < given.kills):
            for _ in range(chance.randrange(1, 5)):
                news.change()
                time.sleep(chance.uniform(0, 1.5))
            name = chance.choice((*_HARM, *NAMES))
            killed[name] += 1
            cluster.kill(name, chance.uniform(0, 3))
            assert not failures, failures
        over.set()
        thread.join()
        watching.join()
        print(f"{killed.total()} kills: {dict(killed)}; asked {dict(seen)}", flush=True)
        print(removals.told(), flush=True)
        took = settle(lambda: everything(cluster, news))
        archive = Archive(cluster.place(), encoder=Dense())
        settle(lambda: _whole(archive))
        archive.close()
    assert not removals.shown[1]
    print(f"{len(news.there)} articles there, {len(news.gone)} texts gone")
    print(f"all of it as it should be {took:.0f} s after the last kill")
    return 0


def _whole(archive: Archive) -> None:
    diagnosis = diagnose(archive)
    assert diagnosis.ok, [check for check in diagnosis.checks if not check.ok]


if __name__ == "__main__":
    sys.exit(main())
