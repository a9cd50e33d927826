"""Two machines that take over what a third writes, by word of it alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue

import pytest
from sqlalchemy import event, text

from index.archive import Archive
from index.embed.models import PACKAGED
from index.ingest.removal import remove
from index.place import Place
from index.stores.chroma_address import ChromaServer
from qa.intake.following import Following
from tests.fakes import Dense
from tests.index.makers import article, assert_whole, put
from tests.postgres import Postgres

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(chroma: str, postgres: Postgres, tmp_path: Path) -> Iterator[Callable[[str], Archive]]:
    """Opens the one archive in a folder of a name."""
    database, archives = postgres.address(), list[Archive]()

    def opening(name: str) -> Archive:
        place = Place(tmp_path / name, PACKAGED, tmp_path / "cache", ChromaServer(chroma), database=database)
        archives.append(Archive(place, encoder=Dense()))
        return archives[-1]

    yield opening
    for archive in archives:
        archive.close()


class Machine:
    """One that follows, and every change up to which it has come."""

    def __init__(self, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
        self.archive, self.rounds = archive, Queue[int]()
        follow = archive.follow

        def noted() -> None:
            follow()
            self.rounds.put(archive.catalogue.generation() - (archive.behind() or 0))

        monkeypatch.setattr(archive, "follow", noted)
        self.following = Following(archive)

    def until(self, generation: int) -> int:
        """Wait until it has taken a change over; return in how many rounds."""
        rounds = 1
        while self.rounds.get(timeout=600) < generation:
            rounds += 1
        return rounds


@pytest.fixture(autouse=True)
def only_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks by themselves within the time that a test has."""
    monkeypatch.setattr("qa.intake.following._LOOK_S", 3600.0)
    monkeypatch.setattr("index.catalogue.databases.notices._LONGEST_S", 3600.0)


def test_every_change_is_taken_over_once_before_anybody_asks(
    opened: Callable[[str], Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = opened("writer")
    machines = [Machine(opened(name), monkeypatch) for name in ("first", "second")]
    for machine in machines:
        machine.following.start()
        machine.until(0)
        machine.until(0)  # Once more, since it hears.
        assert machine.following.hears
    for change in (
        lambda: put(writer, article("a", "The ferry sank.")),
        lambda: put(writer, article("b", "A whale sang."), article("c", "A comet fell.")),
        lambda: remove(writer, ["a"]),
    ):
        change()
        for machine in machines:
            assert machine.until(writer.catalogue.generation()) == 1
    for machine in machines:
        assert machine.archive.derived.words.count() == 2
        assert_whole(machine.archive)
        machine.following.stop()
        assert not machine.following.hears


def test_a_machine_that_hears_asks_nothing_while_nothing_changes(
    opened: Callable[[str], Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, asked = Machine(opened("machine"), monkeypatch), list[str]()
    turns, stopped = Queue[None](), machine.following._stopped.is_set

    def counted() -> bool:
        turns.put(None)
        return stopped()

    monkeypatch.setattr(machine.following._stopped, "is_set", counted)
    machine.following.start()
    machine.until(0)
    machine.until(0)
    engine = machine.archive.catalogue._backend.engine
    event.listen(engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    while not turns.empty():
        turns.get()
    for _ in range(3):
        turns.get(timeout=600)
    assert asked == []
    machine.following.stop()


def test_what_changed_while_a_connection_was_cut_is_taken_over_when_it_hears_again(
    opened: Callable[[str], Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, machine = opened("writer"), Machine(opened("machine"), monkeypatch)
    machine.following.start()
    machine.until(0)
    machine.until(0)
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
    with writer.catalogue._backend.engine.connect() as connection:
        connection.execute(text(f"{others} AND datname = current_database()"))
    put(writer, article("a", "The ferry sank."))
    machine.until(writer.catalogue.generation())
    assert machine.archive.derived.words.count() == 1
    machine.following.stop()


def test_what_cannot_be_taken_over_is_tried_again_soon(
    opened: Callable[[str], Archive], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("qa.intake.following._LOOK_S", 0.01)
    machine, failures = Machine(opened("machine"), monkeypatch), [OSError("The disk is full.")] * 3
    follow = machine.archive.follow

    def failing() -> None:
        follow()
        if machine.following.hears and failures:
            raise failures.pop()

    monkeypatch.setattr(machine.archive, "follow", failing)
    following = machine.following = Following(machine.archive)
    following.start()
    while failures:
        machine.until(0)
    following.stop()
    assert [record.getMessage() for record in caplog.records] == [
        "What others write cannot be followed: The disk is full."
    ]
