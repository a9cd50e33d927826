"""What keeping an archive costs: `python -m tests.benchmarks.bench_sync [--chunks N]...`.

On apnews, when its archive is kept under `.bench/` (see `bench_search`): a sync in which nothing changed,
one new article until it is found, and the most memory that this process took. On made-up text, with an
encoder that costs nothing: one new article in archives of several sizes, which should cost the same, and the
most memory while a single file brought them, which should not grow with it either.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from corpus.article import Article
from index.archive import Archive
from index.ingest.sync import sync
from index.search.pipeline import search
from qa import Desk
from tests.benchmarks.markdown import markdown
from tests.index.striking import opened

KEPT = Path(".bench")
_SIZES = (1_000, 10_000)
_TIMES = 5
_CHUNKS_OF_ARTICLE = 20


def seconds_of(action: Callable[[], object]) -> float:
    """Return how long `action` takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def bench_apnews(data: Path) -> str:
    """Return the table of costs on a copy of the kept archive of apnews, with the real encoder."""
    corpus = data / "apnews" / "corpus.jsonl.gz"
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "archive"
        shutil.copytree(KEPT / "apnews", folder)
        with Desk.open(folder) as desk:
            desk.warm()
            desk.sync([corpus])
            unchanged = [seconds_of(lambda: desk.sync([corpus])) for _ in range(3)]
            query = median(seconds_of(lambda: desk.search("ferry")) for _ in range(_TIMES))
            added = [
                seconds_of(lambda number=number: _add_and_find(desk, Path(home), number))  # type: ignore[misc]
                for number in range(_TIMES)
            ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = [
        ["a sync of 1,397 articles in which nothing changed", f"{min(unchanged):.2f} s"],
        ["one new article, until it is found", f"{median(added):.2f} s"],
        ["reference: one search", f"{1000 * query:.0f} ms"],
        ["most memory of the process", f"{peak:,.0f} MB"],
    ]
    return markdown(["on apnews", ""], rows)


def _add_and_find(desk: Desk, home: Path, number: int) -> None:
    file = home / f"new{number}.json"
    body = f"The lighthouse keeper Quillan Vosk{number} climbed the tower. " * 12
    file.write_text(json.dumps({"id": f"new{number}", "title": f"Keeper {number}", "body": body}))
    desk.sync([file])
    assert any(hit.article_id == f"new{number}" for hit in desk.search(f"keeper Quillan Vosk{number}"))


def bench_sizes(sizes: tuple[int, ...]) -> str:
    """Return the table of what one new article costs in archives of these many chunks."""
    rows = []
    with tempfile.TemporaryDirectory() as home:
        archive = opened(Path(home) / "archive")
        made = made_up(random.Random(1))
        for size in sorted(sizes):
            missing = size - archive.catalogue.counts().chunks
            file = _written(Path(home) / "many.jsonl", islice(made, missing // _CHUNKS_OF_ARTICLE + 1))
            sync(archive, [file])
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            megabytes = file.stat().st_size / 1e6
            chunks = archive.catalogue.counts().chunks
            costs = [_one_more(archive, next(made), Path(home) / "one.json") for _ in range(_TIMES)]
            reference = median(seconds_of(lambda: search(archive, "word1 word2")) for _ in range(_TIMES))
            rows.append(
                [
                    f"{chunks:,}",
                    f"{1000 * median(costs):.0f} ms",
                    f"{1000 * reference:.0f} ms",
                    f"{peak:,.0f} MB for a file of {megabytes:.0f} MB",
                ]
            )
        archive.close()
    head = ["chunks", "one new article, until it is found", "reference: one search", "most memory"]
    return markdown(head, rows)


def _written(file: Path, articles: Iterable[Article]) -> Path:
    with file.open("w", encoding="utf-8") as out:
        out.writelines(f"{_line(article)}\n" for article in articles)
    return file


def _line(article: Article) -> str:
    return json.dumps({"id": article.article_id, "title": article.title, "body": article.body})


def made_up(rng: random.Random) -> Iterator[Article]:
    """Yield articles of about twenty chunks of made-up words, without end."""
    number = 0
    while True:
        number += 1
        paragraphs = [
            " ".join(f"word{rng.randrange(20_000)}" for _ in range(40)) + "."
            for _ in range(_CHUNKS_OF_ARTICLE)
        ]
        yield Article(f"made{number}", f"News {number}", "\n\n".join(paragraphs))


def _one_more(archive: Archive, article: Article, file: Path) -> float:
    file.write_text(_line(article))
    words = article.body.partition(".")[0]

    def add() -> None:
        sync(archive, [file])
        assert search(archive, words).hits[0].article_id == article.article_id

    return seconds_of(add)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--chunks", type=int, action="append", help="sizes of the made-up archives")
    arguments = parser.parse_args()
    if (KEPT / "apnews").is_dir():
        print(bench_apnews(arguments.data) + "\n")
    print(bench_sizes(tuple(arguments.chunks or _SIZES)))


if __name__ == "__main__":
    main()
