"""What tests share: archives in temporary folders, and the data beside the project when it is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from index.archive import Archive
from index.catalogue.address import DatabaseAddress
from index.embed.models import PACKAGED
from index.place import Place
from qa.desk import Desk
from qa.models.catalogue import catalogue, is_here, model_file
from qa.settings import Settings
from tests.fakes import BagOfWords, WordChecker, WordReader
from tests.postgres import Postgres, programs, running_postgres

# A busy machine is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "corpus" / "samples"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="DIR", help="where browser tests leave screenshots")
    parser.addoption("--record", action="store_true", help="record anew what clients get")


@pytest.fixture(autouse=True)
def no_settings_of_mine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the developer's own environment, settings file and archive out of the tests."""
    import os

    for name in list(os.environ):
        if name.upper().startswith("CITEDESK_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path_factory.mktemp("cwd"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real articles and questions beside the project; tests that want them skip without."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the measuring data beside the project is not here")
    return folder


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the packaged embedding model is converted to, once for all tests."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def fetched_model(model_cache: Path) -> Settings:
    """Settings by which a real language model writes; tests that want one skip until one was fetched."""
    here = [model for model in catalogue() if is_here(model, Settings().cache_dir)]
    if not here:
        pytest.skip(f"no language model is here; run: citedesk model get {catalogue()[0].name}")
    file = model_file(here[0], Settings().cache_dir)
    return Settings(cache_dir=model_cache, llm_file=file, llm_timeout_s=300)


@pytest.fixture
def encoder() -> BagOfWords:
    return BagOfWords()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server; tests that want it skip where it is not installed."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with running_postgres() as server:
        yield server


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked so with each database, but for what is about SQLite's own."""
    marked = {mark.name for mark in metafunc.definition.iter_markers()}
    if "database" in metafunc.fixturenames and "both_databases" in marked and "sqlite" not in marked:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> DatabaseAddress | None:
    """Where the catalogue is: None for a file in the folder, as it is unless a test wants both."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return None
    server: Postgres = request.getfixturevalue("postgres")
    return server.address()


@pytest.fixture
def archive(tmp_path: Path, encoder: BagOfWords, database: DatabaseAddress | None) -> Iterator[Archive]:
    """An empty archive whose encoder is a bag of words."""
    place = Place(tmp_path / "archive", PACKAGED, tmp_path / "cache", database=database)
    opened = Archive(place, encoder=encoder)
    yield opened
    opened.close()


@pytest.fixture
def desk(archive: Archive) -> Desk:
    """A desk over that archive; answers are quotes."""
    settings = Settings(data_dir=archive.place.folder, writing="quotes")
    return Desk(archive, settings, WordReader(), WordChecker())
