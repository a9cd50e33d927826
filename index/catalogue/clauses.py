"""Parts of the catalogue's queries: what is active, what may be shown, and what passes filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    and_,
    func,
    or_,
    select,
)

from index.catalogue import schema as t
from index.catalogue.engine import AT_ONCE, batches, get_meta
from index.catalogue.limit import Limit
from index.embed.protocol import Vectors

AnySelect: TypeAlias = "Select[*tuple[Any, ...]]"
IS_ACTIVE = and_(t.version.c.article_id == t.article.c.article_id, t.version.c.version == t.article.c.version)
"""Joins an article with the version of it that answers use."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant at which somebody looks, UTC milliseconds since 1970.

    With `keeps_expired`, articles that have expired by then are shown all the same.
    """

    now_ms: int
    keeps_expired: bool = False


def is_out(at: Moment) -> ColumnElement[bool]:
    """The versions whose embargo has ended and that have not expired."""
    embargo = t.version.c.embargo_ms
    released = or_(embargo.is_(None), embargo <= at.now_ms)
    return released if at.keeps_expired else and_(released, ~has_expired(at.now_ms))


def has_expired(now_ms: int) -> ColumnElement[bool]:
    """The versions that have expired by an instant."""
    return func.coalesce(t.version.c.expires_ms <= now_ms, False)


def is_row_out(row: Row[Any], at: Moment) -> bool:
    """Whether a version, as a row, may be shown at an instant; see `is_out`."""
    has_ended = row.embargo_ms is None or row.embargo_ms <= at.now_ms
    return has_ended and (at.keeps_expired or row.expires_ms is None or row.expires_ms > at.now_ms)


def active(query: AnySelect) -> AnySelect:
    """The versions that answers may use."""
    return query.select_from(t.article).join(t.version, IS_ACTIVE)


def active_facts(query: AnySelect) -> AnySelect:
    """The versions that answers may use, for a query that goes over all and asks for no text of them.

    By the whole key SQLite would find the one version, and read its row, which holds its text. A sum is
    sought in no index, so by the rest of the key it takes the index that has all the query asks for.
    """
    same = and_(
        t.version.c.article_id == t.article.c.article_id, t.version.c.version + 0 == t.article.c.version
    )
    return query.select_from(t.article).join(t.version, same)


def visible(at: Moment, query: AnySelect) -> AnySelect:
    """The active versions that may be shown at an instant."""
    return active(query).where(is_out(at))


def visible_facts(at: Moment, query: AnySelect) -> AnySelect:
    """The active versions that may be shown at an instant, for a query as `active_facts` takes."""
    return active_facts(query).where(is_out(at))


def chunk_counts(connection: Connection) -> ScalarSelect[int]:
    """The number of chunks of each active version, in the current build, within a query of those."""
    chosen = (
        t.chunk.c.article_id == t.article.c.article_id,
        t.chunk.c.version == t.article.c.version,
        t.chunk.c.build == get_meta(connection, "build"),
    )
    return select(func.count()).select_from(t.chunk).where(*chosen).correlate(t.article).scalar_subquery()


def chunks_by_article(query: AnySelect, connection: Connection) -> AnySelect:
    """As `of_active_chunks`, for a query that asks for the chunks of all articles or of some."""
    same = and_(
        t.chunk.c.article_id == t.article.c.article_id,
        t.chunk.c.version == t.article.c.version,
        t.chunk.c.build + "" == get_meta(connection, "build"),  # as in `active_facts`
    )
    return active_facts(query).join(t.chunk, same)


def of_active_chunks(query: AnySelect, connection: Connection) -> AnySelect:
    """The chunks of the active versions, in the build that searches use."""
    build = get_meta(connection, "build")
    return active(query).join(
        t.chunk,
        and_(
            t.chunk.c.article_id == t.article.c.article_id,
            t.chunk.c.version == t.article.c.version,
            t.chunk.c.build == build,
        ),
    )


def limit_clauses(limit: Limit) -> list[Any]:
    """The conditions for a version to be within a limit."""
    clauses: list[Any] = [t.version.c.title.is_not(None)]
    if limit.sources:
        clauses.append(t.version.c.source.in_(limit.sources))
    if limit.authors:
        clauses.append(t.version.c.author.in_(limit.authors))
    if limit.sections:
        clauses.append(t.version.c.section.in_(limit.sections))
    if limit.from_ms is not None:
        clauses.append(t.version.c.published_ms >= limit.from_ms)
    if limit.to_ms is not None:
        clauses.append(t.version.c.published_ms < limit.to_ms)
    return clauses


def present_in(
    connection: Connection,
    column: ColumnElement[Any],
    values: Iterable[Any],
    *clauses: ColumnElement[bool],
    at_once: int = AT_ONCE,
) -> set[Any]:
    """Return those of `values` that a column has, in rows that meet the clauses.

    For a column without an index ask for many `at_once`: each statement reads all of its table.
    """
    present: set[Any] = set()
    for some in batches(values, at_once):
        present.update(connection.execute(select(column).where(column.in_(some), *clauses)).scalars())
    return present


def copies_of(connection: Connection, stories: Sequence[str], at: Moment) -> dict[str, tuple[str, ...]]:
    """Return the active articles of each story that may be shown at an instant, by id."""
    copies: dict[str, list[str]] = {}
    for some in batches(stories):
        query = visible(at, select(t.article.c.story, t.article.c.article_id))
        query = query.where(t.article.c.story.in_(some)).order_by(t.article.c.article_id)
        for story, article_id in connection.execute(query):
            copies.setdefault(story, []).append(article_id)
    return {story: tuple(ids) for story, ids in copies.items()}


def read_vectors(connection: Connection, text_keys: Sequence[bytes], dimension: int) -> dict[bytes, Vectors]:
    """Return the stored vectors of these texts, by key, without those that have none."""
    vectors: dict[bytes, Vectors] = {}
    for some in batches(text_keys):
        query = select(t.embedding.c.text_key, t.embedding.c.vector).where(t.embedding.c.text_key.in_(some))
        for key, blob in connection.execute(query):
            vector = np.frombuffer(blob, dtype=np.float32)
            if len(vector) == dimension:
                vectors[key] = vector
    return vectors


def next_change(connection: Connection, now_ms: int) -> int | None:
    """The instant at which the next embargo ends or the next article expires, or None."""
    columns = (t.version.c.embargo_ms, t.version.c.expires_ms)
    moments = [
        connection.execute(select(func.min(column)).where(column > now_ms)).scalar() for column in columns
    ]
    return min((moment for moment in moments if moment is not None), default=None)
