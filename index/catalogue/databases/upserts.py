"""Inserting rows that may already exist, in each database's own syntax."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, case
from sqlalchemy.dialects import postgresql, sqlite

Rows = Sequence[Mapping[str, Any]]
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def write_new(connection: Connection, table: Table, rows: Rows) -> None:
    """Write rows; where one with its key is there already, that stays as it is."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), list(rows))


def write_new_of(connection: Connection, table: Table, query: Select[*tuple[Any, ...]]) -> None:
    """Write what a query with a condition finds, by the names of its columns, as `write_new` does."""
    insertion = _insert(connection, table).from_select(query.selected_columns.keys(), query)
    connection.execute(insertion.on_conflict_do_nothing())


def write_over(
    connection: Connection, table: Table, rows: Rows, columns: Sequence[str] = (), growing: Sequence[str] = ()
) -> None:
    """Write rows; where one with its key is there already, it takes the values of the new one.

    Args:
        connection: In a transaction.
        table: Where to.
        rows: All with the same columns.
        columns: Those that are taken over; all but the key by default.
        growing: Those of them that only take a greater value.
    """
    if not rows:
        return
    insertion = _insert(connection, table)
    key = [column.name for column in table.primary_key]
    taken = {name: insertion.excluded[name] for name in columns or [n for n in rows[0] if n not in key]}
    for name in growing:
        former = table.c[name]
        taken[name] = case((former > taken[name], former), else_=taken[name])
    connection.execute(insertion.on_conflict_do_update(index_elements=key, set_=taken), list(rows))


def _insert(connection: Connection, table: Table) -> Any:
    return _INSERTS[connection.dialect.name](table)
