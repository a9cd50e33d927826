"""Real processes, killed at named steps of sync, remove, rebuild and repair; at all of them by `make soak`.

Each time the next open answers from a consistent archive, and running again ends as an undisturbed run does.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from index.archive import Archive
from index.search.pipeline import search
from index.upkeep.doctor import diagnose
from tests.index.makers import assert_whole, state
from tests.index.striking import OPERATIONS, ROOT, STEPS, copied, killed, opened

pytestmark = pytest.mark.slow

# After one step is before the next: of these both sides are struck, since much lies between two of them.
BOTH_SIDES = {"commit._write_pending", "commit._activate", "rebuild._swap", "removal.deactivate"}
CASES = [
    (operation, step, when)
    for operation, steps in STEPS.items()
    for step in steps
    for when in (("before", "after") if step in BOTH_SIDES else ("after",))
]
# Of each operation: what is half written, what was written and not made active, what was made active and not
# cleared away, and what is done beside. All others lie between two of them.
FOREMOST = {
    ("sync", "commit._write_pending", "before"),
    ("sync", "vectors.upsert", "after"),
    ("sync", "commit._activate", "before"),
    ("sync", "commit._activate", "after"),
    ("sync", "copy._copy", "after"),
    ("remove", "removal.mark_in_backup", "after"),
    ("remove", "removal.deactivate", "after"),
    ("remove", "words.write", "after"),
    ("rebuild", "shadow_build.write_derived", "after"),
    ("rebuild", "rebuild._swap", "before"),
    ("rebuild", "rebuild._swap", "after"),
    ("rebuild beside a sync", "rebuild._grow", "after"),
    ("rebuild beside a sync", "rebuild._swap", "after"),
    ("repair", "derived.delete", "after"),
    ("repair", "doctor._write_again", "after"),
}
assert FOREMOST <= set(CASES)


@pytest.fixture(scope="module", autouse=True)
def importable() -> None:
    """The fork server finds the tests as this process does."""
    os.environ["PYTHONPATH"] = str(ROOT)


@pytest.mark.parametrize(
    ("operation", "step", "when"),
    [
        pytest.param(*case, id="-".join(case), marks=() if case in FOREMOST else pytest.mark.soak)
        for case in CASES
    ],
)
def test_a_kill_loses_nothing(
    bases: dict[str, Path],
    ends: dict[str, dict[str, Any]],
    tmp_path: Path,
    operation: str,
    step: str,
    when: str,
) -> None:
    folder = copied(bases[operation], tmp_path) / "archive"
    assert killed(folder, operation, step, when) == -signal.SIGKILL
    archive = opened(folder, allow_mismatch=operation == "repair")
    if operation != "repair":
        consistent(archive)
    OPERATIONS[operation](archive)
    assert_whole(archive)
    assert state(archive) == ends[operation]
    assert diagnose(archive).ok
    assert len(list((folder / "index").iterdir())) == 1
    archive.close()


def consistent(archive: Archive) -> None:
    """Answers come from active versions only, and from nothing that is half there."""
    hits = search(archive, "ferry raised sunk seen", top_k=100).hits
    assert len({hit.article_id for hit in hits}) >= 68
    for hit in hits:
        record = archive.catalogue.record(hit.article_id)
        assert record is not None
        assert (hit.version, hit.text) == (record.version, record.body[hit.start : hit.end])
