import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import ArchiveError, ArchiveMismatch
from index.archive import Archive
from index.backup.copy import back_up, read_backup
from index.catalogue.databases.lock import FolderLock
from index.catalogue.databases.sqlite import BACKUP
from index.embed.models import PACKAGED
from index.ingest.removal import remove, restore
from index.place import Place
from index.search import pipeline
from index.search.candidates import Candidates
from index.search.filters import Filters
from index.search.pipeline import search
from index.upkeep import shadow_build
from index.upkeep.rebuild import rebuild
from tests.fakes import Dense
from tests.index.makers import article, assert_whole, day, put, state

pytestmark = [pytest.mark.both_databases(soak=True), pytest.mark.slow]


@pytest.fixture
def encoder() -> Dense:
    """As real vectors are: of two texts no piece is the same."""
    return Dense()


def filled(archive: Archive) -> Archive:
    put(archive, *(article(f"a{i}", f"The ferry number {i} sank off Hask.") for i in range(70)))
    put(archive, article("a1", "The ferry number 1 was raised."))
    return archive


@pytest.mark.both_databases
def test_a_rebuild_gives_the_same_and_embeds_nothing_again(archive: Archive, encoder: Dense) -> None:
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
    filled(Archive(place, encoder=Dense())).close()
    other = replace(place, model=str(folder))
    with pytest.raises(ArchiveMismatch) as caught:
        Archive(other, encoder=Dense())
    assert "citedesk rebuild" in caught.value.hint
    encoder = Dense()
    archive = Archive(other, encoder=encoder, allow_mismatch=True)
    rebuild(archive)
    assert encoder.embedded
    archive.close()
    archive = Archive(other, encoder=Dense())
    assert_whole(archive)
    archive.close()
    with pytest.raises(ArchiveMismatch):
        Archive(place, encoder=Dense())


def test_a_rebuild_that_breaks_leaves_the_old_build_serving(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(filled(archive))

    def breaks(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("index.upkeep.rebuild._swap", breaks)
        with pytest.raises(KeyboardInterrupt):
            rebuild(archive)
    assert search(archive, "raised ferry").hits[0].article_id == "a1"
    rebuild(archive)
    assert state(archive) == before
    assert [path.name for path in (archive.place.folder / "index").iterdir()] == [archive.build]


@contextmanager
def beside(archive: Archive, *actions: Callable[[Archive], object]) -> Iterator[None]:
    """Another writer, who does something after each batch of a rebuild."""
    left = list(actions)
    kept = shadow_build.write_articles
    other = Archive(archive.place, encoder=Dense())

    def meanwhile(*args: object) -> object:
        written = kept(*args)  # type: ignore[arg-type]
        if left:
            action = left.pop(0)
            action(other)
        return written

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shadow_build, "write_articles", meanwhile)
        yield
    other.close()
    assert not left


CHANGES: dict[str, tuple[Callable[[Archive], object], ...]] = {
    "new": (lambda a: put(a, article("new", "A crane fell in Hask.")),),
    "changed": (lambda a: put(a, article("a3", "The ferry number 3 came home.")),),
    "relabelled": (
        lambda a: put(a, article("a3", "The ferry number 3 sank off Hask.", published_at=day("2024-05-01"))),
    ),
    "changed and back": (
        lambda a: put(a, article("a3", "The ferry number 3 came home.")),
        lambda a: put(a, article("a3", "The ferry number 3 sank off Hask.")),
    ),
    "removed": (lambda a: remove(a, ["a3", "a69"]),),
    "removed and restored": (lambda a: remove(a, ["a3"]), lambda a: restore(a, ["a3"])),
    "removed and restored at once": (lambda a: (remove(a, ["a3"]), restore(a, ["a3"])),),
}

# Of an article that the build has copied, what it copied is deleted before it ends.
OVERTAKEN = ("changed and back", "removed and restored at once")


@pytest.mark.sqlite
@pytest.mark.parametrize("name", CHANGES)
def test_what_is_changed_while_it_builds_is_taken_over(archive: Archive, name: str) -> None:
    is_taken_over(archive, name)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "name",
    [
        # What is found to have changed does not depend on the database.
        name if name in OVERTAKEN else pytest.param(name, marks=pytest.mark.soak)
        for name in CHANGES
    ],
)
@pytest.mark.sqlite
def test_what_is_changed_while_it_builds_in_postgresql_is_taken_over(archive: Archive, name: str) -> None:
    is_taken_over(archive, name)


def is_taken_over(archive: Archive, name: str) -> None:
    with beside(filled(archive), *CHANGES[name]):
        rebuild(archive)
    assert_whole(archive)
    text = "came home" if name == "changed" else "The ferry number 3 sank off Hask"
    found = [hit.article_id for hit in search(archive, text, top_k=3).hits]
    assert ("a3" in found) == (name != "removed")
    assert (archive.catalogue.record("new") is not None) == (name == "new")
    in_may = search(archive, "ferry", filters=Filters(published_from="2024-05-01")).hits
    assert [hit.article_id for hit in in_may] == (["a3"] if name == "relabelled" else [])


def test_what_is_removed_while_it_builds_leaves_no_word_in_the_new_indexes(archive: Archive) -> None:
    put(filled(archive), article("a0", "Quibblezorp confessed."))
    with beside(archive, lambda other: remove(other, ["a0"])):
        rebuild(archive)
    files = [path for path in (archive.place.folder).rglob("*") if path.is_file()]
    assert not [path for path in files if b"quibblezorp" in path.read_bytes().lower()]
    assert_whole(archive)


@pytest.mark.both_databases
def test_a_sync_does_not_wait_for_a_rebuild_and_a_second_rebuild_does(archive: Archive) -> None:
    told: list[str] = []
    second = Archive(filled(archive).place, encoder=Dense())
    waiting = threading.Thread(target=rebuild, args=(second, lambda p: told.append(p.message)))

    def start(other: Archive) -> None:
        put(other, article("new", "A crane fell in Hask."))
        waiting.start()
        assert other.is_rebuilding()

    with beside(archive, start):
        rebuild(archive)
    waiting.join(60)
    assert not waiting.is_alive()
    assert_whole(second)
    archive.refresh()
    assert state(archive) == state(second)
    assert not archive.is_rebuilding()
    second.close()


def test_pieces_of_a_removed_article_in_the_new_indexes_are_an_error_and_the_old_ones_stay(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(archive)
    remove(archive, ["a3"])
    build = archive.build
    monkeypatch.setattr("index.upkeep.rebuild.traces_of_removed", lambda *_: [Path("data_level0.bin")])
    with pytest.raises(ArchiveError, match="removed article") as caught:
        rebuild(archive)
    assert "citedesk rebuild" in caught.value.hint
    assert archive.build == build
    assert search(archive, "raised ferry").hits[0].article_id == "a1"


def test_syncs_go_on_while_the_room_of_the_old_indexes_is_given_back(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(archive, article("a", "The ferry sank off Hask."))
    free: list[bool] = []
    monkeypatch.setattr(
        archive.catalogue, "compact", lambda: free.append(FolderLock(archive.place.folder).is_free())
    )
    rebuild(archive)
    assert free == [True]


def test_who_waits_for_the_swap_does_not_wait_for_the_backup_too(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    if archive.place.database is not None:
        pytest.skip("a database has no backup here")
    put(archive, article("a", "The ferry sank off Hask."), article("b", "The pier opens at nine."))
    between: list[str] = []

    def after_another(own: Archive, tell: Callable[[str], None] | None) -> None:
        assert FolderLock(own.place.folder).is_free()
        assert read_backup(own.place.folder) is None
        remove(own, ["a"])
        between.append(own.build)
        back_up(own, tell)

    monkeypatch.setattr("index.upkeep.rebuild.back_up", after_another)
    rebuild(archive)
    assert between == [archive.build]
    with closing(sqlite3.connect(archive.place.folder / BACKUP)) as backup:
        assert backup.execute("SELECT article_id FROM removal").fetchall() == [("a",)]


def test_nobody_waits_for_room_to_be_freed_where_nothing_was_removed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(archive, article("a", "The ferry sank off Hask."), article("b", "The pier opens at nine."))
    freed: list[str] = []
    real = archive.catalogue.compact

    def breaks() -> None:
        raise ArchiveError("The file is in use", "Wait.")

    monkeypatch.setattr(archive.catalogue, "compact", lambda: (freed.append("room"), real()))
    rebuild(archive)  # Nobody knows what was there before.
    rebuild(archive)
    assert freed == ["room"]
    remove(archive, ["a"])
    with monkeypatch.context() as broken:
        broken.setattr(archive.catalogue, "compact", breaks)
        with pytest.raises(ArchiveError, match="in use"):
            rebuild(archive)
    assert freed == ["room"]
    rebuild(archive)  # What was removed is still in the file.
    rebuild(archive)
    assert freed == ["room"] * 2
    remove(archive, ["a"])  # Who asks for it again may have uploaded it again.
    rebuild(archive)
    assert freed == ["room"] * 3


def test_room_is_freed_where_much_of_a_file_is_empty(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild(archive)
    freed: list[str] = []
    monkeypatch.setattr(archive.catalogue, "compact", lambda: freed.append("room"))
    monkeypatch.setattr(archive.catalogue, "free_share", lambda: 0.3)
    rebuild(archive)
    assert freed == ["room"]


def test_indexes_that_are_first_opened_after_a_swap_are_those_of_now(
    archive: Archive, encoder: Dense
) -> None:
    put(archive, article("a", "The ferry sank off Hask."))
    reader = Archive(archive.place, encoder=encoder)
    rebuild(archive)
    assert reader.derived.vectors.count() == 1
    assert search(reader, "ferry").hits
    reader.close()


@pytest.mark.parametrize("fails", [True, False])
def test_a_search_that_a_swap_comes_into_looks_again(
    archive: Archive, encoder: Dense, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    put(archive, article("a", "The ferry sank off Hask."))
    reader = Archive(archive.place, encoder=encoder)
    tries: list[str] = []
    really = pipeline.candidates

    def during_a_swap(*given: object) -> object:
        tries.append(reader.build)
        if len(tries) == 1:
            rebuild(archive)
            if fails:
                raise ArchiveError("The vector store failed", "Run: citedesk rebuild")
            return Candidates((([], []),), {})
        return really(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "candidates", during_a_swap)
    assert [hit.article_id for hit in search(reader, "ferry").hits] == ["a"]
    assert len(set(tries)) == 2
    reader.close()
