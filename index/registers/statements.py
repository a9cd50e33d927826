"""The outlets and days that operators state for articles without them, stored apart to outlive a sync."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from corpus.article import Article
from index.catalogue import schema as t
from index.catalogue.clauses import active, is_out
from index.catalogue.databases.upserts import write_over
from index.catalogue.engine import batches
from index.catalogue.reads import Catalogue
from index.catalogue.records import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Statement:
    """What an operator stated for an article; None for nothing.

    Attributes:
        source: Its outlet.
        published_at: The day on which it was published, aware UTC.
    """

    source: str | None = None
    published_at: datetime | None = None

    def over(self, former: Statement | None) -> Statement:
        """Return the statement completed by an earlier one."""
        former = former or Statement()
        return Statement(self.source or former.source, self.published_at or former.published_at)


@dataclass(frozen=True, slots=True)
class Unnamed:
    """An article without an outlet or a day of its own, and what an operator stated for it."""

    article_id: str
    title: str
    source: str | None
    published_at: datetime | None
    stated: Statement


def keep_statement(connection: Connection, article_id: str, statement: Statement) -> None:
    """Store an operator's statement on an article, replacing an earlier one."""
    row = {"source": statement.source, "published_ms": to_ms(statement.published_at)}
    write_over(connection, t.stated, [{"article_id": article_id, **row}])


def statements(connection: Connection, article_ids: Sequence[str]) -> dict[str, Statement]:
    """Return the statements on these articles, by id."""
    by_article = {}
    for some in batches(article_ids):
        for row in connection.execute(select(t.stated).where(t.stated.c.article_id.in_(some))):
            by_article[row.article_id] = Statement(row.source, from_ms(row.published_ms))
    return by_article


def completed(articles: Iterable[Article], statements: Mapping[str, Statement]) -> list[Article]:
    """Return the articles, with statements in place of what they lack."""
    return [_completed(article, statements.get(article.article_id)) for article in articles]


def _completed(article: Article, statement: Statement | None) -> Article:
    if statement is None:
        return article
    source = article.source or statement.source
    if article.published_at is not None or statement.published_at is None:
        return replace(article, source=source)
    return replace(article, source=source, published_at=statement.published_at, published_precision="day")


def without_statement(article: Article, statement: Statement | None) -> Article:
    """Return a stored article without what an operator stated; see `completed`."""
    if statement is None:
        return article
    source = None if article.source == statement.source else article.source
    if statement.published_at is None or article.published_at != statement.published_at:
        return replace(article, source=source)
    return replace(article, source=source, published_at=None, published_precision=None)


def unnamed_articles(catalogue: Catalogue, limit: int) -> tuple[int, list[Unnamed]]:
    """Return how many active articles have no outlet or no day, and some of them, latest first.

    Those for which an operator has stated it come last.
    """
    version, stated = t.version.c, t.stated.c
    missing = or_(version.source.is_(None), version.published_ms.is_(None))
    named = select(t.article.c.article_id, version.title, version.source, version.published_ms)
    columns = (stated.source.label("said_source"), stated.published_ms.label("said_ms"))
    query = (
        active(named.add_columns(*columns))
        .outerjoin(t.stated, stated.article_id == t.article.c.article_id)
        .where(or_(missing, stated.article_id.is_not(None)), is_out(catalogue.moment()))
    )
    ordered = query.order_by(missing.desc(), version.synced_ms.desc(), t.article.c.article_id)
    with catalogue.reading() as connection:
        total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        rows = connection.execute(ordered.limit(limit)).all()
    return total, [
        Unnamed(
            row.article_id,
            row.title,
            row.source,
            from_ms(row.published_ms),
            Statement(row.said_source, from_ms(row.said_ms)),
        )
        for row in rows
    ]
