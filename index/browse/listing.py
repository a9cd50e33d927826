"""The archive as a table: its articles by page, and its last syncs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from corpus.identity import masked
from index.catalogue import schema as t
from index.catalogue.clauses import is_out
from index.catalogue.engine import batches
from index.catalogue.reads import Catalogue
from index.catalogue.records import from_ms
from index.contract import Count, Document, Hidden, Number, Time, Words, iso_utc

Order = Literal["published", "title", "source", "versions"]
ORDERS: tuple[Order, ...] = ("published", "title", "source", "versions")
# Every article is searched for every word.
_MOST_QUERY_CHARACTERS = 500
_MOST_QUERY_WORDS = 20


@dataclass(frozen=True, slots=True)
class Listed(Document):
    """One article of a list.

    Attributes:
        article_id: Its id.
        version: The version that answers use; None if no answer may use the article.
        versions: How many versions are stored; 0 if a removed article's text is no longer on the disk.
        title: The headline, "" if the text is no longer on the disk.
        source: The outlet, or None.
        published_at: Aware UTC, or None.
        corrects: The number of the version that the last correction took the place of, or None.
    """

    article_id: Words
    version: Number | None
    versions: Count
    title: str
    source: str | None
    published_at: Time | None
    corrects: Annotated[Number | None, Hidden] = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list, and how many articles the whole list has."""

    total: int
    articles: tuple[Listed, ...]


def list_removed(
    catalogue: Catalogue,
    query: str = "",
    order: Order = "published",
    descending: bool = True,
    limit: int = 50,
    offset: int = 0,
) -> Listing:
    """Return some of the articles that an operator removed; `index.search.articles` finds the active ones.

    Args:
        catalogue: The catalogue.
        query: Words that headline, outlet or id must all contain; letters beyond ASCII match exactly. The
            first twenty in its first 500 characters count.
        order: What to sort by; articles without it come last, equal ones by id.
        descending: Largest or latest first.
        limit: The most articles to return.
        offset: How many to skip.
    """
    chosen = and_(_is_removed(), *_matches(query))
    by = {
        "published": t.version.c.published_ms,
        "title": func.lower(t.version.c.title),
        "source": func.lower(t.version.c.source),
        "versions": _versions(),
    }[order]
    direction = by.desc() if descending else by.asc()
    page = (
        _listed()
        .where(chosen)
        .order_by(direction.nulls_last(), t.article.c.article_id)
        .limit(limit)
        .offset(offset)
    )
    count = select(func.count()).select_from(_listed().where(chosen).subquery())
    with catalogue.reading() as connection:
        total = connection.execute(count).scalar_one()
        rows = connection.execute(page).all()
    return Listing(total, tuple(_of_row(row) for row in rows))


def listed(catalogue: Catalogue, article_ids: Sequence[str]) -> dict[str, Listed]:
    """Return those of `article_ids` that the archive knows, by id; without a version when hidden."""
    articles: dict[str, Listed] = {}
    with catalogue.reading() as connection:
        for some in batches(article_ids):
            query = _listed().where(t.article.c.article_id.in_(some))
            articles |= {
                row.article_id: replace(_of_row(row), version=None) for row in connection.execute(query)
            }
            public = connection.execute(query.where(is_out(catalogue.moment())))
            articles |= {row.article_id: _of_row(row) for row in public}
    return articles


def last_syncs(catalogue: Catalogue, count: int) -> list[dict[str, Any]]:
    """Return when the last `count` syncs ended, of which paths, and their counts; the newest first."""
    query = select(t.sync_log).order_by(t.sync_log.c.id.desc()).limit(count)
    with catalogue.reading() as connection:
        rows = connection.execute(query).all()
    return [
        {
            "finished_at": iso_utc(from_ms(row.finished_ms)),
            # Earlier releases stored addresses with their passwords.
            "paths": [masked(path) for path in json.loads(row.paths)],
            **json.loads(row.report),
        }
        for row in rows
    ]


def _listed() -> Select[Any]:
    """Articles with their active version, or else the newest one stored."""
    return (
        select(
            t.article.c.article_id,
            t.article.c.version,
            _versions().label("versions"),
            func.coalesce(t.version.c.title, "").label("title"),
            t.version.c.source,
            t.version.c.published_ms,
            t.version.c.corrects,
        )
        .select_from(t.article)
        .outerjoin(t.version, _of_article())
    )


def _of_article() -> ColumnElement[bool]:
    other = t.version.alias("kept")
    newest = select(func.max(other.c.version)).where(other.c.article_id == t.article.c.article_id)
    number = func.coalesce(t.article.c.version, newest.scalar_subquery())
    return and_(t.version.c.article_id == t.article.c.article_id, t.version.c.version == number)


def _versions() -> Any:
    counted = t.version.alias("counted")
    return select(func.count()).where(counted.c.article_id == t.article.c.article_id).scalar_subquery()


def _is_removed() -> ColumnElement[bool]:
    return t.article.c.article_id.in_(select(t.removal.c.article_id))


def _matches(query: str) -> list[ColumnElement[bool]]:
    columns = (t.version.c.title, t.version.c.source, t.article.c.article_id)
    return [
        or_(*(column.icontains(word, autoescape=True) for column in columns))
        for word in dict.fromkeys(query[:_MOST_QUERY_CHARACTERS].split()[:_MOST_QUERY_WORDS])
    ]


def _of_row(row: Row[Any]) -> Listed:
    return Listed(
        row.article_id,
        row.version,
        row.versions,
        row.title,
        row.source,
        from_ms(row.published_ms),
        row.corrects,
    )
