"""Removed is gone: from answers at once, from later syncs, and from the disk when it is purged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.article import Article
from corpus.errors import InputError
from index.archive import Archive
from index.ingest.removal import remove, restore
from index.ingest.sync import sync
from index.registers.audit_log import last_actions
from index.registers.feedback import keep_feedback
from index.registers.shared_answers import share
from index.search.pipeline import search
from index.upkeep.rebuild import rebuild
from tests.fakes import Dense
from tests.index.makers import article, assert_whole, put, state

pytestmark = pytest.mark.both_databases(soak=True)

SECRET = article("secret", "Quibblezorp confessed to the zanzibarine affair.", title="Quibblezorp confesses")
OTHER = article("other", "The ferry sank off Hask.")


@pytest.fixture
def encoder() -> Dense:
    """As real vectors are: of two texts no piece is the same."""
    return Dense()


def ids(archive: Archive, query: str) -> set[str]:
    return {hit.article_id for hit in search(archive, query).hits}


@pytest.mark.both_databases
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
    assert again.left_out == {"removed article": 1}
    assert ids(archive, "quibblezorp ferry") == {"other"}
    assert remove(archive, ["secret"]).articles == 0
    assert_whole(archive)


@pytest.mark.both_databases
def test_restoring_brings_back_the_last_version_without_embedding(archive: Archive, encoder: Dense) -> None:
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
        patch.setattr(f"index.ingest.removal.{step}", cut_short)
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


@pytest.mark.sqlite
def test_a_rebuild_takes_every_trace_of_it_off_the_disk(archive: Archive, encoder: Dense) -> None:
    """In the process that embedded it, whose memory holds it: Chroma writes memory that nothing has set."""
    older = article("secret", "Quibblezorp was a wombatine spy, the façadier said.")
    put(archive, older, OTHER, *(article(f"n{i}", f"Harbour news number {i}.") for i in range(130)))
    put(archive, SECRET)
    keep_answers_with(archive, SECRET)
    vectors = encoder.embed_passages([f"{text.title}\n{text.body}" for text in (SECRET, older)])
    words = ("zanzibarine", "wombatine", "quibblezorp", "façadier")
    traces = {f"{word} in {form}": written for word in words for form, written in forms(word).items()}
    for number, vector in enumerate(vectors):
        traces |= {f"vector {number} from {at}": vector[at : at + 8].tobytes() for at in range(0, 64, 8)}
    here = {name for name, trace in traces.items() if found(archive, trace)}
    assert here >= {"zanzibarine in utf-8", "wombatine in utf-8", "façadier in utf-8", "vector 0 from 8"}
    heap = [np.tile(vectors, (k, 1)) for k in range(1, 400)]
    del heap
    remove(archive, ["secret"])
    rebuild(archive)
    assert {name: found(archive, trace) for name, trace in traces.items() if found(archive, trace)} == {}
    assert ids(archive, "ferry") >= {"other"}
    assert_whole(archive)
    assert restore(archive, ["secret"]).articles == 0
    put(archive, SECRET)
    assert "secret" in ids(archive, "quibblezorp")


def forms(word: str) -> dict[str, bytes]:
    """How a word may be written in a file."""
    forms = {name: word.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")}
    return forms | {"JSON": json.dumps(word).strip('"').encode()}


def keep_answers_with(archive: Archive, cited: Article) -> None:
    """Keep an answer that quotes an article, as one that was judged and as one that a link leads to."""
    said = {"article_id": cited.article_id, "title": cited.title}
    answer = {
        "text": f"{cited.body} [1]",
        "sentences": [{"text": f"{cited.body} [1]", "markers": [1]}],
        "citations": [{**said, "marker": 1, "quote": cited.body, "url": None}],
        "hits": [{**said, "text": cited.body}],
    }
    share(archive.catalogue, "What happened?", answer)
    keep_feedback(archive.catalogue, "What happened?", answer, "up")


def found(archive: Archive, trace: bytes) -> list[str]:
    """The files of the data folder that hold these bytes, in any case."""
    files = [path for path in archive.place.folder.rglob("*") if path.is_file()]
    return [path.name for path in files if trace.lower() in path.read_bytes().lower()]
