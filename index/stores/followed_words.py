"""A word index on a server's own disk, which follows a catalogue in a shared database by itself.

Whoever writes to the archive notes in the catalogue which chunks a change touched; every server replays
them before its next answer, or earlier. Replaying a change twice does no harm.
"""

from __future__ import annotations

import json
import shutil
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Row, func, select

from corpus.errors import ArchiveBusy, ArchiveError
from index.catalogue import schema as t
from index.catalogue.clauses import of_active_chunks
from index.catalogue.engine import batches
from index.catalogue.journal import KEPT, Journal, Position, begin_journal, changed_since, journal_of
from index.catalogue.limit import Limit
from index.catalogue.reads import Catalogue
from index.stores.tantivy_words import WordIndex
from index.stores.words import WordRow, words_of

_POSITION, _MADE = "position.json", "made"
_PAGE, _COMMIT = 2_000, 20_000
_PATIENCE_S = 3.0
_NO_WAIT = 0.0


class FollowedWords:
    """A `WordStore` in a folder, brought to the state of the catalogue whenever it is asked.

    Processes may share the folder. An index that cannot follow any more is made anew, beside the former where
    that is still right. What is beside the folder under longer names belongs to it too.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self._folder, self._new = folder, folder.with_name(f"{folder.name}.new")
        self._catalogue = catalogue
        # Who needs both takes that of making first.
        self._making, self._using = (folder.with_name(f"{folder.name}.{n}") for n in ("making", "lock"))
        self._turn = threading.Lock()
        self._index: WordIndex | None = None
        self._opened = ""
        self._is_behind = True

    def write(self, rows: Sequence[WordRow], deleted: Sequence[str] = ()) -> None:
        """Do nothing: what is to be written stands in the catalogue."""

    def best(
        self, query: str, count: int, limit: Limit | None = None, within: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return up to `count` chunk ids with their BM25 score; see `WordIndex.best`."""
        return self._current().best(query, count, limit, within)

    def having(self, phrase: str) -> list[tuple[str, float]]:
        """Return the ids of all chunks that have a phrase; see `WordIndex.having`."""
        return self._current().having(phrase)

    def terms(self, text: str) -> list[str]:
        """Return the words of a text as they are indexed."""
        return self._current().terms(text)

    def count(self) -> int:
        """Return the number of chunks kept."""
        return self._current().count()

    def ids(self) -> set[str]:
        """Return the ids of all chunks kept."""
        return self._current().ids()

    def reload(self) -> None:
        """Look for changes when it is asked next."""
        self._is_behind = True

    def follow(self) -> None:
        """Take over what changed, and make the index anew where a rebuild wants it, while others ask.

        Raises:
            ArchiveError: The catalogue cannot be read, or the folder cannot be written.
        """
        if not _is_fresh(self._position(), self._journal()):
            self._make(_is_fresh, _NO_WAIT)
        self._current()

    def behind(self) -> int:
        """Return how many changes of the catalogue the index lacks."""
        at, now = self._position(), self._journal().now
        return now.generation - at.generation if at is not None else KEPT

    # -- following -----------------------------------------------------------------------------------

    def _current(self) -> WordIndex:
        """The index, at the state of the catalogue.

        Raises:
            ArchiveBusy: It takes long to get there.
        """
        if not self._turn.acquire(timeout=_PATIENCE_S):
            raise _busy()
        try:
            if self._is_behind or self._index is None:
                self._is_behind = False  # Before, since something may change meanwhile.
                try:
                    self._index = self._caught_up()
                except BaseException:
                    self._is_behind = True
                    raise
            return self._index
        finally:
            self._turn.release()

    def _caught_up(self) -> WordIndex:
        while True:
            with _locked(self._using, _PATIENCE_S):
                at, journal = self._position(), self._journal()
                if at is not None and journal.reaches(at) and (index := self._reopened()) is not None:
                    self._replay(index, at, journal)
                    return index
            self._make(_is_usable, _PATIENCE_S)

    def _replay(self, index: WordIndex, at: Position, journal: Journal) -> None:
        """Take over what changed since a position; the folder is locked."""
        if at.generation == journal.now.generation:
            return
        with self._catalogue.reading() as connection:
            chunk_ids = changed_since(connection, at.generation)
        for some in batches(chunk_ids, _COMMIT):
            rows = list(self._rows_of(some))
            index.write(rows, sorted(set(some) - {row.chunk_id for row in rows}))
        # The build stays that whose chunks it was made of: a rebuild is to be noticed.
        _put(self._folder, replace(at, generation=journal.now.generation))

    def _reopened(self) -> WordIndex | None:
        """The index as it is in the folder, where another may have taken its place; None if it is broken."""
        try:
            made = (self._folder / _MADE).read_text("utf-8")
            if self._index is None or self._opened != made:
                self._index, self._opened = WordIndex(self._folder), made
            else:
                self._index.reload()
        except (ArchiveError, OSError):
            self._index = None
            (self._folder / _POSITION).unlink(missing_ok=True)
        return self._index

    # -- making anew ---------------------------------------------------------------------------------

    def _make(self, is_made: Callable[[Position | None, Journal], bool], patience_s: float) -> None:
        """Make the index anew, unless another process has done so or is about to."""
        try:
            with _locked(self._making, patience_s):
                if is_made(self._position(), self._journal()):
                    return
                while not self._filled():
                    pass
                with _locked(self._using, _PATIENCE_S):
                    shutil.rmtree(self._folder, ignore_errors=True)
                    self._new.rename(self._folder)
                self._is_behind = True
        except ArchiveBusy:
            if patience_s:
                raise
        except OSError as error:
            raise ArchiveError(
                f"The word index in {self._folder} cannot be made: {error}",
                "Make room on the disk.",
            ) from error

    def _filled(self) -> bool:
        """Write all chunks to a new index; False where they were replaced by others meanwhile."""
        shutil.rmtree(self._new, ignore_errors=True)
        journal = self._journal()
        index = WordIndex(self._new)
        last, rows = "", list[WordRow]()
        while page := list(self._page_after(last)):
            last = page[-1].chunk_id
            rows += page
            if len(rows) >= _COMMIT:
                index.write(rows)
                rows = []
        index.write(rows)
        # From there on: the pages are of later states, and what changed meanwhile is replayed.
        (self._new / _MADE).write_text(uuid.uuid4().hex, "utf-8")
        _put(self._new, journal.now)
        after = self._journal().now
        return (after.journal, after.build) == (journal.now.journal, journal.now.build)

    # -- the catalogue -------------------------------------------------------------------------------

    def _journal(self) -> Journal:
        with self._catalogue.reading() as connection:
            journal = journal_of(connection)
        if journal is None:  # The archive was made before there was one.
            with self._catalogue.writing() as connection:
                if journal_of(connection) is None:
                    begin_journal(connection)
                journal = journal_of(connection)
        assert journal is not None
        return journal

    def _page_after(self, chunk_id: str) -> Iterator[WordRow]:
        with self._catalogue.reading() as connection:
            query = of_active_chunks(select(*_COLUMNS), connection).where(t.chunk.c.chunk_id > chunk_id)
            for row in connection.execute(query.order_by(t.chunk.c.chunk_id).limit(_PAGE)):
                yield _word_row(row)

    def _rows_of(self, chunk_ids: Sequence[str]) -> Iterator[WordRow]:
        with self._catalogue.reading() as connection:
            for some in batches(chunk_ids):
                query = of_active_chunks(select(*_COLUMNS), connection).where(t.chunk.c.chunk_id.in_(some))
                yield from map(_word_row, connection.execute(query))

    def _position(self) -> Position | None:
        try:
            return Position(**json.loads((self._folder / _POSITION).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None


_COLUMNS = (
    t.chunk.c.chunk_id,
    t.chunk.c.start,
    func.substr(t.version.c.body, t.chunk.c.start + 1, t.chunk.c.end - t.chunk.c.start).label("text"),
    t.version.c.title,
    t.version.c.summary,
    t.version.c.source,
    t.version.c.published_ms,
)


def _word_row(row: Row[Any]) -> WordRow:
    text = words_of(row.text, row.start, row.summary)
    return WordRow(row.chunk_id, row.title, text, row.source, row.published_ms)


def _is_usable(at: Position | None, journal: Journal) -> bool:
    return journal.reaches(at)


def _is_fresh(at: Position | None, journal: Journal) -> bool:
    return journal.reaches(at) and at is not None and at.build == journal.now.build


def _put(folder: Path, position: Position) -> None:
    """Note how far an index has come, after it has."""
    written = folder / f"{_POSITION}.new"
    written.write_text(json.dumps(asdict(position)), "utf-8")
    written.replace(folder / _POSITION)


@contextmanager
def _locked(path: Path, patience_s: float) -> Iterator[None]:
    """Hold a lock that threads of this process exclude each other by, too."""
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=patience_s)
    except Timeout:
        raise _busy() from None
    try:
        yield
    finally:
        lock.release()


def _busy() -> ArchiveBusy:
    return ArchiveBusy("This machine's word index is being brought up to date", "Ask again in a minute.")
