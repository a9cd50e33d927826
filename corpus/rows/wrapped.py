"""Rows in wrappings that nobody has named: objects of one row each, typed values, lists deep within."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from corpus.options import Reading
from corpus.rows.fields import texts_of
from corpus.rows.services import OF_MODEL, unwrapped

# What queries in GraphQL, tables' interfaces, agencies and databases put around a row.
_AROUND_ROW = ("node", "item", "Item", "row", "article", "story", "post", "document", "NewImage")
# Articles in these lists belong to one that is beside them.
_BESIDE = frozenset(
    "related relatedArticles related_articles recommended recommendations comments associations media "
    "attachments children mostRead most_read trending".split()
)
# How DynamoDB says of which type a value is, with types that are lists of others.
_TYPES = frozenset({"S", "N", "BOOL", "NULL", "M", "L", "SS", "NS", "B", "BS"})
_MOST_DEPTH, _MOST_SEEN, _MOST_LOOKED_AT = 6, 2_000, 50
_LEAST_ID = 8
_OF_ALL = Reading()


def plain_row(row: Any) -> Any:
    """Return a row without the object around it, and with its values as they are without their types."""
    names = _AROUND_ROW if isinstance(row, Mapping) else ()
    inside = [value for name in names if isinstance(value := row.get(name), Mapping)]
    if inside and not _has_prose(row):
        row = next((value for value in map(_untyped, inside) if _has_prose(value)), row)
    return _untyped(row)


def rows_within(value: Any) -> list[Any] | None:
    """Return the first list of articles within an object, whatever it is called, the outermost first.

    None where there is none, or the object is an article itself.
    """
    if _has_prose(plain_row(value)):
        return None
    waiting, seen = deque([(value, 0)]), 0
    while waiting and seen < _MOST_SEEN:
        seen += 1
        inside, depth = waiting.popleft()
        if isinstance(inside, list):
            rows = [plain_row(row) for row in inside[:_MOST_LOOKED_AT]]
            if any(_has_prose(unwrapped(row)) for row in rows if isinstance(row, Mapping)):
                return rows + [plain_row(row) for row in inside[_MOST_LOOKED_AT:]]
        elif isinstance(inside, Mapping) and (rows := _by_id(inside)):
            return rows
        elif isinstance(inside, Mapping) and depth < _MOST_DEPTH:
            waiting.extend((one, depth + 1) for name, one in inside.items() if name not in _BESIDE)
    return None


def _has_prose(value: Any) -> bool:
    """Whether a value is an object with a headline and a text under usual names."""
    return isinstance(value, Mapping) and all(
        any(text for text in texts_of(value, name, _OF_ALL)) for name in ("title", "body")
    )


def rows_of_tables(values: list[Any]) -> list[Any] | None:
    """Return the rows of the tables of a database as phpMyAdmin exports it, None where there are none.

    A table without articles is one row, of its name.
    """
    tables = [one for one in values if isinstance(one, Mapping) and one.get("type") == "table"]
    if not tables or not all(isinstance(table.get("data"), list) for table in tables):
        return None
    rows: list[Any] = []
    for table in tables:
        own = table["data"]
        is_news = any(_has_prose(plain_row(row)) for row in own[:_MOST_LOOKED_AT])
        rows += own if is_news else [{OF_MODEL: str(table.get("name"))}]
    return rows


def _by_id(inside: Mapping[str, Any]) -> list[Any]:
    """The articles of an object that has each under its id, as Firebase exports them; none of another."""
    if not all(isinstance(one, Mapping) for one in inside.values()):
        return []
    rows = {name: plain_row(one) for name, one in inside.items()}
    if not any(_has_prose(unwrapped(row)) for row in rows.values()):
        return []
    # A number, or the name of a language, is the id of others elsewhere.
    return [row if len(name) < _LEAST_ID else {"id": name, **row} for name, row in rows.items()]


def _untyped(value: Any, depth: int = 0) -> Any:
    """An object whose values all say their type, without that; any other as it is."""
    if not (isinstance(value, Mapping) and value and all(map(_is_typed, value.values()))):
        return value
    return {name: _value_of(typed, depth) for name, typed in value.items()}


def _is_typed(value: Any) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _TYPES


def _value_of(typed: Any, depth: int) -> Any:
    if not _is_typed(typed) or depth > _MOST_DEPTH:
        return typed
    kind, value = next(iter(typed.items()))
    if kind == "NULL":
        return None
    if kind == "M" and isinstance(value, Mapping):
        return {name: _value_of(one, depth + 1) for name, one in value.items()}
    if kind == "L" and isinstance(value, list):
        return [_value_of(one, depth + 1) for one in value]
    return value
