"""Bringing the archive up to date with files, folders and addresses."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import insert

from corpus.article import Article, LeftOut, Read, Withdrawal, bounded
from corpus.errors import ArticleError, InputError
from corpus.fetch.feeds_and_pages import Memory, Unchanged, read_address
from corpus.fetch.http import Fetcher, is_address
from corpus.formats.read import input_bytes, read_path, read_some
from corpus.identity import masked
from corpus.options import Meter, Reading
from index.archive import Archive
from index.backup.copy import back_up
from index.catalogue import schema as t
from index.catalogue.records import now_ms
from index.ingest.commit import apply_batch
from index.ingest.embedding import batch_size
from index.ingest.identity import conflict, findable, namesakes, settled
from index.ingest.plan import Decision
from index.ingest.progress import OnProgress, Progress
from index.ingest.provenance import place_of, remember_origins, remove_gone, root_of, stands_in
from index.ingest.recovery import recover
from index.ingest.sync_report import SyncError, SyncReport
from index.ingest.withdrawal import Withdrawals, withdraw
from index.registers.http_validators import FetchMemory

ReadPath = Callable[[str | Path, Reading], Iterator[Read]]
"""Reads the articles of a file or folder; see `corpus.formats.read.read_path`."""
ReadAddress = Callable[[str, Reading, Fetcher, Memory], Iterator[Read | Unchanged]]
"""Reads the articles of an address; see `corpus.fetch.feeds_and_pages.read_address`."""


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """How a sync reads its PATHs, and what it does beyond adding and updating articles.

    Attributes:
        prune: Also remove what an earlier sync of the same PATH brought and is gone from it.
        only: Of the files below the PATHs, read and prune these alone, since nothing else has changed; None
            for all.
        reading: How articles are read.
        fetcher: Fetches the addresses among the PATHs.
        read: Reads files and folders.
        fetch: Reads addresses.
        log_unchanged: Whether a sync that changed nothing is logged too.
    """

    prune: bool = False
    only: Sequence[Path] | None = None
    reading: Reading = field(default_factory=Reading)
    fetcher: Fetcher = field(default_factory=Fetcher)
    read: ReadPath = read_path
    fetch: ReadAddress = read_address
    log_unchanged: bool = True


def sync(
    archive: Archive,
    paths: Sequence[str | Path],
    options: SyncOptions | None = None,
    on_progress: OnProgress | None = None,
) -> SyncReport:
    """Bring the archive up to date with `paths`; finished batches are found at once.

    Args:
        archive: The archive to update.
        paths: Files, folders, and addresses of feeds and pages.
        options: How they are read, and whether articles are pruned.
        on_progress: Called after every batch.

    Raises:
        InputError: None of the PATHs can be read: they do not exist, hold no article or cannot be fetched.
        ArchiveError: The archive cannot be written.
    """
    return _Sync(archive, options or SyncOptions(), on_progress).run(paths)


class _Sync:
    """One run: what it has seen so far, and what it reports."""

    def __init__(self, archive: Archive, options: SyncOptions, on_progress: OnProgress | None) -> None:
        self._archive, self._options = archive, options
        self._longest_id = archive.catalogue.longest_id
        self._meter, self._metered = Meter(), False  # How much an address will send is unknown.
        self._reading = replace(options.reading, meter=self._meter)
        self._memory = FetchMemory(archive.catalogue)
        self._on_progress, self._report = on_progress, SyncReport()
        self._started, self._number = time.monotonic(), time.time_ns()
        self._given: dict[str, str] = {}
        # Articles of this PATH that no batch brings: read before, and unchanged according to the server.
        self._places: list[tuple[str, str]] = []
        self._same: list[tuple[str, str]] = []
        self._withdrawals = Withdrawals(archive)
        self._whole_unchanged, self._done, self._path = False, 0, ""

    def run(self, paths: Sequence[str | Path]) -> SyncReport:
        self._metered = bool(self._on_progress) and not any(is_address(path) for path in paths)
        if self._metered:
            self._meter.expect(sum(input_bytes(path) for path in paths))
        try:
            self._each(paths)
            self._withdrawals.tell_unfound(self._report.fail)
        finally:
            self._report.seconds = time.monotonic() - self._started
            if self._done and (self._options.log_unchanged or self._report.changed):
                self._log(paths)
        back_up(self._archive, self._tell)
        return self._report

    def _each(self, paths: Sequence[str | Path]) -> None:
        """Sync each PATH; one that cannot be read is an error where others can be."""
        dead: list[InputError] = []
        for path in paths:
            try:
                self._one(path)
            except InputError as error:
                dead.append(error)
                self._report.fail(ArticleError(error.message, masked(str(path)), None, error.hint))
        if dead and len(dead) == len(paths):
            raise InputError("; ".join(error.message for error in dead), dead[0].hint)

    def _one(self, path: str | Path) -> None:
        self._path, self._whole_unchanged = masked(str(path)), False
        self._places, self._same = [], []
        root = root_of(path)
        for batch in self._batches(self._read(path)):
            self._apply(root, batch)
        if back := self._withdrawals.published_again():
            self._report.let_in(len(back))
            self._apply(root, back)
        # This PATH has them too, so pruning another must not remove them.
        self._remember(root, self._places)
        remember_origins(self._archive, root, self._same, self._number, unread=True)
        if self._options.prune and not self._whole_unchanged:
            self._prune(root)
        self._memory.keep()

    def _read(self, path: str | Path) -> Iterable[Read | Unchanged]:
        if not is_address(path) and not Path(path).expanduser().exists():
            raise InputError(f"There is no file or folder {path}", "Correct the path, and sync again.")
        if is_address(path):
            return self._options.fetch(str(path), self._reading, self._options.fetcher, self._memory)
        if self._options.only is not None:
            return read_some(path, self._options.only, self._reading)
        return self._options.read(path, self._reading)

    def _batches(self, read: Iterable[Read | Unchanged]) -> Iterator[list[Article]]:
        """Yield articles in batches, each id once; withdrawals wait in `_withdrawals`."""
        batch: dict[str, Article] = {}
        characters, size = 0, batch_size(self._archive)
        for item in (findable(bounded(one), self._longest_id) for one in read):
            if isinstance(item, Withdrawal):
                self._report.leave_out(item.kind)
                self._report.unchanged += self._withdrawals.add(item, batch)
                for name in set(item.article_ids) - set(batch):
                    self._given.pop(name, None)
            elif not isinstance(item, Article):
                self._note(item)
            elif self._withdrawals.take_back(item):
                self._report.unchanged += 1
                self._report.count_away(item.article_id, withdrawn=True)
            else:
                again = item.article_id in batch or self._withdrawals.concern(item.article_id)
                full = size.is_full(len(batch), characters)
                if (batch or self._withdrawals.pending) and (again or full):
                    yield list(batch.values())
                    batch, characters, size = {}, 0, batch_size(self._archive)
                article = self._news(item)
                if article is not None:
                    batch[article.article_id] = article
                    characters += len(article.body)
        if batch or self._withdrawals.pending:
            yield list(batch.values())

    def _note(self, item: ArticleError | LeftOut | Unchanged) -> None:
        if isinstance(item, ArticleError):
            self._report.fail(item)
        elif isinstance(item, LeftOut):
            self._report.leave_out(item.kind, item.example)
        elif item.article_id is None:
            self._whole_unchanged = True
        else:
            self._report.unchanged += 1
            self._same.append((item.article_id, self._path))

    def _news(self, article: Article) -> Article | None:
        """The article under its own id, if this run has not seen it yet or only an earlier version."""
        before = self._given.get(article.article_id)
        if before is not None and before != article.text_hash:
            with self._archive.catalogue.reading() as connection:
                own = settled(connection, article)
            if isinstance(own, ArticleError):
                self._report.fail(own)
                return None
            if own.article_id != article.article_id:
                return self._news(own)
        self._given[article.article_id] = article.text_hash
        if before is None:
            return article
        if before == article.text_hash:
            self._report.duplicate += 1
            self._places.append((article.article_id, place_of(article)))
            return None
        if article.updated_at is None and article.exported is None:
            with self._archive.catalogue.reading() as connection:
                self._report.fail(conflict(connection, article))
            return None
        return article

    def _apply(self, root: str, batch: Sequence[Article]) -> None:
        for articles in self._settled(batch):
            with self._archive.writer("sync", self._tell):
                recover(self._archive)
                # First: what is active and came from nowhere would never be pruned.
                self._remember(root, [(article.article_id, place_of(article)) for article in articles])
                decisions, embedded = apply_batch(self._archive, articles)
            self._report.chunks_embedded += embedded
            self._count(decisions)
            self._done += len(articles)
            self._tell("", decisions)
        if withdrawals := self._withdrawals.take():
            self._report.removed += withdraw(self._archive, withdrawals, self._tell)
            self._done += len(withdrawals)

    def _settled(self, batch: Sequence[Article]) -> list[list[Article]]:
        """The articles of a batch whose ids are theirs; behind them, each alone, those under another id."""
        own: list[Article] = []
        renamed: list[list[Article]] = []
        with self._archive.catalogue.reading() as connection:
            others = namesakes(connection, batch)
            for article in batch:
                chosen = settled(connection, article) if article.article_id in others else article
                if isinstance(chosen, ArticleError):
                    self._report.fail(chosen)
                elif chosen.article_id == article.article_id:
                    own.append(chosen)
                else:
                    renamed.append([chosen])
        return [own, *renamed] if own else renamed

    def _count(self, decisions: Sequence[Decision]) -> None:
        kinds = Counter(decision.kind for decision in decisions)
        self._report.added += kinds["added"]
        self._report.updated += kinds["updated"] + kinds["metadata"]
        self._report.unchanged += kinds["unchanged"] + kinds["removed"]
        now, keep_expired = self._archive.catalogue.clock(), self._archive.place.keep_expired
        for decision in decisions:
            if decision.kind == "removed":
                self._report.count_away(decision.article.article_id, withdrawn=decision.withdrawn)
            if decision.withdrawn:
                self._withdrawals.hold(decision.article)
            self._report.count_hidden(decision.article, now, keep_expired)

    def _tell(self, message: str, batch: Sequence[Decision] = ()) -> None:
        if self._on_progress:
            seconds = time.monotonic() - self._started
            share = self._meter.share if self._metered else None
            self._on_progress(Progress(self._path, self._done, seconds, message, batch, share=share))

    def _remember(self, root: str, places: Sequence[tuple[str, str]]) -> None:
        remember_origins(self._archive, root, places, self._number)

    def _prune(self, root: str) -> None:
        # Articles of a file that could not be read completely this time are not gone: they stay.
        unread = tuple(self._report.unread)
        stay: list[str] = []

        def is_gone(location: str) -> bool:
            if location.startswith(unread):
                stay.append(location)
                return False
            return self._options.only is None or stands_in(location, self._options.only)

        self._report.removed += remove_gone(self._archive, root, self._number, is_gone, self._tell)
        if stay:
            message = (
                f"{len(stay):,} of the articles that an earlier sync brought were not found in it, and stay: "
                "some of it could not be read. Fix what failed, and sync with --prune again."
            )
            self._report.errors.append(SyncError(self._path, None, message, kept=True))

    def _log(self, paths: Sequence[str | Path]) -> None:
        row = {
            "finished_ms": now_ms(),
            "paths": json.dumps([masked(str(path)) for path in paths]),
            "report": json.dumps({k: v for k, v in self._report.to_dict().items() if k != "errors"}),
        }
        with self._archive.catalogue.writing() as connection:
            connection.execute(insert(t.sync_log), row)
