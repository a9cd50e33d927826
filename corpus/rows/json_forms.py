"""The JSON that news services return, turned into rows: lists in envelopes, and nested posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from corpus.article import LeftOut
from corpus.options import Reading
from corpus.rows.drupal import nodes_of_drupal
from corpus.rows.fields import texts_of
from corpus.rows.ghost import posts_of_ghost
from corpus.rows.publication import POST_OF
from corpus.rows.services import OF_MODEL, unwrapped
from corpus.rows.wordpress import post_of_rest
from corpus.rows.wrapped import plain_row, rows_of_tables, rows_within

_LISTS = ("articles", "items", "results", "docs", "posts", "stories", "entries", "@graph")
_AROUND = ("response", "data", "result", "articles")
_ARTICLES = ("Article", "Posting")
# What NewsAPI has in the place of an article that it had to take out.
_REMOVED = "[Removed]"
# What WordPress keeps in the table of its posts beside them.
_OF_WORDPRESS = frozenset(
    "revision attachment nav_menu_item page custom_css customize_changeset oembed_cache wp_block".split()
)
_NO_TEXT = frozenset(
    {"picture", "graphic", "video", "audio", "photo", "composite", "package", "planning", "multimedia"}
)


def rows_of(value: Any) -> list[Any] | None:
    """Return the rows that a JSON file lists, also within the answer of a service; None for one row.

    What the envelope says of all of them (a feed's title is the outlet) is put into each.
    """
    for posts_of in (posts_of_ghost, nodes_of_drupal):
        posts = posts_of(value)
        if posts is not None:  # Also of an export without posts.
            return posts
    if isinstance(value, list):
        return [_row_of(row, {}) for row in rows_of_tables(value) or value]
    if not isinstance(value, Mapping):
        return None
    response = value.get("response")
    if isinstance(response, Mapping) and isinstance(response.get("content"), Mapping):
        return [_row_of(response["content"], {})]  # One article of the Guardian's.
    for envelope in (value, *(value.get(name) for name in _AROUND), _of_index(value)):
        rows = envelope if isinstance(envelope, list) else _listed(envelope)
        if rows is not None:
            of_all = _of_all(value)
            return [_row_of(row, of_all) for row in rows]
    within = rows_within(value)
    return within and [_row_of(row, {}) for row in within]


def one_row(value: Any) -> Any:
    """Return the one row that a JSON file is."""
    if nodes := nodes_of_drupal(value):
        return nodes[0]
    return _row_of(value, {})


def no_news(value: Any, origin: str) -> LeftOut | None:
    """Return what to count a row as that is an item of a wire without text, None for a row of text."""
    if not isinstance(value, Mapping):
        return None
    if value.get("title") == value.get("content") == _REMOVED:
        return LeftOut("article that its service removed", origin)
    kind = value.get("type")
    if isinstance(value.get("@type"), str) and not _is_article(value):
        return LeftOut(value["@type"].rpartition("/")[2][:40], origin)
    if isinstance(value.get(POST_OF), str) and kind not in (None, "post"):
        return LeftOut(str(kind)[:40], origin)
    of_service = value.get("document_type")
    if str(of_service) in _NO_TEXT and not any(texts_of(value, "body", Reading())):
        return LeftOut(str(of_service), origin)
    if isinstance(value.get(OF_MODEL), str) and not any(texts_of(value, "body", Reading())):
        return LeftOut(value[OF_MODEL][:40], origin)
    if str(value.get("post_type")) in _OF_WORDPRESS:
        return LeftOut(str(value["post_type"]), origin)
    of_wire = any(name in value for name in ("versioncreated", "versionCreated", "pubstatus"))
    return LeftOut(str(kind), origin) if of_wire and str(kind) in _NO_TEXT else None


def _of_index(value: Mapping[str, Any]) -> Any:
    """The hits of a search index, as its answers and dumps have them."""
    hits = value.get("hits")
    return hits.get("hits") if isinstance(hits, Mapping) else None


def _listed(envelope: Any) -> list[Any] | None:
    if not isinstance(envelope, Mapping):
        return None
    for name in _LISTS:
        rows = envelope.get(name)
        if isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows):
            return list(_articles(rows)) if name == "@graph" else rows
    return None


def _articles(things: list[Any]) -> Iterator[Any]:
    """The articles among the things of a JSON-LD graph."""
    for thing in things:
        if _is_article(thing):
            yield thing


def _is_article(thing: Mapping[str, Any]) -> bool:
    """Whether a thing of JSON-LD is one."""
    kinds = thing.get("@type")
    return any(str(kind).endswith(_ARTICLES) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _of_all(envelope: Mapping[str, Any]) -> dict[str, Any]:
    feed = envelope.get("feed")
    if isinstance(feed, Mapping) and isinstance(envelope.get("items"), list):  # Of a service for feeds.
        return {"source": feed.get("title"), "of_feed": True}
    if "jsonfeed.org" not in str(envelope.get("version", ""))[:100]:
        return {}
    fields = {"source": envelope.get("title"), "authors": envelope.get("authors") or envelope.get("author")}
    return {**fields, "language": envelope.get("language"), "of_feed": True}


def _row_of(row: Any, of_all: Mapping[str, Any]) -> Any:
    """A row as the form that it seems to be has it; as it is, where it is none of them after all."""
    try:
        return _in_its_form(row, of_all)
    except (AttributeError, LookupError, TypeError, ValueError):
        return row


def _in_its_form(row: Any, of_all: Mapping[str, Any]) -> Any:
    row = plain_row(row)
    if isinstance(row, Mapping) and isinstance(row.get("_source"), Mapping):
        row = {"id": row.get("_id"), **row["_source"]}
    if not isinstance(row, Mapping):
        return row
    if isinstance(row.get("title"), Mapping) and "rendered" in row["title"]:
        return post_of_rest(row)
    if "webPublicationDate" in row and "webTitle" in row:
        return unwrapped(_of_guardian(row))
    row = unwrapped(row)
    if "crawlTimeMsec" in row or isinstance(row.get("origin"), Mapping):
        row = _of_reader(row)
    if of_all and row.get("url") and ":" not in str(row.get("id")):
        row.pop("id", None)  # A number within one feed; its address tells it from those of others.
    return {**row, **{name: value for name, value in of_all.items() if value and not row.get(name)}}


def _of_guardian(row: Mapping[str, Any]) -> dict[str, Any]:
    """An article of the Guardian's own service, which names no outlet and gives live blogs in blocks."""
    blocks = row.get("blocks")
    written = blocks.get("body") if isinstance(blocks, Mapping) else None
    texts = [block.get("bodyTextSummary") for block in written or () if isinstance(block, Mapping)]
    body = "\n\n".join(text for text in texts if isinstance(text, str))
    return {"source": "The Guardian", **row, **({"body": body} if body and not row.get("fields") else {})}


def _of_reader(row: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as feed readers hand it out that speak as Google's did."""
    links = [link for name in ("canonical", "alternate") for link in _mappings(row.get(name))]
    texts = [
        part.get("content") for part in (row.get("content"), row.get("summary")) if isinstance(part, Mapping)
    ]
    body = next((text for text in texts if isinstance(text, str) and text), None)
    address = next((link["href"] for link in links if isinstance(link.get("href"), str)), None)
    content = {"content": body, "summary": None, "url": address}
    return {**row, **{name: value for name, value in content.items() if body or name == "url"}}


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
