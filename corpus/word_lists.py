"""Lists of words, names and patterns that stand in text files beside the modules that use them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path


@cache
def rows_in(module: str, name: str) -> tuple[str, ...]:
    """Return the lines of ``<name>.txt`` beside the file of a module, without remarks, which begin "# "."""
    lines = Path(module).with_name(f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("# "))


@cache
def words_in(module: str, name: str) -> frozenset[str]:
    """Return the words of a list that has several in each line."""
    return frozenset(word for row in rows_in(module, name) for word in row.split())


@cache
def table_in(module: str, name: str) -> dict[str, tuple[str, ...]]:
    """Return the names of a table with what stands behind each, as in "title: title, headline, titel".

    A name that has much behind it begins several lines.
    """
    table: dict[str, tuple[str, ...]] = {}
    for row in rows_in(module, name):
        key, _, others = row.partition(": ")
        table[key] = (*table.get(key, ()), *others.split(", "))
    return table


def any_pattern_in(module: str, name: str) -> re.Pattern[str]:
    """Return a pattern of what matches any of the patterns of a list, in any case."""
    return re.compile("|".join(rows_in(module, name)), re.IGNORECASE)
