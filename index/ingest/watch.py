"""Keeping an archive in step with folders and feeds as they change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import watchfiles
from pydantic import InstanceOf

from corpus.errors import ArchiveError, CitedeskError, InputError
from corpus.fetch.http import is_address
from corpus.identity import masked
from index.contract import Document, Hidden, Time, plain, problem
from index.ingest.provenance import root_of
from index.ingest.sync_report import SyncReport

SyncOne = Callable[[str, Sequence[Path] | None], SyncReport]
"""Syncs one PATH: all of it, or only the files named."""

_DEBOUNCE_MS = 1_600
_LOOK_AGAIN_MS = 500
_RETRY_S = 5.0


@dataclass(frozen=True, slots=True)
class WatchEvent(Document):
    """Something that a watch did.

    Attributes:
        event: "watching" once every PATH has been synced, "synced" after each sync, "failed" in place of one.
        path: The PATH, "" for all of them.
        at: When, aware UTC.
        report: What the sync did, or None.
        error: What went wrong, or None.
    """

    event: Literal["watching", "synced", "failed"]
    path: str
    at: Time
    report: Annotated[SyncReport | None, Hidden] = None
    error: Annotated[InstanceOf[CitedeskError] | None, Hidden] = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as the JSON of the contract, with the report's or the error's own keys beside its own."""
        report = self.report.to_dict() if self.report is not None else {}
        return plain(self) | report | (problem(self.error) if self.error is not None else {})


def watch(
    sync_one: SyncOne, paths: Sequence[str | Path], every_s: float, stop: threading.Event
) -> Iterator[WatchEvent]:
    """Sync `paths` once, then whatever changes in them, until `stop` is set; yield what was done.

    Changes that come together are synced together, and of a folder only the files that changed are read.

    Args:
        sync_one: Does a sync.
        paths: Files, folders and addresses.
        every_s: How often addresses are asked, in seconds.
        stop: Ends it, within a second.

    Raises:
        InputError: A PATH does not exist.
    """
    names = [str(path) for path in paths]
    local = [name for name in names if not is_address(name)]
    for name in local:
        if not Path(name).expanduser().exists():
            raise InputError(f"There is no file or folder {name}", "Correct the path.")
    due = 0.0
    watching = False
    missed = _Missed()
    for changed in _changes(local, stop):
        # The first look finds nothing and only means that from now on no change is missed.
        if not watching:
            yield from (missed.noted(name, None, _synced(sync_one, name, None)) for name in names)
            yield WatchEvent("watching", "", datetime.now(UTC))
            due = time.monotonic() + every_s
            watching = True
        for name in local:
            files = missed.and_again(name, _files_of(name, changed))
            if files is None or files:
                yield missed.noted(name, files, _synced(sync_one, name, files))
        if time.monotonic() >= due:
            yield from (_synced(sync_one, name, None) for name in names if is_address(name))
            due = time.monotonic() + every_s


class _Missed:
    """The changes that could not be written, since the archive was away, until that works."""

    def __init__(self) -> None:
        self._files: dict[str, Sequence[Path] | None] = {}
        self._again = 0.0

    def and_again(self, name: str, files: Sequence[Path]) -> Sequence[Path] | None:
        """Return what of a PATH is to be synced, None for all: what changed, and what was missed."""
        if name not in self._files or not (files or time.monotonic() >= self._again):
            return files
        before = self._files[name]
        return None if before is None else sorted({*before, *files})

    def noted(self, name: str, files: Sequence[Path] | None, event: WatchEvent) -> WatchEvent:
        """Take note of what became of a sync, and return that."""
        if isinstance(event.error, ArchiveError):
            self._files[name] = files
            self._again = time.monotonic() + _RETRY_S
        else:
            self._files.pop(name, None)
        return event


def _changes(local: Sequence[str], stop: threading.Event) -> Iterator[set[Path]]:
    """Yield the files that changed, or nothing every half second."""
    roots = [Path(root_of(name)) for name in local]
    if not roots:
        yield set()
        while not stop.wait(_LOOK_AGAIN_MS / 1000):
            yield set()
        return
    # A file is often replaced rather than written to: only its folder tells.
    looked_at = {root if root.is_dir() else root.parent for root in roots}
    for changes in watchfiles.watch(
        *looked_at,
        watch_filter=None,
        debounce=_DEBOUNCE_MS,
        rust_timeout=_LOOK_AGAIN_MS,
        yield_on_timeout=True,
        stop_event=stop,
        recursive=any(root.is_dir() for root in roots),
        raise_interrupt=False,
    ):
        yield {Path(path) for _, path in changes}


def _files_of(name: str, changed: set[Path]) -> list[Path]:
    root = Path(root_of(name))
    return sorted(path for path in changed if path == root or root in path.parents)


def _synced(sync_one: SyncOne, name: str, files: Sequence[Path] | None) -> WatchEvent:
    try:
        report = sync_one(name, files)
    except CitedeskError as error:
        return WatchEvent("failed", masked(name), datetime.now(UTC), error=error)
    return WatchEvent("synced", masked(name), datetime.now(UTC), report=report)
