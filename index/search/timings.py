"""Timing the steps of a search."""

from __future__ import annotations

import time


class Clock:
    """Milliseconds since its creation, and between its marks."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._marks: dict[str, float] = {}

    def mark(self, name: str) -> None:
        """Record the time since the last mark."""
        now = time.perf_counter()
        self._marks[name] = round((now - self._last) * 1000, 3)
        self._last = now

    def total(self, name: str) -> None:
        """Record the time since the clock was created."""
        self._marks[name] = round((time.perf_counter() - self._started) * 1000, 3)

    def timings(self) -> dict[str, float]:
        """Return the recorded times, and the "total" until now."""
        return {**self._marks, "total": round((time.perf_counter() - self._started) * 1000, 3)}
