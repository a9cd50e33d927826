"""Reading in a process of its own: the same articles, and limits that end it."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from corpus.apart import Limits
from corpus.article import Withdrawal
from corpus.errors import ArticleError, InputError
from corpus.formats.apart import read_apart
from corpus.formats.read import read_path
from corpus.options import Reading
from tests.conftest import SAMPLES

confined = pytest.mark.skipif(sys.platform != "linux", reason="the system does not count memory")


def test_it_gives_the_articles_that_reading_here_gives() -> None:
    assert list(read_apart(SAMPLES)) == list(read_path(SAMPLES))


def test_settings_and_errors_cross_over(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"hl1": "Ferry sinks", "body": "It sank.", "source": "hc", "date": "soon"}\n{}\n')
    fault, article, error = read_apart(file, Reading(fields={"title": "hl1"}, outlets={"hc": "Hask Courier"}))
    assert isinstance(fault, ArticleError)
    assert fault.kept
    assert article.title == "Ferry sinks"  # type: ignore[union-attr]
    assert article.source == "Hask Courier"  # type: ignore[union-attr]
    assert isinstance(error, ArticleError)
    assert (error.line, error.kept, error.path) == (2, False, file.resolve().as_posix())


def test_a_kill_notice_crosses_over_with_the_story_that_it_names_and_a_draft_with_its_text(
    tmp_path: Path,
) -> None:
    kill = {"id": "n1", "title": "KILL: Ferry to Hask sinks", "body": "See https://gull.example/f."}
    draft = {"id": "1", "title": "Ferry sinks", "body": "It sank on Monday.", "status": "draft"}
    rows = (kill | {"date": "2024-05-12"}, draft)
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    notice, unpublished = read_apart(tmp_path / "a.jsonl")
    assert isinstance(notice, Withdrawal)
    assert notice.named is not None
    assert notice.named.headlines
    assert [notice, unpublished] == list(read_path(tmp_path / "a.jsonl"))


def test_what_cannot_be_read_at_all_is_refused_as_here(tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_bytes(b"x")
    with pytest.raises(InputError, match="not in a format"):
        list(read_apart(tmp_path / "a.exe"))


@confined
def test_a_file_that_takes_too_much_memory_is_an_error_and_not_the_end(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{"title": "x", "body": "' + b"x" * 190 * 1024**2 + b'"}')
    [error] = read_apart(tmp_path / "a.json", limits=Limits(memory_bytes=500 * 1024**2))
    assert isinstance(error, ArticleError)
    assert "500 MB of memory" in error.message
    assert error.path.endswith("a.json")


@confined
def test_a_file_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<html><body><article>" + b"<p>The ferry sank.<br>" * 400_000)
    [error] = read_apart(tmp_path / "a.html", limits=Limits(cpu_s=2))
    assert isinstance(error, ArticleError)
    assert "2 s of the processor" in error.message


def test_a_silent_reading_is_ended(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ferry sinks\n\nIt sank.")
    [error] = read_apart(tmp_path / "a.txt", limits=Limits(silence_s=0.0))
    assert isinstance(error, ArticleError)
    assert "given nothing" in error.message


def test_who_stops_listening_ends_it(tmp_path: Path) -> None:
    started = time.monotonic()
    (tmp_path / "a.jsonl").write_text('{"title": "Ferry", "body": "It sank."}\n' * 200_000)
    reading = read_apart(tmp_path / "a.jsonl")
    next(reading)
    reading.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 60
