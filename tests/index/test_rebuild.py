from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import ArchiveMismatch
from index.archive import Archive, Place
from index.embedding import PACKAGED
from index.rebuild import rebuild
from index.search import search
from tests.fakes import BagOfWords
from tests.index.makers import article, assert_whole, put, state


def filled(archive: Archive) -> Archive:
    put(archive, *(article(f"a{i}", f"The ferry number {i} sank off Hask.") for i in range(70)))
    put(archive, article("a1", "The ferry number 1 was raised."))
    return archive


def test_a_rebuild_gives_the_same_and_embeds_nothing_again(archive: Archive, encoder: BagOfWords) -> None:
    before = state(filled(archive))
    embedded = len(encoder.embedded)
    told: list[int] = []
    report = rebuild(archive, lambda progress: told.append(progress.articles))
    assert (report.articles, report.chunks) == (70, len(before["chunks"]))
    assert told == [64, 70]
    assert len(encoder.embedded) == embedded
    assert state(archive) == before
    assert_whole(archive)
    assert search(archive, "raised ferry").hits[0].article_id == "a1"


def test_another_model_is_refused_until_the_rebuild(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    place = Place(tmp_path / "archive", PACKAGED, tmp_path / "cache")
    filled(Archive(place, encoder=BagOfWords())).close()
    other = replace(place, model=str(folder))
    with pytest.raises(ArchiveMismatch) as caught:
        Archive(other, encoder=BagOfWords())
    assert "citedesk rebuild" in caught.value.hint
    encoder = BagOfWords()
    archive = Archive(other, encoder=encoder, allow_mismatch=True)
    rebuild(archive)
    assert encoder.embedded
    archive.close()
    archive = Archive(other, encoder=BagOfWords())
    assert_whole(archive)
    archive.close()
    with pytest.raises(ArchiveMismatch):
        Archive(place, encoder=BagOfWords())


def test_a_rebuild_that_breaks_leaves_the_old_build_serving(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(filled(archive))

    def breaks(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("index.rebuild._swap", breaks)
        with pytest.raises(KeyboardInterrupt):
            rebuild(archive)
    assert search(archive, "raised ferry").hits[0].article_id == "a1"
    rebuild(archive)
    assert state(archive) == before
    assert [path.name for path in (archive.place.folder / "index").iterdir()] == [archive.build]
