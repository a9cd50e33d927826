"""Real processes, killed at named steps while the catalogue is in PostgreSQL, which outlives them.

The steps are those of `test_kills`. However it was interrupted, an operation that is run again ends as an
undisturbed one does with SQLite.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from index.catalogue.databases.address import DatabaseAddress
from index.ingest.sync import sync
from index.upkeep.doctor import diagnose
from tests.index.ingest.test_kills import consistent
from tests.index.makers import assert_whole, state
from tests.index.striking import OPERATIONS, ROOT, copied, killed, opened, rows
from tests.postgres import Postgres

pytestmark = pytest.mark.slow

# The steps on both sides of the transactions that decide.
CASES = [
    ("sync", "commit._activate", "before"),
    ("sync", "commit._activate", "after"),
    ("remove", "removal.deactivate", "after"),
    ("rebuild", "rebuild._swap", "after"),
]
# What is written beside the database is the same with SQLite.
BESIDE = [
    ("sync", "commit._write_pending", "before"),
    ("sync", "commit._write_pending", "after"),
    ("rebuild", "rebuild._swap", "before"),
    ("rebuild beside a sync", "rebuild._grow", "after"),
    ("sync", "chunks._vectors_of", "after"),
    ("sync", "vectors.upsert", "after"),
    ("sync", "words.write", "after"),
    ("sync", "vectors.delete", "after"),
    ("remove", "words.write", "after"),
    ("rebuild", "shadow_build.write_derived", "after"),
]


@pytest.fixture(scope="module", autouse=True)
def importable() -> None:
    """The fork server finds the tests as this process does."""
    os.environ["PYTHONPATH"] = str(ROOT)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> tuple[Path, DatabaseAddress]:
    """An archive before each operation: what holds its folder, and its database."""
    home, database = tmp_path_factory.mktemp("base"), postgres.database()
    archive = opened(home / "archive", database=database)
    sync(archive, [rows(home / "old.jsonl", changed=False)])
    archive.close()
    return home, database


@pytest.mark.parametrize(
    ("operation", "step", "when"),
    [
        *(pytest.param(*case, id="-".join(case)) for case in CASES),
        *(pytest.param(*case, id="-".join(case), marks=pytest.mark.soak) for case in BESIDE),
    ],
)
def test_a_kill_loses_nothing(
    base: tuple[Path, DatabaseAddress],
    ends: dict[str, dict[str, Any]],
    tmp_path: Path,
    postgres: Postgres,
    operation: str,
    step: str,
    when: str,
) -> None:
    home, like = base
    folder, database = copied(home, tmp_path) / "archive", postgres.database(like)
    assert killed(folder, operation, step, when, database) == -signal.SIGKILL
    archive = opened(folder, database=database)
    consistent(archive)
    OPERATIONS[operation](archive)
    assert_whole(archive)
    assert state(archive) == ends[operation]
    assert diagnose(archive).ok
    assert len(list((folder / "index").iterdir())) == 1
    archive.close()
