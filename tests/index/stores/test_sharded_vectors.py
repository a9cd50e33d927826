"""The vectors of one archive on two Chroma servers, by their years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import ArchiveError
from index.archive import Archive
from index.catalogue.limit import Limit
from index.catalogue.reads import Catalogue
from index.embed.models import PACKAGED
from index.ingest.labelling import label
from index.place import Place
from index.registers.statements import Statement
from index.search.filters import Filters
from index.search.pipeline import search
from index.stores.chroma_address import ChromaServer
from index.stores.chroma_http import ask, connect
from index.stores.sharded_vectors import ShardedVectors, collections
from index.stores.vectors import VectorRow
from index.upkeep.doctor import diagnose
from index.upkeep.rebuild import rebuild
from tests.chroma import ChromaProcess
from tests.fakes import Dense
from tests.index.makers import article, assert_whole, day, put

pytestmark = pytest.mark.slow

DAYS = ("2022-12-31", "2023-01-01", "2023-07-04", "2024-02-29", "2025-06-01")


@pytest.fixture(scope="module")
def servers(chroma: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ChromaServer, ...]]:
    with ChromaProcess(tmp_path_factory.mktemp("second")) as process:
        process.start()
        yield ChromaServer(chroma), ChromaServer(process.address)


def opened(folder: Path, servers: tuple[ChromaServer, ...]) -> Archive:
    place = Place(folder, PACKAGED, folder / "cache", servers[0] if servers else None, chroma_spans=servers)
    return Archive(place, encoder=Dense())


@pytest.fixture
def archive(tmp_path: Path, servers: tuple[ChromaServer, ...]) -> Iterator[Archive]:
    archive = opened(tmp_path / "archive", servers)
    put(archive, *(article(when, f"The ferry sank near {when}.", published_at=day(when)) for when in DAYS))
    put(archive, article("undated", "The ferry sank."))
    yield archive
    archive.close()


def found(archive: Archive, begins: str | None = None, ends: str | None = None) -> set[str]:
    limits = Filters(published_from=begins, published_to=ends)
    return {hit.article_id for hit in search(archive, "ferry", top_k=20, filters=limits).hits}


def spans(servers: tuple[ChromaServer, ...], build: str) -> list[list[int]]:
    name = f"citedesk-{build}"
    listed = []
    for server in servers:
        with connect(server) as client:
            listed.append(sorted(span for span, _ in collections(server, client, name)))
    return listed


def test_each_year_lies_on_one_server_and_is_found_there(
    archive: Archive, servers: tuple[ChromaServer, ...]
) -> None:
    assert spans(servers, archive.build) == [[0, 2022, 2024], [2023, 2025]]
    assert_whole(archive)
    assert diagnose(archive).ok
    assert found(archive) == {*DAYS, "undated"}
    assert found(archive, "2023-01-01", "2023-12-31") == set(DAYS[1:3])
    assert found(archive, "2022-12-31", "2023-03-01") == set(DAYS[:2])
    assert found(archive, "2024-01-01") == set(DAYS[3:])
    assert found(archive, None, "2022-12-31") == {DAYS[0]}
    assert found(archive, "2019-01-01", "2020-01-01") == set()


def test_what_is_new_costs_the_other_years_no_deletion_and_whoever_asks_no_new_connections(
    archive: Archive, tmp_path: Path, servers: tuple[ChromaServer, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = opened(tmp_path / "archive", servers)
    found(asker)
    paths: list[str] = []

    def noting(client: Any, server: ChromaServer, path: str, *more: Any) -> Any:
        paths.append(path)
        return ask(client, server, path, *more)

    monkeypatch.setattr("index.stores.chroma_server.ask", noting)
    monkeypatch.setattr("index.stores.sharded_vectors.connect", lambda _: pytest.fail("connected anew"))
    put(archive, article("new", "The ferry sank again.", published_at=day("2024-05-01")))
    assert "new" in found(asker)
    assert any(path.endswith("/upsert") for path in paths)
    assert not any(path.endswith("/delete") for path in paths)
    asker.close()


def test_nothing_is_counted_for_a_search_without_a_filter(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each year would count anew after each change, one after the other."""
    monkeypatch.setattr(Catalogue, "counts", lambda _: pytest.fail("counted"))
    assert len(archive.derived.vectors.nearest(archive.encoder.embed_query("ferry"), 4)) == 4


def test_a_new_date_moves_an_article_to_another_year(archive: Archive) -> None:
    label(archive, ["undated"], Statement(None, day("2025-03-01")))
    put(archive, article(DAYS[0], f"The ferry sank near {DAYS[0]}.", published_at=day("2024-12-31")))
    vectors = archive.derived.vectors
    assert isinstance(vectors, ShardedVectors)
    assert vectors.count() == len(DAYS) + 1
    assert found(archive, "2025-01-01") == {DAYS[4], "undated"}
    assert found(archive, None, "2023-06-30") == {DAYS[1]}


def test_how_a_year_is_asked_goes_by_what_lies_within_it_and_not_in_the_archive(
    tmp_path: Path, servers: tuple[ChromaServer, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a year is a twenty-fourth of twelve years; as much would be looked up by the filter."""
    archive, asked = opened(tmp_path / "archive", servers), list[dict[str, Any]]()
    halves = [day(f"{year}-{month}-01") for year in range(2012, 2024) for month in ("02", "08")]
    put(
        archive,
        *(article(f"{when:%Y-%m}", f"Ferry {when:%Y-%m} sank.", published_at=when) for when in halves),
    )
    monkeypatch.setattr("index.stores.post_filtering._MOST_FETCHED", 20)

    def noting(client: Any, server: ChromaServer, path: str, method: str, body: dict[str, Any]) -> Any:
        asked.extend([body] if path.endswith("/query") else [])
        return ask(client, server, path, method, body)

    monkeypatch.setattr("index.stores.chroma_server.ask", noting)
    limit = Limit(from_ms=_ms("2015-07-01"), to_ms=_ms("2016-01-01"))
    [(chunk_id, _)] = archive.derived.vectors.nearest(archive.encoder.embed_query("ferry"), 1, limit)
    assert archive.catalogue.chunk_rows([chunk_id])[chunk_id].article_id == "2015-08"
    assert [(body["where"], body["n_results"]) for body in asked] == [(None, 4)]
    archive.close()


def test_what_lies_within_a_large_outlet_is_looked_up_once_for_all_years(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(
        archive,
        *(
            article(when, f"The ferry sank near {when}.", published_at=day(when), source="Courier")
            for when in DAYS[1:]
        ),
    )
    looked_up: list[int] = []
    chunk_rows = Catalogue.chunk_rows

    def counted(catalogue: Catalogue, chunk_ids: Sequence[str]) -> Any:
        looked_up.append(len(chunk_ids))
        return chunk_rows(catalogue, chunk_ids)

    vector = archive.encoder.embed_query("ferry")
    monkeypatch.setattr(Catalogue, "chunk_rows", counted)
    whole = archive.derived.vectors.nearest(vector, 3, Limit(sources=("Courier",)))
    assert looked_up == [6]
    since = Limit(sources=("Courier",), from_ms=_ms("2023-02-01"))
    part = archive.derived.vectors.nearest(vector, 2, since)
    assert looked_up == [6, 4]
    monkeypatch.setattr("index.stores.post_filtering._MOST_FETCHED", 0)
    # By the servers' own filters.
    for before, limit in ((whole, Limit(sources=("Courier",))), (part, since)):
        after = archive.derived.vectors.nearest(vector, len(before), limit)
        assert [chunk_id for chunk_id, _ in after] == [chunk_id for chunk_id, _ in before]


def test_what_is_new_of_a_year_that_is_full_lies_by_its_month(
    archive: Archive, servers: tuple[ChromaServer, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.stores.sharded_vectors._MOST", 2)
    put(
        archive,
        article("May", "The ferry sank in May.", published_at=day("2023-05-31")),
        article("December", "The ferry sank in December.", published_at=day("2023-12-31")),
        article("Leap day", "The ferry sank once more.", published_at=day("2024-02-29")),
        article(DAYS[1], "The ferry sank at New Year.", published_at=day(DAYS[1])),
    )
    assert spans(servers, archive.build) == [[0, 2022, 2024, 202312], [2023, 2025, 202301, 202305]]
    assert_whole(archive)
    assert found(archive) == {*DAYS, "undated", "May", "December", "Leap day"}
    assert found(archive, "2023-05-01", "2023-05-31") == {"May"}
    assert found(archive, "2023-05-31", "2023-12-30") == {"May", DAYS[2]}
    assert found(archive, "2023-12-31", "2024-02-28") == {"December"}
    # No more than others of its year.
    put(archive, article("May", "The ferry sank in June.", published_at=day("2022-06-01")))
    assert found(archive, "2023-05-01", "2023-06-30") == set()
    assert found(archive, None, "2022-12-31") == {DAYS[0], "May"}
    assert_whole(archive)
    rebuild(archive)
    # Of all that it writes it knows which years are full.
    assert spans(servers, archive.build) == [[0, 202206, 202212, 202312, 202402], [2025, 202301, 202307]]
    assert found(archive, "2023-07-01", "2023-07-31") == {DAYS[2]}
    assert_whole(archive)


def test_a_year_that_another_process_is_the_first_to_write_is_asked_too(
    archive: Archive, tmp_path: Path, servers: tuple[ChromaServer, ...]
) -> None:
    assert len(found(archive)) == 6
    other = opened(tmp_path / "archive", servers)
    put(other, article("old", "The ferry sank in the old days.", published_at=day("1999-01-01")))
    other.close()
    assert "old" in found(archive)


def test_a_rebuild_leaves_no_collection_of_before(
    archive: Archive, servers: tuple[ChromaServer, ...]
) -> None:
    before = archive.build
    rebuild(archive)
    assert before != archive.build
    assert spans(servers, before) == [[], []]
    assert spans(servers, archive.build) == [[0, 2022, 2024], [2023, 2025]]
    assert_whole(archive)


def test_servers_in_another_order_are_asked_for_what_they_have(
    archive: Archive, tmp_path: Path, servers: tuple[ChromaServer, ...]
) -> None:
    turned = opened(tmp_path / "archive", servers[::-1])
    put(turned, article(DAYS[1], "The ferry sank again.", published_at=day(DAYS[1])))
    put(turned, article("old", "The ferry sank in the old days.", published_at=day("1999-01-01")))
    assert spans(servers, archive.build) == [[0, 1999, 2022, 2024], [2023, 2025]]
    assert found(turned) == {*DAYS, "undated", "old"}
    assert_whole(turned)
    rebuild(turned)
    assert spans(servers, turned.build) == [[1999, 2023, 2025], [0, 2022, 2024]]
    assert_whole(turned)
    turned.close()


def test_what_one_server_had_before_there_were_several_is_found_there(
    tmp_path: Path, servers: tuple[ChromaServer, ...]
) -> None:
    place = Place(tmp_path / "archive", PACKAGED, tmp_path / "cache", servers[0])
    single = Archive(place, encoder=Dense())
    put(single, *(article(when, f"The ferry sank near {when}.", published_at=day(when)) for when in DAYS))
    single.close()
    archive = opened(tmp_path / "archive", servers)
    put(archive, article(DAYS[0], "The ferry was raised.", published_at=day(DAYS[0])))
    assert spans(servers, archive.build) == [[-1, 2022], []]
    assert_whole(archive)
    assert found(archive) == set(DAYS)
    assert found(archive, "2023-01-01", "2023-12-31") == set(DAYS[1:3])
    before, encoder = archive.build, archive.encoder
    assert isinstance(encoder, Dense)
    encoder.embedded.clear()
    rebuild(archive)
    assert encoder.embedded == []
    assert spans(servers, archive.build) == [[2022, 2024], [2023, 2025]]
    assert spans(servers, before) == [[], []]
    assert_whole(archive)
    archive.close()


def test_a_server_that_is_away_is_told(
    archive: Archive, tmp_path: Path, servers: tuple[ChromaServer, ...]
) -> None:
    away = opened(tmp_path / "archive", (servers[0], ChromaServer("http://127.0.0.1:9")))
    with pytest.raises(ArchiveError, match="cannot be reached"):
        search(away, "ferry")
    away.close()


def _ms(text: str) -> int:
    return round(day(text).timestamp() * 1000)


def test_it_finds_what_a_folder_finds(tmp_path: Path, servers: tuple[ChromaServer, ...]) -> None:
    # So few in each year that its graph misses none.
    generator = np.random.default_rng(3)
    made = generator.standard_normal((100, 16)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    rows = [VectorRow(f"c{n}", f"a{n}", None, _ms(f"20{20 + n % 5}-05-01")) for n in range(len(made))]
    archive = opened(tmp_path / "archive", ())
    store = ShardedVectors(servers, "citedesk-same", archive.catalogue)
    store.upsert(rows, made)
    assert store.count() == len(rows)
    for query in made[:20]:
        exact = [f"c{n}" for n in np.argsort(-(made @ query), kind="stable")[:20]]
        nearest = store.nearest(query, 20)
        assert [chunk_id for chunk_id, _ in nearest] == exact
        assert nearest[0][1] == pytest.approx(1.0, abs=1e-3)
        within = [one for one in np.argsort(-(made @ query), kind="stable") if one % 5 == 2][:5]
        limit = Limit(from_ms=_ms("2022-01-01"), to_ms=_ms("2023-01-01"))
        assert [one for one, _ in store.nearest(query, 5, limit)] == [f"c{n}" for n in within]
    store.delete([row.chunk_id for row in rows])
    assert store.ids() == set()
    store.close()
    archive.close()
