"""Feed the readers of every form with files that atheris makes up, guided by the code that each reaches.

    python -m tests.benchmarks.soak_readers --seconds 120

Whatever a file holds, it may cost its own articles only: an exception ends the run, and what caused it is
left in the folder that is named then. Without atheris, which has no wheel for every Python, nothing is done.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

# Of a file larger than a few KB only more of the same is tried.
_MOST_BYTES = 16_384
_MOST_MB = 4_096
_SLOWEST_S = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until the time is over, or an exception ends the process."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--seconds", type=int, default=120, help="how long to go on")
    chosen = options.parse_args(arguments)
    try:
        import atheris
    except ImportError:
        print("notice: atheris is not installed, so no files were made up by it", file=sys.stderr)
        return 0
    with atheris.instrument_imports(include=["corpus"]):
        from tests.corpus.formats.test_mutated import SEEDS, assert_read
    folder = Path(tempfile.mkdtemp(prefix="citedesk-fuzz-"))
    seeds = folder / "seeds"
    seeds.mkdir()
    names = sorted(SEEDS)
    for place, name in enumerate(names):
        (seeds / f"{place}").write_bytes(bytes([place]) + SEEDS[name])

    def read(raw: bytes) -> None:
        if raw:
            file = folder / names[raw[0] % len(names)]
            file.write_bytes(raw[1:])
            assert_read(file)

    limits = (f"-max_len={_MOST_BYTES}", f"-rss_limit_mb={_MOST_MB}", f"-timeout={_SLOWEST_S}")
    ends = (f"-max_total_time={chosen.seconds}", f"-artifact_prefix={folder}/", "-print_final_stats=1")
    print(f"Files that end the run are left in {folder}", file=sys.stderr)
    atheris.Setup([sys.argv[0], *limits, *ends, str(seeds)], read)
    atheris.Fuzz()  # Ends the process, with 0 when the time is over.
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
