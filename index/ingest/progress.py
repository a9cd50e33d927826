"""The progress of a long operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.ingest.plan import Decision


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a sync.

    Attributes:
        path: The PATH that is being read.
        articles: Articles processed so far, of all PATHs.
        seconds: Since the sync began.
        message: A message for the operator, or "".
        batch: The decisions since the last call.
        total: How many articles there are in all, or None when that is not known.
        share: How much of the input has been read, 0 to 1, or None when that is not known.
    """

    path: str
    articles: int
    seconds: float
    message: str = ""
    batch: Sequence[Decision] = ()
    total: int | None = None
    share: float | None = None


OnProgress = Callable[[Progress], None]


def waiting(work: str, on_progress: OnProgress | None) -> Callable[[str], None] | None:
    """Return a callback that reports what `work` waits for."""
    return (lambda message: on_progress(Progress(work, 0, 0.0, message))) if on_progress else None
