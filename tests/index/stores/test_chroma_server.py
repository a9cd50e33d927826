"""The vectors on a Chroma server: a real one, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from corpus.errors import ArchiveError
from index.archive import Archive
from index.builds import Builds
from index.catalogue import schema as t
from index.catalogue.limit import Limit
from index.catalogue.reads import Catalogue
from index.embed.models import PACKAGED
from index.ingest.chunks import cut
from index.ingest.removal import remove
from index.place import Place
from index.search.filters import Filters
from index.search.pipeline import search
from index.stores import chroma_server, post_filtering
from index.stores.chroma_address import ChromaServer
from index.stores.chroma_server import ServerVectors, drop_collection
from index.stores.vectors import VectorRow
from index.upkeep.doctor import diagnose
from index.upkeep.rebuild import rebuild
from tests.fakes import Dense
from tests.index.makers import article, assert_whole, day, put
from tests.index.stores.vectors import collections, unit

pytestmark = pytest.mark.slow


def archive_at(folder: Path, url: str | None) -> Archive:
    server = ChromaServer(url) if url else None
    return Archive(Place(folder, PACKAGED, folder / "cache", server), encoder=Dense())


def test_a_rebuild_leaves_one_collection_and_nothing_that_was_removed(chroma: str, tmp_path: Path) -> None:
    other = archive_at(tmp_path / "other", chroma)
    put(other, article("x", "A lighthouse."))
    archive = archive_at(tmp_path / "archive", chroma)
    put(archive, article("a", "The ferry sank."), article("secret", "Quibblezorp confessed."))
    first = f"citedesk-{archive.build}"
    assert {hit.article_id for hit in search(archive, "ferry").hits} >= {"a"}
    remove(archive, ["secret"])
    rebuild(archive)
    assert_whole(archive)
    assert diagnose(archive).ok
    assert {f"citedesk-{archive.build}", f"citedesk-{other.build}"} <= collections(chroma)
    assert first not in collections(chroma)
    # One that an interrupted rebuild left goes with the next, though its collection may be gone already.
    for name in ("left1", "left2"):
        archive.builds.folder(name).mkdir(parents=True)
    archive.builds.open("left1").close()
    assert "citedesk-left1" in collections(chroma)
    rebuild(archive)
    assert "citedesk-left1" not in collections(chroma)
    assert f"citedesk-{other.build}" in collections(chroma)
    archive.close()
    other.close()


def test_a_server_that_is_away_is_an_error_and_what_it_holds_is_not_forgotten(
    chroma: str, tmp_path: Path
) -> None:
    archive = archive_at(tmp_path / "archive", chroma)
    put(archive, article("a", "The ferry sank."))
    old = archive.builds.folder("old")
    old.mkdir(parents=True)
    away = Builds(replace(archive.place, chroma=ChromaServer("http://127.0.0.1:9")), archive.catalogue)
    with pytest.raises(ArchiveError, match="cannot be deleted") as caught:
        away.drop([archive.build])
    assert "CHROMA_URL" in caught.value.hint
    assert old.is_dir()
    archive.close()


@pytest.fixture
def store(chroma: str, catalogue: Catalogue) -> Iterator[ServerVectors]:
    address = ChromaServer(chroma)
    opened = ServerVectors(address, "citedesk-store", catalogue)
    yield opened
    opened.close()
    drop_collection(address, "citedesk-store")


def test_vectors_are_found_by_cosine_replaced_counted_and_deleted(store: ServerVectors) -> None:
    kept = unit(2_500)
    store.upsert([VectorRow(f"c{i}", "a", None, None) for i in range(2_500)], kept)
    [(first, similarity), *_] = store.nearest(kept[7], 5)
    assert (first, similarity) == ("c7", pytest.approx(1.0, abs=1e-4))
    store.upsert([VectorRow("c7", "a", None, None)], -kept[7:8])
    assert dict(store.nearest(kept[7], 2_500)).get("c7", -1.0) == pytest.approx(-1.0, abs=1e-4)
    store.delete(["c1", "never there"])
    assert store.count() == 2_499
    assert store.ids() == {f"c{i}" for i in range(2_500)} - {"c1"}


def ms(when: str) -> int:
    return int(day(when).timestamp() * 1000)


def test_the_server_keeps_to_every_filter_also_after_it_has_changed(store: ServerVectors) -> None:
    rows = [
        VectorRow("c0", "a0", "Courier", ms("2025-03-05"), "Ada", "World"),
        VectorRow("c1", "a1", "Signal", ms("2025-05-31"), None, "Sport"),
        VectorRow("c2", "a2", None, None),
    ]
    store.upsert(rows, unit(3))

    def ids(limit: Limit | None) -> set[str]:
        return {chunk_id for chunk_id, _ in store.query(unit(1)[0], 3, limit)}

    def between(first: str, end: str) -> Limit:
        return Limit((), ms(first), ms(end))

    with pytest.MonkeyPatch.context() as patch:
        counts = replace(store._catalogue.counts(), first_published=day("2025-03-05"))
        counts = replace(counts, last_published=day("2025-05-31"))
        patch.setattr(store._catalogue, "counts", lambda: counts)
        assert ids(None) == ids(Limit()) == {"c0", "c1", "c2"}
        assert ids(Limit(("Courier",))) == ids(Limit(authors=("Ada",))) == {"c0"}
        assert ids(between("2025-03-05", "2025-03-06")) == ids(between("2025-03-01", "2025-04-01")) == {"c0"}
        assert ids(between("2025-05-01", "2025-06-01")) == ids(Limit((), ms("2025-03-06"))) == {"c1"}
        assert (
            ids(between("2025-03-05", "2025-06-01")) == ids(Limit((), None, ms("2026-01-01"))) == {"c0", "c1"}
        )
        assert not ids(between("2025-03-06", "2025-05-31")) | ids(Limit((), ms("2027-01-01")))
        assert ids(Limit(("Courier", "Signal"), ms("2025-03-06"), sections=("Sport", "World"))) == {"c1"}
        store.upsert([VectorRow("c0", "a0", None, ms("2025-05-01"))], unit(1))
        assert not ids(Limit(("Courier",))) | ids(Limit(authors=("Ada",)))
        assert ids(between("2025-05-01", "2025-05-31")) == {"c0"}


FILTERS = (
    Filters(),
    Filters(["Courier"]),
    Filters(["Courier", "Signal"], published_from="2025-03-01"),
    Filters(authors=["Ada"]),
    Filters(sections=["World"], published_to="2025-04-01"),
)


@pytest.mark.parametrize(
    ("most_fetched", "few"),
    [(4_000, 0), (0, 500), (0, 0)],
    ids=["large outlets", "what is few", "what is between"],
)
def test_an_archive_finds_the_same_on_a_server_as_in_its_folder(
    chroma: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_fetched: int, few: int
) -> None:
    monkeypatch.setattr(post_filtering, "_MOST_FETCHED", most_fetched)
    monkeypatch.setattr(chroma_server, "_FEW", few)
    monkeypatch.setattr(chroma_server, "_SMALL", 0)
    told = [
        article(
            f"a{n}",
            f"Ferry {n} left the pier of {n % 5} with {n % 7} cows and {n % 3} mayors.",
            source=[None, "Courier", "Signal"][n % 3],
            published_at=[None, day("2025-01-01"), day("2025-06-01")][n % 3],
            author=["Ada", None][n % 2],
            section=["World", "Sport", None][n % 3],
        )
        for n in range(40)
    ]
    here, there = archive_at(tmp_path / "here", None), archive_at(tmp_path / "there", chroma)
    for archive in (here, there):
        put(archive, *told)
    for filters in FILTERS:
        mine, theirs = (search(archive, "ferry with cows", filters=filters) for archive in (here, there))
        assert [hit.article_id for hit in theirs.hits] == [hit.article_id for hit in mine.hits]
        assert [hit.score for hit in theirs.hits] == pytest.approx([hit.score for hit in mine.hits], abs=0.03)
    assert diagnose(there).ok
    here.close()
    there.close()


def test_what_another_process_changes_is_found_at_once_and_by_its_new_author(
    chroma: str, tmp_path: Path
) -> None:
    asker, writer = (archive_at(tmp_path / "archive", chroma) for _ in range(2))
    put(writer, article("a", "The ferry sank.", author="Ada"))
    assert search(asker, "ferry").hits
    opened = asker.derived.vectors
    put(writer, article("b", "A lighthouse burned."), article("a", "The ferry sank.", author="Bea"))
    assert {hit.article_id for hit in search(asker, "lighthouse ferry").hits} == {"a", "b"}
    assert [hit.article_id for hit in search(asker, "ferry", filters=Filters(authors=["Bea"])).hits] == ["a"]
    vector = asker.encoder.embed_query("ferry")
    assert not asker.derived.vectors.nearest(vector, 5, Limit(authors=("Ada",)))
    assert asker.derived.vectors is opened
    asker.close()
    writer.close()


def test_a_collection_of_an_older_version_is_rebuilt(chroma: str, tmp_path: Path) -> None:
    archive = archive_at(tmp_path / "archive", chroma)
    put(archive, article("a", "The ferry sank.", author="Ada"))
    archive.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chroma_server, "_FORM", 3)
        newer = archive_at(tmp_path / "archive", chroma)
        with pytest.raises(ArchiveError, match="another version") as caught:
            search(newer, "ferry")
        assert caught.value.hint == "Run: citedesk rebuild"
        rebuild(newer)
        assert [hit.article_id for hit in search(newer, "ferry").hits] == ["a"]
        newer.close()


def vectors_of(archive: Archive) -> dict[str, list[float]]:
    """The vectors on the server, by their articles."""
    assert archive.derived.server is not None
    with archive.catalogue.reading() as connection:
        rows = connection.execute(select(t.chunk.c.chunk_id, t.chunk.c.article_id))
        ids = {row.chunk_id: row.article_id for row in rows}
    return {ids[name]: vector.tolist() for name, vector in archive.derived.server.read(list(ids)).items()}


def kept_vectors(archive: Archive) -> int:
    with archive.catalogue.reading() as connection:
        return connection.execute(select(func.count()).select_from(t.embedding)).scalar_one()


def test_only_the_server_keeps_vectors_and_a_rebuild_reads_them_there(chroma: str, tmp_path: Path) -> None:
    archive = archive_at(tmp_path / "archive", chroma)
    encoder = archive.encoder
    assert isinstance(encoder, Dense)
    put(archive, article("a", "The ferry sank."), article("b", "A pier."), article("c", "A lighthouse."))
    put(archive, article("c", "A lighthouse.", source="The Courier"))
    remove(archive, ["b"])
    assert (len(encoder.embedded), kept_vectors(archive)) == (3, 0)
    before = vectors_of(archive)
    rebuild(archive)
    assert (len(encoder.embedded), kept_vectors(archive)) == (3, 0)
    after = vectors_of(archive)
    assert after.keys() == before.keys() == {"a", "c"}
    assert all(after[name] == pytest.approx(before[name], abs=1e-6) for name in before)
    assert_whole(archive)
    # Of a new version only what is new is embedded.
    words = " ".join(f"word{n}" for n in range(90))
    put(archive, article("d", f"{words}. First end."))
    first = len(encoder.embedded)
    put(archive, article("d", f"{words}. Second end."))
    assert 0 < len(encoder.embedded) - first < first - 3
    assert_whole(archive)
    archive.close()


def test_what_the_server_lost_is_embedded_again(chroma: str, tmp_path: Path) -> None:
    archive = archive_at(tmp_path / "archive", chroma)
    encoder = archive.encoder
    assert isinstance(encoder, Dense)
    put(archive, article("a", "The ferry sank."), article("b", "A pier."))
    lost = archive.catalogue.active_chunk_ids()
    archive.derived.vectors.delete(sorted(lost)[:1])
    rebuild(archive)
    assert len(encoder.embedded) == 3
    assert_whole(archive)
    drop_collection(ChromaServer(chroma), f"citedesk-{archive.build}")
    archive.close()
    again = archive_at(tmp_path / "archive", chroma)
    with pytest.raises(ArchiveError, match="holds 0 of 2 chunks") as caught:
        search(again, "ferry")
    assert "doctor --repair" in caught.value.hint
    again.close()
    mended = Archive(archive.place, encoder=Dense(), allow_mismatch=True)
    assert diagnose(mended, repair=True).ok
    assert_whole(mended)
    mended.close()


def test_vectors_that_a_catalogue_kept_serve_the_server_and_leave(chroma: str, tmp_path: Path) -> None:
    folder = archive_at(tmp_path / "archive", None)
    put(folder, article("a", "The ferry sank."), article("b", "A pier."))
    assert kept_vectors(folder) == 2
    folder.close()
    server = ChromaServer(chroma)
    place = Place(tmp_path / "archive", PACKAGED, tmp_path / "archive" / "cache", server)
    archive = Archive(place, encoder=Dense(), allow_mismatch=True)
    rebuild(archive)
    assert isinstance(archive.encoder, Dense)
    assert (archive.encoder.embedded, kept_vectors(archive)) == ([], 0)
    assert_whole(archive)
    # So does what a worker hands in.
    late = article("c", "A lighthouse.")
    [chunk] = cut(archive, late, 1)
    vector = archive.encoder.embed_query(chunk.embedded_text)
    with archive.catalogue.writing() as connection:
        connection.execute(insert(t.embedding), {"text_key": chunk.text_key, "vector": vector.tobytes()})
    put(archive, late)
    assert (archive.encoder.embedded, kept_vectors(archive)) == ([], 0)
    assert_whole(archive)
    archive.close()
