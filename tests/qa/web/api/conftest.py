"""The HTTP interface over two articles, for tests that need no others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from fastapi.testclient import TestClient

from index.archive import Archive
from qa import Desk, Settings
from qa.web.api import operating
from qa.web.api.native import create_api
from tests.fakes import WordReader
from tests.index.makers import article, new_archive, put
from tests.qa.web.api.treaty import treaty


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Health waits for its counts for as long as a busy machine takes, not for a second."""
    monkeypatch.setattr(operating, "_AT_ONCE_S", 60.0)


def opened_over(archive: Archive, desk: Desk) -> TestClient:
    put(archive, treaty(), article("other", "A whale was seen off Quennish on Sunday.", title="Whale"))
    return TestClient(create_api(desk), "http://127.0.0.1:7860", raise_server_exceptions=False)


@pytest.fixture
def client(archive: Archive, desk: Desk) -> Iterator[TestClient]:
    with opened_over(archive, desk) as opened:
        yield opened


@pytest.fixture(scope="module")
def client_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client for all tests that change nothing: an archive takes a quarter of a second to make."""
    with closing(new_archive(tmp_path_factory.mktemp("once") / "archive")) as archive:
        desk = Desk(archive, Settings(data_dir=archive.place.folder, writing="quotes"), WordReader())
        with opened_over(archive, desk) as opened:
            yield opened
