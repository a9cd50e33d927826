"""How far a long work is, for whoever follows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.ingest.plan import Decision


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is.

    Attributes:
        path: The PATH that is being read.
        articles: Articles dealt with so far, of all PATHs.
        seconds: Since the sync began.
        message: Something to tell the operator, or "".
        batch: What was done with each article since the last time.
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
    """Return what tells somebody who follows `work` for whom it waits."""
    return (lambda message: on_progress(Progress(work, 0, 0.0, message))) if on_progress else None
