"""Removing names and passwords from the addresses in an older catalogue when it is migrated.

Earlier releases stored a feed's address as given, and made article ids of it for articles without an address.
Such an article gets the id that it would have now, so that the next sync recognises it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, select, update

from corpus.identity import masked, without_login
from index.catalogue import schema as t

Change = Callable[[str], str]

_OF_ARTICLES = (t.article, t.version, t.chunk, t.origin, t.band, t.pending, t.removal)
_ANSWERS = ((t.feedback, t.feedback.c.id), (t.shared, t.shared.c.name))


def hide_logins(connection: Connection) -> None:
    """Remove every name and password from the addresses of a catalogue, in the caller's transaction."""
    names = _new_names(connection)
    for table in _OF_ARTICLES:
        for old, new in names.items():
            connection.execute(
                update(table)
                .where(table.c.article_id == old)
                .values(article_id=new)
                .prefix_with("OR REPLACE")
            )
    for old, new in _changed(connection, t.article.c.story, masked).items():
        connection.execute(update(t.article).where(t.article.c.story == old).values(story=new))
    for column in (t.origin.c.root, t.origin.c.location, t.version.c.url):
        for old, new in _changed(connection, column, without_login).items():
            statement = update(column.table).where(column == old).values({column.name: new})
            connection.execute(statement.prefix_with("OR REPLACE"))
    for url in _changed(connection, t.fetched.c.url, without_login):
        connection.execute(delete(t.fetched).where(t.fetched.c.url == url))
    _hide_in_logs(connection, names)


def _changed(connection: Connection, column: Column[Any], change: Change) -> dict[str, str]:
    """The values of a column that `change` alters, with their new values."""
    maybe = connection.execute(select(column).where(column.like("%://%@%")).distinct()).scalars()
    return {old: new for old in maybe if (new := change(old)) != old}


def _new_names(connection: Connection) -> dict[str, str]:
    """The ids that begin with an address with a password, and their new ids."""
    roots = set(_changed(connection, t.origin.c.root, without_login))
    for paths in _changed(connection, t.sync_log.c.paths, masked):
        roots |= {path for path in json.loads(paths) if without_login(path) != path}
    begin = tuple(roots)
    names: dict[str, str] = {}
    taken = set(connection.execute(select(t.article.c.article_id)).scalars())
    for old in sorted(_changed(connection, t.article.c.article_id, without_login)):
        if old.startswith(begin):
            new = without_login(old)
            while new in taken:  # The feed was synced again since, or with another password.
                new = f"{new}#former"
            taken.add(new)
            names[old] = new
    return names


def _hide_in_logs(connection: Connection, names: Mapping[str, str]) -> None:
    def hidden(text: str) -> str:
        return json.dumps(_each_text(json.loads(text), lambda _, part: names.get(part) or masked(part)))

    def renamed(text: str) -> str:
        # The words of articles stay unchanged.
        whole = _each_text(
            json.loads(text),
            lambda field, part: without_login(part) if field == "url" else names.get(part, part),
        )
        return json.dumps(whole, ensure_ascii=False)

    logs = ((t.sync_log, "paths"), (t.sync_log, "report"), (t.action_log, "detail"))
    for table, name in logs:
        _rewrite(connection, table, table.c.id, name, hidden)
    for table, key in _ANSWERS:
        _rewrite(connection, table, key, "answer", renamed)


def _rewrite(connection: Connection, table: Table, key: Column[Any], name: str, change: Change) -> None:
    maybe = select(key, table.c[name]).where(table.c[name].like("%://%@%"))
    for row in connection.execute(maybe).all():
        if (changed := change(row[1])) != row[1]:
            connection.execute(update(table).where(key == row[0]).values({name: changed}))


def _each_text(value: Any, change: Callable[[str, str], str], field: str = "") -> Any:
    """A JSON value with each string replaced by `change`, which is given its field."""
    if isinstance(value, str):
        return change(field, value)
    if isinstance(value, list):
        return [_each_text(item, change, field) for item in value]
    if isinstance(value, dict):
        return {name: _each_text(item, change, name) for name, item in value.items()}
    return value
