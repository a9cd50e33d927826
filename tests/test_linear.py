"""Nothing that a stranger writes may stall the process: 100 KB of each attack is read within a ceiling."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from tests.hostile import ATTACKS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the processor's time cannot be limited here")

# Of the processor, not of the clock: reading the square of it took from ten seconds to hours.
_CEILING_S = 5.0


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    def expire(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {seconds} s of the processor")

    before = signal.signal(signal.SIGPROF, expire)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_of_100_kb_is_read_in_proportion_to_its_length(name: str) -> None:
    read, made = ATTACKS[name]
    text = made(100_000)
    with at_most(_CEILING_S):
        read(text)
