"""Rows as services for news and editors' systems hand them out, without the wrapping of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from corpus.options import Reading
from corpus.rows.fields import texts_of
from corpus.rows.publication import state_of

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
# What a service writes in the place of what it sells.
_SOLD = re.compile(r"only available in [\w ,]{0,40}plans", re.I)
_LEAST_WORDS = 5
OF_MODEL = "of_model"
"""The field of a row that names the table of a site's database which it comes from."""
# How Joomla numbers the states of what is not out; what is archived there can still be read.
_OF_JOOMLA = {"0": "unpublished", "-2": "trashed"}


def unwrapped(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as plain fields: those that its system keeps in an object of their own, among the rest.

    A row of a service with an address and a day that has no text but a summary has that as its text.
    """
    row = {name: value for name, value in row.items() if not _is_sold(value)}
    fields = row.get("fields")
    if isinstance(row.get("sys"), Mapping) and isinstance(fields, Mapping):
        row = _of_contentful(row["sys"], fields)
    elif (
        isinstance(fields, Mapping) and isinstance(row.get("model"), str) and "pk" in row
    ):  # Django's fixtures.
        row = {OF_MODEL: row["model"], "id": f"{row['model']}:{row['pk']}", **fields}
    elif "introtext" in row and "fulltext" in row:
        row = _of_joomla(row)
    elif "bodytext" in row and "datetime" in row:
        row = _of_typo3(row)
    elif isinstance(row.get("attributes"), Mapping) and "title" not in row:  # Strapi, JSON:API.
        row = {**row["attributes"], "id": row.get("documentId") or row.get("id")}
    summary = row.get("summary")
    if isinstance(summary, Mapping) and isinstance(sentences := summary.get("sentences"), list):
        row["summary"] = " ".join(part for part in sentences if isinstance(part, str))
    if "name" in row and "datePublished" in row:  # How schema.org calls a headline, and those who follow it.
        row.setdefault("title", row.get("headline") or row["name"])
    return _with_text(row)


def _is_sold(value: Any) -> bool:
    return isinstance(value, str) and _SOLD.fullmatch(value.strip()) is not None


def _of_contentful(system: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of Contentful: what its editors' side hands out has a version also before publication."""
    is_out = "version" not in system or bool(system.get("publishedVersion"))
    return {
        "id": system.get("id"),
        "first_publish_date": system.get("firstPublishedAt")
        or system.get("publishedAt")
        or system.get("createdAt"),
        "updatedAt": system.get("updatedAt"),
        "status": None if is_out else "draft",
        **{name: _in_one_language(value) for name, value in fields.items()},
        **({"status": "archived"} if system.get("archivedVersion") else {}),
    }


def _of_joomla(row: Mapping[str, Any]) -> dict[str, Any]:
    """An article of Joomla, whose text begins in one field and goes on in another."""
    texts = (row["introtext"], row["fulltext"])
    return {
        **row,
        "body": "\n\n".join(text for text in texts if isinstance(text, str) and text.strip()),
        "fulltext": None,
        "state": _OF_JOOMLA.get(str(row.get("state"))),
        "published_at": row.get("publish_up") or row.get("created"),
        "embargoed_until": row.get("publish_up"),
        "expires_at": row.get("publish_down"),
    }


def _of_typo3(row: Mapping[str, Any]) -> dict[str, Any]:
    """An article of TYPO3's extension for news."""
    days = {"published_at": "datetime", "embargoed_until": "starttime", "expires_at": "endtime"}
    return {**row, **{ours: row.get(theirs) for ours, theirs in days.items()}}


def _in_one_language(value: Any) -> Any:
    """The first of the languages that a field is kept in."""
    if isinstance(value, Mapping) and value and all(_LANGUAGE.fullmatch(str(name)) for name in value):
        return next(iter(value.values()))
    return value


def _with_text(row: dict[str, Any]) -> dict[str, Any]:
    reading = Reading()
    has = {name: next(filter(None, texts_of(row, name, reading)), "") for name in ("url", "published_at")}
    if not all(has.values()) or any(texts_of(row, "body", reading)):
        return row
    summary = next(filter(None, texts_of(row, "summary", reading)), "")
    return {**row, "body": summary} if len(summary.split()) >= _LEAST_WORDS else row


def items_of_package(value: Any) -> list[Mapping[str, Any]] | None:
    """Return the items that a package of ninjs holds whole, None for what is none or only refers to them.

    A package that is withheld or canceled says nothing of its items, which have states of their own.
    """
    if not isinstance(value, Mapping) or value.get("type") not in ("composite", "package"):
        return None
    held = value.get("associations")
    items = list(held.values()) if isinstance(held, Mapping) else held if isinstance(held, list) else []
    items = [{"pubstatus": "usable", **item} for item in items if isinstance(item, Mapping)]
    whole = any(all(any(texts_of(item, name, Reading())) for name in ("title", "body")) for item in items)
    return items if whole and state_of(value) is None else None
