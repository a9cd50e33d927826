"""Lists of pages: rows with a headline and an address and no text are told as that, with what to fetch."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.article import Article, LeftOut, Read
from corpus.errors import ArticleError, InputError
from corpus.formats.read import read_path

# As GDELT lists what it has seen.
SEEN = [
    {
        "url": f"https://www.fjordbladet.example/havn/{number}/avgift",
        "url_mobile": "",
        "title": f"Harbour dues of Vargvik rise for the {number}th time",
        "seendate": "20240512T101500Z",
        "socialimage": "https://www.fjordbladet.example/bilder/1.jpg",
        "domain": "fjordbladet.example",
        "language": "English",
        "sourcecountry": "Norway",
    }
    for number in (4, 5, 6)
]
TEXT = "The harbour board of Vargvik raised its dues by a tenth on Sunday, its chairwoman said."


def as_list(rows: list[dict[str, str]]) -> str:
    return json.dumps({"articles": rows})


def as_lines(rows: list[dict[str, str]]) -> str:
    return "\n".join(map(json.dumps, rows))


def as_table(rows: list[dict[str, str]]) -> str:
    return "URL,MobileURL,Date,Title\n" + "\n".join(
        f"{row['url']},,2024-05-12 10:15:00,{row['title']}" for row in rows
    )


FORMS: dict[str, Callable[[list[dict[str, str]]], str]] = {
    "list.json": as_list,
    "list.jsonl": as_lines,
    "list.csv": as_table,
}


@pytest.mark.parametrize("name", FORMS)
def test_it_is_one_error_that_says_what_to_fetch(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FORMS[name](SEEN))
    [error] = read_path(tmp_path / name)
    assert isinstance(error, ArticleError)
    assert (error.count, error.kept) == (3, False)
    assert error.message == "3 rows have a headline and the address of a page, and no text: a list of pages"
    assert "citedesk sync https://www.fjordbladet.example/havn/4/avgift" in error.hint


@pytest.mark.parametrize("name", FORMS)
def test_in_a_folder_the_pages_are_counted_as_left_out(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FORMS[name](SEEN))
    (tmp_path / "own.txt").write_text(f"Harbour dues rise\n\n{TEXT}")
    read = list(read_path(tmp_path))
    left_out = [item.example for item in read if isinstance(item, LeftOut)]
    assert left_out == [row["url"] for row in SEEN]
    assert [item.title for item in read if isinstance(item, Article)] == ["Harbour dues rise"]
    (tmp_path / "own.txt").unlink()
    with pytest.raises(InputError, match="3 of the kind 'page that is named without its text'"):
        list(read_path(tmp_path))


def only(tmp_path: Path, row: dict[str, str]) -> Read:
    (tmp_path / "one.json").write_text(as_list([row]))
    [read] = read_path(tmp_path / "one.json")
    return read


def test_a_row_to_which_the_text_was_added_is_an_article_of_the_day_it_was_seen(tmp_path: Path) -> None:
    article = only(tmp_path, SEEN[0] | {"text": TEXT})
    assert isinstance(article, Article)
    assert (article.body, article.source, article.language) == (TEXT, "fjordbladet.example", "en")
    assert f"{article.published_at:%Y-%m-%dT%H:%MZ}" == "2024-05-12T10:15Z"


@pytest.mark.parametrize("address", ["", "https://www.fjordbladet.example/", "/havn/4", "ftp://f.example/a"])
def test_without_the_address_of_a_page_it_is_an_article_without_a_text(tmp_path: Path, address: str) -> None:
    error = only(tmp_path, SEEN[0] | {"url": address})
    assert isinstance(error, ArticleError)
    assert error.message == "The article has no body"


@pytest.mark.parametrize(
    ("path", "pasted"),
    [
        ("a?b=1&c=2", "'https://f.example/a?b=1&c=2'"),
        ("a;$(rm -rf ~)'`", "'https://f.example/a;$(rm -rf ~)'\"'\"'`'"),
        ("a" * 1_000, "ADDRESS"),
    ],
)
def test_what_somebody_may_paste_is_one_word(tmp_path: Path, path: str, pasted: str) -> None:
    error = only(tmp_path, SEEN[0] | {"url": f"https://f.example/{path}"})
    assert isinstance(error, ArticleError)
    assert error.hint == f"Sync the page: citedesk sync {pasted}"


def test_one_row_is_named_with_its_line(tmp_path: Path) -> None:
    error = only(tmp_path, SEEN[1])
    assert isinstance(error, ArticleError)
    assert (error.line, error.hint) == (1, f"Sync the page: citedesk sync {SEEN[1]['url']}")
