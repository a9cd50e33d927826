"""Progress on standard error: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tqdm import tqdm

from qa.cli.terminal import printable

if TYPE_CHECKING:
    from index.ingest.progress import Progress

_EVERY_S = 5.0


class LineProgress:
    """Shows the progress of a long command, counted in `unit` (a plural); use it in a ``with`` statement."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._terminal = sys.stderr.isatty()
        self._bar: tqdm[None] | None = None
        self._last = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def of_sync(self, progress: Progress) -> None:
        """Show the progress of a sync or rebuild."""
        if progress.message:
            self.line(progress.message)
        else:
            rate = progress.articles / progress.seconds if progress.seconds else 0.0
            self._update(progress.articles, progress.total, f"{rate:.1f}/s{_left(progress)}")

    def of_total(self, done: int, total: int) -> None:
        """Show how many of how many are done."""
        self._update(done, total, "")

    def of_bytes(self, done: int, total: int) -> None:
        """Show how many bytes of how many are done, in MB."""
        self._update(done // 1_000_000, total // 1_000_000, "")

    def line(self, text: str) -> None:
        """Show a sentence, above the bar if there is one."""
        if self._bar is not None:
            self._bar.write(printable(text), file=sys.stderr)
        else:
            print(printable(text), file=sys.stderr, flush=True)  # noqa: T201

    def _update(self, done: int, total: int | None, note: str) -> None:
        if self._terminal:
            if self._bar is None:
                self._bar = tqdm(total=total, unit=f" {self._unit}", file=sys.stderr)
            self._bar.update(done - self._bar.n)
            if total is None:
                self._bar.set_postfix_str(note.partition(", ")[2])
        elif time.monotonic() - self._last >= _EVERY_S or done == total:
            self._last = time.monotonic()
            of_total = f" of {total:,}" if total is not None else ""
            self.line(f"{done:,}{of_total} {self._unit} {note}".rstrip())


def _left(progress: Progress) -> str:
    """The share done and the time left, if known."""
    if not progress.share:
        return ""
    seconds = progress.seconds * (1 - progress.share) / progress.share
    left = f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
    return f", {progress.share:.0%}, about {left} left"
