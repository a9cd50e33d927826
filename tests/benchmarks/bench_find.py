"""How fast "Find" lists articles by their words: `python -m tests.benchmarks.bench_find FOLDER [WORD]...`.

FOLDER is an archive's data folder, of which a copy is used. Each word is looked for right after an article
was removed, when what is kept in memory is made anew, and once more. Beside it stands what a
plain scan of all texts takes (SQLite's LIKE), to compare machines by.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from index.archive import Archive
from index.catalogue import schema as t
from index.ingest.removal import remove
from index.search.articles import ArticleFinder
from qa.settings import Settings
from tests.benchmarks.bench_sync import seconds_of
from tests.benchmarks.markdown import markdown

_WORDS = ("said", "people", "president", "new york", "zebra")
_TIMES = 5


def measured(archive: Archive, word: str) -> list[str]:
    """Return the cells of one word."""
    finder = ArticleFinder(archive)
    total = finder.find(word).listing.total
    changed, again, scanned = [], [], []
    for article_id in archive.facets.article_ids[:_TIMES]:
        remove(archive, [article_id])
        changed.append(seconds_of(lambda: finder.find(word)))
        again.append(seconds_of(lambda: finder.find(word)))
        scanned.append(seconds_of(lambda: _scan(archive, word)))
    times = [1000 * median(some) for some in (changed, again, scanned)]
    return [
        word,
        f"{total:,}",
        *(f"{time:.0f} ms" for time in times),
        f"{times[0] / times[2]:.2f}",
        f"{times[1] / times[2]:.2f}",
    ]


def _scan(archive: Archive, word: str) -> int:
    with archive.catalogue.reading() as connection:
        query = select(func.count()).where(t.version.c.body.ilike(f"%{word}%"))
        return int(connection.execute(query).scalar_one())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("words", nargs="*", metavar="WORD", default=_WORDS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "archive"
        shutil.copytree(given.folder, folder)
        archive = Archive(Settings(data_dir=folder).place(), allow_mismatch=True)
        print(f"{archive.catalogue.counts().articles:,} articles")
        rows = [measured(archive, word) for word in given.words]
        archive.close()
    print(markdown(["word", "articles", "after a change", "again", "scan", "ratio", "ratio, again"], rows))


if __name__ == "__main__":
    main()
