"""Taking in uploaded files: one job at a time, in the background, while others go on asking."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any, Protocol, Self

from corpus.errors import ArchiveBusy, ArchiveError, CitedeskError, InputError
from index.ingest.progress import Progress
from index.ingest.sync_report import SyncReport
from index.upkeep.left_uploads import FOLDER
from qa.error_messages import UNEXPECTED, for_reporters, without_folder
from qa.upkeep import Upkeep

_LOG = logging.getLogger(__name__)
_MOST_SHOWN = 200


@dataclass(slots=True)
class Taken:
    """The outcome of one file.

    Attributes:
        name: As the operator knows it.
        begun: Whether it is being read, or was.
        ended: Whether all of it has been read.
        articles: Articles dealt with.
        counts: Articles by what was done with them.
        results: Headline and what was done with it, of each article; the first some hundred.
        errors: What was left out, and why; the first some hundred.
        left_out: What is no published article, counted by kind.
    """

    name: str
    begun: bool = False
    ended: bool = False
    articles: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    results: list[tuple[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    def fail(self, text: str) -> None:
        """List what was left out, as long as anybody would read the list."""
        if len(self.errors) < _MOST_SHOWN:
            self.errors.append(text)
        elif len(self.errors) == _MOST_SHOWN:
            self.errors.append("More was left out: the counts above have all of it.")


@dataclass(slots=True)
class Job:
    """A job of uploaded files and its progress.

    Attributes:
        files: The files.
        ended: Whether the job is over.
        started: When it began, on the monotonic clock.
        seconds: How long it took, once it is over.
    """

    files: tuple[Taken, ...]
    ended: bool = False
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    @property
    def done(self) -> int:
        """How many files have been processed."""
        return sum(file.ended for file in self.files)

    @property
    def articles(self) -> int:
        """How many articles have been processed."""
        return sum(file.articles for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON, for another process to show."""
        files = [
            {part.name: getattr(file, part.name) for part in fields(file)} | {"counts": dict(file.counts)}
            for file in self.files
        ]
        return {"files": files, "ended": self.ended, "seconds": self.seconds}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Self:
        """Return what `to_dict` gave, in another process."""
        files = [
            Taken(**file | {"counts": Counter(file["counts"]), "results": list(map(tuple, file["results"]))})
            for file in document["files"]
        ]
        return cls(tuple(files), document["ended"], seconds=document["seconds"])


class Intake(Protocol):
    """Takes in uploaded files, one job at a time, in this process or another."""

    @property
    def job(self) -> Job | None:
        """The current job, or the last one."""

    @property
    def running(self) -> bool:
        """Whether a job is still running."""

    def start(self, files: Sequence[Path], by: str = "") -> Job:
        """Begin to take in uploaded files, and return at once; see `IntakeHere.start`."""


class IntakeHere:
    """An `Intake` that syncs by itself."""

    def __init__(self, upkeep: Upkeep) -> None:
        self._upkeep = upkeep
        self._folder = upkeep.archive.place.folder / FOLDER
        self._starting = threading.Lock()
        self.job: Job | None = None

    @property
    def running(self) -> bool:
        """Whether a job is still running."""
        return self.job is not None and not self.job.ended

    def start(self, files: Sequence[Path], by: str = "") -> Job:
        """Begin to take in uploaded files, and return at once.

        A file keeps its name: one that is uploaded again under it is a newer version.

        Raises:
            ArchiveBusy: Another job is running.
            InputError: There is nothing to add.
            CitedeskError: A file cannot be kept.
        """
        if not files:
            raise InputError("There is nothing to add", "Choose files first.")
        with self._starting:
            if self.running:
                raise ArchiveBusy("Articles are already being added", "Wait until that has finished.")
            stored = [self._kept(file) for file in files]
            self.job = Job(tuple(Taken(file.name) for file in stored))
        taking = partial(take_in, self._upkeep, self.job, stored)
        threading.Thread(target=taking, name="citedesk-intake", daemon=True).start()
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


def take_in(upkeep: Upkeep, job: Job, files: Sequence[Path], tell: Callable[[], None] = lambda: None) -> None:
    """Sync the files that a job names, which then are deleted: the catalogue has what was in them.

    The job records the result of each, and `tell` is called after each change of it.
    """
    try:
        for taken, file in zip(job.files, files, strict=True):
            taken.begun = True
            tell()
            _take(upkeep, taken, file, tell)
            taken.ended = True
            tell()
    finally:
        job.seconds = time.monotonic() - job.started
        job.ended = True


def _take(upkeep: Upkeep, taken: Taken, file: Path, tell: Callable[[], None]) -> None:
    def note(progress: Progress) -> None:
        taken.articles = progress.articles
        for decision in progress.batch:
            taken.counts[decision.kind] += 1
            if len(taken.results) < _MOST_SHOWN:
                taken.results.append((decision.article.title, decision.kind))
        tell()

    try:
        # Apart: a file that takes long to read must not stall those who ask.
        _note(taken, file, upkeep.sync([file], on_progress=note, apart=True))
    except CitedeskError as error:
        taken.counts["failed"] += 1
        taken.fail(_shown(f"{error.message}. {error.hint}", file))
    except Exception:
        _LOG.exception("%s could not be taken in", file.name)
        taken.counts["failed"] += 1
        taken.fail(f"{UNEXPECTED[0]}. Ask whoever runs this server what it printed.")
    finally:
        file.unlink(missing_ok=True)


def _note(taken: Taken, file: Path, report: SyncReport) -> None:
    taken.counts.update(duplicate=report.duplicate, failed=report.failed)
    taken.left_out = dict(report.left_out)
    for error in report.listed():
        within = error.path.partition(file.name)[2].lstrip("/:")
        place = ", ".join(part for part in (within, f"line {error.line}" if error.line else "") if part)
        taken.fail(_shown(f"{place}: {error.error}" if place else error.error, file))


def _shown(text: str, file: Path) -> str:
    """An error in words for whoever uploaded the file and knows nothing of syncs."""
    text = without_folder(without_folder(text, file.parent), file.parent.parent)
    return for_reporters(text.replace("Fix it and sync again.", "Fix it and upload it again."))
