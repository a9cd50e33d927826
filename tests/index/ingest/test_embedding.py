"""Vectors made together with workers: nothing waits for one that is gone, or is made of what was removed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from corpus.article import Article
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.databases.address import DatabaseAddress
from index.catalogue.reads import Catalogue
from index.ingest import embedding
from index.ingest.embedding import Shift, batch_size, embed, queue_of
from index.ingest.sync import sync
from index.registers.embedding_queue import EmbeddingQueue
from index.upkeep.rebuild import rebuild
from tests.conftest import ROOT
from tests.fakes import BagOfWords
from tests.index.makers import article, assert_whole, new_archive, put
from tests.index.striking import fork_server
from tests.postgres import Postgres

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a few texts are worth a worker's time, a few of them at once."""
    monkeypatch.setattr(embedding, "_FEW", 2)
    monkeypatch.setattr(embedding, "_AT_ONCE", 4)


def stories(count: int) -> list[Article]:
    return [article(f"a{n}", f"The ferry number {n} sank off Hask on day {n}.") for n in range(count)]


def texts(count: int) -> dict[bytes, str]:
    return {f"{n:016}".encode(): f"The ferry number {n} sank." for n in range(count)}


def wanted(archive: Archive) -> int:
    with archive.catalogue.reading() as connection:
        return len(connection.execute(select(t.wanted)).all())


def kept(archive: Archive) -> dict[bytes, bytes]:
    """The vectors in the catalogue, by key."""
    with archive.catalogue.reading() as connection:
        return {key: vector for key, vector in connection.execute(select(t.embedding))}


@contextmanager
def queue_elsewhere(archive: Archive) -> Iterator[EmbeddingQueue]:
    """The queue as another process has it, over connections of its own."""
    catalogue = Catalogue(archive.place.folder, address=archive.place.database)
    yield EmbeddingQueue(catalogue, archive.fingerprint["model"])
    catalogue.close()


@contextmanager
def working(archive: Archive) -> Iterator[BagOfWords]:
    """A worker, and what it embeds with."""
    encoder, over = BagOfWords(), threading.Event()
    with queue_elsewhere(archive) as queue:
        queue.sign("worker")
        shift = Shift(queue, encoder)

        def work() -> None:
            while not over.is_set():
                if not shift.work():
                    over.wait(0.01)

        thread = threading.Thread(target=work)
        thread.start()
        yield encoder
        over.set()
        thread.join(60)
        queue.leave("worker")


def test_without_workers_nothing_is_offered(
    archive: Archive, encoder: BagOfWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EmbeddingQueue, "offer", lambda *_: pytest.fail("offered"))
    put(archive, *stories(9))
    assert len(encoder.embedded) == 9
    assert_whole(archive)


def test_a_worker_embeds_what_the_writer_makes_active(
    archive: Archive, encoder: BagOfWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shift, "work", _only_by(Shift.work, archive))
    with working(archive) as other:
        assert put(archive, *stories(9)) == ["added"] * 9
    assert not encoder.embedded
    assert len(other.embedded) == 9
    assert wanted(archive) == 0
    assert sorted(kept(archive).values()) == sorted(
        encoder.embed_query(text).tobytes() for text in other.embedded
    )
    assert_whole(archive)


def _only_by(work: Callable[[Shift], int], archive: Archive) -> Callable[[Shift], int]:
    """Work that the archive's own process leaves to others."""
    return lambda shift: 0 if shift._encoder is archive.encoder else work(shift)


def test_a_few_texts_do_not_wait_for_a_worker(archive: Archive, encoder: BagOfWords) -> None:
    queue_of(archive).sign("worker")
    put(archive, *stories(2))
    assert len(encoder.embedded) == 2
    assert wanted(archive) == 0


def test_what_a_killed_worker_had_is_embedded_by_another(archive: Archive, encoder: BagOfWords) -> None:
    queue = queue_of(archive)
    queue.sign("worker")
    queue.offer(texts(9))
    had = queue.claim(4, seconds=-1)  # Over before it began, and never handed in.
    assert len(had) == 4
    vectors = embed(archive, texts(9))
    assert vectors.keys() == texts(9).keys() == kept(archive).keys()
    assert len(encoder.embedded) == 9
    assert wanted(archive) == 0


def test_what_somebody_works_on_is_nobody_elses(archive: Archive) -> None:
    queue = queue_of(archive)
    queue.offer(texts(40))
    with queue_elsewhere(archive) as other, ThreadPoolExecutor(4) as pool:
        claims = [pool.submit((queue, other)[n % 2].claim, 4, 60.0) for n in range(10)]
        claimed = [key for claim in claims for key in claim.result()]
    claimed += queue.claim(40, 60.0)  # With rows that others were just reading, some got fewer.
    assert sorted(claimed) == sorted(texts(40))
    assert queue.claim(4, 60.0) == {}


def test_whoever_is_first_hands_in_and_the_second_changes_nothing(archive: Archive) -> None:
    queue = queue_of(archive)
    queue.offer(texts(4))
    first, second = queue.claim(4, seconds=-1), queue.claim(4, seconds=60)
    assert first == second == texts(4)
    vectors = {key: np.full(64, n, np.float32) for n, key in enumerate(first)}
    assert queue.hand_in(vectors) == 4
    assert queue.hand_in({key: vector + 1 for key, vector in vectors.items()}) == 0
    assert kept(archive) == {key: vector.tobytes() for key, vector in vectors.items()}


def test_nothing_is_kept_of_what_a_rebuild_took_back(archive: Archive) -> None:
    """A text that was removed meanwhile would leave its vector."""
    put(archive, *stories(3))
    queue = queue_of(archive)
    queue.offer(texts(4))
    claimed = queue.claim(4, seconds=60)
    before = kept(archive)
    rebuild(archive)
    assert wanted(archive) == 0
    assert queue.hand_in({key: np.ones(64, np.float32) for key in claimed}) == 0
    assert kept(archive) == before


def test_who_waits_for_what_was_taken_back_embeds_it(
    archive: Archive, encoder: BagOfWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_of(archive).sign("worker")

    def taken_back(_: Shift) -> int:
        with archive.catalogue.writing() as connection:
            connection.execute(t.wanted.delete())
        return 1

    monkeypatch.setattr(Shift, "work", taken_back)
    assert embed(archive, texts(9)).keys() == texts(9).keys()
    assert len(encoder.embedded) == 9


def test_texts_of_another_model_are_left(archive: Archive) -> None:
    mine, other = queue_of(archive), EmbeddingQueue(archive.catalogue, "name:other")
    other.offer(texts(3))
    assert mine.claim(9, 60.0) == {}
    assert mine.waiting() == set()
    assert mine.other_models()
    assert not other.other_models()
    assert len(other.claim(9, 60.0)) == 3


def test_what_was_offered_long_ago_is_forgotten(archive: Archive) -> None:
    queue = queue_of(archive)
    queue.offer(texts(3))
    with archive.catalogue.writing() as connection:
        connection.execute(t.wanted.update().values(made_ms=t.wanted.c.made_ms - 2 * 3600 * 1000))
    queue.offer({b"new": "The barge sank."})
    assert queue.waiting() == {b"new"}


def test_a_worker_that_is_not_seen_any_more_counts_no_more(archive: Archive) -> None:
    queue = queue_of(archive)
    assert (queue.workers(), batch_size(archive).articles) == (0, 64)
    queue.sign("one")
    queue.sign("two")
    queue.sign("two")
    assert (queue.workers(), batch_size(archive).articles) == (2, 192)
    with archive.catalogue.writing() as connection:
        connection.execute(t.worker.update().values(seen_ms=t.worker.c.seen_ms - 61_000))
    assert queue.workers() == 0
    queue.sign("one")
    queue.leave("one")
    assert queue.workers() == 0


def test_a_sync_of_more_than_a_batch_with_a_worker(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_BATCH_ARTICLES", 4)
    rows = "".join(
        f'{{"id": "a{n}", "title": "News {n}", "body": "The ferry number {n} sank off Hask."}}\n'
        for n in range(20)
    )
    (tmp_path / "rows.jsonl").write_text(rows)
    with working(archive):
        report = sync(archive, [tmp_path / "rows.jsonl"])
    assert (report.added, report.chunks_embedded) == (20, 20)
    assert_whole(archive)


@pytest.mark.sqlite
def test_a_claim_waits_for_no_writer(tmp_path: Path, postgres: Postgres) -> None:
    """A writer's transaction may take seconds; in a file all of them wait for one another."""
    archive = new_archive(tmp_path / "archive", database=postgres.address())
    with queue_elsewhere(archive) as queue, archive.catalogue.writing() as connection:
        connection.execute(t.sync_log.select())
        queue.offer(texts(3))
        assert len(queue.claim(9, 60.0)) == 3
        assert queue.hand_in({key: np.ones(64, np.float32) for key in texts(3)}) == 3
    archive.close()


@pytest.mark.slow
@pytest.mark.parametrize("step", ["claim", "hand_in"])
def test_a_worker_that_is_killed_takes_nothing_with_it(
    archive: Archive, encoder: BagOfWords, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    queue = queue_of(archive)
    queue.sign("worker")
    queue.offer(texts(9))
    process = fork_server().Process(
        target=struck, args=(archive.place.folder, archive.place.database, archive.fingerprint["model"], step)
    )
    process.start()
    process.join(600)
    assert process.exitcode == -signal.SIGKILL
    assert len(kept(archive)) == {"claim": 0, "hand_in": 4}[step]
    left = {key: text for key, text in texts(9).items() if key not in kept(archive)}
    assert embed(archive, left).keys() == left.keys()
    assert kept(archive).keys() == texts(9).keys()
    assert len(encoder.embedded) == len(left)
    assert wanted(archive) == 0


def struck(folder: Path, database: DatabaseAddress | None, model: str, step: str) -> None:
    """Embed as a worker does, and be killed behind a step; what it had is free a second later."""
    embedding._AT_ONCE, embedding._FIRST_LEASE_S = 4, 1.0
    act = getattr(EmbeddingQueue, step)

    def killing(*args: Any) -> None:
        act(*args)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(EmbeddingQueue, step, killing)
    Shift(EmbeddingQueue(Catalogue(folder, address=database), model), BagOfWords()).work()
