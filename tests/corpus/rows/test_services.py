"""Rows as services for news and editors' systems hand them out, each with a wrapping of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, LeftOut, Read, Withdrawal
from corpus.errors import ArticleError
from corpus.formats.read import read_path

TITLE, ADDRESS, AT = "Bridge shut", "https://gull.example/bridge", "2025-03-04T06:30:00Z"
TEXT = "The bridge to Lindholm is shut until May."
OF_SERVICE = {"url": ADDRESS, "published_at": AT, "source": "Gull", "title": TITLE}
ABSTRACTS: dict[str, Any] = {
    "only a description": {"data": [{**OF_SERVICE, "description": TEXT, "author": None}]},
    "a content of nothing": {"articles": [{**OF_SERVICE, "content": None, "description": TEXT}]},
    "a content for those who pay": {
        "results": [{**OF_SERVICE, "content": "ONLY AVAILABLE IN PAID PLANS", "description": TEXT}]
    },
    "top stories": {
        "results": [
            {"title": TITLE, "abstract": TEXT, "url": ADDRESS, "published_date": AT, "source": "Gull"},
        ]
    },
    "a trail text": {
        "response": {
            "results": [
                {"webTitle": TITLE, "webPublicationDate": AT, "webUrl": ADDRESS, "source": "Gull"}
                | {"fields": {"trailText": f"<p>{TEXT}</p>"}}
            ]
        }
    },
}
WRAPPED: dict[str, Any] = {
    "in pages of results": {"articles": {"results": [{**OF_SERVICE, "body": TEXT, "lang": "eng"}]}},
    "Contentful": {
        "items": [
            {
                "sys": {"id": "b1", "publishedAt": AT, "createdAt": "2025-03-01T00:00:00Z", "revision": 2},
                "fields": {"title": TITLE, "url": ADDRESS, "source": "Gull", "body": TEXT},
            }
        ]
    },
    "an export of Contentful": {
        "entries": [
            {
                "sys": {"id": "b1", "publishedAt": AT, "version": 4, "publishedVersion": 3},
                "fields": {
                    name: {"en-GB": value}
                    for name, value in {**OF_SERVICE, "body": TEXT}.items()
                    if name != "published_at"
                },
            }
        ]
    },
    "Strapi": {"data": [{"id": 7, "attributes": {**OF_SERVICE, "content": TEXT, "createdAt": AT}}]},
    "permalinks among links": {
        "stories": [
            {"id": 9, "title": TITLE, "body": TEXT, "published_at": AT, "source": {"name": "Gull"}}
            | {"links": {"permalink": ADDRESS}}
        ]
    },
    "a thread's site": {
        "posts": [
            {"uuid": "u", "url": ADDRESS, "title": TITLE, "text": TEXT, "published": AT}
            | {"thread": {"site": "Gull"}}
        ]
    },
    "sections of paragraphs": [
        {"publisher": "Gull", "title": TITLE, "publishing_date": AT, "url": ADDRESS}
        | {"body": {"summary": [], "sections": [{"headline": [], "paragraphs": [TEXT]}]}}
    ],
    "a text cut by its service": {
        "articles": [{**OF_SERVICE, "content": f"{TEXT}... [1204 chars]", "source": {"name": "Gull"}}]
    },
}


def read(tmp_path: Path, value: Any, name: str = "a.json") -> list[Read]:
    (tmp_path / name).write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return list(read_path(tmp_path / name))


@pytest.mark.parametrize("form", [*ABSTRACTS, *WRAPPED])
def test_it_is_one_article_with_its_text_address_outlet_and_day(tmp_path: Path, form: str) -> None:
    [article] = [item for item in read(tmp_path, (ABSTRACTS | WRAPPED)[form]) if isinstance(item, Article)]
    assert (article.title, article.body, article.url) == (TITLE, TEXT, ADDRESS)
    assert (
        article.source == ("The Guardian" if form == "a trail text" else "Gull") or article.source == "Gull"
    )
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2025-03-04T06:30:00+00:00"
    assert article.summary == ""


def test_a_row_of_a_table_without_a_text_is_still_an_error(tmp_path: Path) -> None:
    [item] = read(tmp_path, [{"title": TITLE, "summary": TEXT}])
    assert isinstance(item, ArticleError)


@pytest.mark.parametrize(
    "held",
    [
        {"sys": {"id": "b1", "version": 1}, "fields": {"title": {"en": TITLE}, "body": {"en": TEXT}}},
        {"id": 7, "attributes": {"title": TITLE, "content": TEXT, "createdAt": AT, "publishedAt": None}},
        {"_id": "A", "headlines": {"basic": TITLE}, "body": TEXT, "revision": {"published": False}},
    ],
)
def test_what_its_system_has_not_published_is_no_article(tmp_path: Path, held: dict[str, Any]) -> None:
    [item] = read(tmp_path, {"items": [held]})
    assert isinstance(item, Withdrawal)
    assert item.kind == "draft"


def test_a_film_that_a_service_lists_without_a_text_is_left_out_by_its_kind(tmp_path: Path) -> None:
    film = {"document_type": "multimedia", "headline": {"main": TITLE}, "lead_paragraph": "", "abstract": ""}
    [item] = read(tmp_path, {"response": {"docs": [film]}})
    assert isinstance(item, LeftOut)
    assert item.kind == "multimedia"


def test_several_authors_and_a_summary_of_sentences(tmp_path: Path) -> None:
    row = {**OF_SERVICE, "body": f"{TEXT} It creaked.", "creator": ["Ana Vale", "Bo Lund"]}
    [article] = read(tmp_path, [{**row, "summary": {"sentences": ["It is shut.", "It creaked."]}}])
    assert isinstance(article, Article)
    assert (article.author, article.summary) == ("Ana Vale, Bo Lund", "It is shut. It creaked.")


def test_a_category_is_a_section_and_a_number_of_one_is_none(tmp_path: Path) -> None:
    rows = [{**OF_SERVICE, "body": TEXT, "url": f"{ADDRESS}{kind}", "category": kind} for kind in ("Sea", 5)]
    first, second = read(tmp_path, rows)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.section, second.section) == ("Sea", None)


STORY = {"title": TITLE, "body": TEXT}
OTHER = {"title": "Ferry late", "body": "The ferry is late by two hours today."}


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("as_list", [True, False])
def test_json_and_json_lines_are_told_apart_by_what_they_hold(
    tmp_path: Path, name: str, indent: int | None, as_list: bool
) -> None:
    values: list[Any] = [[STORY, OTHER]] if as_list else [STORY, OTHER]
    items = read(tmp_path, "\n".join(json.dumps(value, indent=indent) for value in values), name)
    assert [item.title for item in items if isinstance(item, Article)] == [TITLE, "Ferry late"]
    assert not any(isinstance(item, ArticleError) for item in items)


def package(associations: Any, **more: Any) -> dict[str, Any]:
    return {"uri": "urn:k:p", "type": "composite", "pubstatus": "usable", "headline": "Bridge", **more} | {
        "versioncreated": AT,
        "associations": associations,
    }


def wired(uri: str, **more: Any) -> dict[str, Any]:
    row = {"uri": uri, "type": "text", "pubstatus": "usable", "headline": f"Story {uri}", "body_text": TEXT}
    return {**row, "versioncreated": AT, **more}


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_the_stories_of_a_package_are_read(tmp_path: Path, name: str) -> None:
    inside = {"main": wired("urn:k:1"), "side": wired("urn:k:2"), "photo": {"type": "picture", "uri": "u"}}
    for associations in (inside, list(inside.values())):
        items = read(tmp_path, package(associations), name)
        assert [i.article_id for i in items if isinstance(i, Article)] == ["urn:k:1", "urn:k:2"]
        assert [i.kind for i in items if isinstance(i, LeftOut)] == ["picture"]
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / name).write_text(json.dumps(package(inside)), "utf-8")
    assert sum(isinstance(item, Article) for item in read_path(tmp_path / "b")) == 2


def test_a_story_of_a_package_may_be_canceled(tmp_path: Path) -> None:
    items = read(tmp_path, package([wired("urn:k:1", pubstatus="canceled"), wired("urn:k:2")]))
    assert [type(item) for item in items] == [Withdrawal, Article]


def test_a_package_that_is_held_or_only_refers_to_its_stories_is_left_out(tmp_path: Path) -> None:
    held = package([wired("urn:k:1")], pubstatus="withheld")
    for value in (held, package({"main": {"uri": "urn:k:1", "type": "text"}})):
        [item] = read(tmp_path, value)
        assert isinstance(item, LeftOut)
        assert item.kind == "composite"


ODD: list[Any] = [
    {"type": ["composite"], "pubstatus": "usable"},
    {"document_type": ["x"]},
    {"type": {"a": 1}, "versioncreated": AT},
    {"revision": [1]},
    {"thread": {"site": {"a": 1}}},
    {"summary": {"sentences": [1]}},
]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_row_of_odd_kinds_costs_no_other(tmp_path: Path, name: str) -> None:
    rows = [{**STORY, "id": f"k{number}", **more} for number, more in enumerate([*ODD, {}])]
    items = read(tmp_path, "\n".join(map(json.dumps, rows)), name)
    assert [i.article_id for i in items if isinstance(i, Article)] == [row["id"] for row in rows]


def test_only_an_outlet_is_named_by_a_title(tmp_path: Path) -> None:
    tree = {"type": "doc", "title": "Untitled", "content": [{"type": "p", "content": [{"text": TEXT}]}]}
    row = {
        "title": TITLE,
        "body": tree,
        "source": {"uri": "g", "title": "Gull"},
        "author": {"title": "Editor"},
    }
    [fault, article] = read(tmp_path, [row])
    assert isinstance(fault, ArticleError)
    assert isinstance(article, Article)
    assert (article.body, article.source, article.author) == (TEXT, "Gull", None)


def test_an_entry_of_a_feed_in_json_waits_for_a_day_to_come(tmp_path: Path) -> None:
    items = [
        {"id": day, "content_text": TEXT, "date_published": f"{day}-05-12T10:00:00Z"}
        for day in ("2025", "2097")
    ]
    told = read(tmp_path, {"version": "https://jsonfeed.org/version/1.1", "title": "Gull", "items": items})
    waits = [article.embargoed_until for article in told if isinstance(article, Article)]
    assert [f"{until:%Y}" if until else "" for until in waits] == ["", "2097"]


def test_an_author_may_be_a_displayed_name(tmp_path: Path) -> None:
    for name in ("displayName", "full_name"):
        [article] = read(tmp_path, [{**OF_SERVICE, "body": TEXT, "author": {"id": "7", name: "Ann Roe"}}])
        assert isinstance(article, Article)
        assert article.author == "Ann Roe"
