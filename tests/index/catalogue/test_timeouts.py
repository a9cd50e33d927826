"""A PostgreSQL that is frozen: it keeps its connections and answers nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from corpus.errors import ArchiveError
from index.catalogue.databases.timeouts import READING_S, PatientConnection, patient
from index.catalogue.reads import Catalogue
from tests.postgres import Postgres


@pytest.fixture
def catalogue(postgres: Postgres, tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path, address=postgres.address())
    yield opened
    opened.close()


@contextmanager
def frozen(*processes: int) -> Iterator[None]:
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def ask_of_a_frozen_one(catalogue: Catalogue) -> None:
    with catalogue.reading() as connection:
        served_by = int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
        assert connection.connection.dbapi_connection.patience_s == READING_S
        with frozen(served_by), patient(connection, 0.3):
            connection.execute(text("SELECT 1"))


def test_who_reads_gives_up_and_goes_on_when_it_is_back(catalogue: Catalogue, postgres: Postgres) -> None:
    assert postgres.process is not None
    with pytest.raises(ArchiveError, match="has not answered for"):
        ask_of_a_frozen_one(catalogue)
    # Nor does it let anybody in.
    with frozen(postgres.process.pid), pytest.raises(ArchiveError, match="cannot be reached") as caught:
        catalogue.generation()
    assert "DATABASE_URL" in caught.value.hint
    assert catalogue.generation() == 0


def test_who_holds_a_right_sees_that_it_may_be_gone(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.catalogue.databases.timeouts.READING_S", 0.3)
    lock = catalogue.lock("ingest")
    assert not lock.is_held()
    with lock.held("test"):
        assert lock.is_held()
        with catalogue.reading() as connection:
            holders = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
            [holder] = connection.execute(text(holders)).scalars()
        with frozen(holder):
            assert not lock.is_held()
    assert not lock.is_held()


def sleep_for_a_minute(catalogue: Catalogue) -> None:
    with catalogue.writing() as connection, patient(connection, 0.1):
        connection.execute(text("SELECT pg_sleep(60)"))


def test_long_work_is_waited_for(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientConnection, "patience_s", 0.1)
    with catalogue.writing() as connection:
        connection.execute(text("SELECT pg_sleep(0.4)"))
    with pytest.raises(ArchiveError, match="has not answered for"):
        sleep_for_a_minute(catalogue)
