"""Accounts, and the samples in an archive, for all tests of the page and of the HTTP interface."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import Desk
from qa.auth.accounts import Accounts
from qa.settings import Settings

PASSWORD = "tall grass 42"


@pytest.fixture
def accounts(tmp_path: Path, quick_hashes: None) -> Accounts:
    kept = Accounts(tmp_path / "users.json")
    kept.add("rita", "reader", PASSWORD)
    kept.add("otto", "operator", PASSWORD)
    return kept


@pytest.fixture(scope="session")
def samples(
    tmp_path_factory: pytest.TempPathFactory, sample_folder: Path, model_cache: Path
) -> Iterator[Desk]:
    folder = shutil.copytree(sample_folder, tmp_path_factory.mktemp("samples") / "archive")
    with Desk.open(settings=Settings(data_dir=folder, cache_dir=model_cache, writing="quotes")) as desk:
        yield desk
