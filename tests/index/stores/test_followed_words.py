"""Two folders of one archive, whose catalogue is in PostgreSQL and whose vectors are on a Chroma server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from corpus.errors import ArchiveBusy
from index.archive import Archive
from index.catalogue import journal
from index.embed.models import PACKAGED
from index.ingest.labelling import label
from index.ingest.removal import remove, restore
from index.place import Place
from index.registers.statements import Statement
from index.search.articles import ArticleFinder
from index.search.pipeline import search
from index.stores import followed_words
from index.stores.chroma_address import ChromaServer
from index.upkeep.doctor import diagnose
from index.upkeep.rebuild import rebuild
from tests.fakes import Dense
from tests.index.makers import article, assert_whole, put
from tests.postgres import Postgres

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(chroma: str, postgres: Postgres, tmp_path: Path) -> Iterator[Callable[[str], Archive]]:
    """Opens the one archive in a folder of a name."""
    database, archives = postgres.address(), list[Archive]()

    def opening(name: str) -> Archive:
        place = Place(tmp_path / name, PACKAGED, tmp_path / "cache", ChromaServer(chroma), database=database)
        archives.append(Archive(place, encoder=Dense()))
        return archives[-1]

    yield opening
    for archive in archives:
        archive.close()


def with_words(archive: Archive, words: str) -> set[str]:
    """The articles that have some words, by the word index."""
    archive.refresh()
    rows = archive.catalogue.chunk_rows([one for one, _ in archive.derived.words.having(words)])
    return {row.article_id for row in rows.values()}


def test_what_one_folder_writes_every_folder_finds_with_the_next_question(
    opened: Callable[[str], Archive],
) -> None:
    writer, asker = opened("writer"), opened("asker")
    assert not search(asker, "ferry").hits
    put(writer, article("a", "The ferry sank.", summary="A disaster."), article("b", "A whale sang."))
    for archive in (writer, asker):
        assert with_words(archive, "ferry sank") == {"a"}
        assert with_words(archive, "disaster") == {"a"}
        assert {hit.article_id for hit in search(archive, "whale").hits} >= {"b"}
        assert_whole(archive)
    put(asker, article("a", "The ferry was raised.", summary="A relief."))
    assert writer.behind() == 1
    assert with_words(writer, "ferry sank") == set()
    assert with_words(writer, "raised") == {"a"}
    assert writer.behind() == 0
    late = opened("late")
    assert with_words(late, "raised") == {"a"}
    assert_whole(late)


def test_what_is_taken_out_is_gone_everywhere_and_may_come_back(opened: Callable[[str], Archive]) -> None:
    writer, asker = opened("writer"), opened("asker")
    put(writer, article("a", "The ferry sank."), article("b", "The ferry was raised."))
    assert with_words(asker, "ferry") == {"a", "b"}
    remove(writer, ["a"])
    asker.refresh()
    assert asker.derived.words.count() == 1
    assert {hit.article_id for hit in search(asker, "ferry").hits} == {"b"}
    restore(asker, ["a"])
    assert with_words(writer, "ferry") == {"a", "b"}
    label(writer, ["a"], Statement("Courier", None))
    asker.refresh()
    limit = followed_words.Limit(sources=("Courier",))
    [(chunk_id, _)] = asker.derived.words.best("ferry", 5, limit)
    assert asker.catalogue.chunk_rows([chunk_id])[chunk_id].article_id == "a"


def test_a_rebuild_is_followed_without_a_gap(opened: Callable[[str], Archive]) -> None:
    writer, asker = opened("writer"), opened("asker")
    put(writer, article("a", "The ferry sank."), article("b", "A whale sang."))
    assert with_words(asker, "ferry") == {"a"}
    remove(writer, ["b"])
    first = asker.derived.words
    rebuild(writer)
    assert_whole(writer)
    assert diagnose(writer).ok
    assert with_words(asker, "ferry") == {"a"}
    made = (asker.place.folder / "words" / "made").read_text()
    put(writer, article("c", "A comet fell."))
    assert with_words(asker, "comet") == {"c"}
    asker.follow()
    assert (asker.place.folder / "words" / "made").read_text() != made
    assert asker.derived.words is not first
    assert with_words(asker, "comet") == {"c"}
    assert_whole(asker)
    # Of the builds that were, none is left on the server or in the list.
    assert writer.builds.names() == [writer.build]


def test_a_folder_that_was_away_for_long_reads_everything_anew(
    opened: Callable[[str], Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, asker = opened("writer"), opened("asker")
    put(writer, article("a", "The ferry sank."))
    assert with_words(asker, "ferry") == {"a"}
    made = (asker.place.folder / "words" / "made").read_text()
    put(writer, article("b", "A whale sang."))
    assert with_words(asker, "whale") == {"b"}
    assert (asker.place.folder / "words" / "made").read_text() == made
    monkeypatch.setattr(journal, "KEPT", 1)
    put(writer, article("c", "A comet fell."))
    put(writer, article("d", "A bridge opened."))
    with writer.catalogue.reading() as connection:
        kept = connection.execute(text("SELECT count(DISTINCT generation) FROM changed_chunk")).scalar()
    assert kept == 1
    assert with_words(asker, "comet") == {"c"}
    assert (asker.place.folder / "words" / "made").read_text() != made
    assert_whole(asker)


@pytest.mark.parametrize("broken", ["meta.json", "position.json", "made"])
def test_a_broken_index_is_made_anew(opened: Callable[[str], Archive], broken: str) -> None:
    writer, asker = opened("writer"), opened("asker")
    put(writer, article("a", "The ferry sank."))
    assert with_words(asker, "ferry") == {"a"}
    asker.close()
    (asker.place.folder / "words" / broken).write_text("{broken")
    again = opened("asker")
    assert with_words(again, "ferry") == {"a"}
    assert_whole(again)


def test_a_dump_that_is_restored_is_followed_after_a_repair(opened: Callable[[str], Archive]) -> None:
    writer, asker = opened("writer"), opened("asker")
    put(writer, article("a", "The ferry sank."))
    tables = ("article", "version", "chunk", "meta", "changed_chunk")
    with writer.catalogue.writing() as connection:
        for table in tables:
            connection.execute(text(f"CREATE TABLE {table}_dump AS TABLE {table}"))
    put(writer, article("b", "A whale sang."), article("c", "A comet fell."))
    assert with_words(asker, "whale") == {"b"}
    with writer.catalogue.writing() as connection:
        for table in reversed(tables):
            connection.execute(text(f"DELETE FROM {table}"))
        for table in tables:
            connection.execute(text(f"INSERT INTO {table} TABLE {table}_dump"))
    assert diagnose(writer, repair=True).ok
    # As many changes as the dump lacks, so that numbers alone would tell nothing.
    put(writer, article("d", "A bridge opened."))
    put(writer, article("e", "A road closed."))
    for archive in (writer, asker):
        assert with_words(archive, "whale") == set()
        assert with_words(archive, "bridge") == {"d"}
        assert_whole(archive)


def test_while_an_index_is_made_who_asks_is_told_so(
    opened: Callable[[str], Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, asker = opened("writer"), opened("asker")
    put(writer, article("a", "The ferry sank."))
    monkeypatch.setattr(followed_words, "_PATIENCE_S", 0.05)
    begun, go_on = threading.Event(), threading.Event()
    reading = followed_words.FollowedWords._page_after

    def slow(words: followed_words.FollowedWords, last: str) -> Iterator[followed_words.WordRow]:
        begun.set()
        assert go_on.wait(60)
        return reading(words, last)

    monkeypatch.setattr(followed_words.FollowedWords, "_page_after", slow)
    making = threading.Thread(target=asker.follow)
    making.start()
    assert begun.wait(60)
    with pytest.raises(ArchiveBusy, match="brought up to date"):
        search(asker, "ferry")
    go_on.set()
    making.join()
    assert {hit.article_id for hit in search(asker, "ferry").hits} == {"a"}


def test_processes_that_share_a_folder_take_turns(opened: Callable[[str], Archive]) -> None:
    first, second = opened("same"), opened("same")
    for number in range(3):
        put(first, article(f"a{number}", f"The ferry number {number} sank."))
        asking = [
            threading.Thread(target=with_words, args=(archive, "ferry")) for archive in (first, second) * 2
        ]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        for archive in (first, second):
            assert len(with_words(archive, "ferry")) == number + 1
            assert_whole(archive)


def test_a_folder_with_words_and_an_empty_database_is_refused(
    opened: Callable[[str], Archive], postgres: Postgres
) -> None:
    writer = opened("writer")
    put(writer, article("a", "The ferry sank."))
    assert with_words(writer, "ferry") == {"a"}
    writer.close()
    place = replace(writer.place, database=postgres.address())
    with pytest.raises(Exception, match="is empty or missing"):
        Archive(place, encoder=Dense())


def test_articles_are_listed_by_their_words_in_every_folder(opened: Callable[[str], Archive]) -> None:
    writer, asker = opened("writer"), opened("asker")
    put(writer, article("a", "The ferry sank."))
    asker.refresh()
    assert [listed.article_id for listed in ArticleFinder(asker).find("ferry").listing.articles] == ["a"]
