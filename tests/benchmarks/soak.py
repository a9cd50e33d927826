"""Kills at hundreds of random moments: `make soak`, or `python -m tests.benchmarks.soak --kills 300`.

One archive lives through all of them. A child process does an operation and is killed by SIGKILL after a
random time; each time the archive is opened as a reader does, must answer from whole articles, and must be
whole once the operation has been run again. Exits with 1 at the first that is not.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.archive import Archive
from index.ingest.removal import remove, restore
from index.ingest.sync import SyncOptions, sync
from index.search.pipeline import search
from index.upkeep.doctor import diagnose
from index.upkeep.rebuild import rebuild
from tests.index.makers import assert_whole
from tests.index.striking import ROOT, fork_server, opened

_ARTICLES = 300
_GONE = [f"a{n}" for n in range(0, _ARTICLES, 30)]
OPERATIONS = ("sync", "prune", "rebuild", "rebuild beside a sync", "remove", "restore", "repair")


def write_input(path: Path, seed: int) -> Path:
    """Articles of made-up text: a fifth of them differ from one seed to the next, and some are missing."""
    rng = random.Random(seed)
    lines = []
    for n in range(_ARTICLES):
        if rng.random() < 0.05:
            continue
        version = rng.randrange(5) if n % 5 == 0 else 0
        text = " ".join(f"word{(n * 31 + k * (version + 1)) % 997}" for k in range(60))
        lines.append(f'{{"id": "a{n}", "title": "News {n}", "body": "Ferry {n} sank. {text}."}}')
    path.write_text("\n".join(lines), "utf-8")
    return path


def operate(archive: Archive, operation: str, source: Path) -> None:
    """Do one operation."""
    if operation in ("sync", "prune"):
        sync(archive, [source], SyncOptions(prune=operation == "prune"))
    elif operation == "rebuild":
        rebuild(archive)
    elif operation == "rebuild beside a sync":
        other = opened(archive.place.folder, allow_mismatch=True)
        with ThreadPoolExecutor(1) as beside:
            synced = beside.submit(sync, other, [source])
            rebuild(archive)
            synced.result()
        other.close()
        archive.refresh()
    elif operation == "repair":
        diagnose(archive, repair=True)
    else:
        (remove if operation == "remove" else restore)(archive, _GONE)


def child(folder: Path, operation: str, source: Path) -> None:
    """What is killed: open the archive and do one operation."""
    operate(opened(folder, allow_mismatch=True), operation, source)
    os._exit(0)


def check_reader(folder: Path) -> None:
    """Every hit must be the words of an active version, at its offsets."""
    archive = opened(folder)
    hits = search(archive, "ferry news sank", top_k=50).hits
    assert hits, "nothing is found"
    for hit in hits:
        record = archive.catalogue.record(hit.article_id)
        assert record is not None, hit.article_id
        assert (hit.version, hit.text) == (record.version, record.body[hit.start : hit.end]), hit
    archive.close()


def run(kills: int, seed: int) -> Counter[str]:
    """Strike `kills` times and return how the children ended."""
    os.environ["PYTHONPATH"] = str(ROOT)
    rng = random.Random(seed)
    ended: Counter[str] = Counter()
    context = fork_server()
    with tempfile.TemporaryDirectory() as home:
        folder, source = Path(home) / "archive", Path(home) / "news.jsonl"
        archive = opened(folder)
        sync(archive, [write_input(source, seed)])
        archive.close()
        for strike in range(kills):
            operation = rng.choice(OPERATIONS)
            write_input(source, rng.randrange(1_000_000))
            process = context.Process(target=child, args=(folder, operation, source))
            process.start()
            process.join(rng.uniform(0.05, 1.5))
            process.kill()
            process.join()
            ended["killed" if process.exitcode == -signal.SIGKILL else f"exit {process.exitcode}"] += 1
            check_reader(folder)
            archive = opened(folder)
            operate(archive, operation, source)
            assert_whole(archive)
            diagnosis = diagnose(archive)
            assert diagnosis.ok, diagnosis
            assert len(list((folder / "index").iterdir())) == 1, "an old build is left"
            archive.close()
            if (strike + 1) % 10 == 0:
                print(f"{strike + 1} of {kills}: {dict(ended)}", file=sys.stderr, flush=True)
    return ended


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    started = time.monotonic()
    ended = run(arguments.kills, arguments.seed)
    print(
        f"{sum(ended.values())} strikes in {time.monotonic() - started:.0f} s, all consistent: {dict(ended)}"
    )


if __name__ == "__main__":
    main()
