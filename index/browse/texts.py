"""The texts of several versions at once, for what shows some words of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from index.catalogue import schema as t
from index.catalogue.clauses import is_out
from index.catalogue.engine import batches
from index.catalogue.reads import Catalogue

Version = tuple[str, int]
"""An article's id, and the number of one of its versions."""


@dataclass(frozen=True, slots=True)
class Text:
    """What one version says, and how many versions of the article there are."""

    title: str
    summary: str
    body: str
    author: str | None
    versions: int


def texts_of(catalogue: Catalogue, versions: Sequence[Version]) -> dict[Version, Text]:
    """Return the texts of those of some versions that may be shown, removed articles left out."""
    own = t.version.c
    other = t.version.alias()
    count = select(func.count()).where(other.c.article_id == own.article_id).scalar_subquery()
    query = select(
        own.article_id, own.version, own.title, own.summary, own.body, own.author, count.label("versions")
    ).where(own.article_id.not_in(select(t.removal.c.article_id)), is_out(catalogue.moment()))
    texts: dict[Version, Text] = {}
    with catalogue.reading() as connection:
        for some in batches(versions):
            # SQLite would look for pairs through all versions.
            names, numbers = (set(part) for part in zip(*some, strict=True))
            rows = connection.execute(query.where(own.article_id.in_(names), own.version.in_(numbers)))
            texts |= {(name, number): Text(*text) for name, number, *text in rows}
    return {version: texts[version] for version in versions if version in texts}
