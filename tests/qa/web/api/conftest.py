"""The HTTP interface over two articles, for tests that need no others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from index.archive import Archive
from qa import Desk
from qa.web.api.native import create_api
from tests.index.makers import article, put
from tests.qa.web.api.treaty import treaty


@pytest.fixture
def client(archive: Archive, desk: Desk) -> Iterator[TestClient]:
    put(archive, treaty(), article("other", "A whale was seen off Quennish on Sunday.", title="Whale"))
    with TestClient(create_api(desk), "http://127.0.0.1:7860", raise_server_exceptions=False) as opened:
        yield opened
