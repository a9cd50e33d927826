"""A process that only embeds: it takes texts from the archive's queue, on whatever machine."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Literal

from corpus.errors import ArchiveError, CitedeskError
from index.catalogue.databases.notices import Notices
from index.catalogue.reads import Catalogue
from index.embed.load import load_encoder
from index.embed.models import model_identity
from index.embed.protocol import Encoder
from index.ingest.embedding import Shift
from index.place import Place, archive_exists
from index.registers.embedding_queue import EmbeddingQueue
from qa.intake.ingester import IngestEvent, Tell

_SIGN_S, _IDLE_S, _AGAIN_S = 10.0, 0.2, 5.0


class EmbeddingWorker:
    """Embeds what whoever takes in offers, until it is stopped. It opens no indexes and needs no data folder.

    Args:
        place: Where the archive is, and with which model.
        tell: Called with what happens.
        parent: The process that started it, without which it ends; None for none.
    """

    def __init__(self, place: Place, tell: Tell, parent: int | None = None) -> None:
        self._place, self._tell, self._parent = place, tell, parent
        self._name = f"process {os.getpid()} on {socket.gethostname()}"
        self._encoder: Encoder | None = None
        self._said: tuple[str, str] | None = None

    def run(self, stop: threading.Event) -> None:
        """Embed until `stop` is set."""
        while not self._is_over(stop):
            try:
                with self._queue() as (queue, offered):
                    self._work(queue, offered, stop)
            except CitedeskError as error:
                self._note("failed", f"{error.message}. {error.hint}")
                stop.wait(_AGAIN_S)
        self._note("stopped")

    def _is_over(self, stop: threading.Event) -> bool:
        return stop.is_set() or self._parent not in (None, os.getppid())

    @contextmanager
    def _queue(self) -> Iterator[tuple[EmbeddingQueue, Notices]]:
        place = self._place
        if not archive_exists(place):
            where = f"database {place.database}" if place.database else f"folder {place.folder}"
            raise ArchiveError(
                f"There is no archive in the {where}",
                "Start citedesk ingest without --worker; this worker waits for it.",
            )
        if self._encoder is None:
            self._encoder = load_encoder(place.model, place.cache_dir)
        catalogue = Catalogue(place.folder, address=place.database)
        queue = EmbeddingQueue(catalogue, model_identity(place.model))
        offered = catalogue.notices("texts")
        try:
            yield queue, offered
        finally:
            offered.close()
            with suppress(CitedeskError):
                queue.leave(self._name)
            catalogue.close()

    def _work(self, queue: EmbeddingQueue, offered: Notices, stop: threading.Event) -> None:
        assert self._encoder is not None
        shift, signed, texts, began = Shift(queue, self._encoder), 0.0, 0, 0.0
        while not self._is_over(stop):
            if not signed or time.monotonic() - signed > _SIGN_S:
                queue.sign(self._name)
                signed = time.monotonic()
                self._look_round(queue)
            turn = time.monotonic()
            if embedded := shift.work():
                began, texts = began if texts else turn, texts + embedded
                continue
            if texts:
                self._note("embedded", f"{texts:,} texts in {turn - began:.1f} s")
                texts = 0
            offered.wait(_IDLE_S, partial(self._is_over, stop))

    def _look_round(self, queue: EmbeddingQueue) -> None:
        if queue.other_models():
            self._note(
                "failed",
                f"Texts wait for another embedding model than {self._place.model!r}. "
                "Set EMBEDDING_MODEL as it is set where they are taken in.",
            )
        else:
            self._note("embedding")

    def _note(self, event: Literal["embedding", "embedded", "failed", "stopped"], detail: str = "") -> None:
        """Report what has changed."""
        if event == "embedded" or self._said != (event, detail):
            self._said = self._said if event == "embedded" else (event, detail)
            self._tell(IngestEvent(event, detail).to_dict(), f"{event}: {detail}" if detail else event)
