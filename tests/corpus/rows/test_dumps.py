"""JSON that programs write out whole: of a search index, a reader of feeds, a publishing system."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats.read import read_path

DUMPS: list[tuple[Any, tuple[str, ...]]] = [
    (
        {"hits": {"hits": [{"_id": "e1", "_source": {"title": "Bridge shut", "text": "It is shut."}}]}},
        ("e1",),
    ),
    (
        {
            "feed": {"title": "The Gull"},
            "items": [{"guid": "g1", "title": "Bridge shut", "text": "It is."}],
        },
        ("g1", "The Gull"),
    ),
    (
        {
            "headlines": {"basic": "Bridge shut"},
            "content_elements": [{"type": "text", "content": "<p>It is shut.</p>"}],
            "credits": {"by": [{"name": "Ann Roe"}]},
            "display_date": "2024-05-12T08:00:00Z",
        },
        ("Ann Roe", "2024-05-12"),
    ),
]


@pytest.mark.parametrize(("value", "said"), DUMPS)
def test_dumps_and_services_of_other_kinds_are_read(
    tmp_path: Path, value: Any, said: tuple[str, ...]
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value), "utf-8")
    [article] = read_path(path)
    assert isinstance(article, Article)
    assert article.title == "Bridge shut"
    known = f"{article.article_id} {article.source} {article.author} {article.published_at}"
    assert all(word in known for word in said)


def test_a_line_of_an_index_is_its_document(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        json.dumps({"_index": "n", "_id": "e1", "_source": {"title": "A", "body": "B."}}), "utf-8"
    )
    [article] = read_path(path)
    assert isinstance(article, Article)
    assert article.article_id == "e1"


@pytest.mark.parametrize(
    ("row", "outlet", "address"),
    [
        (
            {"source": "https://www.gull.example/2025/pier"},
            "gull.example",
            "https://www.gull.example/2025/pier",
        ),
        ({"source": "https://gull.example"}, "gull.example", None),
        ({"source": "gull.example/news"}, "gull.example/news", None),
        ({"source": "The Gull: a paper"}, "The Gull: a paper", None),
        (
            {"source": "https://gull.example/feed", "url": "https://a.example/1"},
            "gull.example",
            "https://a.example/1",
        ),
    ],
)
def test_a_page_in_the_place_of_the_outlet_is_no_outlet_of_its_own(
    tmp_path: Path, row: dict[str, str], outlet: str, address: str | None
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"title": "A", "body": "B."} | row), "utf-8")
    [article] = read_path(path)
    assert isinstance(article, Article)
    assert (article.source, article.url) == (outlet, address)


@pytest.mark.parametrize(
    ("more", "day"),
    [({}, None), ({"embargoed_until": "2097-05-12"}, "2097-05-12"), ({"citedesk_version": 1}, "2097-05-12")],
)
def test_a_day_of_another_century_is_told_unless_the_article_waits_for_it(
    tmp_path: Path, more: dict[str, object], day: str | None
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"title": "A", "body": "B.", "published_at": "2097-05-12"} | more), "utf-8")
    *faults, article = read_path(path)
    assert isinstance(article, Article)
    assert article.published_at == (datetime(2097, 5, 12, tzinfo=UTC) if day else None)
    assert [fault.message for fault in faults if isinstance(fault, ArticleError)] == (
        []
        if day
        else ["published_at: '2097-05-12' is more than a year ahead; the article was kept without it"]
    )


@pytest.mark.parametrize(
    ("stamp", "day"),
    [(1715501700, "2024-05-12"), ("1715501700000000000", "2024-05-12"), (1e20, None), (10**30, None)],
)
def test_seconds_and_parts_of_them_are_days_and_larger_numbers_are_none(
    tmp_path: Path, stamp: object, day: str | None
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"title": "A", "body": "B.", "published_at": stamp}), "utf-8")
    *faults, article = read_path(path)
    assert isinstance(article, Article)
    assert (article.published_at and f"{article.published_at:%Y-%m-%d}", bool(faults)) == (day, day is None)
