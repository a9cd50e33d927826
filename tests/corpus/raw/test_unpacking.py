"""Small inputs that stand for much: each is refused with its file and limit, and takes little memory."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats import csv_rows, jsonl, read
from corpus.formats.read import read_path
from corpus.raw.unpacking import FREE_BYTES, Allowance, unpacked
from tests.corpus.formats.test_read import GOOD

MB = 1024**2


@pytest.fixture
def peak() -> Iterator[Callable[[], float]]:
    """The most memory since the test began, in MB."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1] / MB
    tracemalloc.stop()


@cache
def zeros(size: int) -> bytes:
    return gzip.compress(b" " * size, 9)


def errors_of(path: Path) -> list[ArticleError]:
    return [item for item in read_path(path) if isinstance(item, ArticleError)]


def test_a_stream_gives_what_it_holds_up_to_its_allowance() -> None:
    assert unpacked(io.BytesIO(b"abc" * 1000), Allowance("a.gz", 10)).read() == b"abc" * 1000
    with pytest.raises(ArticleError, match=r"unpacks to more than 16 MB") as refused:
        unpacked(io.BytesIO(b"x" * (FREE_BYTES + 1)), Allowance("a.gz", 10)).read()
    assert refused.value.path == "a.gz"


def test_a_stream_within_the_ratio_may_be_as_large_as_it_likes() -> None:
    size = FREE_BYTES + MB
    assert len(unpacked(io.BytesIO(b"x" * size), Allowance("a.gz", size // 50)).read()) == size


@pytest.mark.parametrize("name", ["a.txt.gz", "a.md.gz", "a.jsonl.gz", "a.json.gz", "a.csv.gz", "a.html.gz"])
def test_a_gzip_bomb_is_refused(tmp_path: Path, peak: Callable[[], float], name: str) -> None:
    file = tmp_path / name
    file.write_bytes(zeros(120 * MB))
    assert file.stat().st_size < 150_000
    [error] = errors_of(file)
    assert "unpacks to more than" in error.message or "longer than" in error.message
    assert error.path.endswith(name)
    assert peak() < 160


def test_a_zip_is_counted_with_all_that_is_packed_inside_it(
    tmp_path: Path, peak: Callable[[], float]
) -> None:
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(20):
            packed.writestr(f"{number:02}.txt.gz", zeros(10 * MB))
        packed.writestr("last.json", json.dumps(GOOD))
    [*_, error] = errors_of(file)
    assert "unpacks to more than 16 MB" in error.message
    assert "bomb.zip" in error.path
    assert peak() < 60


def test_a_zip_packed_by_a_method_without_a_limit_is_named(tmp_path: Path) -> None:
    file = tmp_path / "news.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as packed:
        packed.writestr("a.json", json.dumps(GOOD))
    [error] = errors_of(file)
    assert "another method than deflate" in error.message


def test_a_zip_that_lists_more_files_than_fit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "_MOST_LIST_BYTES", 70_000)
    file = tmp_path / "many.zip"
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(1_500):
            packed.writestr(f"{number}.txt", b"")
    [error] = errors_of(file)
    assert "list of files in this zip is larger" in error.message


def test_a_row_of_commas_is_refused_and_the_next_row_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_rows, "_MOST_ROW_CHARACTERS", 5_000)
    lines = ["title,body", "," * 50_000, "Ferry sinks,It sank on Monday.", '"' + '",\n"' * 20_000 + '"']
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n")
    items = list(read_path(tmp_path / "a.csv"))
    assert [item.title for item in items if isinstance(item, Article)] == ["Ferry sinks"]
    errors = [item for item in items if isinstance(item, ArticleError)]
    assert errors[0].line == 2
    assert all("longer than" in error.message or "title" in error.message for error in errors)


def test_megabytes_of_commas_take_their_size_in_memory(tmp_path: Path, peak: Callable[[], float]) -> None:
    (tmp_path / "a.csv").write_bytes(b"title,body\n" + b"," * 40 * MB)
    [error] = errors_of(tmp_path / "a.csv")
    assert "longer than 10 MB" in error.message
    assert peak() < 120


@pytest.mark.parametrize(("name", "begins"), [("a.json", b"["), ("a.jsonl", b'{"title": [')])
def test_json_of_empty_values_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, begins: bytes
) -> None:
    monkeypatch.setattr(jsonl, "_MOST_FILE_VALUES", 10_000)
    monkeypatch.setattr(jsonl, "_MOST_LINE_VALUES", 10_000)
    (tmp_path / name).write_bytes(begins + b"{}," * 10_001)
    [error] = errors_of(tmp_path / name)
    assert "more than 10,000 values" in error.message


def test_aliases_in_front_matter_are_refused(tmp_path: Path, peak: Callable[[], float]) -> None:
    names = "abcdefghi"
    fields = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    fields += [f"{n}: &{n} [{', '.join([f'*{b}'] * 9)}]" for b, n in pairwise(names)]
    (tmp_path / "a.md").write_text("\n".join(["---", *fields, "author: *i", "---", "# Ferry", "It sank."]))
    [error] = errors_of(tmp_path / "a.md")
    assert "alias" in error.message
    assert error.line == 3
    assert peak() < 20


@pytest.mark.parametrize("front", ["a: " + "[" * 5_000, "- a\n- b", "a: [unclosed"])
def test_front_matter_that_no_reader_survives_is_an_error_of_its_file(tmp_path: Path, front: str) -> None:
    (tmp_path / "a.md").write_text(f"---\n{front}\n---\n# Ferry\n\nIt sank.")
    [error] = errors_of(tmp_path / "a.md")
    assert "front matter" in error.message


def test_front_matter_is_cut_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: {'x' * 70_000}\n---\nIt sank.")
    [error] = errors_of(tmp_path / "a.md")
    assert "longer than 64 KB" in error.message


def test_rows_that_are_none_before_the_first_article_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "_MOST_HELD", 10)
    (tmp_path / "a.jsonl").write_text('{"title": "x"}\n' * 100 + json.dumps(GOOD))
    assert sum(error.count for error in errors_of(tmp_path)) == 100
