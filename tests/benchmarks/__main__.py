"""`python -m tests.benchmarks [SET]... [--data DIR] [--against DIR]`; see `bench_search`."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.benchmarks.bench_search import KEPT, SCIFACT, SETS, bench, bench_scifact

KNOWN = (*SETS, SCIFACT.name)

parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
parser.add_argument(
    "sets", nargs="*", metavar="SET", help=f"of {', '.join(KNOWN)}; apnews when none is named"
)
parser.add_argument(
    "--data", type=Path, default=Path("../shared/data"), help="the folder of the sets (default: %(default)s)"
)
parser.add_argument("--search-only", action="store_true", help="write no answers")
parser.add_argument("--limit", type=int, help="ask only the first so many questions of each set")
parser.add_argument(
    "--against", type=Path, help=f"a copy of {KEPT / 'results'} made earlier: show what changed since"
)
arguments = parser.parse_args()
unknown = sorted(set(arguments.sets) - set(KNOWN))
if unknown:
    parser.error(f"there is no set {unknown[0]!r}; there are {', '.join(KNOWN)}")
for name in arguments.sets or ["apnews"]:
    if name == SCIFACT.name:
        bench_scifact(arguments.data)
    else:
        bench(SETS[name], arguments.data, arguments.search_only, arguments.limit, arguments.against)
