"""Uploads that another process takes in: a server queues them, `citedesk ingest` works them off."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.errors import InputError
from index.catalogue.reads import Catalogue
from index.registers.upload_jobs import UploadJob, current_job, next_job, note_state, offer, receive
from index.upkeep.left_uploads import FOLDER, taking
from qa.intake.uploads import Intake, IntakeHere, Job, Taken, take_in
from qa.upkeep import Upkeep

_TOLD_EVERY_S = 1.0


class IntakeElsewhere:
    """An `Intake` that queues uploads in the catalogue for another process."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @property
    def job(self) -> Job | None:
        """The current job, or one of the last hour."""
        job = current_job(self._catalogue)
        if job is None:
            return None
        return Job.from_dict(job.state) if job.state else _begun(job.names)

    @property
    def running(self) -> bool:
        """Whether a job is still running."""
        job = self.job
        return job is not None and not job.ended

    def start(self, files: Sequence[Path], by: str = "") -> Job:
        """Queue uploaded files; see `IntakeHere.start`."""
        if not files:
            raise InputError("There is nothing to add", "Choose files first.")
        offer(self._catalogue, files, by)
        return _begun([file.name for file in files])


def intake_of(upkeep: Upkeep) -> Intake:
    """Return the `Intake` that the settings ask for."""
    if upkeep.settings.ingest == "apart":
        return IntakeElsewhere(upkeep.archive.catalogue)
    return IntakeHere(upkeep)


def take_waiting(upkeep: Upkeep, tell: Callable[[Job], None]) -> None:
    """Take in the jobs that wait, the oldest first, reporting each; an interrupted one starts over."""
    while waiting := next_job(upkeep.archive.catalogue):
        _take(upkeep, waiting, tell)


def _take(upkeep: Upkeep, waiting: UploadJob, tell: Callable[[Job], None]) -> None:
    catalogue = upkeep.archive.catalogue
    folder = upkeep.archive.place.folder
    job, reported_at = _begun(waiting.names), 0.0

    def note() -> None:
        nonlocal reported_at
        if time.monotonic() - reported_at >= _TOLD_EVERY_S:
            reported_at = time.monotonic()
            note_state(catalogue, waiting, job.to_dict())

    with taking(folder):
        # Always there, since articles without an id are known by their path.
        take_in(upkeep, job, receive(catalogue, waiting, folder / FOLDER), note)
    note_state(catalogue, waiting, job.to_dict(), ended=True)
    tell(job)


def _begun(names: Sequence[str]) -> Job:
    return Job(tuple(map(Taken, names)))
