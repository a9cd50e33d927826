"""The one process that takes articles in for an archive, and the standbys that wait to replace it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from corpus.errors import ArchiveBusy, ArchiveError, CitedeskError
from corpus.identity import masked
from index.contract import Document
from index.registers.feeds import FeedResult
from qa.intake.feed_rounds import FeedRounds
from qa.intake.periodic import Repeated
from qa.intake.queue import take_waiting
from qa.intake.uploads import Job
from qa.upkeep import Upkeep

_TURN_S, _LOOK_S = 5.0, 2.0
_UPLOADS_S = 0.5

Tell = Callable[[Mapping[str, Any], str], object]
"""Takes an event as JSON, and in words."""


@dataclass(frozen=True, slots=True)
class Watched:
    """The paths that the archive follows; see `Upkeep.watch`.

    Attributes:
        paths: Files, folders and addresses; there may be none.
        prune: Whether articles that vanish from them are removed.
        every_s: How often addresses are fetched, in seconds.
        follow_links: Whether links that leave a folder are followed.
    """

    paths: Sequence[str] = ()
    prune: bool = False
    every_s: float = 300.0
    follow_links: bool = False


@dataclass(frozen=True, slots=True)
class IngestEvent(Document):
    """A change of state of this process.

    Attributes:
        event: "standby" while another one takes in, "ingesting" from when this one does, "lost" when it may
            no longer; of a worker "embedding" from when it can, "embedded" when all that waited is done;
            "failed" when the archive cannot be used, "stopped" at the end.
        detail: In words, or "".
    """

    event: Literal["standby", "ingesting", "lost", "embedding", "embedded", "failed", "stopped"]
    detail: str = ""


class Ingester:
    """Watches paths, fetches feeds and takes in uploads, one process at a time for an archive.

    `tell` is called with every event, from several threads.
    """

    def __init__(self, upkeep: Upkeep, watched: Watched, tell: Tell) -> None:
        self._upkeep, self._watched, self._tell = upkeep, watched, tell
        self._telling = threading.Lock()
        self._said = ""

    def run(self, stop: threading.Event) -> None:
        """Take in whenever no other process does, until `stop` is set.

        Raises:
            InputError: One of the paths does not exist.
        """
        lock = self._upkeep.archive.catalogue.lock("ingest", patience_s=_TURN_S)
        while not stop.is_set():
            try:
                with lock.held("ingest", partial(self._note, "standby")):
                    self._note("ingesting")
                    self._take_in(stop, lock.is_held)
                    if not stop.is_set():
                        self._note("lost", "The right to take in is gone, with the connection that held it.")
            except ArchiveBusy:
                continue
            except ArchiveError as error:
                self._note("failed", f"{error.message}. {error.hint}")
                stop.wait(_TURN_S)
        self._note("stopped")

    def _take_in(self, stop: threading.Event, is_mine: Callable[[], bool]) -> None:
        over, failures = threading.Event(), list[CitedeskError]()
        watching = threading.Thread(
            target=self._watch, args=(over, failures), name="citedesk-watch", daemon=True
        )
        uploads = partial(take_waiting, self._upkeep, self._taken)
        offered = self._upkeep.archive.catalogue.notices("uploads")
        work = (
            FeedRounds(self._upkeep, self._fetched),
            Repeated("uploads", uploads, _UPLOADS_S, "Uploads cannot be taken in", offered),
        )
        watching.start()
        for each in work:
            each.start()
        try:
            while not failures and not stop.wait(_LOOK_S) and is_mine():
                pass
        finally:
            over.set()
            for each in work:
                each.stop()
            watching.join(_TURN_S)
        if failures:
            raise failures[0]

    def _watch(self, over: threading.Event, failures: list[CitedeskError]) -> None:
        watched = self._watched
        if not watched.paths:
            return
        try:
            for event in self._upkeep.watch(
                watched.paths, watched.prune, watched.every_s, over, watched.follow_links
            ):
                summary = event.error.message if event.error else event.event
                self._say(event.to_dict(), f"{event.path or 'all paths'}: {summary}")
        except CitedeskError as error:
            failures.append(error)

    def _fetched(self, url: str, result: FeedResult) -> None:
        self._say(
            {"event": "fetched", "path": masked(url), **result.to_dict()},
            f"{masked(url)}: {result.in_words()}",
        )

    def _taken(self, job: Job) -> None:
        files = [{"name": file.name, **file.counts, "errors": file.errors} for file in job.files]
        names = ", ".join(file.name for file in job.files)
        self._say({"event": "uploaded", "files": files}, f"uploaded: {names}, {job.articles:,} articles")

    def _note(
        self, event: Literal["standby", "ingesting", "lost", "failed", "stopped"], detail: str = ""
    ) -> None:
        """Report the state of this process, once per change."""
        if event != self._said or event == "failed":
            self._said = event
            self._say(IngestEvent(event, detail).to_dict(), f"{event}: {detail}" if detail else event)

    def _say(self, event: Mapping[str, Any], words: str) -> None:
        with self._telling:
            self._tell(event, words)
