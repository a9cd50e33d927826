"""What lies in a folder and is no file of it: links that lead out, pipes and devices."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import ArticleError, InputError
from corpus.formats.read import read_path, read_some
from corpus.options import Reading

FOLLOWING = Reading(follow_links=True)


def row(body: str) -> str:
    return json.dumps({"id": body, "title": "News", "body": body})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside, outside = tmp_path / "news", tmp_path / "private"
    inside.mkdir()
    outside.mkdir()
    (inside / "ferry.json").write_text(row("The ferry sank."))
    (outside / "diary.json").write_text(row("Nobody may read this."))
    (inside / "again.json").symlink_to(inside / "ferry.json")
    (inside / "diary.json").symlink_to(outside / "diary.json")
    (inside / "folder").symlink_to(outside)
    return inside


def bodies(items: list[Article | ArticleError]) -> list[str]:
    return [item.body for item in items if isinstance(item, Article)]


def test_a_link_that_leaves_the_folder_is_left_out_and_reported(folder: Path) -> None:
    items = list(read_path(folder))
    assert set(bodies(items)) == {"The ferry sank."}
    [error] = [item for item in items if isinstance(item, ArticleError)]
    assert error.path == (folder / "diary.json").as_posix()
    assert "--follow-links" in error.hint
    [watched] = read_some(folder, [folder / "diary.json"])
    assert isinstance(watched, ArticleError)


def test_it_is_followed_by_whoever_wants_it_to_be(folder: Path) -> None:
    assert "Nobody may read this." in bodies(list(read_path(folder, FOLLOWING)))
    assert bodies(list(read_some(folder, [folder / "diary.json"], FOLLOWING))) == ["Nobody may read this."]
    assert bodies(list(read_path(folder / "diary.json"))) == ["Nobody may read this."]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_device_is_never_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.json")
    (folder / "zero.json").symlink_to("/dev/zero")
    assert set(bodies(list(read_path(folder, FOLLOWING)))) == {"The ferry sank.", "Nobody may read this."}
    for name in ("pipe.json", "zero.json"):
        with pytest.raises(InputError, match="neither"):
            list(read_path(folder / name))
