"""Processes that are killed at a named step of an operation: run by `test_kills` in forked children.

A fork server imports all this once, and what a sync loads only when it needs it; each child then costs a fork
instead of seconds of imports.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.archive import Archive
from index.backup import copy
from index.catalogue.databases.address import DatabaseAddress
from index.embed.models import PACKAGED
from index.ingest import chunks, commit, removal, sync
from index.place import Place
from index.upkeep import doctor, rebuild, shadow_build
from index.upkeep.doctor import diagnose
from tests.fakes import BagOfWords

ROOT = Path(__file__).parents[2]
Operation = Callable[[Archive], object]


def opened(folder: Path, allow_mismatch: bool = False, database: DatabaseAddress | None = None) -> Archive:
    place = Place(folder, PACKAGED, folder / "cache", database=database)
    return Archive(place, encoder=BagOfWords(), allow_mismatch=allow_mismatch)


def copied(base: Path, home: Path) -> Path:
    return shutil.copytree(base, home, dirs_exist_ok=True)


def rows(path: Path, changed: bool) -> Path:
    """Seventy articles, more than one batch; `changed` ones differ in a few, and some are new."""
    words = "raised" if changed else "sunk"
    given = [
        {
            "id": f"a{n}",
            "title": f"News of ferry {n}",
            "body": f"The ferry number {n} was {words if n % 10 == 0 else 'seen'} off Hask on day {n}.",
        }
        for n in range(75 if changed else 70)
    ]
    path.write_text("\n".join(map(json.dumps, given)), "utf-8")
    return path


def do_sync(archive: Archive) -> object:
    return sync.sync(archive, [rows(archive.place.folder.parent / "new.jsonl", changed=True)])


def do_remove(archive: Archive) -> object:
    return removal.remove(archive, ["a1", "a2"])


def do_rebuild(archive: Archive) -> object:
    return rebuild.rebuild(archive)


def do_rebuild_beside_a_sync(archive: Archive) -> object:
    """While the new indexes are built another writer changes articles, brings some and removes some."""
    kept = shadow_build.write_articles

    def meanwhile(*args: Any) -> Any:
        written = kept(*args)
        shadow_build.write_articles = kept
        other = opened(archive.place.folder, database=archive.place.database)
        do_sync(other)
        do_remove(other)
        other.close()
        return written

    shadow_build.write_articles = meanwhile
    try:
        return do_rebuild(archive)
    finally:
        shadow_build.write_articles = kept


def do_repair(archive: Archive) -> object:
    return diagnose(archive, repair=True)


OPERATIONS: dict[str, Operation] = {
    "sync": do_sync,
    "remove": do_remove,
    "rebuild": do_rebuild,
    "rebuild beside a sync": do_rebuild_beside_a_sync,
    "repair": do_repair,
}
# The named steps of each operation: where a function is looked up, and its name.
STEPS = {
    "sync": [
        "commit._write_pending",
        "chunks._vectors_of",
        "vectors.upsert",
        "words.write",
        "commit._activate",
        "vectors.delete",
        "commit.collect_garbage",
        "copy._copy",
    ],
    "remove": [
        "removal.mark_in_backup",
        "removal.deactivate",
        "removal.log_action",
        "vectors.delete",
        "words.write",
        "removal.collect_garbage",
    ],
    "rebuild": [
        "rebuild.forget_builds_but",
        "shadow_build.write_articles",
        "shadow_build.write_derived",
        "rebuild._finish",
        "rebuild.forget_backup",
        "rebuild._swap",
        "builds.drop",
        "catalogue.compact",
    ],
    "rebuild beside a sync": [
        "shadow_build.write_articles",
        "rebuild._grow",
        "rebuild._swap",
        "catalogue.compact",
    ],
    "repair": ["doctor.recover", "derived.delete", "doctor._write_again", "vectors.upsert", "words.write"],
}


def owner(archive: Archive, name: str) -> Any:
    """What a step's function is an attribute of."""
    modules = {
        "copy": copy,
        "commit": commit,
        "chunks": chunks,
        "removal": removal,
        "rebuild": rebuild,
        "shadow_build": shadow_build,
        "doctor": doctor,
    }
    if name in modules:
        return modules[name]
    if name in ("builds", "catalogue"):
        return getattr(archive, name)
    derived = archive.derived
    # Frozen, so its own method cannot be replaced but on its class.
    return type(derived) if name == "derived" else getattr(derived, name)


def strike(folder: Path, operation: str, step: str, when: str, database: DatabaseAddress | None) -> None:
    """Do an operation and be killed before or after a step."""
    archive = opened(folder, allow_mismatch=True, database=database)
    where, name = step.split(".")
    target = owner(archive, where)
    kept = getattr(target, name)

    def struck(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            kept(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(target, name, struck)
    OPERATIONS[operation](archive)
    os._exit(3)  # The step was never reached.


def fork_server() -> multiprocessing.context.ForkServerContext:
    """Return a context whose processes are forked from one that has imported this."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "tests.index.preloaded"])
    return context


def killed(
    folder: Path, operation: str, step: str, when: str, database: DatabaseAddress | None = None
) -> int | None:
    """Run `strike` in a process of its own and return how that ended."""
    process = fork_server().Process(target=strike, args=(folder, operation, step, when, database))
    process.start()
    process.join(600)
    return process.exitcode
