"""A watch brings what changes, and only that."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from jsonschema import validate

from corpus.errors import ArchiveError, InputError
from index.ingest import watch
from index.ingest.sync_report import SyncReport
from qa.desk import Desk
from qa.schemas.contract import json_schema


def put(path: Path, *bodies: str) -> None:
    rows = [{"id": f"{path.stem}{n}", "title": f"News {n}", "body": body} for n, body in enumerate(bodies)]
    # As editors do: written beside it and moved over it, so that no half of it is seen.
    part = path.with_suffix(".part")
    part.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    part.rename(path)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_DEBOUNCE_MS", 50)
    monkeypatch.setattr(watch, "_LOOK_AGAIN_MS", 50)


def reports(events: Iterator[watch.WatchEvent]) -> Iterator[tuple[int, int, int]]:
    """Added, updated and removed of each sync that did something."""
    for event in events:
        assert event.error is None, event.error
        if event.report:
            counts = (event.report.added, event.report.updated, event.report.removed)
            if any(counts):
                yield counts


def test_what_changes_in_a_folder_is_synced(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    put(folder / "a.jsonl", "The ferry sank.", "A new pier.")
    stop = threading.Event()
    events = desk.watch([folder], prune=True, stop=stop)
    first, second = next(events).to_dict(), next(events).to_dict()
    assert (first["event"], first["added"], second["event"]) == ("synced", 2, "watching")
    for event in (first, second):
        validate(event, json_schema("watch"))
    told = reports(events)
    put(folder / "b.jsonl", "The lighthouse burned.")
    assert next(told) == (1, 0, 0)
    put(folder / "a.jsonl", "The ferry was raised.")
    assert next(told) == (0, 1, 1)
    (folder / "b.jsonl").unlink()
    assert next(told) == (0, 0, 1)
    assert {hit.article_id for hit in desk.search("ferry pier lighthouse")} == {"a0"}
    stop.set()
    assert list(told) == []


def test_a_file_that_is_replaced_is_seen_and_its_neighbours_are_not(desk: Desk, tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", "The ferry sank.")
    stop = threading.Event()
    events = desk.watch([tmp_path / "a.jsonl"], stop=stop)
    assert [next(events).event for _ in range(2)] == ["synced", "watching"]
    put(tmp_path / "b.jsonl", "A new pier.")
    put(tmp_path / "a.jsonl", "The ferry was raised.")
    assert next(reports(events)) == (0, 1, 0)
    assert desk.status().articles == 1
    stop.set()
    assert list(events) == []


def test_an_address_that_fails_is_told_and_the_watch_goes_on(desk: Desk) -> None:
    stop = threading.Event()
    events = desk.watch(["http://127.0.0.1:9/feed"], stop=stop, every_s=0.01)
    first = next(events).to_dict()
    assert (first["event"], first["try"]) == ("failed", "Set FETCH_LOCAL to true if it may be fetched.")
    assert next(events).event == "watching"
    assert next(events).event == "failed"
    stop.set()
    assert list(events) == []


def test_what_could_not_be_written_is_once_the_archive_is_back(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_RETRY_S", 0.0)
    asked: list[tuple[str, ...] | None] = []
    away = [True, True, False, True, True, False]

    def sync_one(path: str, only: Sequence[Path] | None) -> SyncReport:
        asked.append(only and tuple(file.name for file in only))
        if away.pop(0):
            raise ArchiveError("The database is away", "Start it.")
        return desk.sync([path])

    put(tmp_path / "a.jsonl", "The ferry sank.")
    stop = threading.Event()
    events = watch.watch(sync_one, [tmp_path], 300.0, stop)
    assert [next(events).event for _ in range(4)] == ["failed", "watching", "failed", "synced"]
    put(tmp_path / "b.jsonl", "A new pier.")
    assert [next(events).event for _ in range(2)] == ["failed", "failed"]
    assert next(events).event == "synced"
    stop.set()
    assert list(events) == []
    assert asked[:3] == [None, None, None]
    assert all(files is not None and "b.jsonl" in files for files in asked[3:])


def test_a_missing_path_is_said_at_once(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        next(desk.watch([tmp_path / "nowhere"]))
