"""What sites' own databases and systems export: each article once, whole, and none that is not out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, LeftOut, Read, Withdrawal
from corpus.formats.read import read_path

OPENS = "The pier of Hask opened on Monday, its keeper said after two years of works."
COMES = "Boats from the islands came to its berths in the morning, and the ferry is to follow in May."


def read(folder: Path, value: Any) -> list[Read]:
    (folder / "dump.json").write_text(json.dumps(value))
    return list(read_path(folder / "dump.json"))


def kinds(read: list[Read]) -> list[str]:
    """Titles of articles, and what others are counted as."""
    return [item.title if isinstance(item, Article) else getattr(item, "kind", "error") for item in read]


def test_a_fixture_of_django_has_articles_beside_other_tables(tmp_path: Path) -> None:
    author = {"model": "news.author", "pk": 1, "fields": {"name": "Ana Vale"}}
    fields = {"title": "Pier opens", "body": OPENS, "pub_date": "2025-04-16T07:40:00Z"}
    draft = {"title": "Mayor resigns", "body": COMES, "status": "draft"}
    rows = [{"model": "news.story", "pk": n, "fields": own} for n, own in enumerate((fields, draft), start=7)]
    found = read(tmp_path, [author, *rows])
    assert kinds(found) == ["news.author", "Pier opens", "draft"]
    [article] = [item for item in found if isinstance(item, Article)]
    assert article.article_id == "news.story:7"
    assert f"{article.published_at:%Y-%m-%d}" == "2025-04-16"


@pytest.mark.parametrize("around", [False, True])
def test_articles_under_their_ids_are_read(tmp_path: Path, around: bool) -> None:
    posts = {
        "-Nq81kHask": {"title": "Pier opens", "body": OPENS, "publishedAt": 1744789200000},
        "-Nq82kHask": {"title": "Boats come", "body": COMES, "publishedAt": 1744789200000},
    }
    found = read(tmp_path, {"posts": posts} if around else posts)
    assert [(item.article_id, item.title) for item in found if isinstance(item, Article)] == [
        ("-Nq81kHask", "Pier opens"),
        ("-Nq82kHask", "Boats come"),
    ]


def test_tables_of_phpmyadmin_are_rows_and_those_of_something_else_are_left_out(tmp_path: Path) -> None:
    posts = [
        {
            "ID": "4",
            "post_title": "Pier opens",
            "post_content": OPENS,
            "post_status": "publish",
            "post_type": "post",
        },
        {"ID": "5", "post_title": "Pier opens", "post_content": COMES, "post_status": "inherit"}
        | {"post_type": "revision"},
        {
            "ID": "6",
            "post_title": "Mayor resigns",
            "post_content": COMES,
            "post_status": "draft",
            "post_type": "post",
        },
    ]
    found = read(
        tmp_path,
        [
            {"type": "header", "version": "5.2.1", "comment": "Export to JSON plugin for PHPMyAdmin"},
            {"type": "database", "name": "hask"},
            {"type": "table", "name": "wp_options", "database": "hask", "data": [{"option_name": "siteurl"}]},
            {"type": "table", "name": "wp_posts", "database": "hask", "data": posts},
        ],
    )
    assert kinds(found) == ["wp_options", "Pier opens", "revision", "draft"]
    assert isinstance(found[0], LeftOut)


def test_an_article_of_joomla_is_whole_and_out(tmp_path: Path) -> None:
    out = {"title": "Pier opens", "introtext": f"<p>{OPENS}</p>", "fulltext": f"<p>{COMES}</p>", "state": 1}
    days = {"publish_up": "2025-04-16 07:40:00", "publish_down": "0000-00-00 00:00:00"}
    found = read(
        tmp_path,
        [
            {"id": 4, **out, **days},
            {"id": 5, **out, "title": "Taken down", "state": 0},
            {"id": 6, **out, "title": "Thrown away", "state": -2},
            {"id": 7, **out, "title": "To come", "publish_up": "2199-01-01 00:00:00"},
        ],
    )
    assert kinds(found) == ["Pier opens", "unpublished", "trashed", "To come"]
    [article, waiting] = [item for item in found if isinstance(item, Article)]
    assert article.body == f"{OPENS}\n\n{COMES}"
    assert f"{article.published_at:%Y-%m-%dT%H:%M}" == "2025-04-16T07:40"
    assert waiting.embargoed_until is not None


def test_news_of_typo3_have_their_days(tmp_path: Path) -> None:
    news = {"title": "Pier opens", "bodytext": f"<p>{OPENS}</p>", "datetime": 1744789200, "starttime": 0}
    states = {"hidden": 0, "deleted": 0}
    found = read(
        tmp_path,
        [
            {"uid": 4, **news, **states, "endtime": 4102444800},
            {"uid": 5, **news, **states, "title": "Hidden", "hidden": 1},
            {"uid": 6, **news, **states, "title": "Deleted", "deleted": 1},
        ],
    )
    assert kinds(found) == ["Pier opens", "private", "trashed"]
    article = found[0]
    assert isinstance(article, Article)
    assert f"{article.published_at:%Y-%m-%dT%H:%M}" == "2025-04-16T07:40"
    assert f"{article.expires_at:%Y}" == "2100"


@pytest.mark.parametrize(
    "name", ["retracted", "isRetracted", "withdrawn", "is_killed", "spiked", "unpublished"]
)
def test_a_yes_under_a_name_that_takes_it_back_holds(tmp_path: Path, name: str) -> None:
    row = {"id": "r1", "title": "Pier opens", "body": OPENS}
    assert isinstance(read(tmp_path, [row | {name: True}])[0], Withdrawal)
    assert kinds(read(tmp_path, [row | {name: False}])) == ["Pier opens"]


def test_a_number_of_dead_takes_no_article_back(tmp_path: Path) -> None:
    assert kinds(read(tmp_path, [{"id": "r1", "title": "Ferry sinks", "body": OPENS, "killed": 1}])) == [
        "Ferry sinks"
    ]
