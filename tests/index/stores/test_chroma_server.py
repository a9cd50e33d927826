"""The vectors on a Chroma server: a real one, on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ArchiveError
from index.archive import Archive
from index.builds import Builds
from index.catalogue.limit import Limit
from index.catalogue.reads import Catalogue
from index.embed.models import PACKAGED
from index.ingest.removal import remove
from index.place import Place
from index.search.filters import Filters
from index.search.pipeline import search
from index.stores import chroma_http, chroma_server
from index.stores.chroma_address import ChromaServer
from index.stores.chroma_http import ask, connect
from index.stores.chroma_server import ServerVectors, drop_collection
from index.stores.vectors import VectorRow
from index.upkeep.doctor import diagnose
from index.upkeep.rebuild import rebuild
from tests.fakes import Dense
from tests.index.makers import article, assert_whole, day, put
from tests.index.stores.proxy import Proxy

pytestmark = pytest.mark.slow


def archive_at(folder: Path, url: str | None) -> Archive:
    server = ChromaServer(url) if url else None
    return Archive(Place(folder, PACKAGED, folder / "cache", server), encoder=Dense())


def collections(url: str) -> set[str]:
    address = ChromaServer(url)
    with connect(address) as client:
        return {kept["name"] for kept in ask(client, address, "collections", "GET", None)}


def test_a_rebuild_leaves_one_collection_and_nothing_that_was_removed(server: str, tmp_path: Path) -> None:
    other = archive_at(tmp_path / "other", server)
    put(other, article("x", "A lighthouse."))
    archive = archive_at(tmp_path / "archive", server)
    put(archive, article("a", "The ferry sank."), article("secret", "Quibblezorp confessed."))
    first = f"citedesk-{archive.build}"
    assert {hit.article_id for hit in search(archive, "ferry").hits} >= {"a"}
    remove(archive, ["secret"])
    rebuild(archive)
    assert_whole(archive)
    assert diagnose(archive).ok
    assert {f"citedesk-{archive.build}", f"citedesk-{other.build}"} <= collections(server)
    assert first not in collections(server)
    # One that an interrupted rebuild left goes with the next, though its collection may be gone already.
    for name in ("left1", "left2"):
        archive.builds.folder(name).mkdir(parents=True)
    archive.builds.open("left1").close()
    assert "citedesk-left1" in collections(server)
    rebuild(archive)
    assert "citedesk-left1" not in collections(server)
    assert f"citedesk-{other.build}" in collections(server)
    archive.close()
    other.close()


def test_a_server_that_is_away_is_an_error_and_what_it_holds_is_not_forgotten(
    server: str, tmp_path: Path
) -> None:
    archive = archive_at(tmp_path / "archive", server)
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
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def store(server: str, catalogue: Catalogue) -> Iterator[ServerVectors]:
    address = ChromaServer(server)
    opened = ServerVectors(address, "citedesk-store", catalogue)
    yield opened
    opened.close()
    drop_collection(address, "citedesk-store")


def unit(count: int) -> np.ndarray:
    made = np.random.default_rng(7).normal(size=(count, 8)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


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
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_fetched: int, few: int
) -> None:
    monkeypatch.setattr(chroma_server, "_MOST_FETCHED", most_fetched)
    monkeypatch.setattr(chroma_server, "_FEW", few)
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
    here, there = archive_at(tmp_path / "here", None), archive_at(tmp_path / "there", server)
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
    server: str, tmp_path: Path
) -> None:
    asker, writer = (archive_at(tmp_path / "archive", server) for _ in range(2))
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


def test_a_collection_of_an_older_version_is_rebuilt(server: str, tmp_path: Path) -> None:
    archive = archive_at(tmp_path / "archive", server)
    put(archive, article("a", "The ferry sank.", author="Ada"))
    archive.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chroma_server, "_FORM", 3)
        newer = archive_at(tmp_path / "archive", server)
        with pytest.raises(ArchiveError, match="another version") as caught:
            search(newer, "ferry")
        assert caught.value.hint == "Run: citedesk rebuild"
        rebuild(newer)
        assert [hit.article_id for hit in search(newer, "ferry").hits] == ["a"]
        newer.close()


def test_behind_tls_a_path_and_a_token(proxy: Proxy, server: str, catalogue: Catalogue) -> None:
    store = ServerVectors(proxy.address(), "citedesk-proxied", catalogue)
    store.upsert([VectorRow("c0", "a0", None, None)], unit(1))
    assert store.ids() == {"c0"}
    proxy.to_break = 1
    assert store.count() == 1, "a connection that breaks is tried again"
    proxy.to_break = 2
    with pytest.raises(ArchiveError, match="cannot be reached"):
        store.count()
    store.close()
    drop_collection(proxy.address(), "citedesk-proxied")
    assert "citedesk-proxied" not in collections(server)
    with pytest.raises(ArchiveError, match="refuses the token") as caught:
        ServerVectors(proxy.address("open barley"), "citedesk-proxied", catalogue)
    assert "CHROMA_TOKEN" in caught.value.hint
    assert "barley" not in repr(proxy.address("open barley")) + str(caught.value)
    with pytest.raises(ArchiveError, match="CERTIFICATE_VERIFY_FAILED"):
        ServerVectors(replace(proxy.address(), ca_file=None), "citedesk-proxied", catalogue)
    with pytest.raises(ArchiveError, match="CHROMA_CA_FILE"):
        ServerVectors(replace(proxy.address(), ca_file=Path("nowhere.pem")), "citedesk-proxied", catalogue)


def test_a_server_that_goes_away_is_told_by_everything_that_is_asked_of_it(
    proxy: Proxy, catalogue: Catalogue
) -> None:
    store = ServerVectors(proxy.address(), "citedesk-away", catalogue)
    proxy.to_break = 1_000
    for asked in (
        lambda: store.upsert([VectorRow("c0", "a0", None, None)], unit(1)),
        lambda: store.delete(["c0"]),
        lambda: store.nearest(unit(1)[0], 5),
        store.count,
        store.ids,
    ):
        with pytest.raises(ArchiveError, match=rf":{proxy.server_port}/.* cannot be reached") as caught:
            asked()
        assert "CHROMA_URL" in caught.value.hint
    proxy.to_break = 0
    assert store.count() == 0, "it is back"
    store.close()


@pytest.mark.parametrize("given", [{"tenant": "nobody"}, {"database": "nothing"}])
def test_a_tenant_or_database_that_is_not_there_is_named(
    server: str, given: dict[str, str], catalogue: Catalogue
) -> None:
    with pytest.raises(ArchiveError, match="exist") as caught:
        ServerVectors(ChromaServer(server, **given), "citedesk-none", catalogue)
    assert "CHROMA_TENANT" in caught.value.hint


def test_another_database_has_its_own_collections(server: str, catalogue: Catalogue) -> None:
    default = ChromaServer(server)
    with connect(default) as client:
        ask(client, default, "../../databases", "POST", {"name": "other"})
    other = ServerVectors(replace(default, database="other"), "citedesk-apart", catalogue)
    other.upsert([VectorRow("c0", "a0", None, None)], unit(1))
    other.close()
    assert "citedesk-apart" not in collections(server)


def test_a_server_that_hangs_holds_nobody_for_long(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_http, "_TIMEOUT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(ArchiveError, match="does not answer in time") as caught:
            ServerVectors(
                ChromaServer(f"http://ada:secret@127.0.0.1:{silent.getsockname()[1]}"), "citedesk", catalogue
            )
        assert "secret" not in str(caught.value)
