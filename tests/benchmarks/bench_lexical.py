"""Word indexes that could be used: `python -m tests.benchmarks.bench_lexical [--chunks N]...`.

Ours, in tantivy, beside SQLite's FTS5 with its porter stemmer and BM25 and, where it is installed,
PostgreSQL's full text, over the same made-up chunks: words drawn as often as English has them, so that the
lists of common words are as long as in real news. Building, replacing chunks in one commit, and questions of
twelve words, without the stop words that tantivy leaves out.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import numpy as np
from sqlalchemy import create_engine, text
from wordfreq import top_n_list, word_frequency

from index.search.terms import is_stop
from index.stores.tantivy_words import WordIndex, WordRow
from tests.benchmarks.bench_sync import seconds_of
from tests.benchmarks.markdown import markdown
from tests.postgres import programs, running_postgres

_SIZES = (10_000, 100_000)
_WORDS_OF_CHUNK = 160
_WORDS_OF_TITLE = 9
_WORDS_OF_QUESTION = 12
_VOCABULARY = 60_000
_AT_ONCE = 10_000
_REPLACED = 100
_QUESTIONS = 30
_FOUND = 200
_TITLE_WEIGHT = 0.15


class Words(Protocol):
    """What both indexes can do."""

    def write(self, rows: Sequence[WordRow], deleted: Sequence[str] = ()) -> None:
        """Replace `rows` by their ids."""
        ...

    def best(self, query: str, count: int) -> list[tuple[str, float]]:
        """Return up to `count` ids with scores, best first."""
        ...


class Fts5:
    """SQLite's full-text table with the same two fields, weights and stemming."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._database = sqlite3.connect(folder / "words.sqlite", isolation_level=None)
        self._database.executescript(
            "pragma journal_mode = wal; pragma synchronous = normal;"
            "create table place(chunk_id text primary key, row integer) without rowid;"
            "create virtual table words using fts5(title, text, chunk_id unindexed,"
            " tokenize = 'porter unicode61 remove_diacritics 2');"
        )
        self._rows = 0

    def write(self, rows: Sequence[WordRow], deleted: Sequence[str] = ()) -> None:
        """Replace `rows` by their ids and delete `deleted`, in one commit."""
        self._database.execute("begin")
        gone = [(chunk_id,) for chunk_id in (*deleted, *(row.chunk_id for row in rows))]
        self._database.executemany(
            "delete from words where rowid = (select row from place where chunk_id = ?)", gone
        )
        numbered = list(enumerate(rows, self._rows + 1))
        self._rows += len(numbered)
        self._database.executemany(
            "insert into words(rowid, title, text, chunk_id) values (?, ?, ?, ?)",
            [(number, row.title, row.text, row.chunk_id) for number, row in numbered],
        )
        self._database.executemany(
            "insert or replace into place values (?, ?)", [(row.chunk_id, number) for number, row in numbered]
        )
        self._database.execute("commit")

    def best(self, query: str, count: int) -> list[tuple[str, float]]:
        """Return up to `count` chunk ids with their BM25 score, best first."""
        asked = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query.lower()) if not is_stop(word))
        found = self._database.execute(
            "select chunk_id, -bm25(words, ?, 1.0) as score from words where words match ?"
            " order by score desc limit ?",
            (_TITLE_WEIGHT, asked, count),
        )
        return [(str(chunk_id), float(score)) for chunk_id, score in found]


class PostgresText:
    """A table of PostgreSQL's with the same two fields, weights and stemming, and a GIN index on them.

    Its rank knows nothing of how often a word is elsewhere, so the best would have to be scored once more.
    """

    def __init__(self, _: Path) -> None:
        self._stack = ExitStack()
        settings = ("shared_buffers=1GB", "maintenance_work_mem=256MB", "max_wal_size=4GB")
        server = self._stack.enter_context(running_postgres(settings=settings))
        engine = create_engine(server.address().url)
        self._stack.callback(engine.dispose)
        self._engine = engine
        with engine.begin() as connection:
            connection.execute(
                text("CREATE TABLE words (chunk_id text PRIMARY KEY, terms tsvector NOT NULL)")
            )
            connection.execute(text("CREATE INDEX words_terms ON words USING gin (terms)"))

    def write(self, rows: Sequence[WordRow], deleted: Sequence[str] = ()) -> None:
        """Replace `rows` by their ids and delete `deleted`, in one commit."""
        gone = [*deleted, *(row.chunk_id for row in rows)]
        terms = "setweight(to_tsvector('english', :title), 'A') || to_tsvector('english', :text)"
        with self._engine.begin() as connection:
            connection.execute(text("DELETE FROM words WHERE chunk_id = ANY(:gone)"), {"gone": gone})
            made = [{"chunk_id": row.chunk_id, "title": row.title, "text": row.text} for row in rows]
            connection.execute(text(f"INSERT INTO words VALUES (:chunk_id, {terms})"), made)

    def best(self, query: str, count: int) -> list[tuple[str, float]]:
        """Return up to `count` chunk ids with PostgreSQL's rank, best first."""
        asked = " | ".join(word for word in re.findall(r"\w+", query.lower()) if not is_stop(word))
        weights = f"'{{1, 1, 1, {_TITLE_WEIGHT}}}'"
        ranked = (
            f"SELECT chunk_id, ts_rank({weights}, terms, asked) AS score "
            "FROM words, to_tsquery('english', :asked) AS asked "
            "WHERE terms @@ asked ORDER BY score DESC LIMIT :count"
        )
        with self._engine.connect() as connection:
            rows = connection.execute(text(ranked), {"asked": asked, "count": count})
            return [(str(chunk_id), float(score)) for chunk_id, score in rows]

    def megabytes(self) -> float:
        """How much of the disk the table and its indexes take."""
        with self._engine.connect() as connection:
            return int(connection.execute(text("SELECT pg_total_relation_size('words')")).scalar_one()) / 1e6

    def close(self) -> None:
        """End the server."""
        self._stack.close()


class MadeUpWords:
    """Words as often as English has them.

    Args:
        seed: The same words again.
    """

    def __init__(self, seed: int) -> None:
        self._words = np.array(top_n_list("en", _VOCABULARY))
        often = np.array([word_frequency(word, "en") for word in self._words])
        self._often = np.cumsum(often / often.sum())
        self._random = np.random.default_rng(seed)

    def text(self, count: int) -> str:
        """Return `count` words."""
        return " ".join(self._words[np.searchsorted(self._often, self._random.random(count))])

    def rows(self, first: int, count: int) -> Iterator[WordRow]:
        """Yield `count` chunks with ids from `first` on."""
        for number in range(first, first + count):
            yield WordRow(f"c{number}", self.text(_WORDS_OF_TITLE), self.text(_WORDS_OF_CHUNK), None, None)


def measured(build: Callable[[Path], Words], size: int) -> list[str]:
    """Return the cells of one index of `size` chunks."""
    made = MadeUpWords(size)
    questions = [made.text(_WORDS_OF_QUESTION) for _ in range(_QUESTIONS)]
    building = 0.0
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "words"
        index = build(folder)
        for first in range(0, size, _AT_ONCE):
            some = list(made.rows(first, min(_AT_ONCE, size - first)))
            building += seconds_of(lambda some=some: index.write(some))  # type: ignore[misc]
        ids = random.Random(size).sample(range(size), _REPLACED)
        fresh = [next(made.rows(number, 1)) for number in ids]
        replacing = seconds_of(lambda: index.write(fresh))
        index.best(questions[0], _FOUND)
        asked = [1000 * seconds_of(lambda q=q: index.best(q, _FOUND)) for q in questions]  # type: ignore[misc]
        if isinstance(index, PostgresText):
            disk = index.megabytes()
            index.close()
        else:
            disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    middle, slow = np.percentile(asked, [50, 95])
    return [
        f"{building:.1f} s",
        f"{1000 * replacing:.0f} ms",
        f"{middle:.1f} / {slow:.1f} ms",
        f"{disk:,.0f} MB",
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--chunks", type=int, nargs="*", default=_SIZES)
    rows = []
    built: list[tuple[str, Callable[[Path], Words]]] = [("tantivy", WordIndex), ("SQLite FTS5", Fts5)]
    if programs() is not None:
        built.append(("PostgreSQL GIN", PostgresText))
    for size in parser.parse_args().chunks:
        for name, build in built:
            rows.append([f"{size:,}", name, *measured(build, size)])
            print(rows[-1], flush=True)
    head = ["chunks", "index", "build", f"replace {_REPLACED} chunks", "question, p50 / p95", "on disk"]
    print(markdown(head, rows))


if __name__ == "__main__":
    main()
