"""Word of a change, from one connection to the database to all others that wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue

import pytest
from sqlalchemy import event, text

from index.archive import Archive
from index.catalogue.databases import notices
from index.catalogue.databases.notices import Notices, Topic
from index.catalogue.engine import Database
from index.ingest.recovery import bump_generation
from index.ingest.removal import remove
from index.registers.embedding_queue import EmbeddingQueue
from index.registers.upload_jobs import offer
from tests.index.makers import article, put
from tests.postgres import Postgres

on_postgres = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def never() -> bool:
    return False


@pytest.fixture(autouse=True)
def only_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but word ends a wait within the time that a test has."""
    monkeypatch.setattr(notices, "_LONGEST_S", 3600.0)
    monkeypatch.setattr(notices, "_TURN_S", 0.01)


@pytest.fixture
def listening(archive: Archive) -> Iterator[Callable[[Topic], Notices]]:
    """Makes what hears of a topic already."""
    opened = list[Notices]()

    def hearing(topic: Topic, database: Database = archive.catalogue) -> Notices:
        opened.append(database.notices(topic))
        opened[-1].wait(3600, never)
        assert opened[-1].hears
        return opened[-1]

    yield hearing
    for one in opened:
        one.close()


def hear(listening: Notices) -> None:
    """Wait for word, however busy the machine is."""
    listening.wait(3600, never)
    assert listening.hears


def has_word(listening: Notices) -> bool:
    """Whether there is word within some turns of waiting."""
    turns = 0

    def is_over() -> bool:
        nonlocal turns
        turns += 1
        return turns > 20

    listening.wait(3600, is_over)
    return turns <= 20


@on_postgres
def test_every_change_is_heard_of_once_it_is_committed(
    archive: Archive, listening: Callable[[Topic], Notices]
) -> None:
    changes = listening("changes")
    with archive.catalogue.writing() as connection:
        bump_generation(connection)
        bump_generation(connection)
        assert not has_word(changes)
    hear(changes)
    assert not has_word(changes)
    with suppress(ZeroDivisionError), archive.catalogue.writing() as connection:
        bump_generation(connection)
        raise ZeroDivisionError
    assert not has_word(changes)
    put(archive, article("a", "The ferry sank."))
    hear(changes)
    remove(archive, ["a"])
    hear(changes)


@on_postgres
def test_each_topic_is_heard_by_who_waits_for_it(
    archive: Archive, listening: Callable[[Topic], Notices], tmp_path: Path
) -> None:
    changes, uploads, texts = listening("changes"), listening("uploads"), listening("texts")
    (tmp_path / "a.txt").write_text("The ferry sank.")
    offer(archive.catalogue, [tmp_path / "a.txt"])
    hear(uploads)
    assert not has_word(changes)
    assert not has_word(texts)
    EmbeddingQueue(archive.catalogue, "model").offer({b"a" * 16: "The ferry sank."})
    hear(texts)
    assert not has_word(uploads)


@on_postgres
def test_an_archive_beside_it_in_the_same_database_is_not_heard(
    archive: Archive, listening: Callable[[Topic], Notices], postgres: Postgres, tmp_path: Path
) -> None:
    changes, other = listening("changes"), Database(tmp_path, postgres.address())
    with other.writing() as connection:
        bump_generation(connection)
    assert not has_word(changes)
    with archive.catalogue.writing() as connection:
        bump_generation(connection)
    hear(changes)
    other.close()


@on_postgres
def test_who_hears_asks_the_server_nothing_and_holds_nothing_up(
    archive: Archive, listening: Callable[[Topic], Notices]
) -> None:
    changes, asked = listening("changes"), list[str]()
    pool = archive.catalogue._backend.engine.pool
    event.listen(archive.catalogue._backend.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert not has_word(changes)
    assert asked == []
    assert pool.checkedout() == 0  # type: ignore[attr-defined]
    put(archive, article("a", "The ferry sank."))
    remove(archive, ["a"])
    archive.catalogue.compact()  # Gives up where an older reader may still see what was removed.
    hear(changes)


@on_postgres
def test_a_connection_that_breaks_is_noticed_and_made_anew(
    archive: Archive, listening: Callable[[Topic], Notices]
) -> None:
    changes = listening("changes")
    with archive.catalogue._backend.engine.connect() as connection:
        mine = "WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        ended = connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity {mine}"))
        assert ended.scalars().all() == [True]
    changes.wait(3600, never)
    assert not changes.hears
    with archive.catalogue.writing() as connection:
        bump_generation(connection)
    # It ends when it hears again, so that who waits looks for what it missed.
    changes.wait(3600, never)
    assert changes.hears
    assert not has_word(changes)
    with archive.catalogue.writing() as connection:
        bump_generation(connection)
    hear(changes)


@on_postgres
def test_while_the_server_is_away_it_is_looked_again_and_again(
    archive: Archive, listening: Callable[[Topic], Notices], postgres: Postgres
) -> None:
    changes = listening("changes")
    postgres.stop()
    try:
        for _ in range(3):
            changes.wait(0.01, never)
            assert not changes.hears
    finally:
        postgres.start()
    changes.wait(3600, never)
    assert changes.hears


@pytest.mark.both_databases
def test_a_wait_may_be_ended(archive: Archive) -> None:
    changes, ended = archive.catalogue.notices("changes"), Queue[None]()

    def wait() -> None:
        changes.wait(3600, never)
        ended.put(None)

    if archive.place.database:
        changes.wait(3600, never)  # Connected.
        changes.wait(3600, lambda: True)
    waiting = threading.Thread(target=wait)
    waiting.start()
    changes.wake()
    ended.get(timeout=600)
    waiting.join()
    assert changes.hears == bool(archive.place.database)
    changes.close()
    assert not changes.hears
