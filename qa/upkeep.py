"""What an archive holds, and what operators do to it: sync, watch, rebuild, remove, export, repair."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from corpus.errors import InputError
from corpus.fetch.apart import read_address_apart
from corpus.fetch.feeds_and_pages import read_address
from corpus.fetch.http import Fetcher
from corpus.formats.apart import read_apart
from corpus.formats.read import read_path
from corpus.text.cleaning import clean_line
from corpus.text.outlets import outlet_name
from index.archive import Archive
from index.catalogue.records import ArticleRecord, WorkReport
from index.ingest.labelling import label
from index.ingest.progress import OnProgress, waiting
from index.ingest.removal import remove, restore
from index.ingest.sync import SyncOptions, sync
from index.ingest.sync_report import SyncReport
from index.registers.statements import Statement
from index.search.filters import parse_day
from index.upkeep.doctor import Diagnosis, diagnose
from index.upkeep.export import export
from index.upkeep.rebuild import rebuild
from qa.evaluate.outcomes import forget_outcomes
from qa.settings import Settings, load_settings
from qa.status import Status, status_of

if TYPE_CHECKING:
    from index.ingest.watch import WatchEvent

_LONGEST_OUTLET = 200


class Upkeep:
    """An open archive as operators use it; `Desk` adds answers and searches. Close it, or use ``with``.

    Args:
        archive: The archive.
        settings: How articles are read, and where evaluations are kept.
    """

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.settings = settings
        self._archive = archive

    @classmethod
    def open(
        cls, data_dir: str | Path | None = None, settings: Settings | None = None, *, to_rebuild: bool = False
    ) -> Self:
        """Open the archive in `data_dir`, making it when it is missing.

        Args:
            data_dir: The data folder; the setting DATA_DIR by default.
            settings: Other settings than those of environment and file.
            to_rebuild: Open it also when it was built with another model, to call `rebuild`.

        Raises:
            SettingsError: A setting cannot be used.
            ArchiveMismatch: The archive was built with another model, chunker or schema.
            ArchiveError: The folder cannot be used.
            ModelError: The embedding model cannot be found.
        """
        settings = settings or load_settings()
        if data_dir is not None:
            settings = settings.model_copy(update={"data_dir": Path(data_dir)})
        return cls(Archive(settings.place(), allow_mismatch=to_rebuild), settings)

    def close(self) -> None:
        """Let go of the archive."""
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def archive(self) -> Archive:
        """The archive itself, for what is built on a desk, such as the chat page."""
        return self._archive

    def article(self, article_id: str, version: int | None = None) -> ArticleRecord:
        """Return one version of an article, by default the one that answers use.

        Raises:
            InputError: There is no such article or version.
        """
        record = self._archive.catalogue.record(article_id, version)
        if record is None:
            what = f"version {version} of the article" if version else "article"
            raise InputError(
                f"There is no {what} {article_id!r}", "Use an id shown by a search or an answer."
            )
        return record

    def each_article(self) -> Iterator[ArticleRecord]:
        """Yield the version in use of every article, by id; copies and older versions are left out."""
        return self._archive.catalogue.each_record()

    def status(self) -> Status:
        """Return what the archive holds and what it is built with."""
        return status_of(self._archive, self.settings)

    def sync(
        self,
        paths: Sequence[str | Path],
        prune: bool = False,
        on_progress: OnProgress | None = None,
        apart: bool = False,
        follow_links: bool = False,
        log_unchanged: bool = True,
    ) -> SyncReport:
        """Bring the archive up to date with `paths`; see `index.ingest.sync.sync`.

        With `apart`, each file, folder or address is read in its own process, within limits on time and
        memory: for files from strangers, while others ask questions. With `follow_links`, links in a folder
        to files outside it are read too. Without `log_unchanged`, a sync that changed nothing is not logged.
        """
        options = replace(
            self._sync_options(prune, follow_links),
            read=read_apart if apart else read_path,
            fetch=read_address_apart if apart else read_address,
            log_unchanged=log_unchanged,
        )
        return sync(self._archive, paths, options, on_progress)

    def _sync_options(self, prune: bool, follow_links: bool) -> SyncOptions:
        return SyncOptions(
            prune=prune,
            reading=self.settings.reading(follow_links),
            fetcher=Fetcher(allow_local=self.settings.fetch_local),
        )

    def watch(
        self,
        paths: Sequence[str | Path],
        prune: bool = False,
        every_s: float = 300.0,
        stop: threading.Event | None = None,
        follow_links: bool = False,
    ) -> Iterator[WatchEvent]:
        """Sync `paths`, then whatever changes in them until `stop` is set; see `index.ingest.watch.watch`."""
        from index.ingest.watch import watch

        def sync_one(path: str, only: Sequence[Path] | None) -> SyncReport:
            options = replace(self._sync_options(prune, follow_links), only=only)
            return sync(self._archive, [path], options)

        yield from watch(sync_one, paths, every_s, stop or threading.Event())

    def rebuild(self, on_progress: OnProgress | None = None) -> WorkReport:
        """Build vectors and words anew with the current settings; see `index.upkeep.rebuild.rebuild`."""
        report = rebuild(self._archive, on_progress)
        # They contain quotes, also of removed articles.
        forget_outcomes(self.settings.data_dir.expanduser())
        return report

    def remove(
        self,
        article_ids: Sequence[str],
        purge: bool = False,
        on_progress: OnProgress | None = None,
        by: str | None = None,
    ) -> WorkReport:
        """Remove articles until `restore`; see `index.ingest.removal.remove`.

        Args:
            article_ids: As in hits and citations.
            purge: Also remove every trace of their texts and vectors from the disk, by a rebuild that checks
                its new files for such traces before it puts them in use.
            on_progress: Called with what it waits for and with the rebuild's progress.
            by: The account that asked for it, for the log; None for the system's user.
        """
        report = remove(self._archive, article_ids, by, waiting("remove", on_progress))
        if purge:
            rebuilt = self.rebuild(on_progress)
            report = replace(report, seconds=report.seconds + rebuilt.seconds)
        return report

    def restore(
        self, article_ids: Sequence[str], by: str | None = None, on_progress: OnProgress | None = None
    ) -> WorkReport:
        """Restore removed articles; see `index.ingest.removal.restore`."""
        return restore(self._archive, article_ids, by, waiting("restore", on_progress))

    def label(
        self, article_ids: Sequence[str], outlet: str = "", day: str = "", by: str | None = None
    ) -> int:
        """State the outlet or day (``YYYY-MM-DD``) of articles that have none; see `index.ingest.labelling`.

        Raises:
            QuestionError: The day is not a date.
            InputError: Neither is given, or no article is.
        """
        source = outlet_name(clean_line(outlet)[:_LONGEST_OUTLET], self.settings.outlets) or None
        date = parse_day(day, "the day")
        published_at = datetime.combine(date, time(), UTC) if date else None
        return label(self._archive, article_ids, Statement(source, published_at), by)

    def export(self, path: str | Path) -> WorkReport:
        """Write all articles and versions to a file that `sync` reads; see `index.upkeep.export.export`."""
        return export(self._archive, path)

    def doctor(self, repair: bool = False, on_progress: OnProgress | None = None) -> Diagnosis:
        """Check whether the archive is whole; `repair` mends it. See `index.upkeep.doctor.diagnose`."""
        return diagnose(self._archive, repair, on_progress)
