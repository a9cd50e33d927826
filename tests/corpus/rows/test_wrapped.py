"""Articles are found in the objects, types and lists that programs put around them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats.read import read_path

PIER = {"title": "Pier shut", "body": "The pier of Hask is shut.", "date": "2025-03-04"}
TYPED = {"title": {"S": "Pier shut"}, "body": {"S": "The pier of Hask is shut."}, "date": {"N": "1741046400"}}


def read(path: Path, *values: Any) -> list[Any]:
    path.write_text("\n".join(map(json.dumps, values)), "utf-8")
    return list(read_path(path))


@pytest.mark.parametrize(
    "value",
    [
        {"hits": [PIER], "found": 1},
        {"objects": [{"type": "article"} | PIER]},
        {"data": {"news": {"edges": [{"node": PIER}]}}},
        {"data": {"news": {"nodes": [PIER]}}},
        {"columns": [{"name": "title"}], "rows": [{"number": 0, "row": PIER}]},
        {"data": {"items": [{"meta": {"id": 1}, "item": PIER}]}},
        {"Items": [TYPED], "Count": 1},
        {"Item": TYPED},
        {
            "@type": "ItemList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "item": {
                        "@type": "NewsArticle",
                        "headline": "Pier shut",
                        "articleBody": "The pier of Hask is shut.",
                        "datePublished": "2025-03-04",
                    },
                }
            ],
        },
        {
            "value": [
                {
                    "name": "Pier shut",
                    "description": "The pier of Hask is shut.",
                    "url": "https://gull.example/pier",
                    "datePublished": "2025-03-04T00:00:00Z",
                }
            ]
        },
    ],
)
def test_an_article_is_found_whatever_is_around_it(tmp_path: Path, value: Any) -> None:
    [article] = read(tmp_path / "a.json", value)
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("Pier shut", "The pier of Hask is shut.")
    assert str(article.published_at) == "2025-03-04 00:00:00+00:00"


def test_each_line_of_a_typed_table_is_a_row(tmp_path: Path) -> None:
    other = {"Item": TYPED | {"title": {"S": "Pier open"}, "author": {"M": {"name": {"S": "Ada Roe"}}}}}
    typed = TYPED | {"tags": {"L": [{"S": "sea"}]}, "seen": {"NULL": True}, "draft": {"BOOL": False}}
    first, second = read(tmp_path / "a.jsonl", {"Item": typed}, other)
    assert (first.title, second.title, second.author) == ("Pier shut", "Pier open", "Ada Roe")


def test_what_stands_beside_an_article_is_none(tmp_path: Path) -> None:
    [article] = read(tmp_path / "a.json", PIER | {"parts": [PIER | {"title": "Old pier"}]})
    assert article.title == "Pier shut"
    [error] = read(tmp_path / "b.json", {"body": "It is shut.", "related": [PIER]})
    assert isinstance(error, ArticleError)
