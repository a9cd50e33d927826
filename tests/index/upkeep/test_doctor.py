import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from corpus.errors import ArchiveError
from index.archive import Archive
from index.catalogue import schema as t
from index.embed.models import PACKAGED
from index.place import Place
from index.search.pipeline import search
from index.upkeep.doctor import diagnose
from tests.fakes import BagOfWords
from tests.index.makers import article, assert_whole, put, state

pytestmark = pytest.mark.both_databases


def opened(folder: Path, allow_mismatch: bool = False) -> Archive:
    place = Place(folder / "archive", PACKAGED, folder / "cache")
    return Archive(place, encoder=BagOfWords(), allow_mismatch=allow_mismatch)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    archive = opened(tmp_path)
    put(archive, *(article(f"a{i}", f"The ferry number {i} sank off Hask.") for i in range(70)))
    archive.close()
    return tmp_path


def lose_vectors(archive: Archive) -> None:
    archive.derived.vectors.delete(sorted(archive.derived.vectors.ids())[:5])


def lose_words(archive: Archive) -> None:
    archive.derived.words.write([], deleted=sorted(archive.derived.words.ids())[:5])


def lose_all_vectors(archive: Archive) -> None:
    archive.close()
    shutil.rmtree(archive.builds.folder(archive.build) / "chroma")


def break_words(archive: Archive) -> None:
    archive.close()
    (archive.builds.folder(archive.build) / "words" / "meta.json").write_text("{broken")


def too_many(archive: Archive) -> None:
    with archive.catalogue.writing() as connection:
        connection.execute(t.chunk.delete().where(t.chunk.c.article_id == "a1"))
        connection.execute(t.version.delete().where(t.version.c.article_id == "a1"))
        connection.execute(t.article.delete().where(t.article.c.article_id == "a1"))


def half_written(archive: Archive) -> None:
    with archive.catalogue.writing() as connection:
        connection.execute(insert(t.pending), {"article_id": "nobody", "version": 1, "fresh": 1})


DAMAGES = {
    "vectors": lose_vectors,
    "words": lose_words,
    "all vectors": lose_all_vectors,
    "word index": break_words,
    "surplus": too_many,
    "pending": half_written,
}


def test_a_whole_archive_is_well(filled: Path) -> None:
    archive = opened(filled)
    diagnosis = diagnose(archive)
    assert diagnosis.ok
    assert [check.name for check in diagnosis.checks] == [
        "catalogue",
        "fingerprint",
        "unfinished work",
        "offsets",
        "vectors",
        "words",
        "backup",
    ]
    assert diagnose(archive, repair=True).repaired == ()
    archive.close()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_found_and_mended_from_the_catalogue(
    filled: Path, damage: Callable[[Archive], None]
) -> None:
    archive = opened(filled)
    damage(archive)
    archive.close()
    broken = opened(filled, allow_mismatch=True)
    assert not diagnose(broken).ok
    mended = diagnose(broken, repair=True)
    assert mended.ok, mended
    assert mended.repaired
    broken.close()
    whole = opened(filled)
    assert_whole(whole)
    assert search(whole, "ferry number 7").hits[0].article_id == "a7"
    whole.close()


@pytest.mark.parametrize("damage", [lose_vectors, lose_words, lose_all_vectors, break_words])
def test_an_index_that_misses_something_is_an_error_and_never_no_evidence(
    filled: Path, damage: Callable[[Archive], None]
) -> None:
    archive = opened(filled)
    damage(archive)
    archive.close()
    broken = opened(filled)
    with pytest.raises(ArchiveError) as caught:
        search(broken, "ferry")
    assert "citedesk" in caught.value.hint
    broken.close()


def test_an_offset_outside_its_text_is_found(filled: Path) -> None:
    archive = opened(filled)
    with archive.catalogue.writing() as connection:
        connection.execute(update(t.chunk).where(t.chunk.c.article_id == "a3").values(end=9_999))
    [wrong] = [check for check in diagnose(archive).checks if not check.ok]
    assert (wrong.name, wrong.detail) == ("offsets", "1 chunks lie outside their text")
    assert state(archive)["chunks"]
    archive.close()
