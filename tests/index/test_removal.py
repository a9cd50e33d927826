"""Removed is gone: from answers at once, from later syncs, and from the disk when it is purged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import InputError
from index.archive import Archive
from index.log import last_actions
from index.removal import remove, restore
from index.search import search
from index.sync import sync
from tests.fakes import BagOfWords
from tests.index.makers import article, assert_whole, put, state

ROOT = Path(__file__).parents[2]
REBUILD = (
    "import sys; from pathlib import Path; from index.rebuild import rebuild;"
    "from tests.index.test_change import open_at;"
    "rebuild(open_at(Path(sys.argv[1])))"
)
SECRET = article("secret", "Quibblezorp confessed to the zanzibarine affair.", title="Quibblezorp confesses")
OTHER = article("other", "The ferry sank off Hask.")


def ids(archive: Archive, query: str) -> set[str]:
    return {hit.article_id for hit in search(archive, query).hits}


def test_a_removed_article_is_gone_at_once_and_stays_away(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    rows = [{"id": a.article_id, "title": a.title, "body": a.body} for a in (SECRET, OTHER)]
    path.write_text("\n".join(map(json.dumps, rows)))
    sync(archive, [path])
    report = remove(archive, ["secret", "secret"])
    assert (report.articles, report.chunks) == (1, 1)
    assert ids(archive, "quibblezorp ferry") == {"other"}
    assert archive.catalogue.record("secret") is None
    assert archive.catalogue.record("secret", version=1) is None
    again = sync(archive, [path])
    assert (again.added, again.updated, again.unchanged, again.failed) == (0, 0, 2, 0)
    assert ids(archive, "quibblezorp ferry") == {"other"}
    assert remove(archive, ["secret"]).articles == 0
    assert_whole(archive)


def test_restoring_brings_back_the_last_version_without_embedding(
    archive: Archive, encoder: BagOfWords
) -> None:
    put(archive, SECRET, OTHER)
    put(archive, article("secret", "Quibblezorp recanted.", title=SECRET.title))
    before = state(archive)
    remove(archive, ["secret"])
    embedded = len(encoder.embedded)
    assert restore(archive, ["secret"]).articles == 1
    assert len(encoder.embedded) == embedded
    assert state(archive) == before
    assert restore(archive, ["secret"]).articles == 0


@pytest.mark.parametrize("step", ["collect_garbage", "apply_batch"])
def test_a_removal_or_restoring_cut_short_ends_the_same_when_run_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    put(archive, SECRET, OTHER)
    before = state(archive)

    def cut_short(*_: object) -> None:
        raise KeyboardInterrupt

    action = remove if step == "collect_garbage" else restore
    if action is restore:
        remove(archive, ["secret"])
    with monkeypatch.context() as patch:
        patch.setattr(f"index.removal.{step}", cut_short)
        with pytest.raises(KeyboardInterrupt):
            action(archive, ["secret"])
    assert ids(archive, "quibblezorp ferry") == {"other"}
    action(archive, ["secret"])
    assert_whole(archive)
    restore(archive, ["secret"])
    assert state(archive) == before


def test_an_unknown_id_changes_nothing(archive: Archive) -> None:
    put(archive, SECRET)
    before = state(archive)
    for action in (remove, restore):
        with pytest.raises(InputError, match="nope"):
            action(archive, ["secret", "nope"])
    assert state(archive) == before
    assert last_actions(archive.catalogue, 5) == []


def test_what_was_done_is_in_the_log(archive: Archive) -> None:
    put(archive, SECRET)
    remove(archive, ["secret"])
    restore(archive, ["secret"])
    newest, oldest = last_actions(archive.catalogue, 5)
    assert (newest["action"], oldest["action"]) == ("restore", "remove")
    assert oldest["article_ids"] == ["secret"]
    assert oldest["by"]
    assert oldest["at"].endswith("Z")


def test_a_rebuild_takes_every_trace_of_it_off_the_disk(archive: Archive, encoder: BagOfWords) -> None:
    put(archive, article("secret", "Quibblezorp was a wombatine spy."), SECRET, OTHER)
    put(archive, SECRET, *(article(f"n{i}", f"Harbour news number {i}.") for i in range(50)))
    vector = encoder.embed_passages([f"{SECRET.title}\n{SECRET.body}"])[0]
    traces = [b"zanzibarine", b"wombatine", b"quibblezorp", vector.astype(np.float32).tobytes()]
    assert all(found(archive, trace) for trace in (b"zanzibarine", traces[-1]))
    remove(archive, ["secret"])
    # As a command does it. Chroma writes memory to its files that nothing has set: in this process, which
    # has just embedded the article, pieces of its vector may lie there.
    command = [sys.executable, "-c", REBUILD, str(archive.place.folder)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, timeout=120)
    archive.refresh()
    assert {trace: found(archive, trace) for trace in traces} == {trace: [] for trace in traces}
    assert ids(archive, "ferry") >= {"other"}
    assert_whole(archive)
    assert restore(archive, ["secret"]).articles == 0
    put(archive, SECRET)
    assert "secret" in ids(archive, "quibblezorp")


def found(archive: Archive, trace: bytes) -> list[str]:
    """The files of the data folder that hold these bytes, in any case."""
    files = [path for path in archive.place.folder.rglob("*") if path.is_file()]
    return [path.name for path in files if trace.lower() in path.read_bytes().lower()]
