"""A process that only embeds, and those that another starts."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from sqlalchemy import select

from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.databases.address import DatabaseAddress
from index.embed.models import PACKAGED
from index.ingest import embedding
from index.ingest.embedding import Shift, embed, queue_of
from index.place import Place
from index.registers.embedding_queue import EmbeddingQueue
from qa.cli.main import run as run_command
from qa.intake import embedding_worker
from qa.intake.embedding_worker import EmbeddingWorker
from qa.intake.worker_processes import shares_of_cores
from tests.fakes import BagOfWords
from tests.index.makers import new_archive

TEXTS = {f"{n:016}".encode(): f"The ferry number {n} sank." for n in range(9)}


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_worker, "_IDLE_S", 0.01)
    monkeypatch.setattr(embedding_worker, "_AGAIN_S", 0.01)
    monkeypatch.setattr(embedding_worker, "_SIGN_S", 0.0)
    monkeypatch.setattr(embedding, "_FEW", 2)


@pytest.fixture
def its_encoder(monkeypatch: pytest.MonkeyPatch) -> BagOfWords:
    made = BagOfWords()
    monkeypatch.setattr(embedding_worker, "load_encoder", lambda *_: made)
    return made


class Running:
    """A worker in a thread of its own, and what it says."""

    def __init__(self, place: Place, parent: int | None = None) -> None:
        self.events: Queue[Mapping[str, Any]] = Queue()
        self.stop = threading.Event()
        worker = EmbeddingWorker(place, lambda event, _: self.events.put(event), parent)
        self.thread = threading.Thread(target=worker.run, args=(self.stop,))

    def until(self, name: str) -> Mapping[str, Any]:
        while (event := self.events.get(timeout=600))["event"] != name:
            pass
        return event


@contextmanager
def running(place: Place, parent: int | None = None) -> Iterator[Running]:
    one = Running(place, parent)
    one.thread.start()
    try:
        yield one
    finally:
        one.stop.set()
        one.thread.join(600)


@pytest.mark.both_databases
def test_it_embeds_what_is_offered_until_it_is_stopped(
    archive: Archive, encoder: BagOfWords, its_encoder: BagOfWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: Callable[[Shift], int] = Shift.work
    mine = archive.encoder
    monkeypatch.setattr(Shift, "work", lambda shift: 0 if shift._encoder is mine else work(shift))
    with running(archive.place) as worker:
        worker.until("embedding")
        assert embed(archive, TEXTS).keys() == TEXTS.keys()
        assert worker.until("embedded")["detail"].startswith("9 texts in ")
    worker.until("stopped")
    assert (len(its_encoder.embedded), encoder.embedded) == (9, [])
    assert queue_of(archive).workers() == 0


def test_it_waits_for_an_archive_that_is_not_there_yet(
    tmp_path: Path, encoder: BagOfWords, its_encoder: BagOfWords
) -> None:
    place = Place(tmp_path / "archive", PACKAGED, tmp_path / "cache")
    with running(place) as worker:
        assert "There is no archive in the folder" in worker.until("failed")["detail"]
        assert not place.folder.exists()
        archive = new_archive(place.folder, encoder)
        worker.until("embedding")
        archive.close()


def test_it_needs_no_data_folder_where_the_catalogue_is_in_a_database(
    tmp_path: Path, encoder: BagOfWords, its_encoder: BagOfWords, postgres: Any
) -> None:
    address: DatabaseAddress = postgres.address()
    archive = new_archive(tmp_path / "archive", encoder, address)
    with running(replace(archive.place, folder=tmp_path / "nowhere")) as worker:
        worker.until("embedding")
        embed(archive, TEXTS)
    assert not (tmp_path / "nowhere").exists()
    archive.close()


def test_it_says_so_when_texts_wait_for_another_model(archive: Archive, its_encoder: BagOfWords) -> None:
    other = EmbeddingQueue(archive.catalogue, "name:other")
    other.offer(TEXTS)
    with running(archive.place) as worker:
        assert "Set EMBEDDING_MODEL" in worker.until("failed")["detail"]
        with archive.catalogue.writing() as connection:
            connection.execute(t.wanted.delete())
        worker.until("embedding")
    with archive.catalogue.reading() as connection:
        assert connection.execute(select(t.embedding)).all() == []


def test_it_ends_with_the_process_that_started_it(archive: Archive, its_encoder: BagOfWords) -> None:
    with running(archive.place, os.getppid() + 1) as worker:
        worker.thread.join(600)
        assert not worker.thread.is_alive()
    with running(archive.place, os.getppid()) as worker:
        worker.until("embedding")


def test_a_path_for_a_worker_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["ingest", "--worker", "--data-dir", str(tmp_path), str(tmp_path)]) == 1
    assert "Leave out the PATHs, or --worker" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run_command(["ingest", "--worker", "--workers", "2"])
    with pytest.raises(SystemExit):
        run_command(["ingest", "--workers", "-1"])
    assert "write 0 to 64" in capsys.readouterr().err


def test_cores_are_divided_among_workers_where_there_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(5)), raising=False)
    assert shares_of_cores(2) == [{0, 1}, {2, 3, 4}]
    assert shares_of_cores(5) == [{0}, {1}, {2}, {3}, {4}]
    assert shares_of_cores(6) == shares_of_cores(0) == []
