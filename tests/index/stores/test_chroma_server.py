"""The vectors on a Chroma server: a real one, on loopback."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import ArchiveError
from index.archive import Archive
from index.embed.models import PACKAGED
from index.ingest.removal import remove
from index.place import Place
from index.search.pipeline import search
from index.upkeep.doctor import diagnose
from index.upkeep.rebuild import rebuild
from tests.fakes import BagOfWords
from tests.index.makers import article, assert_whole, put

pytestmark = [
    pytest.mark.slow,
    # Chroma's client leaves its connections to be closed when it is collected.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server with a folder of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("chroma")
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(home)]
    log = home / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)], stdout=out, stderr=out
        )
        try:
            for _ in range(120):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert process.poll() is None, log.read_text()
                    with pytest.raises(subprocess.TimeoutExpired):
                        process.wait(0.5)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def archive_at(folder: Path, url: str) -> Archive:
    return Archive(Place(folder, PACKAGED, folder / "cache", url), encoder=BagOfWords())


def collections(url: str) -> set[str]:
    import chromadb

    client = chromadb.HttpClient(host="127.0.0.1", port=int(url.rpartition(":")[2]))
    try:
        return {collection.name for collection in client.list_collections()}
    finally:
        client.close()


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
    assert collections(server) == {f"citedesk-{archive.build}", f"citedesk-{other.build}"}
    assert first not in collections(server)
    # One that an interrupted rebuild left goes with the next, though its collection may be gone already.
    for name in ("left1", "left2"):
        archive.build_folder(name).mkdir(parents=True)
    archive.open_derived("left1").close()
    assert "citedesk-left1" in collections(server)
    rebuild(archive)
    assert collections(server) == {f"citedesk-{archive.build}", f"citedesk-{other.build}"}
    archive.close()
    other.close()


def test_a_server_that_is_away_is_an_error_and_what_it_holds_is_not_forgotten(
    server: str, tmp_path: Path
) -> None:
    archive = archive_at(tmp_path / "archive", server)
    put(archive, article("a", "The ferry sank."))
    old = archive.build_folder("old")
    old.mkdir(parents=True)
    archive.place = Place(archive.place.folder, PACKAGED, archive.place.cache_dir, "http://127.0.0.1:9")
    with pytest.raises(ArchiveError, match="cannot be deleted") as caught:
        archive.drop_builds([archive.build])
    assert "CHROMA_URL" in caught.value.hint
    assert old.is_dir()
    archive.close()
