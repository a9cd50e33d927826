"""Posts as Ghost exports them: tables of posts, people and settings, tied together by their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from corpus.rows.publication import POST_OF

_TABLES = ("posts", "posts_authors", "users", "settings", "tags", "posts_tags")
# What becomes of a newsletter that is on no page.
_SENT = "sent"


def posts_of_ghost(value: Any) -> list[dict[str, Any]] | None:
    """Return the posts of an export as rows, None for anything else.

    An export is ``{"db": [{"meta": ..., "data": {"posts": [...], ...}}]}``, or what is in it.
    """
    exports = value.get("db") if isinstance(value, Mapping) else None
    for one in exports if isinstance(exports, list) else [value]:
        data = one.get("data") if isinstance(one, Mapping) and ("meta" in one or exports) else None
        if isinstance(data, Mapping) and isinstance(data.get("posts"), list):
            return list(_rows({name: _objects(data.get(name)) for name in _TABLES}))
    return None


def _objects(table: Any) -> list[Mapping[str, Any]]:
    return [row for row in table if isinstance(row, Mapping)] if isinstance(table, list) else []


def _rows(tables: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
    outlet = next((row.get("value") for row in tables["settings"] if row.get("key") == "title"), None)
    authors = _tied(tables["posts_authors"], "author_id", tables["users"])
    tags = _tied(tables["posts_tags"], "tag_id", tables["tags"])
    for post in tables["posts"]:
        own = str(post.get("id"))
        status = post.get("status")
        yield {
            "id": post.get("id"),
            "title": post.get("title"),
            "body": post.get("html") or post.get("plaintext"),
            "summary": post.get("custom_excerpt"),
            "published_at": post.get("published_at"),
            "updated_at": post.get("updated_at"),
            "author": authors.get(own),
            "section": next(iter(tags.get(own, ())), None),
            "source": outlet,
            "url": post.get("canonical_url"),
            "status": "published" if status == _SENT else status,
            "type": post.get("type") or ("page" if post.get("page") else "post"),
            POST_OF: "ghost",
        }


def _tied(ties: list[Mapping[str, Any]], key: str, named: list[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The names that posts are tied to, by the posts' numbers and in their order."""
    names = {str(row.get("id")): str(row["name"]) for row in named if row.get("name")}
    of_post: dict[str, list[str]] = {}
    for tie in sorted(ties, key=_place):
        if (name := names.get(str(tie.get(key)))) is not None:
            of_post.setdefault(str(tie.get("post_id")), []).append(name)
    return of_post


def _place(tie: Mapping[str, Any]) -> int:
    place = tie.get("sort_order")
    return place if isinstance(place, int) else 0
