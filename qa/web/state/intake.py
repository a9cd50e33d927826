"""Taking articles in from the page: one job at a time, in the background, while others go on asking."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import ArchiveBusy, ArchiveError, CitedeskError, InputError
from index.ingest.progress import Progress
from index.ingest.sync_report import SyncReport
from qa.desk import Desk
from qa.web.errors import UNEXPECTED, for_reporters, without_folder
from qa.web.state.uploads import FOLDER

_LOG = logging.getLogger(__name__)
_MOST_SHOWN = 200
_COUNTED = ("added", "updated", "unchanged", "duplicate", "failed")


@dataclass(slots=True)
class Job:
    """What is being taken in, and what has become of it so far.

    Attributes:
        names: The files, as the operator knows them.
        done: How many of them are dealt with.
        articles: Articles dealt with.
        results: Headline and what was done with it, of each article; the first some hundred.
        errors: What was left out, and why; the first some hundred.
        counts: Of all reports so far.
        ended: Whether the job is over.
        started: When it began, on the monotonic clock.
        seconds: How long it took, once it is over.
    """

    names: tuple[str, ...]
    done: int = 0
    articles: int = 0
    results: list[tuple[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))
    ended: bool = False
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def fail(self, text: str) -> None:
        """List what was left out, as long as anybody would read the list."""
        if len(self.errors) < _MOST_SHOWN:
            self.errors.append(text)
        elif len(self.errors) == _MOST_SHOWN:
            self.errors.append("More was left out: the counts above have all of it.")


class Intake:
    """Syncs what operators bring, one job at a time.

    Args:
        desk: Where to.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._folder = desk.archive.place.folder / FOLDER
        self._starting = threading.Lock()
        self.job: Job | None = None

    @property
    def running(self) -> bool:
        """Whether a job is not over yet."""
        return self.job is not None and not self.job.ended

    def start(self, files: Sequence[Path]) -> Job:
        """Begin to take in uploaded files, and return at once.

        A file keeps its name: one that is uploaded again under it is a newer version.

        Raises:
            ArchiveBusy: Another job is running.
            InputError: There is nothing to take in.
            CitedeskError: A file cannot be kept.
        """
        if not files:
            raise InputError("There is nothing to take in", "Choose files first.")
        with self._starting:
            if self.running:
                raise ArchiveBusy("Articles are being taken in already", "Wait until that is done.")
            kept = [self._kept(file) for file in files]
            self.job = Job(tuple(file.name for file in kept))
        threading.Thread(target=self._run, args=(self.job, kept), name="citedesk-intake", daemon=True).start()
        return self.job

    def _kept(self, file: Path) -> Path:
        place = self._folder / file.name
        try:
            place.parent.mkdir(0o700, parents=True, exist_ok=True)
            shutil.move(file, place)
        except OSError as error:
            reason = error.strerror or "the file system refuses it"
            raise ArchiveError(f"{file.name} cannot be kept: {reason}", "Upload it again.") from error
        return place

    def _run(self, job: Job, files: Sequence[Path]) -> None:
        try:
            for file in files:
                self._take(job, file)
                job.done += 1
        finally:
            job.seconds = time.monotonic() - job.started
            job.ended = True

    def _take(self, job: Job, file: Path) -> None:
        before = job.articles

        def tell(progress: Progress) -> None:
            job.articles = before + progress.articles
            for decision in progress.batch:
                if len(job.results) < _MOST_SHOWN:
                    job.results.append((decision.article.title, decision.kind))

        try:
            # Apart: a file that takes long to read must not stall those who ask.
            self._count(job, self._desk.sync([file], on_progress=tell, apart=True))
        except CitedeskError as error:
            job.fail(self._shown(f"{file.name}: {error.message}. {error.hint}"))
            job.counts["failed"] += 1
        except Exception:
            _LOG.exception("%s could not be taken in", file.name)
            job.fail(f"{file.name}: {UNEXPECTED[0]}. {UNEXPECTED[1]}")
            job.counts["failed"] += 1
        finally:
            file.unlink(missing_ok=True)  # The catalogue holds it now.

    def _count(self, job: Job, report: SyncReport) -> None:
        for name in _COUNTED:
            job.counts[name] += getattr(report, name)
        for error in report.listed():
            place = f"{Path(error.path).name}:{error.line}" if error.line else Path(error.path).name
            job.fail(self._shown(f"{place}: {error.error}"))

    def _shown(self, text: str) -> str:
        return for_reporters(without_folder(without_folder(text, self._folder), self._folder.parent))
