"""What the catalogue counts, kept from one change to the next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from index.catalogue.records import Counts

# Of so many articles counts are made anew so seldom that one moment in twenty goes into counting.
_MANY, _REST, _OLDEST_S = 10_000, 20, 60.0


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts with what they are valid for: a file with its generation, and a span of time.

    Attributes:
        state: The file and its generation.
        from_ms: When they were counted.
        until_ms: When the next embargo ends or article expires, or None.
        counts: They.
        begun_s: When counting began, in seconds of `time.monotonic`.
        took_s: How long it took, in seconds.
    """

    state: tuple[int, str | None]
    from_ms: int
    until_ms: int | None
    counts: Counts
    begun_s: float
    took_s: float

    def holds(self, state: tuple[int, str | None], now_ms: int) -> bool:
        """Whether they are still valid, or may serve though something changed, as counting takes long."""
        in_time = self.from_ms <= now_ms and (self.until_ms is None or now_ms < self.until_ms)
        rest_s = min(_REST * self.took_s, _OLDEST_S)
        is_recent = self.may_serve(state) and time.monotonic() - self.begun_s < rest_s
        return (state == self.state and in_time) or is_recent

    def may_serve(self, state: tuple[int, str | None]) -> bool:
        """Whether they may serve while others are being counted: of the same file, with many articles."""
        return self.counts.articles >= _MANY and state[0] == self.state[0]


class CountCache:
    """Counts as they were made last; one thread at a time makes them anew."""

    def __init__(self) -> None:
        self._last: Counted | None = None
        self._counting = threading.Lock()

    def current(
        self, state: tuple[int, str | None], at_ms: int, count: Callable[[], tuple[Counts, int | None]]
    ) -> Counts:
        """Return the counts of a state, at most a minute old where making them takes long.

        Args:
            state: The file and its generation.
            at_ms: The instant.
            count: Makes them, with when the next embargo ends or article expires.
        """
        last = self._last
        if last is not None and last.holds(state, at_ms):
            return last.counts
        if not self._counting.acquire(blocking=last is None or not last.may_serve(state)):
            assert last is not None
            return last.counts
        try:
            last = self._last  # Another thread may have made them meanwhile.
            if last is None or not last.holds(state, at_ms):
                begun_s = time.monotonic()
                counts, until_ms = count()
                took_s = time.monotonic() - begun_s
                self._last = last = Counted(state, at_ms, until_ms, counts, begun_s, took_s)
            return last.counts
        finally:
            self._counting.release()
