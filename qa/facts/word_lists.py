"""Lists of words that stand in text files beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def words_in(name: str) -> frozenset[str]:
    """Return the words of a list, in lower case, such as "occupations"."""
    return frozenset(_file(name).read_text("utf-8").split())


@cache
def rows_in(name: str) -> tuple[str, ...]:
    """Return the lines of a list, such as "antonyms"."""
    return tuple(_file(name).read_text("utf-8").splitlines())


def _file(name: str) -> Path:
    return Path(__file__).with_name(f"{name}.txt")
