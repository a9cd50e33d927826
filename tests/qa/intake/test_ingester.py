"""One process at a time takes in for an archive."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from corpus.errors import ArchiveBusy, InputError
from index.archive import Archive
from index.registers.upload_jobs import next_job
from index.upkeep.left_uploads import FOLDER
from qa import Desk
from qa.intake import ingester as ingester_module
from qa.intake.ingester import Ingester, Watched
from qa.intake.queue import IntakeElsewhere, intake_of
from qa.settings import Settings
from qa.web.html import intake
from tests.fakes import BagOfWords, WordChecker, WordReader
from tests.qa.web.html.turns import Page

pytestmark = pytest.mark.both_databases


class Running:
    """An ingester in a thread of its own, and what it says."""

    def __init__(self, desk: Desk, watched: Watched) -> None:
        self.events: Queue[Mapping[str, Any]] = Queue()
        self.stop = threading.Event()
        self.failure: Exception | None = None
        self._ingester = Ingester(desk, watched, lambda event, _: self.events.put(event))
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self._ingester.run(self.stop)
        except Exception as error:
            self.failure = error

    def until(self, name: str) -> Mapping[str, Any]:
        while (event := self.events.get(timeout=600))["event"] != name:
            pass
        return event


@contextmanager
def running(desk: Desk, watched: Watched = Watched()) -> Iterator[Running]:  # noqa: B008
    run = Running(desk, watched)
    run.thread.start()
    try:
        yield run
    finally:
        run.stop.set()
        run.thread.join(600)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingester_module, "_LOOK_S", 0.05)
    monkeypatch.setattr(ingester_module, "_UPLOADS_S", 0.05)


@pytest.fixture
def second(archive: Archive) -> Iterator[Desk]:
    """The same archive, opened once more."""
    place = archive.place
    opened = Archive(place, encoder=BagOfWords())
    yield Desk(opened, Settings(data_dir=place.folder, writing="quotes"), WordReader(), WordChecker())
    opened.close()


def rows(path: Path, *ids: str) -> Path:
    path.write_text(
        "".join(json.dumps({"id": i, "title": f"News of {i}", "body": f"A {i} sank."}) + "\n" for i in ids)
    )
    return path


def test_paths_are_watched_by_one_and_by_another_when_that_ends(
    desk: Desk, second: Desk, tmp_path: Path
) -> None:
    watched = Watched([str(rows(tmp_path / "rows.jsonl", "ferry"))])
    with running(desk, watched) as first:
        first.until("watching")
        assert desk.article("ferry").active
        with running(second, watched) as waiting:
            assert "ingest" in waiting.until("standby")["detail"]
            first.stop.set()
            first.until("stopped")
            waiting.until("ingesting")
            waiting.until("watching")
            rows(tmp_path / "rows.jsonl", "ferry", "barge")
            assert waiting.until("synced")["added"] == 1
    assert first.failure is waiting.failure is None


def test_a_path_that_is_not_there_is_an_error(desk: Desk, tmp_path: Path) -> None:
    with running(desk, Watched([str(tmp_path / "nothing")])) as run:
        run.thread.join(600)
    assert isinstance(run.failure, InputError)


def test_who_lost_the_right_takes_in_no_more_until_it_has_it_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = threading.Event()
    lock_of = desk.archive.catalogue.lock

    def lock(name: str, patience_s: float = 1.0) -> Any:
        made = lock_of(name, patience_s)
        held: Callable[[], bool] = made.is_held
        made.is_held = lambda: held() and not lost.is_set()
        return made

    monkeypatch.setattr(desk.archive.catalogue, "lock", lock)
    with running(desk, Watched([str(rows(tmp_path / "rows.jsonl", "ferry"))])) as run:
        run.until("watching")
        lost.set()
        run.until("lost")
        lost.clear()
        run.until("watching")


def test_uploads_are_taken_in_by_who_ingests(
    desk: Desk, second: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.registers.upload_jobs._PART_BYTES", 1_000)
    desk.settings = desk.settings.model_copy(update={"ingest": "apart"})
    offered = intake_of(desk)
    assert isinstance(offered, IntakeElsewhere)
    assert offered.job is None
    with pytest.raises(InputError):
        offered.start([])
    large = rows(tmp_path / "large.jsonl", "ferry", *(f"boat{number}" for number in range(30)))
    large.write_text(large.read_text() + "\n" * 3_000)  # More than two parts.
    bad = tmp_path / "bad.jsonl"
    bad.write_text("no JSON")
    job = offered.start([large, bad], "anna")
    assert offered.running
    assert "Waiting to be taken in" in Page(str(intake.job(job))).text
    with pytest.raises(ArchiveBusy):
        offered.start([large])
    with running(second) as run:
        event = run.until("uploaded")
    assert [file["name"] for file in event["files"]] == ["large.jsonl", "bad.jsonl"]
    assert not offered.running
    done = offered.job
    assert done is not None
    assert done.files[0].counts["added"] == 31
    assert re.search(r"Done: 2 files in [\d.]+ s, 1 of them with errors\.", Page(str(intake.job(done))).text)
    assert "not valid JSON" in Page(str(intake.job(done))).text
    assert desk.article("ferry").active
    assert next_job(desk.archive.catalogue) is None
    assert list((second.archive.place.folder / FOLDER).iterdir()) == []
    # Again: a newer version of the same file.
    offered.start([rows(tmp_path / "large.jsonl", "ferry")])
    with running(second) as run:
        [file] = run.until("uploaded")["files"]
    assert file["unchanged"] == 1


def test_an_upload_that_was_cut_short_is_taken_in_by_the_next(
    desk: Desk, second: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = desk.archive.catalogue
    IntakeElsewhere(catalogue).start([rows(tmp_path / "a.jsonl", "ferry", "barge")])
    with monkeypatch.context() as broken:
        broken.setattr("qa.intake.queue.take_in", lambda *_: (_ for _ in ()).throw(SystemExit))
        from qa.intake.queue import take_waiting

        with pytest.raises(SystemExit):
            take_waiting(desk, lambda _: None)
    assert IntakeElsewhere(catalogue).running
    with running(second) as run:
        [file] = run.until("uploaded")["files"]
    assert file["added"] == 2
