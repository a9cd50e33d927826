"""Processes that embed for the one that started them, each on its share of the machine's cores."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

from qa.intake.periodic import Repeated

_LOG = logging.getLogger(__name__)
_LOOK_S, _PATIENCE_S = 5.0, 60.0


class WorkerProcesses:
    """Some `citedesk ingest --worker` beside this process; one that ends is replaced."""

    def __init__(self, count: int, arguments: Sequence[str]) -> None:
        self._command = [*own_command(), "ingest", "--worker", "--parent", str(os.getpid()), *arguments]
        self._cores = shares_of_cores(count)
        self._running: list[subprocess.Popen[bytes] | None] = [None] * count
        self._looking = Repeated("workers", self._look, _LOOK_S, "Workers cannot be started")

    def __enter__(self) -> None:
        self._looking.start()

    def __exit__(self, *_: object) -> None:
        self._looking.stop()
        running = [process for process in self._running if process is not None]
        for process in running:
            process.terminate()
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE_S)
            process.kill()

    def _look(self) -> None:
        for number, process in enumerate(self._running):
            if process is not None and process.poll() is None:
                continue
            if process is not None:
                _LOG.warning("A worker ended (%s), and another takes its place", process.returncode)
            if self._looking.stopped:
                return
            self._running[number] = started = subprocess.Popen(self._command)
            if self._cores:
                # Before it makes threads, which are made for the cores that it has.
                with suppress(OSError):
                    os.sched_setaffinity(started.pid, self._cores[number])


def own_command() -> list[str]:
    """Return how this program was started, without its arguments."""
    return [sys.executable, *sys.orig_argv[1 : len(sys.orig_argv) - len(sys.argv) + 1]]


def shares_of_cores(count: int) -> list[set[int]]:
    """Return which cores each of some processes may use, or nothing where they cannot be divided."""
    if not hasattr(os, "sched_getaffinity"):
        return []
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < count:
        return []
    return [set(cores[len(cores) * n // count : len(cores) * (n + 1) // count]) for n in range(count)]
