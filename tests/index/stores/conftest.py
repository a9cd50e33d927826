"""A catalogue, and what may stand in front of a Chroma server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalogue.reads import Catalogue
from tests.index.stores.proxy import Proxy


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def proxy(chroma: str, tmp_path: Path) -> Iterator[Proxy]:
    with Proxy(chroma, tmp_path) as passing:
        thread = threading.Thread(target=passing.serve_forever, args=(0.02,))
        thread.start()
        yield passing
        passing.shutdown()
        thread.join()
