"""Accounts, and the samples in an archive, for all tests of the page and of the HTTP interface."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.archive import Archive
from qa import Desk
from qa.auth.accounts import Accounts
from qa.evidence.reader import Judgement, Passage, Reader, project_reader
from qa.settings import Settings
from tests.conftest import LITTLE_WORK
from tests.index.makers import new_archive

PASSWORD = "tall grass 42"


def reader_and_operator(folder: Path) -> Accounts:
    made = Accounts(folder / "users.json")
    made.add("rita", "reader", PASSWORD)
    made.add("otto", "operator", PASSWORD)
    return made


@pytest.fixture
def accounts(tmp_path: Path, quick_hashes: None) -> Accounts:
    return reader_and_operator(tmp_path)


@pytest.fixture
def guarded(archive: Archive, accounts: Accounts) -> Iterator[TestClient]:
    """A client of a page that asks who somebody is."""
    from tests.qa.web.entries import served

    with served(archive, accounts) as opened:
        yield opened


@pytest.fixture(scope="module")
def guarded_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Such a client for all tests that change nothing: a page takes most of a second to make."""
    from tests.qa.web.entries import served

    folder = tmp_path_factory.mktemp("guarded")
    with pytest.MonkeyPatch.context() as patch, closing(new_archive(folder / "archive")) as archive:
        patch.setattr("qa.auth.passwords._LOG_N", LITTLE_WORK)
        with served(archive, reader_and_operator(folder)) as opened:
            yield opened


@pytest.fixture(scope="module")
def open_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a page without accounts, for all tests that change nothing."""
    from tests.qa.web.entries import served

    with closing(new_archive(tmp_path_factory.mktemp("open"))) as archive, served(archive) as opened:
        yield opened


class Remembering:
    """A reader that reads nothing twice: the same few questions are asked again and again."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._judged: dict[tuple[str, Passage], Judgement] = {}

    def judge(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        new = [passage for passage in passages if (question, passage) not in self._judged]
        for passage, judgement in zip(new, self._reader.judge(question, new), strict=True):
            self._judged[question, passage] = judgement
        return [self._judged[question, passage] for passage in passages]


@pytest.fixture(scope="session")
def sample_reader() -> Reader:
    return Remembering(project_reader())


@contextmanager
def copied_samples(copy: Path, sample_folder: Path, model_cache: Path, reader: Reader) -> Iterator[Desk]:
    """A desk over a copy of the samples' archive."""
    folder = shutil.copytree(sample_folder, copy)
    settings = Settings(data_dir=folder, cache_dir=model_cache, writing="quotes")
    with Desk(Archive(settings.place()), settings, reader) as desk:
        yield desk


@pytest.fixture(scope="session")
def samples(
    tmp_path_factory: pytest.TempPathFactory, sample_folder: Path, model_cache: Path, sample_reader: Reader
) -> Iterator[Desk]:
    """The samples, for all tests that leave the archive as it is."""
    copy = tmp_path_factory.mktemp("samples") / "archive"
    with copied_samples(copy, sample_folder, model_cache, sample_reader) as desk:
        yield desk


@pytest.fixture
def own_samples(
    tmp_path: Path, sample_folder: Path, model_cache: Path, sample_reader: Reader
) -> Iterator[Desk]:
    """The samples for a test that changes the archive: however it ends, nothing is left for another."""
    with copied_samples(tmp_path / "own", sample_folder, model_cache, sample_reader) as desk:
        yield desk
