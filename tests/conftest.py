"""What tests share: archives in temporary folders, and the data beside the project when it is there."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import cache as cached
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings
from sqlalchemy import create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from index.archive import Archive
from index.catalogue.databases.address import DatabaseAddress
from index.embed.load import load_encoder
from index.embed.models import PACKAGED, model_folder
from index.place import Place
from qa.desk import Desk
from qa.models.known_models import is_here, known_models, model_file
from qa.settings import Settings
from tests.chroma import ChromaProcess
from tests.fakes import BagOfWords, WordChecker, WordReader
from tests.index.makers import new_archive
from tests.postgres import Postgres, programs, running_postgres

# A busy machine is no failure. `make soak` looks for rarer cases with --hypothesis-profile=thorough.
settings.register_profile("quick", deadline=None, max_examples=24)
settings.register_profile("thorough", deadline=None, max_examples=400)
settings.load_profile("quick")

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "corpus" / "samples"
LITTLE_WORK = 2
"""For a password's hash, where a test is not about how hard it is to guess."""


def pytest_collection() -> None:
    # What is imported and collected stays: to look through it for garbage takes two fifths of the time.
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left with it at the end.

    Files go to the processes in turn. The first loads torch, and so has the embedding model converted for
    all; those that need none follow, so that nobody waits for it.
    """
    marks: dict[Path, set[str]] = {}
    for item in items:
        marks.setdefault(item.path, set()).update(mark.name for mark in item.iter_markers())
    converting = {ROOT / "tests" / f"{path}.py" for path in TOGETHER["torch"]}

    def turn(item: pytest.Item) -> int:
        if item.path in converting:
            return 0
        match marks[item.path]:
            case of_file if "browser" in of_file:
                return 1 + ("real" in of_file)
            case of_file if "real" in of_file:
                return 4
            case of_file:
                return 3 if "slow" in of_file else 5

    items.sort(key=turn)


TOGETHER = {
    "torch": (
        *("index/embed/test_convert_model", "index/embed/test_embedding", "index/embed/test_forms"),
        "qa/check/test_cross_encoder",
    ),
    "fork server": (
        *("index/ingest/test_kills", "index/ingest/test_kills_on_postgres", "index/ingest/test_sync"),
        "index/ingest/test_embedding",
        *("index/backup/test_copy", "index/backup/test_harm", "index/catalogue/test_migrations"),
        "index/catalogue/test_upgrade",
        "index/catalogue/test_replaced",
    ),
    "chroma": (
        *("test_cluster", "index/stores/test_chroma_connection", "index/stores/test_chroma_server"),
        *("index/stores/test_followed_words", "index/stores/test_spans"),
    ),
    "language model": ("qa/cli/test_main", "qa/models/test_client", "qa/models/test_proxy", "qa/test_seed"),
}
"""Files that share what takes seconds to start: the process that runs one of them runs all."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give out whole files, as ``--dist loadfile`` does, and those that share something together."""
    from xdist.scheduler import LoadFileScheduling

    shared = {f"tests/{path}.py": name for name, paths in TOGETHER.items() for path in paths}

    class Sharing(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return shared.get(file, file)

    return Sharing(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="DIR", help="where browser tests leave screenshots")
    parser.addoption("--record", action="store_true", help="record anew what clients get")


@pytest.fixture(scope="session")
def new_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that do not exist yet; pytest, asked for one, reads the names of all that it ever made."""
    parent = tmp_path_factory.mktemp("cwd")
    return (parent / str(number) for number in count())


@pytest.fixture(autouse=True)
def no_settings_of_mine(monkeypatch: pytest.MonkeyPatch, new_folders: Iterator[Path]) -> None:
    """Keep the developer's own environment, settings file and archive out of the tests."""
    for name in list(os.environ):
        if name.upper().startswith("CITEDESK_"):
            monkeypatch.delenv(name)
    folder = next(new_folders)
    folder.mkdir()
    monkeypatch.chdir(folder)


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """What SQLAlchemy makes of a statement, of use to all archives: it keeps that for each of them anew."""
    compiled: dict[Any, Any] = {}
    sharing = partial(create_engine, execution_options={"compiled_cache": compiled})
    with pytest.MonkeyPatch.context() as patch:
        for name, dialect in (("sqlite", SQLiteDialect_pysqlite), ("postgres", PGDialect_psycopg)):
            patch.setattr(f"index.catalogue.databases.{name}.create_engine", sharing)
            # A part of the cache's keys.
            patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
            patch.setattr(dialect, "__hash__", lambda one: hash(type(one)))
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real articles and questions beside the project; tests that want them skip without."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the measuring data beside the project is not here")
    return folder


@pytest.fixture(scope="session")
def of_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the processes which run tests side by side share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "of-all-workers"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def model_cache(pytestconfig: pytest.Config, of_all_workers: Path) -> Iterator[Path]:
    """Where the packaged embedding model is converted to, once for all tests; compiled once a process."""
    from index.embed.convert_model import converted_folder

    cache, folder = conversions(pytestconfig) or of_all_workers / "models", model_folder(PACKAGED)
    assert folder is not None
    with FileLock(of_all_workers / "models.lock"):
        converted_folder(PACKAGED, folder, cache)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.archive.load_encoder", cached(load_encoder))
        yield cache


def conversions(config: pytest.Config) -> Path | None:
    """A folder that the next run finds again, as long as what converts stays as it is."""
    kept = getattr(config, "cache", None)
    if kept is None:
        return None
    home, digest = kept.mkdir("conversions"), hashlib.sha256()
    for path in (*sorted((ROOT / "index" / "embed").glob("*.py")), SAMPLES / "articles.jsonl"):
        digest.update(path.read_bytes())
    folder = home / digest.hexdigest()[:16]
    for other in home.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return folder


@pytest.fixture(scope="session")
def sample_folder(of_all_workers: Path, model_cache: Path) -> Path:
    """An archive of the samples, indexed with the real model once for all tests: to be copied, not opened."""
    folder = of_all_workers / "samples"
    with FileLock(of_all_workers / "samples.lock"), pytest.MonkeyPatch.context() as patch:
        if not folder.is_dir():
            # A status and the page name the path as it was given.
            patch.chdir(ROOT)
            begun = of_all_workers / "samples-begun"
            with Desk.open(settings=Settings(data_dir=begun, cache_dir=model_cache)) as desk:
                assert desk.sync(["corpus/samples"]).failed == 0
            begun.rename(folder)
    return folder


@pytest.fixture(scope="session")
def fetched_model(model_cache: Path) -> Settings:
    """Settings by which a real language model writes; tests that want one skip until one was fetched."""
    here = [model for model in known_models() if is_here(model, Settings().cache_dir)]
    if not here:
        pytest.skip(f"no language model is here; run: citedesk model get {known_models()[0].name}")
    file = model_file(here[0], Settings().cache_dir)
    return Settings(cache_dir=model_cache, llm_file=file, llm_timeout_s=300)


@pytest.fixture
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the encoder that evaluations are timed against: the real one loads torch."""
    stand_in = SimpleNamespace(ReferenceEncoder=lambda _: BagOfWords())
    monkeypatch.setitem(sys.modules, "index.embed.torch_encoder", stand_in)


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed with little work; how much it really is, `qa/auth/test_passwords.py` says."""
    monkeypatch.setattr("qa.auth.passwords._LOG_N", LITTLE_WORK)


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


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server, whose collections have names that nobody else uses."""
    with ChromaProcess(tmp_path_factory.mktemp("chroma")) as process:
        process.start()
        yield process.address


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked so with each database, but for what is about SQLite's own."""
    both = metafunc.definition.get_closest_marker("both_databases")
    if "database" in metafunc.fixturenames and both and not metafunc.definition.get_closest_marker("sqlite"):
        marks = pytest.mark.soak if both.kwargs.get("soak") else ()
        databases = ["sqlite", pytest.param("postgresql", marks=marks)]
        metafunc.parametrize("database", databases, indirect=True)


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
    opened = new_archive(tmp_path / "archive", encoder, database)
    yield opened
    opened.close()


@pytest.fixture
def desk(archive: Archive) -> Desk:
    """A desk over that archive; answers are quotes."""
    return _desk(archive)


def _desk(archive: Archive) -> Desk:
    settings = Settings(data_dir=archive.place.folder, writing="quotes")
    return Desk(archive, settings, WordReader(), WordChecker())


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the samples, whose encoder is a bag of words: to be copied, not opened."""
    folder = tmp_path_factory.mktemp("filled") / "archive"
    with closing(new_archive(folder)) as archive:
        assert _desk(archive).sync([SAMPLES]).added >= 30
    return folder


@pytest.fixture
def filled(filled_folder: Path, tmp_path: Path, encoder: BagOfWords) -> Iterator[Desk]:
    """A desk over a copy of that archive."""
    folder = shutil.copytree(filled_folder, tmp_path / "filled")
    with closing(Archive(Place(folder, PACKAGED, folder / "cache"), encoder=encoder)) as archive:
        yield _desk(archive)
