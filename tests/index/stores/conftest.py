"""A Chroma server of its own, on loopback, and what may stand in front of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chroma import ChromaProcess
from tests.index.stores.proxy import Proxy


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server with a folder of its own."""
    with ChromaProcess(tmp_path_factory.mktemp("chroma")) as process:
        process.start()
        yield process.address


@pytest.fixture
def proxy(server: str, tmp_path: Path) -> Iterator[Proxy]:
    with Proxy(server, tmp_path) as passing:
        thread = threading.Thread(target=passing.serve_forever)
        thread.start()
        yield passing
        passing.shutdown()
        thread.join()
