"""Nodes as Drupal serves them: by JSON:API, and by its REST interface, where each field is a list."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from corpus.rows.publication import POST_OF

_NODE = "node--"
# Of no language, as Drupal says it.
_NO_LANGUAGE = frozenset({"und", "zxx"})


def nodes_of_drupal(value: Any) -> list[dict[str, Any]] | None:
    """Return the nodes that a JSON file lists as rows, None where it lists none."""
    if isinstance(value, Mapping) and ("jsonapi" in value or "data" in value):
        data = value.get("data")
        nodes = data if isinstance(data, list) else [data]
        if all(_is_of_json_api(node) for node in nodes):
            people = _people(value.get("included"))
            return [_of_json_api(node, people) for node in nodes if isinstance(node, Mapping)]
    rest = value if isinstance(value, list) else [value]
    if rest and all(_is_of_rest(node) for node in rest):
        return [_of_rest(node) for node in rest]
    return None


def _is_of_json_api(node: Any) -> bool:
    return (
        isinstance(node, Mapping)
        and str(node.get("type", "")).startswith(_NODE)
        and isinstance(node.get("attributes"), Mapping)
    )


def _of_json_api(node: Mapping[str, Any], people: Mapping[str, str]) -> dict[str, Any]:
    attributes = node["attributes"]
    tied = node.get("relationships")
    owner = tied.get("uid") if isinstance(tied, Mapping) else None
    one = owner.get("data") if isinstance(owner, Mapping) else None
    author = people.get(str(one.get("id"))) if isinstance(one, Mapping) else None
    row = _row(attributes, node.get("id"), str(node["type"]).removeprefix(_NODE), author)
    return {**row, "url": row["url"] or _address(node)}


def _address(node: Mapping[str, Any]) -> str | None:
    """The page's own address: its alias, at the site that the interface's address names."""
    links, path = node.get("links"), node["attributes"].get("path")
    own = links.get("self") if isinstance(links, Mapping) else None
    href = own.get("href") if isinstance(own, Mapping) else own
    alias = path.get("alias") if isinstance(path, Mapping) else None
    if isinstance(href, str) and isinstance(alias, str):
        with suppress(ValueError):
            return urljoin(href, alias)
    return None


def _people(included: Any) -> dict[str, str]:
    people = {}
    for one in included if isinstance(included, list) else ():
        attributes = one.get("attributes") if isinstance(one, Mapping) else None
        name = (
            (attributes.get("display_name") or attributes.get("name"))
            if isinstance(attributes, Mapping)
            else None
        )
        if isinstance(name, str):
            people[str(one.get("id"))] = name
    return people


def _is_of_rest(node: Any) -> bool:
    return (
        isinstance(node, Mapping)
        and isinstance(node.get("nid"), list)
        and isinstance(node.get("title"), list)
    )


def _of_rest(node: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: _first(field) for name, field in node.items()}
    plain = {
        name: field.get("value", field)
        if name not in ("body", "path") and isinstance(field, Mapping)
        else field
        for name, field in fields.items()
    }
    kind = fields.get("type")
    return _row(
        plain, plain.get("uuid"), str(kind.get("target_id", "")) if isinstance(kind, Mapping) else "", None
    )


def _first(field: Any) -> Any:
    return field[0] if isinstance(field, list) and field else None if isinstance(field, list) else field


def _row(fields: Mapping[str, Any], own: Any, kind: str, author: str | None) -> dict[str, Any]:
    body = fields.get("body")
    if isinstance(body, Mapping):
        written, summary = body.get("processed") or body.get("value"), body.get("summary")
    else:
        written, summary = body, None
    return {
        "id": own,
        "title": fields.get("title"),
        "body": written,
        "summary": summary,
        "published_at": fields.get("published_at") or fields.get("created"),
        "updated_at": fields.get("changed"),
        "author": author or fields.get("field_author") or fields.get("field_byline"),
        "section": fields.get("field_section"),
        "source": fields.get("field_source"),
        "url": fields.get("canonical_url"),
        "language": None if fields.get("langcode") in _NO_LANGUAGE else fields.get("langcode"),
        "status": fields.get("status"),
        "moderation_state": fields.get("moderation_state"),
        "type": "page" if kind == "page" else "post",
        POST_OF: "drupal",
    }
