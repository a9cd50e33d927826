"""Accounts, and the samples in an archive, for all tests of the page and of the HTTP interface."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import Desk
from qa.auth.accounts import Accounts
from qa.settings import Settings
from tests.conftest import SAMPLES

PASSWORD = "tall grass 42"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    kept = Accounts(tmp_path / "users.json")
    kept.add("rita", "reader", PASSWORD)
    kept.add("otto", "operator", PASSWORD)
    return kept


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Desk]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("archive"), cache_dir=model_cache, writing="quotes")
    with pytest.MonkeyPatch.context() as patch, Desk.open(settings=settings) as desk:
        patch.chdir(SAMPLES.parent.parent)
        assert desk.sync(["corpus/samples"]).failed == 0
        yield desk
