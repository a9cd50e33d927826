"""A catalogue's file that another takes the place of, while a server has it open."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import ArchiveError
from index.archive import Archive
from index.backup.salvage import salvage
from index.embed.models import PACKAGED
from index.ingest.removal import remove
from index.place import Place
from index.registers.feedback import each_feedback, keep_feedback
from index.registers.secret import Secret
from index.registers.shared_answers import share, shared_answer
from index.search.filters import Filters
from index.search.pipeline import search
from index.upkeep.doctor import diagnose
from tests.conftest import ROOT
from tests.fakes import BagOfWords
from tests.index.makers import article, put
from tests.index.striking import fork_server

ANSWER = {"citations": [], "sentences": [], "hits": [], "text": "On Monday."}


def opened(folder: Path, allow_mismatch: bool = False) -> Archive:
    place = Place(folder / "archive", PACKAGED, folder / "cache")
    return Archive(place, encoder=BagOfWords(), allow_mismatch=allow_mismatch)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Archive]:
    """An archive that has answered, as a server keeps it open."""
    archive = opened(tmp_path)
    put(archive, *(article(f"a{i}", f"The ferry number {i} sank off Hask.", source="Post") for i in range(5)))
    assert found(archive) == {"a0", "a1", "a2", "a3", "a4"}
    yield archive
    archive.close()


def found(archive: Archive, filters: Filters | None = None) -> set[str]:
    return {hit.article_id for hit in search(archive, "ferry", filters=filters).hits}


def repaired(folder: Path) -> Archive:
    """What `doctor --repair` does to a damaged catalogue, as another process has it."""
    salvage(Place(folder / "archive", PACKAGED, folder / "cache"))
    other = opened(folder, allow_mismatch=True)
    assert diagnose(other, repair=True).ok
    return other


def test_what_is_removed_after_a_repair_is_not_answered_from_the_old_file(
    serving: Archive, tmp_path: Path
) -> None:
    limits = Filters(["Post"])
    assert len(found(serving, limits)) == 5
    other = repaired(tmp_path)
    remove(other, ["a1"])
    other.close()
    assert found(serving) == {"a0", "a2", "a3", "a4"}
    assert found(serving, limits) == {"a0", "a2", "a3", "a4"}
    assert serving.catalogue.record("a1") is None
    assert serving.catalogue.counts().articles == 4


def test_between_repair_and_rebuild_a_question_is_told_so(serving: Archive, tmp_path: Path) -> None:
    salvage(Place(tmp_path / "archive", PACKAGED, tmp_path / "cache"))
    with pytest.raises(ArchiveError, match="was saved from damage"):
        found(serving)
    repaired(tmp_path).close()
    assert len(found(serving)) == 5


def test_what_is_written_after_a_repair_is_in_the_new_file(serving: Archive, tmp_path: Path) -> None:
    secret = Secret(serving.catalogue)
    repaired(tmp_path).close()
    keep_feedback(serving.catalogue, "When?", ANSWER, "up")
    name = share(serving.catalogue, "When?", ANSWER)
    key = secret.key()
    put(serving, article("late", "A late ferry sank off Hask."))
    other = opened(tmp_path)
    assert [said.asked for said in each_feedback(other.catalogue)] == ["When?"]
    assert shared_answer(other.catalogue, name) is not None
    assert Secret(other.catalogue).key() == key
    assert "late" in found(other)
    other.close()


def test_a_folder_that_is_deleted_and_made_anew_is_another_archive(serving: Archive, tmp_path: Path) -> None:
    keep_feedback(serving.catalogue, "When?", ANSWER, "up")
    shutil.rmtree(serving.place.folder)
    with pytest.raises(ArchiveError, match="is gone"):
        found(serving)
    with pytest.raises(ArchiveError, match="is gone"):
        keep_feedback(serving.catalogue, "When?", ANSWER, "up")
    other = opened(tmp_path)
    # As many changes as there were: the generation alone does not tell the two apart.
    put(other, article("new", "A new ferry sails off Hask."))
    assert other.catalogue.generation() == serving._seen[1]
    other.close()
    assert found(serving) == {"new"}
    assert found(serving, Filters(published_from="2020-01-01")) == set()
    assert serving.catalogue.counts().articles == 1


def test_feedback_of_the_former_catalogue_does_not_overwrite_anothers(
    serving: Archive, tmp_path: Path
) -> None:
    number = keep_feedback(serving.catalogue, "When?", ANSWER, "up")
    shutil.rmtree(serving.place.folder)
    other = opened(tmp_path)
    assert keep_feedback(other.catalogue, "Who?", ANSWER, "down") == number
    other.close()
    keep_feedback(serving.catalogue, "When?", ANSWER, "up", feedback_id=number)
    assert [(said.asked, said.rating) for said in each_feedback(serving.catalogue)] == [
        ("Who?", "down"),
        ("When?", "up"),
    ]


def repair_there(folder: Path) -> None:
    other = repaired(folder)
    remove(other, ["a1", "a2"])
    other.close()


def test_a_repair_in_another_process_is_seen(
    serving: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    process = fork_server().Process(target=repair_there, args=(tmp_path,))
    process.start()
    process.join(120)
    assert process.exitcode == 0
    assert found(serving) == {"a0", "a3", "a4"}
