"""Making the archive hold what files and folders hold."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from corpus.article import Article, bounded
from corpus.errors import ArticleError, InputError
from corpus.fetch.feeds_and_pages import Unchanged, read_address
from corpus.fetch.http import Fetcher, is_address
from corpus.formats.read import input_bytes, read_path, read_some
from corpus.identity import encodable, masked
from corpus.options import Meter, Reading
from index.archive import Archive
from index.backup.copy import back_up
from index.catalogue import schema as t
from index.catalogue.http_validators import FetchMemory
from index.catalogue.records import now_ms
from index.ingest.commit import apply_batch
from index.ingest.plan import Decision
from index.ingest.progress import OnProgress, Progress
from index.ingest.provenance import prune as remove_gone
from index.ingest.provenance import remember_origins, root_of
from index.ingest.recovery import recover

# A batch is embedded, written and made active at once: large enough to fill the encoder, small enough
# that its articles are soon found and that little is lost by a crash.
_BATCH_ARTICLES = 64
_BATCH_CHARACTERS = 400_000
# A file of a million rows that are none would else fill the memory with errors.
_MOST_ERRORS = 1_000
_LONGEST_ERROR = 1_000

ReadPath = Callable[[str | Path, Reading], Iterator[Article | ArticleError]]
"""Reads the articles of a file or folder; see `corpus.formats.read.read_path`."""


@dataclass(frozen=True, slots=True)
class SyncError:
    """An article, row or file that was left out, or was kept with something missing (`kept`)."""

    path: str
    line: int | None
    error: str
    kept: bool = False


@dataclass(slots=True)
class SyncReport:
    """What a sync did.

    Attributes:
        added: Articles that were not there.
        updated: Articles whose text or metadata changed.
        unchanged: Articles that were there as they are, or that an operator removed.
        duplicate: Rows that give an article a second time in the same sync.
        removed: Articles that `prune` took out.
        failed: Articles, rows or files left out; each has an entry in `errors`.
        chunks_embedded: Texts that went through the encoder.
        seconds: How long it took.
        errors: What was left out, and what was kept with something missing; the first thousand of them.
        unlisted: How many more there were.
        unread: Where something was left out.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicate: int = 0
    removed: int = 0
    failed: int = 0
    chunks_embedded: int = 0
    seconds: float = 0.0
    errors: list[SyncError] = field(default_factory=list)
    unlisted: int = 0
    unread: set[str] = field(default_factory=set)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the JSON of the contract."""
        counts = {
            name: getattr(self, name)
            for name in ("added", "updated", "unchanged", "duplicate", "removed", "failed", "chunks_embedded")
        }
        errors = [{"path": e.path, "line": e.line, "error": e.error} for e in self.listed()]
        return {**counts, "seconds": round(self.seconds, 3), "errors": errors}

    def fail(self, error: ArticleError) -> None:
        """Count and list one article that was left out, or list one that was kept with a fault."""
        if len(self.errors) < _MOST_ERRORS:
            text = f"{error.message[:_LONGEST_ERROR]}. {error.hint}"
            self.errors.append(SyncError(error.path, error.line, text, error.kept))
        else:
            self.unlisted += error.count
        if not error.kept:
            self.failed += error.count
            self.unread.add(error.path)

    def listed(self) -> list[SyncError]:
        """Return the errors, and last how many more there were, if there were."""
        if not self.unlisted:
            return self.errors
        text = f"{self.unlisted:,} more are counted and not listed. Mend these, and sync again."
        return [*self.errors, SyncError(self.errors[-1].path, None, text, kept=True)]


def sync(
    archive: Archive,
    paths: Sequence[str | Path],
    *,
    prune: bool = False,
    on_progress: OnProgress | None = None,
    reading: Reading | None = None,
    fetcher: Fetcher | None = None,
    only: Sequence[Path] | None = None,
    read: ReadPath = read_path,
) -> SyncReport:
    """Make the archive hold what `paths` hold; what is finished is found at once.

    Args:
        archive: Where to.
        paths: Files, folders, and addresses of feeds and pages.
        prune: Also take out what an earlier sync of the same PATH brought and is gone from it.
        on_progress: Told after every batch.
        reading: Names of fields and outlets beside the usual ones.
        fetcher: Fetches the addresses among `paths`.
        only: Of the files below `paths`, read and prune these alone: nothing else has changed.
        read: Reads files and folders.

    Raises:
        InputError: A PATH does not exist, holds no article at all or cannot be fetched; those before it are
            done.
        ArchiveError: The archive cannot be written.
    """
    run = _Sync(archive, on_progress, reading or Reading(), fetcher or Fetcher(), only, read)
    return run.run(paths, prune)


class _Sync:
    """One run: what it has seen so far, and what it reports."""

    def __init__(
        self,
        archive: Archive,
        on_progress: OnProgress | None,
        reading: Reading,
        fetcher: Fetcher,
        only: Sequence[Path] | None,
        read: ReadPath,
    ) -> None:
        self._only, self._read_path = only, read
        self._archive = archive
        self._meter = Meter()
        # Of an address nobody knows how much it will send.
        self._metered = False
        self._reading, self._fetcher = replace(reading, meter=self._meter), fetcher
        self._memory = FetchMemory(archive.catalogue)
        self._on_progress = on_progress
        self._report = SyncReport()
        self._started = time.monotonic()
        self._number = time.time_ns()
        self._given: dict[str, str] = {}
        # What this PATH holds and no batch brings: read before, or unchanged by its server's word.
        self._held: list[tuple[str, str]] = []
        self._whole_unchanged = False
        self._done = 0
        self._path = ""

    def run(self, paths: Sequence[str | Path], prune: bool) -> SyncReport:
        for path in paths:
            if not is_address(path) and not Path(path).expanduser().exists():
                raise InputError(f"There is no file or folder {path}", "Correct the path, and sync again.")
        self._metered = bool(self._on_progress) and not any(is_address(path) for path in paths)
        if self._metered:
            self._meter.expect(sum(input_bytes(path) for path in paths))
        try:
            for path in paths:
                self._one(path, prune)
        finally:
            self._report.seconds = time.monotonic() - self._started
            if self._done:
                self._log(paths)
        back_up(self._archive, self._tell)
        return self._report

    def _one(self, path: str | Path, prune: bool) -> None:
        self._path = masked(str(path))
        self._whole_unchanged = False
        root = root_of(path)
        for batch in self._batches(self._read(path)):
            self._apply(root, batch)
        # This path brings them too, so pruning another must not take them out.
        self._remember(root, self._held)
        self._held.clear()
        if prune and not self._whole_unchanged:
            self._prune(root)
        self._memory.keep()

    def _read(self, path: str | Path) -> Iterable[Article | ArticleError | Unchanged]:
        if is_address(path):
            return read_address(str(path), self._reading, self._fetcher, self._memory)
        if self._only is not None:
            return read_some(path, self._only, self._reading)
        return self._read_path(path, self._reading)

    def _batches(self, read: Iterable[Article | ArticleError | Unchanged]) -> Iterator[list[Article]]:
        batch: list[Article] = []
        characters = 0
        for item in map(bounded, read):
            if isinstance(item, ArticleError):
                self._report.fail(item)
                continue
            if isinstance(item, Unchanged):
                self._take_unchanged(item)
                continue
            again = any(item.article_id == other.article_id for other in batch)
            full = len(batch) >= _BATCH_ARTICLES or characters >= _BATCH_CHARACTERS
            if batch and (again or full):
                yield batch
                batch, characters = [], 0
            if self._is_news(item):
                batch.append(item)
                characters += len(item.body)
        if batch:
            yield batch

    def _take_unchanged(self, item: Unchanged) -> None:
        if item.article_id is None:
            self._whole_unchanged = True
        else:
            self._report.unchanged += 1
            self._held.append((item.article_id, self._path))

    def _is_news(self, article: Article) -> bool:
        """Whether this run has not had the article yet, or has a version of it that came later."""
        before = self._given.get(article.article_id)
        self._given[article.article_id] = article.text_hash
        if before is None:
            return True
        if before == article.text_hash:
            self._report.duplicate += 1
            self._held.append((article.article_id, article.origin))
            return False
        if article.updated_at is None and article.exported is None:
            self._report.fail(_conflict(article))
            return False
        return True

    def _apply(self, root: str, batch: Sequence[Article]) -> None:
        with self._archive.writer("sync", self._tell):
            recover(self._archive)
            decisions, embedded = apply_batch(self._archive, batch)
            self._remember(root, [(article.article_id, article.origin) for article in batch])
        self._report.chunks_embedded += embedded
        self._count(decisions)
        self._done += len(batch)
        self._tell("", decisions)

    def _count(self, decisions: Sequence[Decision]) -> None:
        kinds = Counter(decision.kind for decision in decisions)
        self._report.added += kinds["added"]
        self._report.updated += kinds["updated"] + kinds["metadata"]
        self._report.unchanged += kinds["unchanged"] + kinds["removed"]

    def _tell(self, message: str, batch: Sequence[Decision] = ()) -> None:
        if self._on_progress:
            seconds = time.monotonic() - self._started
            share = self._meter.share if self._metered else None
            self._on_progress(Progress(self._path, self._done, seconds, message, batch, share=share))

    def _remember(self, root: str, held: Sequence[tuple[str, str]]) -> None:
        remember_origins(self._archive, root, held, self._number)

    def _prune(self, root: str) -> None:
        # What stood in a file that could not be read this time, or not all of it, is not gone: it stays.
        unread = tuple(self._report.unread)
        stay: list[str] = []

        def is_gone(location: str) -> bool:
            if location.startswith(unread):
                stay.append(location)
                return False
            return self._is_looked_at(location)

        self._report.removed += remove_gone(self._archive, root, self._number, is_gone, self._tell)
        if stay:
            told = (
                f"{len(stay):,} of the articles that an earlier sync brought were not found in it, and stay: "
                "some of it could not be read. Mend what failed, and sync with --prune again."
            )
            self._report.errors.append(SyncError(self._path, None, told, kept=True))

    def _is_looked_at(self, location: str) -> bool:
        """Whether this run read where an article was, and not only other files of its PATH."""
        if self._only is None:
            return True
        names = [encodable(path.as_posix()) for path in self._only]
        return any(location == name or location.startswith((f"{name}:", f"{name}/")) for name in names)

    def _log(self, paths: Sequence[str | Path]) -> None:
        row = {
            "finished_ms": now_ms(),
            "paths": json.dumps([masked(str(path)) for path in paths]),
            "report": json.dumps({k: v for k, v in self._report.to_dict().items() if k != "errors"}),
        }
        with self._archive.catalogue.writing() as connection:
            connection.execute(insert(t.sync_log), row)


def _conflict(article: Article) -> ArticleError:
    path, _, line = article.origin.rpartition(":")
    numbered = path and re.fullmatch("[0-9]{1,12}", line)
    return ArticleError(
        f"A second, different article has the id {article.article_id!r}: the first one was kept",
        path if numbered else article.origin,
        int(line) if numbered else None,
        "Give it an id of its own, or an updated_at that says which is newer.",
    )
