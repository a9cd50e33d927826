"""Archives before and after what is done to them, which tests of processes that are killed compare with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.archive import Archive
from index.backup.copy import forget_backup
from index.catalogue import schema as t
from index.ingest.sync import sync
from tests.index.makers import state
from tests.index.striking import OPERATIONS, copied, opened, rows


@pytest.fixture(scope="session")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An archive before each operation; the one to be repaired lacks some chunks and has one too many."""
    home = tmp_path_factory.mktemp("base")
    archive = opened(home / "archive")
    sync(archive, [rows(home / "old.jsonl", changed=False)])
    archive.close()
    made = dict.fromkeys(OPERATIONS, home)
    made["sync"] = copied(home, tmp_path_factory.mktemp("sync"))
    forget_backup(made["sync"] / "archive")  # So that one is made.
    made["repair"] = copied(home, tmp_path_factory.mktemp("repair"))
    archive = opened(made["repair"] / "archive")
    damage(archive)
    archive.close()
    return made


def damage(archive: Archive) -> None:
    ids = sorted(archive.derived.vectors.ids())
    archive.derived.vectors.delete(ids[:5])
    archive.derived.words.write([], deleted=ids[3:9])
    with archive.catalogue.writing() as connection:
        for table in (t.chunk, t.version, t.article):
            connection.execute(table.delete().where(table.c.article_id == "a7"))


@pytest.fixture(scope="session")
def ends(bases: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """How an undisturbed run of each operation ends."""
    found = {}
    for operation, run in OPERATIONS.items():
        home = copied(bases[operation], tmp_path_factory.mktemp(f"{operation}-end"))
        archive = opened(home / "archive", allow_mismatch=True)
        run(archive)
        found[operation] = state(archive)
        archive.close()
    return found
