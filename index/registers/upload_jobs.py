"""Queued uploads and their progress, for an ingester that may be on another machine."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update

from corpus.errors import ArchiveBusy, ArchiveError
from index.catalogue import schema as t
from index.catalogue.databases.notices import notify
from index.catalogue.reads import Catalogue

_PART_BYTES = 1 << 20
_KEPT_MS = 3600 * 1000


@dataclass(frozen=True, slots=True)
class UploadJob:
    """Files that were uploaded together.

    Attributes:
        job_id: Its name.
        names: The files' names.
        state: The progress that the ingester reports; None before it begins.
        ended: Whether it is over.
    """

    job_id: str
    names: tuple[str, ...]
    state: Mapping[str, Any] | None
    ended: bool


def offer(catalogue: Catalogue, files: Sequence[Path], by: str = "") -> None:
    """Have files taken in; they are copied into the catalogue until that has been done.

    Raises:
        ArchiveBusy: Others are being taken in.
        ArchiveError: They cannot be read or kept.
    """
    job_id = secrets.token_hex(8)
    _refuse_second(catalogue)
    for number, file in enumerate(files):
        for part, data in enumerate(_parts(file)):
            row = {"job_id": job_id, "file": number, "part": part, "data": data}
            with catalogue.writing() as connection:
                connection.execute(insert(t.upload_part), row | {"made_ms": catalogue.now_ms()})
    names = json.dumps([file.name for file in files])
    row = {"job_id": job_id, "by": by, "made_ms": catalogue.now_ms(), "names": names}
    with catalogue.writing() as connection:
        connection.execute(insert(t.upload_job), row)
        notify(connection, "uploads")


def current_job(catalogue: Catalogue) -> UploadJob | None:
    """Return the job that is under way, or the last one for an hour after its end."""
    recent = t.upload_job.c.ended_ms.is_(None) | (t.upload_job.c.ended_ms > catalogue.now_ms() - _KEPT_MS)
    return _first(catalogue, recent, t.upload_job.c.made_ms.desc())


def next_job(catalogue: Catalogue) -> UploadJob | None:
    """Return the job that has waited longest, begun or not, and forget what is long over."""
    old = catalogue.now_ms() - _KEPT_MS
    waiting = _first(catalogue, t.upload_job.c.ended_ms.is_(None), t.upload_job.c.made_ms)
    if waiting is None:
        # Those of who ended before the job was there.
        stale = t.upload_part.c.made_ms < old
        with catalogue.reading() as connection:
            is_there = connection.execute(select(t.upload_part.c.job_id).where(stale).limit(1)).first()
        if is_there:
            with catalogue.writing() as connection:
                connection.execute(delete(t.upload_part).where(stale))
    return waiting


def receive(catalogue: Catalogue, job: UploadJob, folder: Path) -> list[Path]:
    """Write a job's files into a folder and return them.

    Raises:
        ArchiveError: They cannot be read or written.
    """
    return [
        _written(catalogue, job.job_id, number, folder / Path(name).name)
        for number, name in enumerate(job.names)
    ]


def note_state(catalogue: Catalogue, job: UploadJob, state: Mapping[str, Any], ended: bool = False) -> None:
    """Record how far a job is; at its end its files leave the catalogue."""
    values = {"state": json.dumps(state), "ended_ms": catalogue.now_ms() if ended else None}
    same = t.upload_job.c.job_id == job.job_id
    with catalogue.writing() as connection:
        connection.execute(update(t.upload_job).where(same).values(values))
        if ended:
            connection.execute(delete(t.upload_part).where(t.upload_part.c.job_id == job.job_id))
            over = t.upload_job.c.ended_ms.is_not(None)
            connection.execute(delete(t.upload_job).where(over, ~same))


def _refuse_second(catalogue: Catalogue) -> None:
    job = current_job(catalogue)
    if job is not None and not job.ended:
        raise ArchiveBusy("Articles are already being added", "Wait until that has finished.")


def _parts(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as opened:
            while data := opened.read(_PART_BYTES):
                yield data
    except OSError as error:
        raise ArchiveError(f"{file.name} cannot be read: {error.strerror}", "Upload it again.") from error


def _written(catalogue: Catalogue, job_id: str, number: int, path: Path) -> Path:
    mine = (t.upload_part.c.job_id == job_id) & (t.upload_part.c.file == number)
    query = select(t.upload_part.c.data).where(mine).order_by(t.upload_part.c.part)
    try:
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        with path.open("wb") as file, catalogue.reading() as connection:
            for row in connection.execution_options(yield_per=8).execute(query):
                file.write(row.data)
    except OSError as error:
        reason = error.strerror or "the file system refuses it"
        raise ArchiveError(f"{path.name} cannot be kept: {reason}", "Make room there.") from error
    return path


def _first(catalogue: Catalogue, condition: Any, order: Any) -> UploadJob | None:
    with catalogue.reading() as connection:
        row = connection.execute(select(t.upload_job).where(condition).order_by(order).limit(1)).first()
    if row is None:
        return None
    state = json.loads(row.state) if row.state else None
    return UploadJob(row.job_id, tuple(json.loads(row.names)), state, row.ended_ms is not None)
