"""What a file is read as, in a few letters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.article import Article, LeftOut, Read, Withdrawal
from corpus.formats.read import read_path

_LETTERS = {Article: "A", Withdrawal: "-", LeftOut: "-"}


def read_as(folder: Path, name: str, content: str | bytes) -> list[Read]:
    """Write a file and read it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_path(path))


def kinds(read: Sequence[Read]) -> str:
    """Return "A" for an article, "-" for what is held back or taken back, "E" for what is reported."""
    return "".join(_LETTERS.get(type(item), "E") for item in read)


def words(read: Sequence[Read]) -> str:
    """Return the words of the articles: headline, author and text of each."""
    articles = [item for item in read if isinstance(item, Article)]
    return "\n".join(f"{one.title}\n{one.author}\n{one.body}" for one in articles)
