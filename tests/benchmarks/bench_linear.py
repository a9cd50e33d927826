"""How reading grows with what strangers write: `python -m tests.benchmarks.bench_linear`.

Each attack of `tests.hostile` at 10 KB, 100 KB and 1 MB, in milliseconds of the processor, and by how much
the last is more than the one before: ten is in proportion, a hundred is the square.
"""

from __future__ import annotations

import time

from tests.benchmarks.markdown import markdown
from tests.hostile import ATTACKS

_SIZES = (10_000, 100_000, 1_000_000)


def bench() -> str:
    """Return the table."""
    rows = []
    for name, (read, made) in ATTACKS.items():
        read(made(1_000))  # What is imported and compiled at first use is not counted.
        costs = []
        for size in _SIZES:
            text = made(size)
            started = time.process_time()
            read(text)
            costs.append(time.process_time() - started)
        # Below a millisecond the clock is all that is measured.
        growth = max(costs[2], 1e-3) / max(costs[1], 1e-3)
        rows.append([name, *(f"{1000 * cost:,.0f} ms" for cost in costs), f"{growth:.1f}"])
    return markdown(["attack", "10 KB", "100 KB", "1 MB", "times"], rows)


if __name__ == "__main__":
    print(bench())
