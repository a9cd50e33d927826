"""What the systems of small newsrooms export: the posts of Ghost, and the nodes of Drupal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, LeftOut, Read, Withdrawal
from corpus.formats.read import read_path

TEXT = "The bridge to Lindholm is shut until May."
HTML = f"<p>{TEXT}</p><p>&ldquo;It creaked,&rdquo; said <b>Bo Lund</b>.</p>"
BODY = f"{TEXT}\n\n“It creaked,” said Bo Lund."
AT = "2025-03-04T06:30:00.000Z"


def read(tmp_path: Path, value: Any) -> list[Read]:
    (tmp_path / "a.json").write_text(json.dumps(value), "utf-8")
    return list(read_path(tmp_path / "a.json"))


def ghost(**more: Any) -> dict[str, Any]:
    post = {
        "id": "65e5",
        "uuid": "0-1",
        "title": "Bridge shut",
        "html": HTML,
        "plaintext": TEXT,
        "slug": "bridge",
    }
    return post | {"status": "published", "type": "post", "published_at": AT, "updated_at": AT} | more


def ghost_export(*posts: dict[str, Any]) -> dict[str, Any]:
    data = {
        "posts": list(posts),
        "users": [{"id": "u1", "name": "Ana Vale"}, {"id": "u2", "name": "Bo Lund"}],
        "posts_authors": [
            {"post_id": "65e5", "author_id": "u2", "sort_order": 1},
            {"post_id": "65e5", "author_id": "u1", "sort_order": 0},
        ],
        "tags": [{"id": "t1", "name": "Traffic"}],
        "posts_tags": [{"post_id": "65e5", "tag_id": "t1", "sort_order": 0}],
        "settings": [{"key": "title", "value": "The Gull"}, {"key": "lang", "value": "en"}],
    }
    return {"db": [{"meta": {"exported_on": 1, "version": "5.80.0"}, "data": data}]}


def test_an_export_of_ghost_has_its_posts_with_authors_outlet_and_section(tmp_path: Path) -> None:
    [article] = read(tmp_path, ghost_export(ghost(custom_excerpt="No way across.")))
    assert isinstance(article, Article)
    assert (article.article_id, article.title, article.body) == ("65e5", "Bridge shut", BODY)
    assert (article.author, article.source, article.section) == ("Ana Vale, Bo Lund", "The Gull", "Traffic")
    assert (article.summary, f"{article.published_at:%Y-%m-%d}") == ("No way across.", "2025-03-04")


@pytest.mark.parametrize("export", [ghost_export(), {"jsonapi": {"version": "1.0"}, "data": []}])
def test_an_export_without_posts_has_no_articles_and_no_fault(tmp_path: Path, export: dict[str, Any]) -> None:
    assert read(tmp_path, export) == []


def test_drafts_of_ghost_are_no_articles_and_its_pages_no_news(tmp_path: Path) -> None:
    draft, planned = ghost(id="2", status="draft"), ghost(id="3", status="scheduled")
    page, letter = ghost(id="4", type="page"), ghost(id="5", status="sent")
    kinds = [type(item) for item in read(tmp_path, ghost_export(draft, planned, page, letter))]
    assert kinds == [Withdrawal, Withdrawal, LeftOut, Article]


def test_ghosts_interface_and_its_export_name_a_post_alike(tmp_path: Path) -> None:
    given = ghost(
        authors=[{"name": "Ana Vale"}], primary_tag={"name": "Traffic"}, url="https://gull.example/bridge/"
    )
    del given["status"], given["plaintext"]
    [article] = read(tmp_path, {"posts": [given], "meta": {"pagination": {"page": 1}}})
    assert isinstance(article, Article)
    assert (article.article_id, article.body, article.section) == ("65e5", BODY, "Traffic")


def node(**more: Any) -> dict[str, Any]:
    said = {
        **{"drupal_internal__nid": 7, "langcode": "en", "status": True, "title": "Bridge shut"},
        **{"created": "2025-03-04T06:30:00+00:00", "changed": "2025-03-05T06:30:00+00:00"},
        "path": {"alias": "/news/bridge", "pid": 3, "langcode": "en"},
        "body": {"value": HTML, "format": "basic_html", "processed": HTML, "summary": "No way across."},
    }
    return {
        **{"type": "node--article", "id": "b7c1", "attributes": said | more},
        "relationships": {"uid": {"data": {"type": "user--user", "id": "u1"}}},
        "links": {"self": {"href": "https://gull.example/jsonapi/node/article/b7c1"}},
    }


def json_api(data: Any) -> dict[str, Any]:
    person = {"type": "user--user", "id": "u1", "attributes": {"display_name": "Ana Vale"}}
    return {"jsonapi": {"version": "1.0"}, "data": data, "included": [person]}


def test_nodes_of_drupal_are_articles_one_or_many(tmp_path: Path) -> None:
    for data in (node(), [node()]):
        [article] = read(tmp_path, json_api(data))
        assert isinstance(article, Article)
        assert (article.article_id, article.title, article.body) == ("b7c1", "Bridge shut", BODY)
        assert (article.author, article.summary, article.language) == ("Ana Vale", "No way across.", "en")
        assert article.url == "https://gull.example/news/bridge"
        assert f"{article.published_at:%Y-%m-%d}" == "2025-03-04"


def test_a_node_that_is_not_out_is_no_article_and_a_page_no_news(tmp_path: Path) -> None:
    taken_down, draft = node(status=False), node(moderation_state="draft")
    page = node() | {"type": "node--page"}
    kinds = [type(item) for item in read(tmp_path, json_api([taken_down, draft, page]))]
    assert kinds == [Withdrawal, Withdrawal, LeftOut]


def test_nodes_whose_fields_are_lists_are_read_too(tmp_path: Path) -> None:
    listed = {
        **{"nid": [{"value": 7}], "uuid": [{"value": "b7c1"}], "langcode": [{"value": "und"}]},
        **{
            "type": [{"target_id": "article"}],
            "title": [{"value": "Bridge shut"}],
            "status": [{"value": True}],
        },
        **{"created": [{"value": AT}], "changed": [{"value": AT}], "path": [{"alias": "/news/bridge"}]},
        **{"body": [{"value": HTML, "processed": HTML, "summary": ""}], "field_empty": []},
    }
    for value in (listed, [listed]):
        [article] = read(tmp_path, value)
        assert isinstance(article, Article)
        assert (article.article_id, article.title, article.body) == ("b7c1", "Bridge shut", BODY)
        assert f"{article.published_at:%Y-%m-%d}" == "2025-03-04"
    [gone] = read(tmp_path, listed | {"status": [{"value": False}]})
    assert isinstance(gone, Withdrawal)
