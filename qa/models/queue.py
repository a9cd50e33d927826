"""The queue in front of a language model that answers one question at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import ModelError
from corpus.text.lexicon import count_of

MOST_WAITING = 8
"""Each of them occupies one of the threads that search for others."""


class Queue:
    """Admits questions to a model in order of arrival; may be used from many threads.

    It answers `at_once` at a time, None for any number; `most_waiting` may wait.
    """

    def __init__(self, at_once: int | None = None, most_waiting: int = MOST_WAITING) -> None:
        self._at_once = at_once
        self._most_waiting = most_waiting
        self._changed = threading.Condition()
        self._tickets: list[object] = []

    @property
    def busy(self) -> bool:
        """Whether a new question would have to wait."""
        return self._at_once is not None and len(self._tickets) >= self._at_once

    @contextmanager
    def place(self) -> Iterator[Iterator[int]]:
        """Take a place and give the number of questions ahead of it, again at each change, until it is 0.

        Raises:
            ModelError: Too many wait already.
        """
        ticket = object()
        with self._changed:
            if self._at_once is not None and len(self._tickets) >= self._at_once + self._most_waiting:
                questions = count_of(len(self._tickets), "question")
                raise ModelError(f"The language model has {questions} before this one", "Ask again later.")
            self._tickets.append(ticket)
        try:
            yield self._ahead_of(ticket)
        finally:
            with self._changed:
                self._tickets.remove(ticket)
                self._changed.notify_all()

    def _ahead_of(self, ticket: object) -> Iterator[int]:
        last = -1
        while last:
            with self._changed:
                self._changed.wait_for(lambda last=last: self._ahead(ticket) != last)  # type: ignore[misc]
                last = self._ahead(ticket)
            yield last

    def _ahead(self, ticket: object) -> int:
        if self._at_once is None:
            return 0
        return max(0, self._tickets.index(ticket) + 1 - self._at_once)
